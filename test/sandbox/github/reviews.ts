import { account, atLeast, roleOf } from './accounts.ts';
import { diffOf } from './staleness.ts';
import type { Account, Issue, Pull, World } from './world.ts';

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

export interface Review {
  id: number;
  author: Account;
  state: ReviewState;
  body: string;
  submittedAt: Date;
  commit: string;
  /** What the pull request changed when it was given. */
  diff: string;
}

export interface ReviewOptions {
  by: string;
  state: ReviewState;
  body?: string;
  /** The commit that was looked at; the head when it is left out. */
  commit?: string;
  at?: Date;
  /** Lets an author approve what is their own, which GitHub refuses. */
  anyway?: boolean;
}

/** Adds a review; allowed after the merge too, as by `gh pr review`. Returns its database id. */
export function review(
  world: World,
  pull: Pull,
  { by, state, body, commit, at, anyway }: ReviewOptions,
): number {
  const author = account(world, by);
  const decides = state === 'APPROVED' || state === 'CHANGES_REQUESTED';
  if (decides && author === pull.author && anyway !== true) {
    throw new Error('GitHub refuses it: one can not approve or request changes on one’s own pull request.');
  }
  const made: Review = {
    id: world.nextId(),
    author,
    state,
    body: body ?? '',
    submittedAt: at ?? world.now(),
    commit: commit ?? pull.headOid,
    diff: diffOf(pull),
  };
  pull.reviews.push(made);
  touch(world, pull);
  return made.id;
}

/** Dismisses what the account said last, as a person may in the page. */
export function dismissReviews(world: World, pull: Pull, by: string): void {
  for (const each of pull.reviews) {
    if (each.author === account(world, by) && each.state !== 'COMMENTED') each.state = 'DISMISSED';
  }
  touch(world, pull);
}

/**
 * The newest review of each user that is an opinion: every state but COMMENTED
 * (docs.github.com, GraphQL object `PullRequest`, `latestOpinionatedReviews`).
 */
export function latestOpinionatedReviews(pull: Pull, writersOnly: boolean): Review[] {
  const latest = new Map<string, Review>();
  for (const each of pull.reviews) {
    if (each.state === 'COMMENTED') continue;
    if (writersOnly && !isWriter(pull, each.author)) continue;
    latest.delete(each.author.login);
    latest.set(each.author.login, each);
  }
  return [...latest.values()];
}

function isWriter({ repository }: Pull, { login, deleted }: Account): boolean {
  return !deleted && atLeast(roleOf(repository, login), 'write');
}

/** Marks as updated now, after everything that was updated before. */
export function touch(world: World, item: Pull | Issue): void {
  item.updatedAt = world.now();
  item.updated = world.nextId();
}
