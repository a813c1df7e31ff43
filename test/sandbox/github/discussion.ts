import { account } from './accounts.ts';
import { nextNumber } from './pulls.ts';
import { touch } from './reviews.ts';
import type { Account, Comment, Issue, Repository, World } from './world.ts';

/** Issues, and the comments of issues and pull requests. */

export function addComment(
  world: World,
  repository: Repository,
  number: number,
  author: Account,
  body: string,
): Comment {
  const item = repository.pulls.get(number) ?? repository.issues.get(number);
  if (item === undefined) throw new Error(`There is no issue or pull request ${number}.`);
  const now = world.now();
  const made: Comment = {
    id: world.nextId(),
    number,
    author,
    editor: undefined,
    lastEditedAt: undefined,
    body,
    createdAt: now,
    updatedAt: now,
  };
  repository.comments.push(made);
  touch(world, item);
  return made;
}

export function editComment(world: World, comment: Comment, editor: Account, body: string): void {
  comment.body = body;
  comment.editor = editor;
  comment.updatedAt = world.now();
  comment.lastEditedAt = comment.updatedAt;
}

export function deleteComment(repository: Repository, comment: Comment): void {
  repository.comments.splice(repository.comments.indexOf(comment), 1);
}

export function commentsOf(repository: Repository, number: number): Comment[] {
  return repository.comments.filter((each) => each.number === number);
}

export interface IssueOptions {
  by: string;
  title: string;
  body?: string;
  labels?: readonly string[];
}

export function openIssue(
  world: World,
  repository: Repository,
  { by, title, body, labels }: IssueOptions,
): Issue {
  const now = world.now();
  const made: Issue = {
    id: world.nextId(),
    number: nextNumber(repository),
    title,
    body: body ?? '',
    labels: [...(labels ?? [])],
    state: 'OPEN',
    author: account(world, by),
    createdAt: now,
    updatedAt: now,
    updated: world.nextId(),
    closedAt: undefined,
  };
  repository.issues.set(made.number, made);
  return made;
}

export interface IssueChanges {
  title?: string;
  body?: string;
  labels?: readonly string[];
  state?: 'open' | 'closed';
}

export function changeIssue(world: World, issue: Issue, { title, body, labels, state }: IssueChanges): void {
  if (title !== undefined) issue.title = title;
  if (body !== undefined) issue.body = body;
  if (labels !== undefined) issue.labels = [...labels];
  touch(world, issue);
  if (state === 'closed' && issue.state === 'OPEN') issue.closedAt = issue.updatedAt;
  if (state === 'open') issue.closedAt = undefined;
  if (state !== undefined) issue.state = state === 'open' ? 'OPEN' : 'CLOSED';
}
