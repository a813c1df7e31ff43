import type { GraphQLResolveInfo } from 'graphql';
import { ACTIONS } from '../accounts.ts';
import { commentsOf } from '../discussion.ts';
import { nodeId } from '../ids.ts';
import { commentUrl } from '../shapes.ts';
import { type Comment, type Issue, iso, nameWithOwner, type Repository } from '../world.ts';
import { actorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { byOrder, pullView } from './pulls.ts';
import { need, type Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';

/** Issues and comments (docs.github.com, "GraphQL objects"). */

export function commentView(session: Session, repository: Repository, comment: Comment): View {
  const pull = repository.pulls.get(comment.number);
  const issue = repository.issues.get(comment.number);
  const url = commentUrl(session.world, repository, comment);
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', repository.id, comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    author: () => actorView(session, comment.author),
    editor: () => actorView(session, comment.editor),
    lastEditedAt: comment.lastEditedAt === undefined ? null : iso(comment.lastEditedAt),
    includesCreatedEdit: comment.lastEditedAt !== undefined,
    body: comment.body,
    bodyText: comment.body,
    createdAt: iso(comment.createdAt),
    updatedAt: iso(comment.updatedAt),
    publishedAt: iso(comment.createdAt),
    isMinimized: false,
    minimizedReason: null,
    url,
    resourcePath: url.slice(session.world.serverUrl.length),
    viewerDidAuthor: comment.author.login === ACTIONS,
    viewerCanUpdate: true,
    viewerCanDelete: true,
    pullRequest: () => (pull === undefined ? null : pullView(session, pull)),
    issue: () => (issue === undefined ? null : issueView(session, repository, issue)),
    repository: () => repositoryView(session, repository),
  };
}

export function commentsField(
  session: Session,
  repository: Repository,
  number: number,
  args: Args,
  info: GraphQLResolveInfo,
): View {
  const isPull = repository.pulls.has(number);
  need(
    session,
    repository,
    'read',
    ...(isPull ? (['pull-requests', 'issues'] as const) : (['issues'] as const)),
  );
  const comments = commentsOf(repository, number);
  const order = args.orderBy as { direction: string } | null | undefined;
  if (order?.direction === 'DESC')
    comments.sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || b.id - a.id);
  return connection(comments, (each) => commentView(session, repository, each), args, info);
}

export function issueView(session: Session, repository: Repository, issue: Issue): View {
  const path = `/${nameWithOwner(repository)}/issues/${issue.number}`;
  return {
    __typename: 'Issue',
    id: nodeId('I', repository.id, issue.number),
    databaseId: issue.id,
    fullDatabaseId: String(issue.id),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    bodyText: issue.body,
    state: issue.state,
    closed: issue.state === 'CLOSED',
    closedAt: issue.closedAt === undefined ? null : iso(issue.closedAt),
    createdAt: iso(issue.createdAt),
    updatedAt: iso(issue.updatedAt),
    author: () => actorView(session, issue.author),
    viewerDidAuthor: issue.author.login === ACTIONS,
    url: session.world.serverUrl + path,
    resourcePath: path,
    labels: (args: Args, info: GraphQLResolveInfo) =>
      connection(issue.labels, (name) => labelView(repository, name), args, info),
    comments: (args: Args, info: GraphQLResolveInfo) =>
      commentsField(session, repository, issue.number, args, info),
    repository: () => repositoryView(session, repository),
  };
}

function labelView(repository: Repository, name: string): View {
  return {
    __typename: 'Label',
    id: nodeId('LA', repository.id, name),
    name,
    color: 'ededed',
    description: null,
    isDefault: false,
  };
}

/** `Repository.issues`: unlike in REST, pull requests are not among them. */
export function issuesField(
  session: Session,
  repository: Repository,
  args: Args,
  info: GraphQLResolveInfo,
): View {
  need(session, repository, 'read', 'issues');
  const states = args.states as readonly string[] | null | undefined;
  const labels = args.labels as readonly string[] | null | undefined;
  const filter = (args.filterBy ?? {}) as {
    createdBy?: string;
    labels?: readonly string[];
    states?: readonly string[];
  };
  const plain = (login: string) => login.toLowerCase().replace(/\[bot\]$/, '');
  const found = [...repository.issues.values()].filter(
    (issue) =>
      (states ?? filter.states ?? [issue.state]).includes(issue.state) &&
      [labels, filter.labels].every(
        (some) => some == null || some.some((label) => issue.labels.includes(label)),
      ) &&
      (filter.createdBy === undefined || plain(filter.createdBy) === issue.author.login.toLowerCase()),
  );
  return connection(
    byOrder(found, args.orderBy),
    (issue) => issueView(session, repository, issue),
    args,
    info,
  );
}
