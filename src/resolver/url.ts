/** Where the tenant's API is: checked, so that the key goes nowhere else. */
export interface ApiBase {
  /** Scheme, host, port if it is not the usual one, and the path if there is one: `https://us.core.resolver.com`. For seals and digests. */
  readonly origin: string;
  /** `host` or `host:port`. For the ledger's branch and the markers. */
  readonly host: string;
  /** The first label of the host contains "sandbox". */
  readonly sandbox: boolean;
  /** What a connection is made to: `origin` without the path. */
  readonly server: string;
  /** The empty text, or a path that begins with `/` and does not end with one. */
  readonly path: string;
}

export type CheckedBase = { kind: 'base'; base: ApiBase } | { kind: 'refused'; why: string };

/** Resolver's own domain. Hosts seen below it: us.core, eu.core, sandbox. No public list of regions was found. */
const DOMAIN = 'resolver.com';
/** The only hosts that plain `http` may reach: those of the tests and the demo, where GitHub is on one of them, too. */
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`);
const PARTS = /^(https?):\/\/([^/:[\]]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?((?:\/[^/]+)*)\/?$/i;

/**
 * Checks the API's address: `https`, host `resolver.com` or below it or in `furtherHosts` (names in lower case, each `host` or
 * `host:port`, none an IP address), port 443 unless such an entry names another, no user, query or fragment. Plain `http` for this machine alone, on any port, and only beside
 * a GitHub on this machine: on a runner that is shared, a listener of somebody else would get the key.
 * A path is kept, without the slash at its end: one public client uses `/api`, Resolver's documents do not.
 * The text of a refusal never holds the address: it might carry a password.
 */
export function apiBase(text: string, furtherHosts: readonly string[], github: string): CheckedBase {
  if (/[^\x21-\x7e]/.test(text)) {
    return refused('`api-url` holds white space or a character outside ASCII.');
  }
  if (/[@?#\\%]/.test(text))
    return refused('`api-url` may not hold a user, a query, a fragment, a backslash or a percent sign.');
  const [, scheme = '', host = '', port = '', path = ''] = PARTS.exec(text) ?? [];
  if (scheme === '') return refused('`api-url` is not an address such as `https://us.core.resolver.com`.');
  const plain = LOOPBACK.includes(URL.parse(github)?.hostname ?? '');
  return judge({ scheme: scheme.toLowerCase(), host: host.toLowerCase(), port, path }, furtherHosts, plain);
}

interface Parts {
  scheme: string;
  host: string;
  port: string;
  path: string;
}

/** `plain`: whether http may be spoken to this machine. */
function judge({ scheme, host, port, path }: Parts, listed: readonly string[], plain: boolean): CheckedBase {
  if (!/^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]{1,64}){0,8}$/.test(path)) {
    return refused(
      'The path of `api-url` may hold letters, digits and `.` `_` `~` `-` only, and neither `.` nor `..` as a part.',
    );
  }
  const loopback = scheme === 'http' && plain && LOOPBACK.includes(host);
  if (scheme === 'http' && !loopback) {
    return refused(
      '`api-url` must be an https address. Plain http is only for tests, where the tenant and GitHub both run on this machine.',
    );
  }
  if (!loopback) {
    if (!HOST_NAME.test(host)) return refused('The host of `api-url` is not a host name.');
    const usual = port === '' || port === '443';
    const known =
      host === DOMAIN ||
      host.endsWith(`.${DOMAIN}`) ||
      listed.includes(host) ||
      listed.includes(`${host}:443`);
    if (!listed.includes(`${host}:${port}`) && !(known && usual)) {
      return refused(
        known
          ? 'The port of `api-url` must be 443, unless `api-hosts` names the host with its port.'
          : `The host of \`api-url\` is neither \`${DOMAIN}\`, nor below it, nor in \`api-hosts\`.`,
      );
    }
  }
  return built(`${scheme}://${host}${port === '' ? '' : `:${port}`}`, host, path);
}

/** A last look with the parser that the client uses: what it understands must be what was judged. */
function built(server: string, host: string, path: string): CheckedBase {
  const url = URL.canParse(server + path) ? new URL(server + path) : undefined;
  if (url === undefined || url.hostname !== host || url.pathname !== (path || '/')) {
    return refused('`api-url` is not an address such as `https://us.core.resolver.com`.');
  }
  const sandbox = /^[^.]*sandbox/.test(host);
  return {
    kind: 'base',
    base: { origin: url.origin + path, host: url.host, sandbox, server: url.origin, path },
  };
}

function refused(why: string): CheckedBase {
  return { kind: 'refused', why };
}
