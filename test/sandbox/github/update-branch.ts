import { account, gitHubSignature, signatureOf } from './accounts.ts';
import { contains } from './git/history.ts';
import { mergeCommits } from './git/merge.ts';
import { writeCommit } from './git/store.ts';
import { fullName } from './names.ts';
import { rebase } from './rebase.ts';
import { writeRef } from './refs.ts';
import type { Account, Pull, World } from './world.ts';

export interface UpdateBranchOptions {
  /** Who clicks; left out, the author. */
  by?: string;
  method?: 'merge' | 'rebase';
}

/**
 * The button "Update branch": brings the base into the pull request's branch by a merge, or writes its commits onto the base anew
 * (docs.github.com, "Keeping your pull request in sync with the base branch"). Returns the new head.
 */
export function updateBranch(world: World, pull: Pull, options: UpdateBranchOptions = {}): string {
  const { repository, baseOid, headOid } = pull;
  if (contains(repository.store, headOid, baseOid))
    throw new Error(`GitHub refuses it: pull request ${pull.number} is up to date.`);
  const who = account(world, options.by ?? pull.author.login);
  const head = options.method === 'rebase' ? rebase(world, pull).at(-1) : mergeIntoHead(world, pull, who);
  if (head === undefined) throw new Error(`Pull request ${pull.number} has no commits to rebase.`);
  writeRef(world, pull.head, fullName(pull.headBranch), head, who);
  if (repository.behaviour.reviewedCommit === 'moved') {
    for (const each of pull.reviews) if (each.state === 'APPROVED') each.commit = head;
  }
  return head;
}

function mergeIntoHead(world: World, { repository, baseOid, headOid, base, headBranch }: Pull, by: Account) {
  const tree = mergeCommits(repository.store, headOid, baseOid);
  if (tree === 'conflict') throw new Error(`${headBranch} conflicts with ${base}.`);
  const date = world.now();
  return writeCommit(repository.store, {
    tree,
    parents: [headOid, baseOid],
    author: signatureOf(by, date),
    committer: gitHubSignature(date),
    message: `Merge branch '${base}' into ${headBranch}`,
    signed: true,
  });
}
