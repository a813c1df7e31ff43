import { type Movement, recordActivity } from './activity.ts';
import { checkWrite } from './enforcement.ts';
import { find } from './git/store.ts';
import { blockingRef, isRefName } from './names.ts';
import { type BaseChange, close, endedByHead, mergedByPush, openPulls } from './open-pulls.ts';
import { touch } from './reviews.ts';
import { dismissRetargeted, dismissStale } from './staleness.ts';
import type { Account, Pull, Repository, World } from './world.ts';

/**
 * Puts a branch or a tag at a commit and does what GitHub does then: heads of open pull requests follow, stale approvals are
 * dismissed, and pull requests whose head is now part of their base count as merged.
 */
export function writeRef(
  world: World,
  repository: Repository,
  name: string,
  oid: string,
  by: Account,
  merge?: Movement['merge'],
): void {
  if (find(repository.store, 'commit', oid) === undefined) throw new Error(`There is no commit ${oid}.`);
  if (!isRefName(name)) throw new Error(`GitHub takes no ref ${name}.`);
  const blocking = blockingRef(repository, name);
  if (blocking !== undefined) throw new Error(`${name} cannot stand beside ${blocking}.`);
  const before = repository.refs.get(name);
  checkWrite(repository, { ref: name, before, after: oid, merge });
  repository.refs.set(name, oid);
  recordActivity(world, repository, { ref: name, before, after: oid, by, merge });
  if (!name.startsWith('refs/heads/')) return;
  const branch = name.slice('refs/heads/'.length);
  for (const pull of openPulls(world)) {
    if (pull.head === repository && pull.headBranch === branch && pull.headOid !== oid) {
      pull.headOid = oid;
      touch(world, pull);
      dismissStale(pull, 'head');
      endedByHead(world, pull, by);
    }
  }
  for (const pull of openPulls(world)) {
    if (pull.repository === repository && pull.base === branch) {
      mergedByPush(world, pull, before, oid, by);
      if (pull.state === 'OPEN') dismissStale(pull, 'base');
    }
  }
}

/**
 * Deletes a branch or a tag. Open pull requests from the branch are closed; those into it move on to the base of the merged
 * pull request that came from it, or are closed (docs.github.com, "About branches").
 */
export function deleteRef(world: World, repository: Repository, name: string, by: Account): void {
  const before = repository.refs.get(name);
  if (before === undefined) throw new Error(`There is no ${name}.`);
  checkWrite(repository, { ref: name, before, after: undefined, merge: undefined });
  repository.refs.delete(name);
  recordActivity(world, repository, { ref: name, before, after: undefined, by });
  const branch = name.replace(/^refs\/heads\//, '');
  const merged = [...repository.pulls.values()].find(
    (pull) => pull.state === 'MERGED' && pull.head === repository && pull.headBranch === branch,
  );
  for (const pull of openPulls(world)) {
    if (pull.head === repository && pull.headBranch === branch) close(world, pull);
    else if (pull.repository === repository && pull.base === branch) {
      if (merged === undefined) close(world, pull);
      else retarget(world, pull, merged.base, { kind: 'by-deletion', actor: by });
    }
  }
}

/** Changes the base of a pull request, and keeps in its timeline who did so. */
export function retarget(
  world: World,
  pull: Pull,
  base: string,
  cause: Pick<BaseChange, 'kind' | 'actor'>,
): void {
  pull.baseChanges.push({ id: world.nextId(), from: pull.base, to: base, at: world.now(), ...cause });
  pull.base = base;
  touch(world, pull);
  dismissRetargeted(pull);
}
