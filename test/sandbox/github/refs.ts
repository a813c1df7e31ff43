import { between, contains, firstParents } from './git/history.ts';
import { find } from './git/store.ts';
import { blockingRef } from './names.ts';
import { dismissStale, touch } from './reviews.ts';
import type { Account, Pull, Repository, World } from './world.ts';

/**
 * Puts a branch or a tag at a commit and does what GitHub does then: heads of open pull requests follow, stale approvals are
 * dismissed, and a pull request whose head is now part of its base counts as merged (docs.github.com, "About pull request
 * merges", indirect merges).
 */
export function writeRef(world: World, repository: Repository, name: string, oid: string, by: Account): void {
  if (find(repository.store, 'commit', oid) === undefined) throw new Error(`There is no commit ${oid}.`);
  const blocking = blockingRef(repository, name);
  if (blocking !== undefined) throw new Error(`${name} cannot stand beside ${blocking}.`);
  const before = repository.refs.get(name);
  repository.refs.set(name, oid);
  if (!name.startsWith('refs/heads/')) return;
  const branch = name.slice('refs/heads/'.length);
  for (const pull of openPulls(world)) {
    if (pull.head === repository && pull.headBranch === branch && pull.headOid !== oid) {
      pull.headOid = oid;
      touch(world, pull);
      dismissStale(pull);
    }
  }
  for (const pull of openPulls(world)) {
    if (pull.repository === repository && pull.base === branch) mergedByPush(world, pull, before, oid, by);
  }
}

/**
 * Deletes a branch or a tag. Open pull requests from the branch are closed; those into it move on to the base of the merged
 * pull request that came from it, or are closed (docs.github.com, "About branches").
 */
export function deleteRef(world: World, repository: Repository, name: string): void {
  if (!repository.refs.delete(name)) throw new Error(`There is no ${name}.`);
  const branch = name.replace(/^refs\/heads\//, '');
  const merged = [...repository.pulls.values()].find(
    (pull) => pull.state === 'MERGED' && pull.head === repository && pull.headBranch === branch,
  );
  for (const pull of openPulls(world)) {
    if (pull.head === repository && pull.headBranch === branch) close(world, pull);
    else if (pull.repository === repository && pull.base === branch) {
      if (merged === undefined) close(world, pull);
      else retarget(world, pull, merged.base);
    }
  }
}

export function close(world: World, pull: Pull): void {
  pull.state = 'CLOSED';
  pull.closedAt = world.now();
  touch(world, pull);
}

/** Changes the base of a pull request; with stale dismissal on, approvals do not move with it. */
export function retarget(world: World, pull: Pull, base: string): void {
  pull.base = base;
  touch(world, pull);
  dismissStale(pull);
}

function openPulls(world: World): Pull[] {
  return world.repositories
    .flatMap((each) => [...each.pulls.values()])
    .filter((pull) => pull.state === 'OPEN');
}

function mergedByPush(
  world: World,
  pull: Pull,
  before: string | undefined,
  after: string,
  by: Account,
): void {
  const { store } = pull.repository;
  if (before === undefined || contains(store, before, pull.headOid) || !contains(store, after, pull.headOid))
    return;
  const brought = firstParents(store, after, before).filter((oid) => contains(store, oid, pull.headOid));
  const mergeCommit = brought.at(-1) ?? after;
  pull.baseOid = before;
  pull.commits = between(store, before, pull.headOid).reverse();
  markMerged(world, pull, { by, mergeCommit, written: [mergeCommit] });
}

/** Records a merge that has happened; `written` are the commits that it put on the base. */
export function markMerged(
  world: World,
  pull: Pull,
  { by, mergeCommit, written }: { by: Account; mergeCommit: string; written: string[] },
): void {
  pull.state = 'MERGED';
  pull.mergedAt = world.now();
  pull.closedAt = pull.mergedAt;
  pull.mergedBy = by;
  pull.mergeCommit = mergeCommit;
  pull.written = written;
  touch(world, pull);
}
