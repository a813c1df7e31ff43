import { GitHubFault } from '../../faults.ts';
import type { Annotation } from '../result.ts';

/** How it went to show something beside the summary. */
export interface Effort {
  what: string;
  /** Why it was not shown. */
  why?: string;
  /** What shows it then, other than the summary of this run. */
  next?: string;
  /** It was no fault of GitHub that kept it from being shown. */
  bug?: boolean;
}

/** What people see beside the summary decides nothing: whatever goes wrong there is a warning, the result follows the apply. */
export async function bestEffort(what: string, write: () => Promise<void>): Promise<Effort> {
  try {
    await write();
    return { what };
  } catch (error) {
    const isFault = error instanceof GitHubFault;
    return { what, why: isFault ? error.message : 'This is a bug in the action.', bug: !isFault };
  }
}

export function warningOf({ what, why, next }: Effort): Annotation[] {
  if (why === undefined) return [];
  const parts = [`${what} could not be updated.`, why, 'The summary of this run shows the result.', next];
  return [{ level: 'warning', message: parts.filter((part) => part !== undefined).join(' ') }];
}
