import { hunks, linesOf } from './lines.ts';
import { type FileEntry, filesOf, find, type Store } from './store.ts';

/**
 * What changes from one tree to another, as one text: of each file the lines that go and come, without where they stand, so that a
 * change remains the same when the rest of the file moves.
 */
export function changesBetween(store: Store, from: string | undefined, to: string): string {
  const before = from === undefined ? new Map<string, FileEntry>() : filesOf(store, from);
  const after = filesOf(store, to);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return JSON.stringify(
    paths.flatMap((path) => {
      const [old, now] = [before.get(path), after.get(path)];
      if (old?.oid === now?.oid && old?.mode === now?.mode) return [];
      return [[path, old?.mode ?? null, now?.mode ?? null, changedLines(store, old, now)]];
    }),
  );
}

function changedLines(store: Store, old: FileEntry | undefined, now: FileEntry | undefined): string[][][] {
  const [a, b] = [old, now].map((entry) => linesOf(textOf(store, entry)));
  return hunks(a ?? [], b ?? []).map(({ from, to, lines }) => [(a ?? []).slice(from, to), [...lines]]);
}

function textOf(store: Store, entry: FileEntry | undefined): string {
  const blob = entry === undefined ? undefined : find(store, 'blob', entry.oid);
  return Buffer.from(blob?.bytes ?? []).toString('latin1');
}
