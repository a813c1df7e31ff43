/** A tenant that failed this often in a row is left alone for the rest of the run. */
const FAILURES_IN_A_ROW = 5;

/** How a try ended, seen as the health of the tenant. `asked-to-wait`: it said when to come back, which is no failure. */
export type Health = 'answered' | 'asked-to-wait' | 'failed';

/** Counts failures in a row over all calls. Once open it stays so: the next run is the next try. */
export interface Breaker {
  readonly open: boolean;
  /** Call when a try begins, and what it gives when the try has ended. */
  begin(): (health: Health) => void;
}

/** Failures of tries that ran beside each other count once: eight reads that meet one outage are one failure, not eight. */
export function breaker(): Breaker {
  let failures = 0;
  return {
    get open() {
      return failures >= FAILURES_IN_A_ROW;
    },
    begin() {
      const seen = failures;
      return (health) => {
        if (health === 'answered') failures = 0;
        else if (health === 'failed' && failures === seen) failures += 1;
      };
    },
  };
}
