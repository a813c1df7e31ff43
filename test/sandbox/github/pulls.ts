import { account, gitHubSignature, signatureOf } from './accounts.ts';
import { mergeCommits, mergeTrees } from './git/merge.ts';
import { commitOf, writeCommit } from './git/store.ts';
import { tip } from './names.ts';
import { markMerged, refresh } from './open-pulls.ts';
import { writeRef } from './refs.ts';
import type { Account, Pull, Repository, World } from './world.ts';

export interface PullOptions {
  by: string;
  base?: string;
  branch: string;
  /** Where the branch is; this repository when it is left out. */
  from?: Repository;
  title?: string;
  body?: string;
  draft?: boolean;
}

export function openPull(world: World, repository: Repository, options: PullOptions): Pull {
  const head = options.from ?? repository;
  const headOid = tip(head, options.branch);
  if (headOid === undefined)
    throw new Error(`There is no branch ${options.branch} to open a pull request from.`);
  const base = options.base ?? repository.defaultBranch;
  const baseOid = tip(repository, base);
  if (baseOid === undefined) throw new Error(`There is no branch ${base} to open a pull request into.`);
  const now = world.now();
  const pull: Pull = {
    id: world.nextId(),
    number: nextNumber(repository),
    repository,
    head,
    headBranch: options.branch,
    headOid,
    base,
    baseOid,
    author: account(world, options.by),
    title: options.title ?? commitOf(repository.store, headOid).message.split('\n')[0] ?? '',
    body: options.body ?? '',
    draft: options.draft ?? false,
    state: 'OPEN',
    createdAt: now,
    updatedAt: now,
    updated: world.nextId(),
    closedAt: undefined,
    mergedAt: undefined,
    mergedBy: undefined,
    mergeCommit: undefined,
    written: [],
    commits: [],
    testMerge: undefined,
    reviews: [],
  };
  repository.pulls.set(pull.number, pull);
  return pull;
}

/** Issues and pull requests of a repository are numbered together. */
export function nextNumber({ issues, pulls }: Repository): number {
  return Math.max(0, ...issues.keys(), ...pulls.keys()) + 1;
}

/**
 * The commit of `refs/pull/N/merge`: first parent the base's tip, second the head; made anew when one of them has moved.
 * Undefined where they conflict (docs.github.com, "Events that trigger workflows", `pull_request`).
 */
export function testMergeOf(world: World, pull: Pull): string | undefined {
  if (pull.state !== 'OPEN') return pull.testMerge?.oid;
  const { baseOid: base, headOid: head, repository } = refresh(pull);
  if (pull.testMerge?.base !== base || pull.testMerge.head !== head) {
    const tree = mergeCommits(repository.store, base, head);
    const date = world.now();
    const oid =
      tree === 'conflict'
        ? undefined
        : writeCommit(repository.store, {
            tree,
            parents: [base, head],
            author: signatureOf(pull.author, date),
            committer: gitHubSignature(date),
            message: `Merge ${head} into ${base}`,
            signed: true,
          });
    pull.testMerge = { base, head, oid };
  }
  return pull.testMerge.oid;
}

export interface MergeOptions {
  method?: 'merge' | 'squash' | 'rebase';
  by: string;
}

/** Merges as the button does. Returns the merge commit: for a rebase, the last of the new commits. */
export function mergePull(world: World, pull: Pull, { method = 'merge', by }: MergeOptions): string {
  if (pull.state !== 'OPEN') throw new Error(`Pull request ${pull.number} is not open.`);
  testMergeOf(world, pull);
  const who = account(world, by);
  const written =
    method === 'rebase'
      ? rebase(world, pull)
      : [method === 'merge' ? merge(world, pull, who) : squash(world, pull)];
  const mergeCommit = written.at(-1);
  if (mergeCommit === undefined) throw new Error(`Pull request ${pull.number} has no commits to merge.`);
  markMerged(world, pull, { by: who, mergeCommit, written });
  writeRef(world, pull.repository, `refs/heads/${pull.base}`, mergeCommit, who);
  return mergeCommit;
}

function merge(world: World, pull: Pull, by: Account): string {
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

function squash(world: World, pull: Pull): string {
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

function rebase(world: World, pull: Pull): string[] {
  const { store } = pull.repository;
  const written: string[] = [];
  for (const oid of pull.commits) {
    const commit = commitOf(store, oid);
    if (commit.parents.length > 1) continue;
    const onto = written.at(-1) ?? pull.baseOid;
    const parent = commit.parents[0];
    const base = parent === undefined ? undefined : commitOf(store, parent).tree;
    const tree = mergeTrees(store, base, commitOf(store, onto).tree, commit.tree);
    if (tree === 'conflict') throw new Error(`Commit ${oid} conflicts with ${pull.base}.`);
    const committer = gitHubSignature(world.now());
    const { author, message } = commit;
    written.push(writeCommit(store, { tree, parents: [onto], author, committer, message, signed: false }));
  }
  return written;
}

function mergedTree(pull: Pull): string {
  const tree = mergeCommits(pull.repository.store, pull.baseOid, pull.headOid);
  if (tree === 'conflict') throw new Error(`Pull request ${pull.number} conflicts with ${pull.base}.`);
  return tree;
}
