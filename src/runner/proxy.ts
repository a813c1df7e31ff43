/** The variables by which a proxy is named, as the toolkit reads them. */
export const PROXIES: readonly string[] = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];

/**
 * Whether the toolkit can take this for a proxy: an address, or a host and a port without a scheme. Over most other texts it throws, with
 * the text in the message (`proxy.ts` of `@actions/http-client`, `ProxyAgent` of `undici`).
 */
export function isProxy(text: string): boolean {
  const scheme = /^(?:https?|socks5?):\/\//i.test(text);
  if (!scheme && text.includes('/')) return false;
  return URL.canParse(scheme ? text : `http://${text}`) && isDecodable(text);
}

/** The toolkit decodes user and password. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
