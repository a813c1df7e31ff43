import { createHash } from 'node:crypto';

/** Git's own encodings, so that every id here is the id that git computes (git-scm.com, "Git Internals - Git Objects"). */

export type Mode = '100644' | '100755' | '120000' | '160000' | '40000';

export interface TreeItem {
  name: string;
  mode: Mode;
  oid: string;
}

export interface Signature {
  name: string;
  email: string;
  date: Date;
}

export interface CommitData {
  tree: string;
  parents: readonly string[];
  author: Signature;
  committer: Signature;
  message: string;
  /** Signed by GitHub: the header `gpgsig` is part of what is hashed. */
  signed: boolean;
}

export type ObjectType = 'blob' | 'tree' | 'commit';

/** The id of an object: the SHA-1 of its type, its length and its bytes. */
export function objectId(type: ObjectType, bytes: Uint8Array): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A tree's bytes: items in git's order, in which a folder sorts as if its name ended in a slash. */
export function encodeTree(items: readonly TreeItem[]): Buffer {
  return Buffer.concat(
    inGitOrder(items).map((item) =>
      Buffer.concat([Buffer.from(`${item.mode} ${item.name}\0`), Buffer.from(item.oid, 'hex')]),
    ),
  );
}

export function inGitOrder(items: readonly TreeItem[]): TreeItem[] {
  const key = (item: TreeItem) => Buffer.from(item.mode === '40000' ? `${item.name}/` : item.name);
  return [...items].sort((a, b) => Buffer.compare(key(a), key(b)));
}

/** A commit's bytes. */
export function encodeCommit(commit: CommitData): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodeSignature(commit.author)}`,
    `committer ${encodeSignature(commit.committer)}`,
  ];
  if (commit.signed) lines.push('gpgsig -----BEGIN PGP SIGNATURE-----', ' ', ' -----END PGP SIGNATURE-----');
  return Buffer.from(`${lines.join('\n')}\n\n${commit.message}`);
}

function encodeSignature({ name, email, date }: Signature): string {
  return `${name} <${email}> ${Math.floor(date.getTime() / 1000)} +0000`;
}
