import type { GraphQLResolveInfo } from 'graphql';
import { adversely, associatedPulls } from '../associations.ts';
import { log } from '../git/history.ts';
import { type Commit, commitOf, type GitObject, itemAt, type Tree } from '../git/store.ts';
import { nodeId } from '../ids.ts';
import { iso, nameWithOwner, type Repository } from '../world.ts';
import { gitActorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { blobView, entryView, gitObjectView, treeView } from './files.ts';
import { byOrder, pullView } from './pulls.ts';
import { need, refusal, type Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';

/** Commits and refs (docs.github.com, "GraphQL objects"). */

export function objectView(session: Session, repository: Repository, object: GitObject): View {
  switch (object.type) {
    case 'commit':
      return commitView(session, repository, object);
    case 'tree':
      return treeView(session, repository, object);
    case 'blob':
      return blobView(session, repository, object);
  }
}

export function commitView(session: Session, repository: Repository, commit: Commit): View {
  const { oid, tree, message, parents, author, committer, signed } = commit;
  const { store } = repository;
  const [headline = '', ...rest] = message.split('\n');
  const view = (each: string) => commitView(session, repository, commitOf(store, each));
  const path = `/${nameWithOwner(repository)}/commit/${oid}`;
  return {
    ...gitObjectView(session, repository, oid),
    __typename: 'Commit',
    id: nodeId('C', repository.id, oid),
    url: session.world.serverUrl + path,
    resourcePath: path,
    message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    author: () => gitActorView(session, author),
    committer: () => gitActorView(session, committer),
    authoredDate: iso(author.date),
    committedDate: iso(committer.date),
    pushedDate: null,
    committedViaWeb: committer.email === 'noreply@github.com',
    signature: () => (signed ? signatureView(committer.email, committer.date) : null),
    tree: () => objectView(session, repository, store.get(tree) as Tree),
    file: ({ path: wanted }: Args) => {
      const item = itemAt(store, tree, String(wanted));
      return item === undefined ? null : entryView(session, repository, item, String(wanted));
    },
    parents: (args: Args, info: GraphQLResolveInfo) => connection(parents, view, args, info),
    history: (args: Args, info: GraphQLResolveInfo) => {
      for (const name of ['author', 'path', 'since', 'until']) {
        if (args[name] != null) throw refusal('FAKE', `The fake GitHub does not know history(${name}).`);
      }
      return connection(log(store, oid), view, args, info);
    },
    associatedPullRequests: (args: Args, info: GraphQLResolveInfo) => {
      need(session, repository, 'read', 'pull-requests');
      const found = associatedPulls(repository, oid);
      const pulls =
        repository.behaviour.associationOrder === 'adverse'
          ? adversely(repository, oid, found)
          : byOrder(found, args.orderBy);
      return connection(pulls, (pull) => pullView(session, pull), args, info);
    },
  };
}

function signatureView(email: string, date: Date): View {
  return {
    __typename: 'GpgSignature',
    isValid: true,
    state: 'VALID',
    wasSignedByGitHub: true,
    email,
    keyId: 'B5690EEEBB952194',
    payload: '',
    signature: '',
    signer: null,
    verifiedAt: iso(date),
  };
}

/** `name` is what is left of the full name after `prefix`. */
export function refView(
  session: Session,
  repository: Repository,
  fullName: string,
  oid: string,
  prefix: string,
): View {
  return {
    __typename: 'Ref',
    id: nodeId('REF', repository.id, fullName),
    name: fullName.slice(prefix.length),
    prefix,
    target: () => commitView(session, repository, commitOf(repository.store, oid)),
    repository: () => repositoryView(session, repository),
  };
}

export function prefixOf(fullName: string): string {
  return /^refs\/[^/]+\//.exec(fullName)?.[0] ?? 'refs/';
}
