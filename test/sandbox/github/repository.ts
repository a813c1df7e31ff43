import { ACTIONS, account, setRole } from './accounts.ts';
import {
  type CommitOptions,
  commit,
  type FileSpec,
  type MergeBranchOptions,
  mergeBranch,
  revert,
} from './commits.ts';
import {
  addComment,
  changeIssue,
  commentsOf,
  deleteComment,
  editComment,
  type IssueChanges,
  type IssueOptions,
  openIssue,
} from './discussion.ts';
import * as events from './events.ts';
import { commitOf, filesOf, find, itemAt } from './git/store.ts';
import { type MergeOptions, mergePull, openPull, type PullOptions, refresh, testMergeOf } from './pulls.ts';
import { close, deleteRef, fullName, retarget, tip, writeRef } from './refs.ts';
import { dismissReviews, type ReviewOptions, review } from './reviews.ts';
import { findRevision, revision } from './revisions.ts';
import type { Rule } from './rules.ts';
import type { Account, Comment, Issue, Pull, Repository, Role, World } from './world.ts';

export interface OpenPullRequest extends Omit<PullOptions, 'from' | 'branch'> {
  branch?: string;
  /** The fork that holds the branch. */
  from?: { readonly state: Repository };
  /** Committed to the branch first, which is made from the base where it does not exist. */
  files?: Record<string, FileSpec>;
}

export type RepositoryHandle = ReturnType<typeof handleOf>;

/** A repository as a test holds it: everything that people, and GitHub on its own, do to one. Branches and commits are named by either. */
export function handleOf(world: World, state: Repository) {
  const who = (login: string | undefined): Account => account(world, login ?? state.owner.login);
  const pullOf = (number: number): Pull => {
    const pull = state.pulls.get(number);
    if (pull === undefined) throw new Error(`There is no pull request ${number}.`);
    return refresh(pull);
  };
  const commentOf = (id: number): Comment => {
    const comment = state.comments.find((each) => each.id === id);
    if (comment === undefined) throw new Error(`There is no comment ${id}.`);
    return comment;
  };
  const issueOf = (number: number): Issue => {
    const issue = state.issues.get(number);
    if (issue === undefined) throw new Error(`There is no issue ${number}.`);
    return issue;
  };

  return {
    state,
    id: state.id,
    owner: state.owner.login,
    name: state.name,
    fullName: `${state.owner.login}/${state.name}`,

    /** A user, with what they may do here. `deleted`: their account is gone, what they wrote stays. */
    user(
      login: string,
      options: { type?: 'User' | 'Bot'; permission?: Role; deleted?: boolean } = {},
    ): Account {
      const made = account(world, login, options.type);
      if (options.type !== undefined) made.type = options.type;
      if (options.deleted !== undefined) made.deleted = options.deleted;
      const isNew = !state.roles.has(login.toLowerCase());
      if (options.permission !== undefined || isNew) setRole(state, login, options.permission ?? 'read');
      return made;
    },

    // The tree and the branches.
    commit: (options: CommitOptions): string => commit(world, state, options),
    mergeBranch: (options: MergeBranchOptions): string => mergeBranch(world, state, options),
    revert: (options: { branch?: string; commit: string; by?: string }): string =>
      revert(world, state, options),
    rename({
      from,
      to,
      ...options
    }: {
      branch?: string;
      from: string;
      to: string;
      by?: string;
      message?: string;
    }): string {
      return commit(world, state, {
        message: `Rename ${from}`,
        ...options,
        files: { [from]: null, [to]: { from } },
      });
    },
    /** Puts a branch at a commit, whatever it was: a new branch, a push, a forced push. */
    push(branch: string, to: string, by?: string): void {
      writeRef(world, state, fullName(branch), revision(world, state, to), who(by));
    },
    tag: (name: string, at: string): void =>
      writeRef(world, state, `refs/tags/${name}`, revision(world, state, at), who(undefined)),
    deleteBranch: (branch: string): void => deleteRef(world, state, fullName(branch)),
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

    // Pull requests.
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
    review: (number: number, options: ReviewOptions): number => review(world, pullOf(number), options),
    dismiss: (number: number, by: string): void => dismissReviews(world, pullOf(number), by),
    retarget: (number: number, base: string): void => retarget(world, pullOf(number), base),
    close: (number: number): void => close(world, pullOf(number)),

    // What GitHub says of a commit.
    /** Attaches a pull request to a commit, whatever it has to do with it; also one of another repository. */
    associate(oid: string, pull: number | Pull): void {
      const attached = state.attached.get(oid) ?? [];
      state.attached.set(oid, [...attached, typeof pull === 'number' ? pullOf(pull) : pull]);
    },
    get associationsLate(): boolean {
      return state.associationsLate;
    },
    set associationsLate(late: boolean) {
      state.associationsLate = late;
    },
    /** GitHub has caught up: associations are there. */
    settle(): void {
      state.associationsLate = false;
    },
    get dismissStale(): boolean {
      return state.dismissStale;
    },
    set dismissStale(on: boolean) {
      state.dismissStale = on;
    },
    /** The rules in force for a branch; none unless they are set. */
    rules(branch: string, rules: readonly Rule[]): void {
      state.rules.set(branch, rules);
    },

    // Talk.
    comments: (number: number): Comment[] => commentsOf(state, number),
    /** A comment by somebody; `github-actions` for one that an earlier run made. Returns its database id. */
    comment: (number: number, { by = ACTIONS, body }: { by?: string; body: string }): number =>
      addComment(world, state, number, account(world, by), body).id,
    editComment: (id: number, { by, body }: { by: string; body: string }): void =>
      editComment(world, commentOf(id), account(world, by), body),
    deleteComment(id: number): void {
      deleteComment(state, commentOf(id));
    },
    openIssue: (options: IssueOptions): number => openIssue(world, state, options).number,
    changeIssue: (number: number, changes: IssueChanges): void =>
      changeIssue(world, issueOf(number), changes),
    issues: (): Issue[] => [...state.issues.values()],

    // Payloads of the runner's event file.
    pullRequestEvent: (number: number, action: string, sender?: string) =>
      events.pullRequestEvent(world, pullOf(number), action, sender),
    pushEvent: (options?: events.PushOptions) => events.pushEvent(world, state, options),
    dispatchEvent: (options?: events.DispatchOptions) => events.dispatchEvent(world, state, options),
    mergeGroupEvent: (options: events.MergeGroupOptions) => events.mergeGroupEvent(world, state, options),
    scheduleEvent: (schedule?: string) => events.scheduleEvent(world, state, schedule),

    /** The repository is deleted: a fork's pull requests stay, with `headRepository: null`. */
    delete(): void {
      state.deleted = true;
    },
  };
}
