import { GitHubFault } from '../faults.ts';
import { type Patience, retrying } from '../runner/retry.ts';

/** Without a word of GitHub, a rate limit is waited for at least so long, and twice as long each further time. */
const RATE_LIMIT_WAIT = 60_000;

/**
 * Tries again as long as an attempt throws a fault that `passing` takes for one that may pass, and patience lasts; throws the last one.
 * Waits what GitHub asked for; at a rate limit that names no time, a minute and more; else what patience says.
 */
export async function persist<T>(
  attempt: (n: number) => Promise<T>,
  passing: (fault: GitHubFault) => boolean,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  const outcome = await retrying<{ value: T } | { error: unknown }>(
    async (n) => {
      try {
        return { kind: 'ended', value: { value: await attempt(n) } };
      } catch (error) {
        if (!(error instanceof GitHubFault) || !passing(error)) return { kind: 'ended', value: { error } };
        return { kind: 'again', value: { error }, after: waitOf(error, n) };
      }
    },
    patience,
    signal,
  );
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

function waitOf({ code, wait }: GitHubFault, n: number): number | undefined {
  return wait ?? (code === 'rate-limited' ? RATE_LIMIT_WAIT * 2 ** (n - 1) : undefined);
}

/** GitHub was out of reach, or did not say how it ended: of a write nobody knows whether it took effect. */
export function isLost({ code }: GitHubFault): boolean {
  return code === 'unreachable';
}

/** GitHub refused to look at the request: nothing happened. */
export function isRateLimited({ code }: GitHubFault): boolean {
  return code === 'rate-limited';
}
