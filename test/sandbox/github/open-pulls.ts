import { between, contains, firstParents } from './git/history.ts';
import { tip } from './names.ts';
import { touch } from './reviews.ts';
import type { Account, Pull, World } from './world.ts';

/** Open pull requests, and what ends them. */

/** A base that was changed: by a person, or by GitHub because the old base was deleted. */
export interface BaseChange {
  id: number;
  kind: 'by-person' | 'by-deletion';
  from: string;
  to: string;
  at: Date;
  actor: Account;
}

export function openPulls(world: World): Pull[] {
  return world.repositories
    .flatMap((each) => [...each.pulls.values()])
    .filter((pull) => pull.state === 'OPEN');
}

/** Takes over what an open pull request's branches say now. */
export function refresh(pull: Pull): Pull {
  const baseTip = tip(pull.repository, pull.base);
  if (pull.state === 'OPEN' && baseTip !== undefined) {
    pull.baseOid = baseTip;
    pull.commits = between(pull.repository.store, baseTip, pull.headOid).reverse();
  }
  return pull;
}

export function close(world: World, pull: Pull): void {
  pull.state = 'CLOSED';
  pull.closedAt = world.now();
  touch(world, pull);
}

/** Records a merge that has happened; `written` are the commits that it put on the base. */
export function markMerged(
  world: World,
  pull: Pull,
  { by, mergeCommit, written }: { by: Account; mergeCommit: string | undefined; written: string[] },
): void {
  pull.state = 'MERGED';
  pull.mergedAt = world.now();
  pull.closedAt = pull.mergedAt;
  pull.mergedBy = by;
  pull.mergeCommit = mergeCommit;
  pull.written = written;
  touch(world, pull);
}

/**
 * The base was moved: GitHub marks a pull request as merged once its head is reachable from its base, by whatever push, and also when
 * another pull request that contains it is merged (docs.github.com, "About pull request merges", indirect merges). That page speaks of
 * the default branch alone; GitHub does so for every base (github.com/basho/bors/commit/0ed0fa8078bba3da672a77877372d9f0a77b8b2c).
 */
export function mergedByPush(
  world: World,
  pull: Pull,
  before: string | undefined,
  after: string,
  by: Account,
): void {
  const { store } = pull.repository;
  const { headOid } = pull;
  if (before === undefined || contains(store, before, headOid) || !contains(store, after, headOid)) return;
  pull.baseOid = before;
  pull.commits = between(store, before, headOid).reverse();
  markIndirectly(world, pull, before, after, by);
}

/** The head was moved: a pull request that has nothing left to bring is ended, too. */
export function endedByHead(world: World, pull: Pull, by: Account): void {
  const { repository, headOid } = pull;
  const baseTip = tip(repository, pull.base);
  if (baseTip === undefined || !contains(repository.store, baseTip, headOid)) return;
  if (repository.behaviour.emptyPull === 'closed') close(world, pull);
  else markIndirectly(world, refresh(pull), undefined, baseTip, by);
}

function markIndirectly(
  world: World,
  pull: Pull,
  before: string | undefined,
  after: string,
  by: Account,
): void {
  const { repository, headOid } = pull;
  const line = firstParents(repository.store, after, before);
  const reaching = line.filter((oid) => contains(repository.store, oid, headOid)).at(-1) ?? after;
  const mergeCommit = { reaching, head: headOid, tip: after, none: undefined }[
    repository.behaviour.indirectMergeCommit
  ];
  markMerged(world, pull, { by, mergeCommit, written: mergeCommit === undefined ? [] : [mergeCommit] });
}
