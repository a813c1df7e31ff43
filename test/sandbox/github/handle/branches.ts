import { account } from '../accounts.ts';
import {
  type CommitOptions,
  commit,
  type MergeBranchOptions,
  mergeBranch,
  type RevertOptions,
  revert,
} from '../commits.ts';
import { commitOf, filesOf, find, itemAt } from '../git/store.ts';
import { lose } from '../loss.ts';
import { fullName, tip } from '../names.ts';
import { deleteRef, writeRef } from '../refs.ts';
import { findRevision, revision } from '../revisions.ts';
import type { Account, Repository, World } from '../world.ts';

export interface RenameOptions {
  branch?: string;
  from: string;
  to: string;
  by?: string;
  message?: string;
}

/** What people do to branches and files, and what is in them. */
export function branchesOf(world: World, state: Repository) {
  const who = (login: string | undefined): Account => account(world, login ?? state.owner.login);
  return {
    commit: (options: CommitOptions): string => commit(world, state, options),
    mergeBranch: (options: MergeBranchOptions): string => mergeBranch(world, state, options),
    revert: (options: RevertOptions): string => revert(world, state, options),
    rename: ({ from, to, ...options }: RenameOptions): string =>
      commit(world, state, {
        message: `Rename ${from}`,
        ...options,
        files: { [from]: null, [to]: { from } },
      }),
    /** Puts a branch at a commit, whatever it was: a new branch, a push, a forced push. */
    push(branch: string, to: string, by?: string): void {
      writeRef(world, state, fullName(branch), revision(world, state, to), who(by));
    },
    tag: (name: string, at: string): void =>
      writeRef(world, state, `refs/tags/${name}`, revision(world, state, at), who(undefined)),
    /** GitHub has collected a commit that no branch holds any more. */
    lose: (oid: string): void => lose(world, state, oid),
    deleteBranch: (branch: string, by?: string): void => deleteRef(world, state, fullName(branch), who(by)),
    branches: (): string[] =>
      [...state.refs.keys()].filter((name) => name.startsWith('refs/heads/')).map((name) => name.slice(11)),
    /** Where a branch is; throws where there is none. */
    tip(branch: string): string {
      const oid = tip(state, branch);
      if (oid === undefined) throw new Error(`There is no branch ${branch}.`);
      return oid;
    },
    has: (branch: string): boolean => tip(state, branch) !== undefined,
    /** The text of a file; undefined where there is none, or something else than a file. */
    file(rev: string, path: string): string | undefined {
      const oid = findRevision(world, state, rev);
      const item = oid === undefined ? undefined : itemAt(state.store, commitOf(state.store, oid).tree, path);
      const blob = item === undefined ? undefined : find(state.store, 'blob', item.oid);
      return blob === undefined ? undefined : Buffer.from(blob.bytes).toString('utf8');
    },
    /** The paths of all files. */
    files: (rev: string): string[] =>
      [...filesOf(state.store, commitOf(state.store, revision(world, state, rev)).tree).keys()].sort(),
    parents: (rev: string): readonly string[] => commitOf(state.store, revision(world, state, rev)).parents,
  };
}
