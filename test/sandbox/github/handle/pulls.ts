import { account } from '../accounts.ts';
import { commit, type FileSpec } from '../commits.ts';
import { type MergeOptions, mergeGroup, mergePull } from '../merges.ts';
import { tip } from '../names.ts';
import { close, refresh } from '../open-pulls.ts';
import { openPull, type PullOptions } from '../pulls.ts';
import { retarget } from '../refs.ts';
import { dismissReviews, type ReviewOptions, review } from '../reviews.ts';
import { testMergeOf } from '../test-merge.ts';
import { type UpdateBranchOptions, updateBranch } from '../update-branch.ts';
import type { Pull, Repository, World } from '../world.ts';

export interface OpenPullRequest extends Omit<PullOptions, 'from' | 'branch'> {
  branch?: string;
  /** The fork that holds the branch. */
  from?: { readonly state: Repository };
  /** Committed to the branch first, which is made from the base where it does not exist. */
  files?: Record<string, FileSpec>;
}

/** The pull request of this number, as its branches are now. */
export function pullIn(state: Repository, number: number): Pull {
  const pull = state.pulls.get(number);
  if (pull === undefined) throw new Error(`There is no pull request ${number}.`);
  return refresh(pull);
}

/** What people do with pull requests. */
export function pullsOf(world: World, state: Repository) {
  const pullOf = (number: number): Pull => pullIn(state, number);
  return {
    openPullRequest({
      files,
      from,
      branch = `change-${state.pulls.size + 1}`,
      ...options
    }: OpenPullRequest): number {
      const head = from?.state ?? state;
      if (files !== undefined) {
        const start = tip(state, options.base ?? state.defaultBranch);
        commit(world, head, {
          branch,
          files,
          by: options.by,
          message: options.title ?? 'Change files',
          ...(start === undefined ? {} : { from: start }),
        });
      }
      return openPull(world, state, { ...options, branch, from: head }).number;
    },
    pull: (number: number): Pull => pullOf(number),
    /** The commit of `refs/pull/N/merge`, which a `pull_request` run checks out; throws where the branches conflict. */
    testMerge(number: number): string {
      const oid = testMergeOf(world, pullOf(number));
      if (oid === undefined) throw new Error(`Pull request ${number} conflicts with its base.`);
      return oid;
    },
    /** Merges a pull request; returns its merge commit. */
    merge: (number: number, options: MergeOptions): string => mergePull(world, pullOf(number), options),
    /** Merges pull requests as one group of a merge queue; returns their merge commits. */
    mergeGroup: (numbers: readonly number[], options: MergeOptions): string[] =>
      mergeGroup(world, numbers.map(pullOf), options),
    review: (number: number, options: ReviewOptions): number => review(world, pullOf(number), options),
    dismiss: (number: number, by: string): void => dismissReviews(world, pullOf(number), by),
    /** Brings the base into the branch; returns the new head. */
    updateBranch: (number: number, options?: UpdateBranchOptions): string =>
      updateBranch(world, pullOf(number), options),
    retarget(number: number, base: string, by?: string): void {
      const pull = pullOf(number);
      const actor = by === undefined ? pull.author : account(world, by);
      retarget(world, pull, base, { kind: 'by-person', actor });
    },
    close: (number: number): void => close(world, pullOf(number)),
  };
}
