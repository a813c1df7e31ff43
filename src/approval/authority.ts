import type { Approval } from './reviews.ts';

/** A step of a trail that was approved: the pull request that made it, and who approved that. */
export interface ApprovedStep {
  /** The commit of the mainline. */
  commit: string;
  number: number;
  author: string;
  head: string;
  mergedAt: string;
  approvals: readonly Approval[];
}

/** By what an entry came into force, or went. */
export type Authority =
  /** Every step from what was in force before, the newest first. */
  | { kind: 'approved'; steps: readonly ApprovedStep[] }
  /** An administrator of the repository approved everything that the file said at a commit. */
  | { kind: 'adoption'; commit: string; by: readonly string[] }
  /** The date of an opt-out or of a reset request came. */
  | { kind: 'date'; ended: string };

/** The newest commit of the mainline that an authority rests on; a date rests on none. */
export function commitOf(authority: Authority): string | undefined {
  switch (authority.kind) {
    case 'approved':
      return authority.steps[0]?.commit;
    case 'adoption':
      return authority.commit;
    case 'date':
      return undefined;
  }
}

/** The pull requests that an authority rests on, the newest first. */
export function pullsOf(authority: Authority): number[] {
  return authority.kind === 'approved' ? [...new Set(authority.steps.map(({ number }) => number))] : [];
}
