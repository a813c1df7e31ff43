import {
  type CommitData,
  encodeCommit,
  encodeTree,
  inGitOrder,
  type Mode,
  type ObjectType,
  objectId,
  type TreeItem,
} from './objects.ts';

export interface Blob {
  type: 'blob';
  oid: string;
  bytes: Uint8Array;
}
export interface Tree {
  type: 'tree';
  oid: string;
  items: readonly TreeItem[];
}
export interface Commit extends CommitData {
  type: 'commit';
  oid: string;
}
export type GitObject = Blob | Tree | Commit;

/** A path that is not a folder. */
export interface FileEntry {
  mode: Mode;
  oid: string;
}

/** The objects of a repository and of all its forks, as GitHub shares them. */
export type Store = Map<string, GitObject>;

export function writeBlob(store: Store, bytes: Uint8Array): string {
  const oid = objectId('blob', bytes);
  store.set(oid, { type: 'blob', oid, bytes });
  return oid;
}

export function writeTree(store: Store, items: readonly TreeItem[]): string {
  const oid = objectId('tree', encodeTree(items));
  store.set(oid, { type: 'tree', oid, items: inGitOrder(items) });
  return oid;
}

export function writeCommit(store: Store, data: CommitData): string {
  const oid = objectId('commit', encodeCommit(data));
  store.set(oid, { type: 'commit', oid, ...data });
  return oid;
}

/** The object, or undefined where there is none of this type. */
export function find<T extends ObjectType>(
  store: Store,
  type: T,
  oid: string,
): Extract<GitObject, { type: T }> | undefined {
  const object = store.get(oid);
  return object?.type === type ? (object as Extract<GitObject, { type: T }>) : undefined;
}

export function commitOf(store: Store, oid: string): Commit {
  const commit = find(store, 'commit', oid);
  if (commit === undefined) throw new Error(`There is no commit ${oid}.`);
  return commit;
}

/** Every path below a tree that is not a folder. */
export function filesOf(store: Store, tree: string): Map<string, FileEntry> {
  const files = new Map<string, FileEntry>();
  const walk = (oid: string, prefix: string) => {
    for (const { name, mode, oid: item } of find(store, 'tree', oid)?.items ?? []) {
      if (mode === '40000') walk(item, `${prefix}${name}/`);
      else files.set(prefix + name, { mode, oid: item });
    }
  };
  walk(tree, '');
  return files;
}

/** The tree that holds exactly these files, with every folder on the way. */
export function treeOf(store: Store, files: ReadonlyMap<string, FileEntry>): string {
  const items: TreeItem[] = [];
  const folders = new Map<string, Map<string, FileEntry>>();
  for (const [path, entry] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) items.push({ name: path, ...entry });
    else {
      const name = path.slice(0, slash);
      const folder = folders.get(name) ?? new Map<string, FileEntry>();
      folders.set(name, folder.set(path.slice(slash + 1), entry));
    }
  }
  for (const [name, folder] of folders) items.push({ name, mode: '40000', oid: treeOf(store, folder) });
  return writeTree(store, items);
}

/** Puts a file at a path; what stood in its way, a file for a folder or a folder for a file, goes. */
export function place(files: Map<string, FileEntry>, path: string, entry: FileEntry | null): void {
  for (const other of [...files.keys()]) {
    if (other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) {
      if (entry !== null || other === path || other.startsWith(`${path}/`)) files.delete(other);
    }
  }
  if (entry !== null) files.set(path, entry);
}

/** The item at a path below a tree; undefined where a part of the path is missing or no folder. */
export function itemAt(store: Store, tree: string, path: string): TreeItem | undefined {
  const [name, ...rest] = path.split('/');
  const item = find(store, 'tree', tree)?.items.find((each) => each.name === name);
  if (item === undefined || rest.length === 0) return item;
  return item.mode === '40000' ? itemAt(store, item.oid, rest.join('/')) : undefined;
}
