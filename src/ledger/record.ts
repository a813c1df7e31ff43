import { type Json, sha256 } from '../text/canonical.ts';

/** A file below `applies/`, as the tree of the ledger names it. */
export interface RecordFile {
  name: string;
  blob: string;
}

/** `applies/<time>-<sha7>.json`: sorts by time, and says which commit was applied. */
export function recordPath(at: Date, commit: string): string {
  const time = at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.(\d{3})Z$/, '$1Z');
  return `applies/${time}-${commit.slice(0, 7)}.json`;
}

/** Whether a file below `applies/` is named as a record is. */
export function isRecordName(name: string): boolean {
  return /^\d{8}T\d{9}Z-[0-9a-f]{7}\.json$/.test(name);
}

/** What the state says of all records, whatever their order. */
export function recordsDigest(files: readonly RecordFile[]): { count: number; sha256: string } {
  const named = files.map(({ name, blob }) => `${name} ${blob}`).sort();
  return { count: files.length, sha256: sha256(named as Json) };
}
