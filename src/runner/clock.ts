import timers from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/** Node runs a timer above this at once, so that a long wait would become none. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The machine's own time and chance. `sleep` waits at most 2^31-1 ms, at least 0, and never rejects.
 * `Date` and the timer are looked up at each call, so that a module loaded before can replace both.
 */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(milliseconds, signal) {
    if (signal?.aborted) return;
    try {
      const wait = Math.min(LONGEST_TIMER, Math.max(0, Number.isNaN(milliseconds) ? 0 : milliseconds));
      await timers.setTimeout(wait, undefined, signal === undefined ? {} : { signal });
    } catch {
      // The signal was aborted: the wait is over, which is all that was promised.
    }
  },
  random: () => Math.random(),
};
