import { account } from './accounts.ts';
import { commitOf } from './git/store.ts';
import { tip } from './names.ts';
import type { Pull, Repository, World } from './world.ts';

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
    asked: { of: '', times: 0 },
    reviews: [],
    baseChanges: [],
  };
  repository.pulls.set(pull.number, pull);
  return pull;
}

/** Issues and pull requests of a repository are numbered together. */
export function nextNumber({ issues, pulls }: Repository): number {
  return Math.max(0, ...issues.keys(), ...pulls.keys()) + 1;
}
