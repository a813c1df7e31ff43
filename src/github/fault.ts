import { GitHubFault, type GitHubFaultCode } from '../faults.ts';

const NOT_ALLOWED =
  'the token may not do this. Check the permissions of the job: contents, pull-requests and issues as the template sets them.';
const NOT_THERE = 'GitHub knows no such thing, or the token may not see it';
const USED_UP = 'GitHub’s rate limit is used up';

/** What octokit threw, by its status and headers; its text may hold a body or an address and is not taken over. */
export function faultOf(error: unknown, name: string, now: Date): GitHubFault {
  const { status, response } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    response?: { headers?: Record<string, unknown>; data?: unknown };
  };
  const headers = response?.headers;
  if (typeof status !== 'number' || headers === undefined) {
    return new GitHubFault('unreachable', `${name}: GitHub could not be reached.`);
  }
  const wait = waitOf(headers, now);
  const limited =
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    saysRateLimit(response?.data);
  if (status === 429 || (status === 403 && limited)) {
    return new GitHubFault('rate-limited', `${name}: ${USED_UP} (status ${status}).`, status, wait);
  }
  if (status >= 500) {
    const message = `${name}: GitHub could not answer (status ${status}).`;
    return new GitHubFault('unreachable', message, status, wait);
  }
  const [code, why] = refusalOf(status);
  return new GitHubFault(code, `${name}: ${why} (status ${status}).`, status);
}

function refusalOf(status: number): [GitHubFaultCode, string] {
  switch (status) {
    case 401:
      return ['not-authorised', 'GitHub does not accept the token'];
    case 403:
      return ['not-authorised', NOT_ALLOWED.slice(0, -1)];
    case 404:
      return ['not-found', NOT_THERE];
    case 422:
      return ['exists', 'GitHub does not accept the request'];
    default:
      return ['unexpected', 'GitHub refused the request'];
  }
}

/** An answer by redirect. To follow it would send the request, and perhaps the token, to where nobody asked for. */
export function redirected(name: string, status: number): GitHubFault {
  return new GitHubFault(
    'unexpected',
    `${name}: GitHub sends the request elsewhere (status ${status}), and it is not followed. Was the repository renamed or moved? Then start the workflow anew, not by a re-run.`,
    status,
  );
}

/** What GraphQL refused with status 200; undefined where it refused nothing. */
export function graphqlFault(
  answer: unknown,
  headers: Record<string, unknown>,
  what: string,
  now: Date,
): GitHubFault | undefined {
  const { errors } = (answer ?? {}) as { errors?: { type?: unknown; message?: unknown }[] };
  const [first] = Array.isArray(errors) ? errors : [];
  if (first === undefined) return undefined;
  switch (first.type) {
    case 'STALE_DATA':
      return new GitHubFault('stale', `${what}: the branch has moved.`);
    case 'RATE_LIMITED':
    case 'RATE_LIMIT':
      return new GitHubFault('rate-limited', `${what}: ${USED_UP}.`, 200, waitOf(headers, now));
    case 'FORBIDDEN':
    case 'INSUFFICIENT_SCOPES':
      return new GitHubFault('not-authorised', `${what}: ${NOT_ALLOWED}`);
    case 'NOT_FOUND':
      return new GitHubFault('not-found', `${what}: ${NOT_THERE}.`);
    case undefined:
      // GitHub's words for a query that took too long, which has no type and may pass.
      return String(first.message).startsWith('Something went wrong while executing your query')
        ? new GitHubFault('unreachable', `${what}: GitHub could not answer in time.`)
        : new GitHubFault('unexpected', `${what}: GitHub refused the request.`);
    default:
      return new GitHubFault('unexpected', `${what}: GitHub refused the request.`);
  }
}

/** A secondary limit may come without any header, told by its message alone. */
function saysRateLimit(data: unknown): boolean {
  const { message } = (typeof data === 'object' && data !== null ? data : {}) as { message?: unknown };
  return typeof message === 'string' && /secondary rate limit|abuse detection/i.test(message);
}

const SHORTEST_WAIT = 1_000;

/**
 * The wait that GitHub asks for, in milliseconds: `retry-after` in seconds, else the time until `x-ratelimit-reset` where nothing
 * remains (docs.github.com, "Rate limits for the REST API"), counted from GitHub's own `date` where the answer holds one: our clock
 * may be wrong (R39). Undefined where it says neither.
 */
function waitOf(headers: Record<string, unknown>, now: Date): number | undefined {
  const after = digits(headers['retry-after']);
  if (after !== undefined) return Math.max(SHORTEST_WAIT, after * 1_000);
  const reset = digits(headers['x-ratelimit-reset']);
  if (reset === undefined || headers['x-ratelimit-remaining'] !== '0') return undefined;
  const theirs = Date.parse(String(headers.date));
  return Math.max(SHORTEST_WAIT, reset * 1_000 - (Number.isNaN(theirs) ? now.getTime() : theirs));
}

function digits(header: unknown): number | undefined {
  return typeof header === 'string' && /^[0-9]{1,12}$/.test(header) ? Number(header) : undefined;
}
