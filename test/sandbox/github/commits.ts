import { account, signatureOf } from './accounts.ts';
import { mergeCommits, mergeTrees } from './git/merge.ts';
import type { Signature } from './git/objects.ts';
import {
  commitOf,
  type FileEntry,
  filesOf,
  place,
  type Store,
  treeOf,
  writeBlob,
  writeCommit,
} from './git/store.ts';
import { fullName, tip } from './names.ts';
import { writeRef } from './refs.ts';
import { revision } from './revisions.ts';
import type { Repository, World } from './world.ts';

/** What stands at a path: text, bytes, nothing (`null`), another kind of file, or a copy of what another path had before. */
export type FileSpec =
  | string
  | Uint8Array
  | null
  | { executable: string | Uint8Array }
  | { symlink: string }
  | { submodule: string }
  | { from: string };

export interface CommitOptions {
  /** Made from `from` when it does not exist. Left out: the default branch. */
  branch?: string;
  files?: Record<string, FileSpec>;
  by?: string;
  message?: string;
  /** Where a new branch starts: a branch or a commit. Left out: the default branch; `null`: a root commit. */
  from?: string | null;
  /** The parents instead of the branch's tip, in this order: branches or commits. The branch is then put there, whatever it was. */
  parents?: readonly string[];
  /** The commit or branch whose tree is taken instead of the first parent's; `files` come on top. */
  tree?: string;
  /** Who the commit says wrote it; Git believes anything. */
  author?: { name: string; email: string };
  at?: Date;
  signed?: boolean;
}

/** Pushes one commit to a branch, as `git commit` and `git push --force` would. Returns its id. */
export function commit(world: World, repository: Repository, options: CommitOptions): string {
  const { store } = repository;
  const branch = options.branch ?? repository.defaultBranch;
  const by = account(world, options.by ?? repository.owner.login);
  const date = options.at ?? world.now();
  const committer = signatureOf(by, date);
  const author: Signature = options.author === undefined ? committer : { ...options.author, date };
  const parents =
    options.parents?.map((each) => revision(world, repository, each)) ??
    parentsFor(world, repository, branch, options);
  const source = options.tree === undefined ? parents[0] : revision(world, repository, options.tree);
  const files =
    source === undefined ? new Map<string, FileEntry>() : filesOf(store, commitOf(store, source).tree);
  const before = new Map(files);
  for (const [path, spec] of Object.entries(options.files ?? {}))
    place(files, path, entryOf(store, spec, before));
  const oid = writeCommit(store, {
    tree: treeOf(store, files),
    parents,
    author,
    committer,
    message: options.message ?? 'Change files',
    signed: options.signed ?? false,
  });
  writeRef(world, repository, fullName(branch), oid, by);
  return oid;
}

function parentsFor(world: World, repository: Repository, branch: string, { from }: CommitOptions): string[] {
  const head = tip(repository, branch);
  if (head !== undefined) return [head];
  if (from === null) return [];
  if (from !== undefined) return [revision(world, repository, from)];
  const main = tip(repository, repository.defaultBranch);
  return main === undefined ? [] : [main];
}

function entryOf(store: Store, spec: FileSpec, before: ReadonlyMap<string, FileEntry>): FileEntry | null {
  if (spec === null) return null;
  const blob = (content: string | Uint8Array) =>
    writeBlob(store, typeof content === 'string' ? Buffer.from(content) : content);
  if (typeof spec === 'string' || spec instanceof Uint8Array) return { mode: '100644', oid: blob(spec) };
  if ('executable' in spec) return { mode: '100755', oid: blob(spec.executable) };
  if ('symlink' in spec) return { mode: '120000', oid: blob(spec.symlink) };
  if ('submodule' in spec) return { mode: '160000', oid: spec.submodule };
  const entry = before.get(spec.from);
  if (entry === undefined) throw new Error(`There was no file ${spec.from} to copy.`);
  return entry;
}

export interface MergeBranchOptions {
  /** The branch that the merge is pushed to. */
  into?: string;
  /** The branch or commit that is merged. */
  from: string;
  by?: string;
  message?: string;
  /** `ours`: as `-s ours`, the merge changes nothing. `theirs`: it takes the other side as it is. */
  take?: 'ours' | 'theirs';
  /** The other side is the first parent, as after merging on the side branch and pushing that. */
  swapped?: boolean;
}

/** A merge made on somebody's machine and pushed. Returns its id. */
export function mergeBranch(world: World, repository: Repository, options: MergeBranchOptions): string {
  const { store } = repository;
  const branch = options.into ?? repository.defaultBranch;
  const ours = revision(world, repository, branch);
  const theirs = revision(world, repository, options.from);
  const by = account(world, options.by ?? repository.owner.login);
  const side = options.take === 'theirs' ? theirs : ours;
  const tree = options.take === undefined ? mergeCommits(store, ours, theirs) : commitOf(store, side).tree;
  if (tree === 'conflict') throw new Error(`${options.from} conflicts with ${branch}.`);
  const signature = signatureOf(by, world.now());
  const oid = writeCommit(store, {
    tree,
    parents: options.swapped === true ? [theirs, ours] : [ours, theirs],
    author: signature,
    committer: signature,
    message: options.message ?? `Merge ${options.from} into ${branch}`,
    signed: false,
  });
  writeRef(world, repository, fullName(branch), oid, by);
  return oid;
}

export interface RevertOptions {
  branch?: string;
  commit: string;
  by?: string;
}

/** Takes a commit back on a branch, against its first parent. Returns the new commit's id. */
export function revert(world: World, repository: Repository, options: RevertOptions): string {
  const { branch = repository.defaultBranch, commit: reverted, by } = options;
  const { store } = repository;
  const wrong = commitOf(store, revision(world, repository, reverted));
  const head = revision(world, repository, branch);
  const parent = wrong.parents[0];
  const before = parent === undefined ? treeOf(store, new Map()) : commitOf(store, parent).tree;
  const tree = mergeTrees(store, wrong.tree, commitOf(store, head).tree, before);
  if (tree === 'conflict') throw new Error(`${reverted} can't be reverted on ${branch} without a conflict.`);
  const who = account(world, by ?? repository.owner.login);
  const signature = signatureOf(who, world.now());
  const message = `Revert "${wrong.message.split('\n')[0]}"\n\nThis reverts commit ${wrong.oid}.`;
  const data = { tree, parents: [head], author: signature, committer: signature, message, signed: false };
  const oid = writeCommit(store, data);
  writeRef(world, repository, fullName(branch), oid, who);
  return oid;
}
