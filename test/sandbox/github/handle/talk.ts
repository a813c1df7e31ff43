import { ACTIONS, account } from '../accounts.ts';
import {
  addComment,
  changeIssue,
  commentsOf,
  deleteComment,
  editComment,
  type IssueChanges,
  type IssueOptions,
  openIssue,
} from '../discussion.ts';
import type { Comment, Issue, Repository, World } from '../world.ts';

/** What people say on issues and pull requests. */
export function talkOf(world: World, state: Repository) {
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
  };
}
