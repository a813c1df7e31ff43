import { getOctokit } from '@actions/github';
import type { z } from 'zod';

/** An answer of GitHub that can't be used. The message is ours: method and path, status, and the next step; never a body. */
export class GitHubFault extends Error {
  override readonly name = 'GitHubFault';
  readonly code:
    | 'unreachable'
    | 'not-authorised'
    | 'not-found'
    | 'exists'
    | 'stale'
    | 'rate-limited'
    | 'unexpected'
    | 'too-many-requests';
  readonly status: number | undefined;
  /** Milliseconds that GitHub asks to wait before the next request. */
  readonly wait: number | undefined;

  constructor(code: GitHubFault['code'], message: string, status?: number, wait?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.wait = wait;
  }
}

export interface Wire {
  /** One GraphQL document; the answer's data, checked. A read is repeated when GitHub is out of reach; a mutation is not. */
  graphql<T>(document: string, variables: Record<string, unknown>, schema: z.ZodType<T>): Promise<T>;
  /** One REST call by its documented route, such as `GET /repos/{owner}/{repo}`; the answer, checked. */
  rest<T>(route: string, parameters: Record<string, unknown>, schema: z.ZodType<T>): Promise<T>;
}

export interface WireSettings {
  token: string;
  apiUrl: string;
  graphqlUrl: string;
  /** Throws when a text that is about to be sent holds a secret. */
  assertClean(text: string): void;
  /** Repeats what a read attempt does as long as it throws a fault that may pass. */
  repeat<T>(attempt: () => Promise<T>): Promise<T>;
}

/** A run never makes more requests than this (design, section 12). */
const MOST_REQUESTS = 200;

/** One octokit, one place for GitHub's errors. */
export function createWire({ token, apiUrl, graphqlUrl, assertClean, repeat }: WireSettings): Wire {
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: SILENT });
  let requests = 0;
  const send = async (route: string, parameters: Record<string, unknown>): Promise<unknown> => {
    requests += 1;
    assertClean(JSON.stringify(parameters));
    if (requests > MOST_REQUESTS) {
      throw new GitHubFault('too-many-requests', `Stopped after ${MOST_REQUESTS} requests to GitHub.`);
    }
    try {
      const answer = await octokit.request(route, parameters);
      return answer.data;
    } catch (error) {
      throw faultOf(error, route);
    }
  };
  return {
    async graphql(document, variables, schema) {
      const name = /^(query|mutation) (\w+)/.exec(document);
      const what = `GraphQL ${name?.[2] ?? ''}`;
      const attempt = async () => {
        const answer = await send(`POST ${graphqlUrl}`, { query: document, variables });
        return checked(dataOf(answer, what), schema, what);
      };
      return name?.[1] === 'mutation' ? attempt() : repeat(attempt);
    },
    async rest(route, parameters, schema) {
      const attempt = async () => checked(await send(route, parameters), schema, route);
      return route.startsWith('GET ') ? repeat(attempt) : attempt();
    },
  };
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

function checked<T>(value: unknown, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new GitHubFault(
    'unexpected',
    `${what}: GitHub’s answer has another shape than documented, at ${where || 'its top'}.`,
  );
}

/** GraphQL answers errors with status 200. */
function dataOf(answer: unknown, what: string): unknown {
  const { data, errors } = (answer ?? {}) as { data?: unknown; errors?: { type?: unknown }[] };
  if (!Array.isArray(errors) || errors.length === 0) return data;
  const type = errors[0]?.type;
  if (type === 'STALE_DATA') throw new GitHubFault('stale', `${what}: the branch has moved.`);
  if (type === 'RATE_LIMITED')
    throw new GitHubFault('rate-limited', `${what}: GitHub’s rate limit is used up.`);
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES')
    throw new GitHubFault('not-authorised', `${what}: ${NOT_ALLOWED}`);
  if (type === 'NOT_FOUND')
    throw new GitHubFault('not-found', `${what}: GitHub knows no such thing, or the token may not see it.`);
  throw new GitHubFault('unexpected', `${what}: GitHub refused the request.`);
}

const NOT_ALLOWED =
  'the token may not do this. Check the permissions of the job: contents, pull-requests and issues as the template sets them.';

function faultOf(error: unknown, route: string): GitHubFault {
  const path = route.replace(/https?:\/\/[^/]+/, '');
  const { status, response } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    response?: { headers?: Record<string, unknown> };
  };
  const headers = response?.headers;
  if (typeof status !== 'number' || headers === undefined) {
    return new GitHubFault('unreachable', `${path}: GitHub could not be reached.`);
  }
  const wait = waitOf(headers);
  if (
    status === 429 ||
    (status === 403 && (wait !== undefined || headers['x-ratelimit-remaining'] === '0'))
  ) {
    return new GitHubFault(
      'rate-limited',
      `${path}: GitHub’s rate limit is used up (status ${status}).`,
      status,
      wait,
    );
  }
  if (status === 401)
    return new GitHubFault(
      'not-authorised',
      `${path}: GitHub does not accept the token (status 401).`,
      status,
    );
  if (status === 403)
    return new GitHubFault('not-authorised', `${path}: ${NOT_ALLOWED} (status 403)`, status);
  if (status === 404)
    return new GitHubFault(
      'not-found',
      `${path}: GitHub knows no such thing, or the token may not see it (status 404).`,
      status,
    );
  if (status === 422)
    return new GitHubFault('exists', `${path}: GitHub does not accept the request (status 422).`, status);
  if (status >= 500)
    return new GitHubFault(
      'unreachable',
      `${path}: GitHub could not answer (status ${status}).`,
      status,
      wait,
    );
  return new GitHubFault('unexpected', `${path}: GitHub refused the request (status ${status}).`, status);
}

/** `retry-after` in seconds, else the time until `x-ratelimit-reset` (docs.github.com, "Rate limits for the REST API"). */
function waitOf(headers: Record<string, unknown>): number | undefined {
  const after = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(after) && after >= 0) return after * 1_000;
  return undefined;
}
