import type { TreeItem } from '../git/objects.ts';
import type { Blob, Tree } from '../git/store.ts';
import { nodeId } from '../ids.ts';
import { nameWithOwner, type Repository } from '../world.ts';
import type { View } from './connection.ts';
import type { Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';

/** Trees and blobs (docs.github.com, "GraphQL objects"). */

/** What every object of git has. */
export function gitObjectView(session: Session, repository: Repository, oid: string): View {
  const path = `/${nameWithOwner(repository)}/commit/${oid}`;
  return {
    oid,
    abbreviatedOid: oid.slice(0, 7),
    commitUrl: session.world.serverUrl + path,
    commitResourcePath: path,
    repository: () => repositoryView(session, repository),
  };
}

export function treeView(session: Session, repository: Repository, { oid, items }: Tree, prefix = ''): View {
  return {
    ...gitObjectView(session, repository, oid),
    __typename: 'Tree',
    id: nodeId('T', repository.id, oid),
    entries: () => items.map((item) => entryView(session, repository, item, prefix + item.name)),
  };
}

/** `mode` is the number that the octal digits mean: 33188 for `100644`. A submodule's object is not in this repository: null. */
export function entryView(
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
      if (mode === '160000') return null;
      if (object?.type === 'tree') return treeView(session, repository, object, `${path}/`);
      return object?.type === 'blob' ? blobView(session, repository, object) : null;
    },
    repository: () => repositoryView(session, repository),
  };
}

/** Bytes of a text that GraphQL gives (github.com/sveltia/sveltia-cms/issues/950). */
const TEXT_LIMIT = 512_000;

export function blobView(session: Session, repository: Repository, { oid, bytes }: Blob): View {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    ...gitObjectView(session, repository, oid),
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
