import { mergeBase } from './history.ts';
import { type Hunk, hunks, linesOf } from './lines.ts';
import { commitOf, type FileEntry, filesOf, find, type Store, treeOf, writeBlob } from './store.ts';

/**
 * The tree of a three-way merge, or `conflict`. Text is merged by lines as git does, in which changes of one line or of lines
 * that touch each other conflict; renames are not followed.
 */
export function mergeTrees(
  store: Store,
  base: string | undefined,
  ours: string,
  theirs: string,
): string | 'conflict' {
  const old = base === undefined ? new Map<string, FileEntry>() : filesOf(store, base);
  const left = filesOf(store, ours);
  const right = filesOf(store, theirs);
  const merged = new Map<string, FileEntry>();
  for (const path of new Set([...old.keys(), ...left.keys(), ...right.keys()])) {
    const [o, l, r] = [old.get(path), left.get(path), right.get(path)];
    const entry = same(l, r) || same(o, r) ? l : same(o, l) ? r : mergeFiles(store, o, l, r);
    if (entry === 'conflict') return 'conflict';
    if (entry !== undefined) merged.set(path, entry);
  }
  const folders = new Set([...merged.keys()].flatMap(parentsOf));
  return [...merged.keys()].some((path) => folders.has(path)) ? 'conflict' : treeOf(store, merged);
}

/** The tree of a merge of two commits, or `conflict`. */
export function mergeCommits(store: Store, ours: string, theirs: string): string | 'conflict' {
  const base = mergeBase(store, ours, theirs);
  const tree = (oid: string) => commitOf(store, oid).tree;
  return mergeTrees(store, base === undefined ? undefined : tree(base), tree(ours), tree(theirs));
}

function parentsOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function same(a: FileEntry | undefined, b: FileEntry | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}

function mergeFiles(
  store: Store,
  base?: FileEntry,
  ours?: FileEntry,
  theirs?: FileEntry,
): FileEntry | 'conflict' {
  if (base === undefined || ours === undefined || theirs === undefined) return 'conflict';
  if (ours.mode !== theirs.mode || !ours.mode.startsWith('100')) return 'conflict';
  const text = ({ oid }: FileEntry) => Buffer.from(find(store, 'blob', oid)?.bytes ?? []).toString('utf8');
  const lines = mergeLines(linesOf(text(base)), linesOf(text(ours)), linesOf(text(theirs)));
  return lines === 'conflict'
    ? 'conflict'
    : { mode: ours.mode, oid: writeBlob(store, Buffer.from(lines.join(''))) };
}

function mergeLines(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): string[] | 'conflict' {
  const left = hunks(base, ours);
  const right = hunks(base, theirs);
  const equal = (a: Hunk, b: Hunk) =>
    a.from === b.from && a.to === b.to && a.lines.join('') === b.lines.join('');
  for (const a of left) {
    if (right.some((b) => !equal(a, b) && a.from <= b.to && b.from <= a.to)) return 'conflict';
  }
  const all = [...left, ...right.filter((b) => !left.some((a) => equal(a, b)))].sort(
    (a, b) => a.from - b.from,
  );
  const merged: string[] = [];
  let at = 0;
  for (const { from, to, lines } of all) {
    merged.push(...base.slice(at, from), ...lines);
    at = to;
  }
  return [...merged, ...base.slice(at)];
}
