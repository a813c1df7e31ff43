import { account, gitHubSignature, signatureOf } from './accounts.ts';
import { checkMerge } from './enforcement.ts';
import { between } from './git/history.ts';
import { mergeCommits } from './git/merge.ts';
import { writeCommit } from './git/store.ts';
import { fullName } from './names.ts';
import { markMerged, refresh } from './open-pulls.ts';
import { rebase } from './rebase.ts';
import { writeRef } from './refs.ts';
import { testMergeOf } from './test-merge.ts';
import type { Account, Pull, World } from './world.ts';

export interface MergeOptions {
  method?: 'merge' | 'squash' | 'rebase';
  by: string;
}

/** Merges as the button does. Returns the merge commit: for a rebase, the last of the new commits. */
export function mergePull(world: World, pull: Pull, options: MergeOptions): string {
  const who = account(world, options.by);
  const mergeCommit = mergeOne(world, pull, options, who, 'pr_merge');
  writeRef(world, pull.repository, fullName(pull.base), mergeCommit, who, 'pr_merge');
  return mergeCommit;
}

/**
 * Merges pull requests into one base as a merge queue does: each onto the one before it, and the base is moved once, when all are
 * ready (docs.github.com, "Managing a merge queue"). Returns their merge commits.
 */
export function mergeGroup(world: World, pulls: readonly Pull[], options: MergeOptions): string[] {
  const who = account(world, options.by);
  const merged: string[] = [];
  for (const pull of pulls) {
    const onto = merged.at(-1);
    merged.push(mergeOne(world, pull, options, who, 'merge_queue_merge', onto));
  }
  const [first, last] = [pulls[0], merged.at(-1)];
  if (first !== undefined && last !== undefined)
    writeRef(world, first.repository, fullName(first.base), last, who, 'merge_queue_merge');
  return merged;
}

/** Writes what a merge writes and marks the pull request as merged; the base is moved by the caller. */
function mergeOne(
  world: World,
  pull: Pull,
  { method = 'merge' }: MergeOptions,
  who: Account,
  merge: 'pr_merge' | 'merge_queue_merge',
  onto?: string,
): string {
  if (pull.state !== 'OPEN') throw new Error(`Pull request ${pull.number} is not open.`);
  refresh(pull);
  checkMerge(pull, method, merge);
  testMergeOf(world, pull);
  if (onto !== undefined) {
    pull.baseOid = onto;
    pull.commits = between(pull.repository.store, onto, pull.headOid).reverse();
  }
  const written =
    method === 'rebase'
      ? rebase(world, pull)
      : [method === 'merge' ? mergeCommitOf(world, pull, who) : squashedCommitOf(world, pull)];
  const mergeCommit = written.at(-1);
  if (mergeCommit === undefined) throw new Error(`Pull request ${pull.number} has no commits to merge.`);
  markMerged(world, pull, { by: who, mergeCommit, written });
  return mergeCommit;
}

function mergeCommitOf(world: World, pull: Pull, by: Account): string {
  const date = world.now();
  const title = `Merge pull request #${pull.number} from ${pull.head.owner.login}/${pull.headBranch}`;
  return writeCommit(pull.repository.store, {
    tree: mergedTree(pull),
    parents: [pull.baseOid, pull.headOid],
    author: signatureOf(by, date),
    committer: gitHubSignature(date),
    message: `${title}\n\n${pull.title}`,
    signed: true,
  });
}

function squashedCommitOf(world: World, pull: Pull): string {
  const date = world.now();
  return writeCommit(pull.repository.store, {
    tree: mergedTree(pull),
    parents: [pull.baseOid],
    author: signatureOf(pull.author, date),
    committer: gitHubSignature(date),
    message: `${pull.title} (#${pull.number})`,
    signed: true,
  });
}

function mergedTree(pull: Pull): string {
  const tree = mergeCommits(pull.repository.store, pull.baseOid, pull.headOid);
  if (tree === 'conflict') throw new Error(`Pull request ${pull.number} conflicts with ${pull.base}.`);
  return tree;
}
