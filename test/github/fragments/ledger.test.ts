import { describe, expect, test } from 'vitest';
import { ledgerCommitOf, ledgerHeadOf, recordFiles } from '../../../src/github/fragments/ledger.ts';
import { blobId } from '../../../src/text/blob.ts';
import { oid } from '../../apply/rows.ts';

describe('a commit of a ledger', () => {
  const blob = blobId('x', oid(1));
  const commit = (object: { byteSize?: number; text?: string | null } | null) => ({
    oid: oid(1),
    tree: { oid: oid(4) },
    links: { totalCount: 1, nodes: [{ oid: oid(2) }] },
    state: { mode: 0o100644, type: 'blob', oid: blob, object },
    records: {
      object: {
        entries: [
          { name: 'a.json', type: 'blob', oid: oid(6) },
          { name: 'b', type: 'tree', oid: oid(7) },
        ],
      },
    },
  });
  const PLAIN = { oid: oid(1), tree: oid(4), parents: [oid(2)] };

  test('has its tree, its parents, and its state by name', () => {
    expect(ledgerCommitOf(commit({ byteSize: 1 }))).toEqual({ ...PLAIN, state: { blob, bytes: 1 } });
  });

  test('has none where it is no regular file, or one that is too long', () => {
    const link = {
      ...commit({ byteSize: 1 }),
      state: { mode: 0o120000, type: 'blob', oid: blob, object: null },
    };
    for (const one of [link, { ...link, state: null }, commit({ byteSize: 9_000_000 })]) {
      expect(ledgerCommitOf(one)).toEqual(PLAIN);
    }
  });

  test('has the files of its records, or none', () => {
    expect(recordFiles(commit(null).records)).toEqual([{ name: 'a.json', blob: oid(6) }]);
    for (const records of [null, { object: null }, { object: {} }]) expect(recordFiles(records)).toEqual([]);
  });

  test('is a head by the whole of its name, with its state where that came along whole', () => {
    const head = (text: string | null) => ledgerHeadOf('x/166', commit({ byteSize: 1, text }));
    expect(head('x')).toMatchObject({ name: 'x/166', commit: PLAIN, text: 'x' });
    expect(head('y')).not.toHaveProperty('text');
    expect(head(null)).not.toHaveProperty('text');
  });
});
