/** A content type as far as it may be trusted and printed: a header can hold anything, the key included. */
export interface ContentType {
  /** One of a fixed list of names, or words of ours. */
  readonly name: string;
  readonly kind: 'json' | 'none' | 'other';
}

const PRINTABLE = [
  'text/html',
  'text/plain',
  'text/xml',
  'application/xml',
  'application/xhtml+xml',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
];

/**
 * Reads a `Content-Type` header. JSON is `application/json`, or a type that ends in `+json`, in UTF-8. Not by `MIMEType` of
 * `node:util`: it believes the first of two character sets, and what it throws quotes the header.
 */
export function contentType(header: string | string[] | undefined): ContentType {
  if (header === undefined) return { name: 'no content type', kind: 'none' };
  const unknown: ContentType = { name: 'another content type', kind: 'other' };
  if (typeof header !== 'string') return unknown;
  const [essence = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  if (/^application\/(?:[a-z0-9.-]+\+)?json$/.test(essence)) {
    const foreign = parameters.some((parameter) => /^charset=(?!"?utf-?8"?$)/.test(parameter));
    return foreign
      ? { name: 'JSON not in UTF-8', kind: 'other' }
      : { name: 'application/json', kind: 'json' };
  }
  return PRINTABLE.includes(essence) ? { name: essence, kind: 'other' } : unknown;
}
