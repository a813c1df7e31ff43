import type { Clock } from '../ports/clock.ts';

/** How one try ended. `again`: a further try may mend it; `after` is the wait, in milliseconds, that the server asked for. */
export type Attempt<T> =
  | { kind: 'ended'; value: T }
  | { kind: 'again'; value: T; after?: number | undefined };

/** How long to go on. All times in milliseconds. */
export interface Patience {
  clock: Clock;
  /** Tries at most, the first included. */
  tries: number;
  /** The longest wait after the first try; it doubles with each further one. */
  base: number;
  /** No wait that we choose ourselves is longer. */
  cap: number;
  /** No try begins later than this after the first one began. */
  total: number;
}

/**
 * Tries until an attempt has `ended`, or patience has. Gives the value of the last attempt; throws only what an attempt throws.
 * Waits what the server asked for, else by full jitter: anything from 0 to the doubled base.
 * The first attempt is always made; an aborted `signal` ends the wait at once, and nothing further is tried.
 * Attempts are numbered from 1.
 */
export async function retrying<T>(
  attempt: (n: number) => Promise<Attempt<T>>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  const { clock, tries, base, cap, total } = patience;
  const start = clock.now().getTime();
  let slept = 0;
  for (let n = 1; ; n += 1) {
    const result = await attempt(n);
    if (result.kind === 'ended' || n >= tries || signal?.aborted) return result.value;
    const wait = result.after ?? clock.random() * Math.min(cap, base * 2 ** (n - 1));
    // The clock may be set back while we wait: what was slept counts in any case.
    const spent = Math.max(slept, clock.now().getTime() - start);
    if (spent + wait > total) return result.value;
    await clock.sleep(wait, signal);
    slept += wait;
    if (signal?.aborted) return result.value;
  }
}

const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/**
 * The wait that a `Retry-After` header asks for, in milliseconds, clamped to 1 to 60 s; `undefined` where it says nothing that can be believed.
 * Whole seconds in digits alone, or a date as RFC 9110, section 5.6.7, prefers it: `Date.parse` would also read `-1` and `120` as dates.
 */
export function retryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const wait = /^[0-9]+$/.test(text) ? Number(text) * 1_000 : since(httpDate(text), now);
  return wait === undefined ? undefined : Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, wait));
}

function since(date: number | undefined, now: Date): number | undefined {
  return date === undefined ? undefined : date - now.getTime();
}

/** Milliseconds since 1970 of a date such as `Tue, 24 Nov 2026 11:00:00 GMT`; `undefined` for any other form or a day that does not exist. */
export function httpDate(text: string): number | undefined {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toUTCString() === text ? time : undefined;
}
