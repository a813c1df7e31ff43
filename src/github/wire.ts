import { getOctokit } from '@actions/github';
import type { z } from 'zod';
import { GitHubFault } from '../faults.ts';
import type { Patience } from '../runner/retry.ts';
import { faultOf, graphqlFault, redirected } from './fault.ts';
import { isLost, isRateLimited, persist } from './patience.ts';

/**
 * Requests to GitHub. Reads are repeated when GitHub is out of reach or its rate limit is used up; a write only after a rate limit,
 * by which GitHub says that it did not look at it. Between two writes lies at least a second.
 */
export interface Wire {
  /** One GraphQL document; the answer's data, checked. */
  graphql<T>(
    document: string,
    variables: Record<string, unknown>,
    schema: z.ZodType<T>,
    /** What is not there is null in the answer, and no fault. */
    absence?: 'null',
  ): Promise<T>;
  /** One REST call by its documented route, such as `GET /repos/{owner}/{repo}`; the answer, checked. */
  rest<T>(route: string, parameters: Record<string, unknown>, schema: z.ZodType<T>): Promise<T>;
  /** A write whose answer may get lost: before it is sent again, `look` tells what it has led to already, if it has. */
  settle<T>(write: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T>;
  /** Repeats what is made of reads, as a read is. */
  repeat<T>(attempt: () => Promise<T>): Promise<T>;
  /** The same connection, which may also use the requests that are kept for what must not fail. */
  reserved(): Wire;
}

export interface WireSettings {
  token: string;
  apiUrl: string;
  graphqlUrl: string;
  /** Throws when a text that is about to be sent holds a secret. */
  assertClean(text: string): void;
  patience: Patience;
  /** Aborted by the first cancel signal: nothing is waited for and nothing is repeated any more. */
  signal?: AbortSignal;
  /** Milliseconds that one request may take, its answer included. For tests. */
  timeout?: number;
}

/** A run never makes more requests than this (design, section 12). */
const MOST_REQUESTS = 200;
/** So many of them are kept for the ledger: after the calls to the tenant, their outcome has to be written. */
const RESERVED_REQUESTS = 20;
/** GitHub ends what takes it longer than 10 s. */
const TIMEOUT_MS = 30_000;
/** Between two writes (docs.github.com, "Best practices for using the REST API"). */
const PAUSE_MS = 1_000;

interface Answer {
  data: unknown;
  headers: Record<string, unknown>;
}

/** One octokit, one place for GitHub's errors. */
export function createWire(settings: WireSettings): Wire {
  const { token, apiUrl, graphqlUrl, assertClean, patience, signal } = settings;
  const { clock } = patience;
  const octokit = getOctokit(token, { baseUrl: apiUrl, log: SILENT });
  let requests = 0;
  let written = Number.NEGATIVE_INFINITY;

  /** `name` is what messages call the request: never an address, which could hold anything. */
  const request = async (
    most: number,
    route: string,
    parameters: Record<string, unknown>,
    name: string,
  ): Promise<Answer> => {
    assertClean(JSON.stringify(parameters));
    if (requests >= most) {
      throw new GitHubFault('too-many-requests', `Stopped after ${requests} requests to GitHub.`);
    }
    requests += 1;
    const ending = AbortSignal.timeout(settings.timeout ?? TIMEOUT_MS);
    const options = { redirect: 'manual' as const, signal: ending };
    const answer = await octokit
      .request(route, { ...parameters, request: options })
      .catch((error: unknown) => {
        throw faultOf(error, name, clock.now());
      });
    const { status, data, headers } = answer;
    if (status >= 300) throw redirected(name, status);
    // Octokit gives the text of a JSON that ends early.
    if (typeof data === 'string' && String(headers['content-type']).includes('json')) {
      throw new GitHubFault('unreachable', `${name}: GitHub’s answer was cut off.`);
    }
    return { data, headers };
  };

  const write = async <T>(attempt: () => Promise<T>): Promise<T> => {
    // Never longer than a second: the clock may have been set back since (R39).
    const pause = Math.min(PAUSE_MS, written + PAUSE_MS - clock.now().getTime());
    if (pause > 0) await clock.sleep(pause, signal);
    try {
      return await attempt();
    } finally {
      written = clock.now().getTime();
    }
  };

  const read = <T>(attempt: () => Promise<T>): Promise<T> =>
    persist(attempt, (fault) => isLost(fault) || isRateLimited(fault), patience, signal);

  const once = <T>(attempt: () => Promise<T>): Promise<T> =>
    persist(() => write(attempt), isRateLimited, patience, signal);

  const upTo = (most: number): Wire => ({
    graphql(document, variables, schema, absence) {
      const name = /^(query|mutation) (\w+)/.exec(document);
      const what = `GraphQL ${name?.[2] ?? ''}`;
      const attempt = async () => {
        const { data, headers } = await request(
          most,
          `POST ${graphqlUrl}`,
          { query: document, variables },
          what,
        );
        const fault = graphqlFault(data, headers, what, clock.now());
        const absent = absence === 'null' && onlyAbsent(data);
        if (fault !== undefined && !absent) throw fault;
        return checked((data as { data?: unknown } | undefined)?.data, schema, what);
      };
      return name?.[1] === 'mutation' ? once(attempt) : read(attempt);
    },

    rest(route, parameters, schema) {
      const attempt = async () =>
        checked((await request(most, route, parameters, route)).data, schema, route);
      return route.startsWith('GET ') ? read(attempt) : once(attempt);
    },

    async settle(attempt, look) {
      const lookFirst = async (n: number) => (n > 1 ? await look() : undefined) ?? attempt();
      try {
        return await persist(lookFirst, isLost, patience, signal);
      } catch (error) {
        if (!(error instanceof GitHubFault) || !isLost(error)) throw error;
        const settled = await look();
        if (settled === undefined) throw error;
        return settled;
      }
    },

    repeat: read,

    reserved: () => upTo(MOST_REQUESTS),
  });
  return upTo(MOST_REQUESTS - RESERVED_REQUESTS);
}

/** Whether GraphQL complains of nothing but of what is not there. */
function onlyAbsent(answer: unknown): boolean {
  const { errors } = (answer ?? {}) as { errors?: { type?: unknown }[] };
  return Array.isArray(errors) && errors.every(({ type }) => type === 'NOT_FOUND');
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
