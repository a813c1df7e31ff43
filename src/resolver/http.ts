import { Client, Pool } from 'undici';
import { TenantFault } from '../faults.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallResult } from '../ports/write/tenant.ts';
import { type Attempt, httpDate, type Patience, retryAfter, retrying } from '../runner/retry.ts';
import { breaker } from './breaker.ts';
import { type CallName, callPath } from './call-path.ts';
import { type Exchange, exchange, type Outgoing, TIMEOUTS, type Timeouts } from './exchange.ts';
import { gate } from './gate.ts';
import type { ApiBase } from './url.ts';
import { isPassing, judgeRead, judgeWrite, type ReadAnswer } from './verdict.ts';

export interface HttpOptions {
  base: ApiBase;
  /** As `checkKey` gave it. */
  key: string;
  clock: Clock;
  /** Aborted by the first cancel signal: what is in flight may end within 5 s, nothing is tried again. */
  signal?: AbortSignal;
  /** For tests. */
  timeouts?: Timeouts;
}

export interface ReadCall extends CallName {
  /** A 404 in the API's own form is an answer: `absent`. */
  mayBeAbsent?: boolean;
}

export interface WriteCall extends CallName {
  body: string;
  /** Whether the same call twice ends in the same state, so that it may be sent again after a passing failure. */
  repeatable: boolean;
  /** The status of a success, where Resolver names one. */
  documented?: number;
}

/** The one HTTP client of the tenant. Goes nowhere but to its base; proxies of the environment are ignored. */
export interface TenantHttp {
  /** `GET`: the JSON of a 200. Throws a `TenantFault` for anything else. */
  read(call: ReadCall): Promise<ReadAnswer>;
  /** `PUT`, on a connection of its own. Never throws. */
  write(call: WriteCall): Promise<CallResult>;
  /** Milliseconds by which the tenant's clock is ahead of ours, by the `Date` of its newest answer; `undefined` if none had one. */
  skew(): number | undefined;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Reads at once. A read that waits for a place waits outside its own time-out. */
const CONNECTIONS = 8;
const PATIENCE: Omit<Patience, 'clock'> = { tries: 4, base: 500, cap: 20_000, total: 120_000 };
const GIVEN_UP = 'not tried: the tenant failed five times in a row. Nothing more is sent in this run.';
const NOT_A_PATH = 'not sent: what was to be put into its path is not an id.';

export function tenantHttp(options: HttpOptions): TenantHttp {
  const { base, clock, key, signal } = options;
  const timeouts = options.timeouts ?? TIMEOUTS;
  const patience: Patience = { clock, ...PATIENCE };
  // The environment can't switch the check of certificates off: NODE_TLS_REJECT_UNAUTHORIZED is only a default.
  const connect = { timeout: timeouts.connect, rejectUnauthorized: true };
  const pool = new Pool(base.server, { connections: CONNECTIONS, pipelining: 1, connect });
  const enter = gate(CONNECTIONS);
  const failures = breaker();
  const cut = laterThan(signal, timeouts.drain);
  let skew: number | undefined;

  /** One try, and what is learned from it beyond its answer. */
  async function send(to: Pool | Client, request: Outgoing): Promise<Exchange> {
    const ended = failures.begin();
    const result = await exchange(to, request, timeouts);
    if (!isPassing(result)) ended('answered');
    else ended(waitOf(result) === undefined ? 'failed' : 'asked-to-wait');
    const date = dateOf(result);
    if (date !== undefined) skew = date - clock.now().getTime();
    return result;
  }

  /** A date in `Retry-After` is the tenant's, and so is the one that it is counted from, where there is one: our clock may be wrong. */
  function waitOf(result: Exchange): number | undefined {
    if (result.kind === 'lost') return undefined;
    return retryAfter(result.retryAfter, new Date(dateOf(result) ?? clock.now()));
  }

  function attempt<T>(value: T, result: Exchange, repeatable: boolean): Attempt<T> {
    if (!repeatable || !isPassing(result) || failures.open) return { kind: 'ended', value };
    return { kind: 'again', value, after: waitOf(result) };
  }

  return {
    async read(call) {
      const name = nameOf('GET', call);
      const path = callPath(base, call);
      if (path === undefined) throw new TenantFault('unexpected-shape', `${name}: ${NOT_A_PATH}`);
      const answer = await retrying(
        () =>
          enter(async (): Promise<Attempt<ReadAnswer | TenantFault>> => {
            if (failures.open) {
              return { kind: 'ended', value: new TenantFault('unreachable', `${name}: ${GIVEN_UP}`) };
            }
            const result = await send(pool, { method: 'GET', path, key, cut });
            return attempt(judgeRead(name, result, call.mayBeAbsent === true), result, true);
          }),
        patience,
        signal,
      );
      if (answer instanceof TenantFault) throw answer;
      return answer;
    },

    async write(call) {
      const name = nameOf('PUT', call);
      const path = callPath(base, call);
      if (path === undefined) return { kind: 'not-sent', why: `${name}: ${NOT_A_PATH}` };
      let doubtful = false;
      return retrying(
        async (): Promise<Attempt<CallResult>> => {
          if (failures.open) {
            return {
              kind: 'ended',
              value: { kind: doubtful ? 'unknown' : 'not-sent', why: `${name}: ${GIVEN_UP}` },
            };
          }
          // A connection of its own: on one kept alive, a peer that closed it meanwhile would hide whether the request was sent.
          const client = new Client(base.server, { pipelining: 1, connect });
          let connected = false;
          client.once('connect', () => {
            connected = true;
          });
          const result = await send(client, { method: 'PUT', path, key, body: call.body, cut });
          await client.destroy();
          const verdict = judgeWrite(name, result, connected, call.documented);
          const value = doubtful && verdict.kind !== 'confirmed' ? inDoubt(verdict) : verdict;
          doubtful = value.kind === 'unknown';
          return attempt(value, result, call.repeatable);
        },
        patience,
        signal,
      );
    },

    skew: () => skew,

    async close() {
      await pool.destroy();
    },
  };
}

function dateOf(result: Exchange): number | undefined {
  return result.kind === 'answered' && result.date !== undefined ? httpDate(result.date) : undefined;
}

/** Aborts `wait` milliseconds after `signal` does. */
function laterThan(signal: AbortSignal | undefined, wait: number): AbortSignal {
  const controller = new AbortController();
  signal?.addEventListener('abort', () => setTimeout(() => controller.abort(), wait).unref(), { once: true });
  return controller.signal;
}

/** An earlier try may have taken effect, so a later refusal does not say that nothing was changed. */
function inDoubt(result: Exclude<CallResult, { kind: 'confirmed' }>): CallResult {
  if (result.kind === 'unknown') return result;
  return { kind: 'unknown', why: `${result.why} An earlier try of the same call may have taken effect.` };
}

/** Method and path template, for messages. */
function nameOf(method: 'GET' | 'PUT', call: CallName): string {
  return `${method} ${call.template}${call.search === undefined ? '' : '?search='}`;
}
