import type { GraphQLResolveInfo } from 'graphql';
import { commitOf, itemAt } from '../git/store.ts';
import { repositoryNodeId } from '../ids.ts';
import { tip } from '../names.ts';
import { parseRevision, readRef } from '../revisions.ts';
import { nameWithOwner, type Repository } from '../world.ts';
import { actorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { commitView, objectView, prefixOf, refView } from './git.ts';
import { pullsField, pullView } from './pulls.ts';
import { need, notFound, refusal, type Session } from './refusal.ts';
import { issuesField, issueView } from './talk.ts';

/** A repository and what is looked up in it (docs.github.com, GraphQL object `Repository`). */
export function repositoryView(session: Session, repository: Repository): View {
  const path = `/${nameWithOwner(repository)}`;
  return {
    __typename: 'Repository',
    id: repositoryNodeId(repository),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: nameWithOwner(repository),
    owner: () => actorView(session, repository.owner),
    isPrivate: repository.isPrivate,
    visibility: repository.isPrivate ? 'PRIVATE' : 'PUBLIC',
    isFork: repository.parent !== undefined,
    isArchived: false,
    isDisabled: false,
    isEmpty: repository.refs.size === 0,
    parent: () => (repository.parent === undefined ? null : repositoryView(session, repository.parent)),
    url: session.world.serverUrl + path,
    resourcePath: path,
    defaultBranchRef: () => {
      need(session, repository, 'read', 'contents');
      const oid = tip(repository, repository.defaultBranch);
      return oid === undefined
        ? null
        : refView(session, repository, `refs/heads/${repository.defaultBranch}`, oid, 'refs/heads/');
    },
    object: (args: Args) => objectField(session, repository, args),
    ref: ({ qualifiedName }: Args) => refField(session, repository, String(qualifiedName)),
    refs: (args: Args, info: GraphQLResolveInfo) => refsField(session, repository, args, info),
    pullRequest: ({ number }: Args) => {
      need(session, repository, 'read', 'pull-requests');
      const pull = repository.pulls.get(Number(number));
      if (pull === undefined) throw notFound(`a PullRequest with the number of ${number}`);
      return pullView(session, pull);
    },
    pullRequests: (args: Args, info: GraphQLResolveInfo) => pullsField(session, repository, args, info),
    issue: ({ number }: Args) => {
      need(session, repository, 'read', 'issues');
      const issue = repository.issues.get(Number(number));
      if (issue === undefined) throw notFound(`an Issue with the number of ${number}`);
      return issueView(session, repository, issue);
    },
    issues: (args: Args, info: GraphQLResolveInfo) => issuesField(session, repository, args, info),
  };
}

/** By id, or by a revision with or without a path, as in `main:folder/file`; null where there is nothing. */
function objectField(session: Session, repository: Repository, { oid, expression }: Args): View | null {
  need(session, repository, 'read', 'contents');
  if (oid != null) {
    const object = repository.store.get(String(oid));
    return object === undefined ? null : objectView(session, repository, object);
  }
  if (expression == null) throw refusal('ARGUMENT_ERROR', 'Either `oid` or `expression` must be provided.');
  const [rev = '', ...rest] = String(expression).split(':');
  const commit = parseRevision(session.world, repository, rev);
  if (commit === undefined) {
    const other = rest.length === 0 ? repository.store.get(rev) : undefined;
    return other === undefined ? null : objectView(session, repository, other);
  }
  const found = commitOf(repository.store, commit);
  if (rest.length === 0) return commitView(session, repository, found);
  const path = rest.join(':').replace(/\/$/, '');
  const id = path === '' ? found.tree : itemAt(repository.store, found.tree, path)?.oid;
  const object = id === undefined ? undefined : repository.store.get(id);
  return object === undefined ? null : objectView(session, repository, object);
}

/** The full name first, then the name as that of a branch and of a tag (docs.github.com, GraphQL object `Repository`, `ref`). */
function refField(session: Session, repository: Repository, name: string): View | null {
  need(session, repository, 'read', 'contents');
  for (const full of [name, `refs/heads/${name}`, `refs/tags/${name}`]) {
    const oid = readRef(session.world, repository, full);
    if (oid !== undefined) return refView(session, repository, full, oid, prefixOf(full));
  }
  return null;
}

/**
 * Refs below a prefix in the order of their bytes, whatever is made first; `query` is any part of the rest of the name
 * (github.com/osowskit/atlassian-github-app-addon/issues/72).
 */
function refsField(session: Session, repository: Repository, args: Args, info: GraphQLResolveInfo): View {
  need(session, repository, 'read', 'contents');
  const prefix = String(args.refPrefix).replace(/\/?$/, '/');
  const wanted = typeof args.query === 'string' ? args.query : '';
  const order = args.orderBy as { field: string; direction: string } | null | undefined;
  if (order?.field === 'TAG_COMMIT_DATE') throw refusal('FAKE', 'The fake GitHub orders refs by name alone.');
  const found = [...repository.refs.entries()]
    .filter(([name]) => name.startsWith(prefix) && name.slice(prefix.length).includes(wanted))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if ((args.direction ?? order?.direction) === 'DESC') found.reverse();
  return connection(found, ([name, oid]) => refView(session, repository, name, oid, prefix), args, info);
}
