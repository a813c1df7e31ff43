import { contains } from './git/history.ts';
import type { Account, Repository, World } from './world.ts';

export type ActivityType =
  | 'push'
  | 'force_push'
  | 'branch_creation'
  | 'branch_deletion'
  | 'pr_merge'
  | 'merge_queue_merge';

/** A branch that was moved; an id of zeros stands for what was not there before, or is no longer. */
export interface Activity {
  id: number;
  type: ActivityType;
  ref: string;
  before: string;
  after: string;
  at: Date;
  actor: Account;
}

const NOTHING = '0'.repeat(40);

/** A branch that was moved: `before` and `after` are undefined where it was made or deleted. */
export interface Movement {
  ref: string;
  before: string | undefined;
  after: string | undefined;
  by: Account;
  /** How a pull request moved it; left out for a push. */
  merge?: 'pr_merge' | 'merge_queue_merge' | undefined;
}

/** Keeps in the repository's activity what moved a branch; what moved nothing is none. */
export function recordActivity(world: World, repository: Repository, movement: Movement): void {
  const { ref, before, after, by } = movement;
  if (before === after || !ref.startsWith('refs/heads/')) return;
  repository.activity.push({
    id: world.nextId(),
    type: typeOf(repository, movement),
    ref,
    before: before ?? NOTHING,
    after: after ?? NOTHING,
    at: world.now(),
    actor: by,
  });
}

function typeOf({ store }: Repository, { before, after, merge }: Movement): ActivityType {
  if (after === undefined) return 'branch_deletion';
  if (before === undefined) return 'branch_creation';
  if (merge !== undefined) return merge;
  return contains(store, after, before) ? 'push' : 'force_push';
}

/** The newest movement of a branch; undefined where it never moved. */
export function lastActivity(repository: Repository, ref: string): Activity | undefined {
  return repository.activity.findLast((each) => each.ref === ref);
}
