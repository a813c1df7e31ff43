import type { GraphQLResolveInfo } from 'graphql';
import { adversely, associatedPulls } from '../associations.ts';
import { log } from '../git/history.ts';
import type { TreeItem } from '../git/objects.ts';
import { type Blob, type Commit, commitOf, type GitObject, itemAt, type Tree } from '../git/store.ts';
import { nodeId } from '../ids.ts';
import { iso, nameWithOwner, type Repository } from '../world.ts';
import { gitActorView } from './actors.ts';
import { type Args, connection, type View } from './connection.ts';
import { byOrder, pullView } from './pulls.ts';
import { need, refusal, type Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';

/** Commits, trees, blobs and refs (docs.github.com, "GraphQL objects"). */

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

function common(session: Session, repository: Repository, oid: string): View {
  const path = `/${nameWithOwner(repository)}/commit/${oid}`;
  return {
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitUrl: session.world.serverUrl + path,
    commitResourcePath: path,
    repository: () => repositoryView(session, repository),
  };
}

export function commitView(session: Session, repository: Repository, commit: Commit): View {
  const { oid, tree, message, parents, author, committer, signed } = commit;
  const { store } = repository;
  const [headline = '', ...rest] = message.split('\n');
  const view = (each: string) => commitView(session, repository, commitOf(store, each));
  const path = `/${nameWithOwner(repository)}/commit/${oid}`;
  return {
    ...common(session, repository, oid),
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

function treeView(session: Session, repository: Repository, { oid, items }: Tree, prefix = ''): View {
  return {
    ...common(session, repository, oid),
    __typename: 'Tree',
    id: nodeId('T', repository.id, oid),
    entries: () => items.map((item) => entryView(session, repository, item, prefix + item.name)),
  };
}

/** `mode` is the number that the octal digits mean: 33188 for `100644`. A submodule's object is not in this repository: null. */
function entryView(
  session: Session,
  repository: Repository,
  { name, mode, oid }: TreeItem,
  path: string,
): View {
  const object = repository.store.get(oid);
  return {
    __typename: 'TreeEntry',
    name,
    path,
    extension: /\.[^.]+$/.exec(name)?.[0] ?? '',
    mode: Number.parseInt(mode, 8),
    type: mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob',
    oid,
    size: object?.type === 'blob' ? object.bytes.length : 0,
    object: () => {
      if (object === undefined || mode === '160000') return null;
      return object.type === 'tree'
        ? treeView(session, repository, object, `${path}/`)
        : objectView(session, repository, object);
    },
    repository: () => repositoryView(session, repository),
  };
}

/** Bytes of a text that GraphQL gives (github.com/sveltia/sveltia-cms/issues/950). */
const TEXT_LIMIT = 512_000;

function blobView(session: Session, repository: Repository, { oid, bytes }: Blob): View {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    ...common(session, repository, oid),
    __typename: 'Blob',
    id: nodeId('B', repository.id, oid),
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > TEXT_LIMIT,
    text: () => (isBinary ? null : decode(Buffer.from(bytes.subarray(0, TEXT_LIMIT)))),
  };
}

/** GitHub makes UTF-8 of what is not: such a text is not the file byte for byte. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') ? bytes.toString('latin1') : text;
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
