import { describe, expect, test } from 'vitest';
import { isRecordName, recordPath, recordsDigest } from '../../src/ledger/record.ts';

describe('a record', () => {
  test('is named by its time, to the millisecond, and by the commit', () => {
    expect(recordPath(new Date('2026-11-24T09:05:03.007Z'), 'abcdef0123456789')).toBe(
      'applies/20261124T090503007Z-abcdef0.json',
    );
  });

  test('is known by its name', () => {
    const path = recordPath(new Date('2026-11-24T09:05:03.007Z'), 'abcdef0123456789');
    expect(isRecordName(path.replace('applies/', ''))).toBe(true);
    for (const other of [path, '20261124T090503007Z-abcdef0.json.bak', '../state.json', 'notes.json', '']) {
      expect(isRecordName(other)).toBe(false);
    }
  });

  test('changes the digest of all where it is renamed, changed, added or taken away', () => {
    const files = [
      { name: 'a.json', blob: '1' },
      { name: 'b.json', blob: '2' },
    ];
    const own = recordsDigest(files);
    expect(own.count).toBe(2);
    expect(recordsDigest(files.toReversed())).toEqual(own);
    for (const other of [
      [{ name: 'a.json', blob: '1' }],
      [
        { name: 'a.json', blob: '2' },
        { name: 'b.json', blob: '1' },
      ],
      [
        { name: 'c.json', blob: '1' },
        { name: 'b.json', blob: '2' },
      ],
    ]) {
      expect(recordsDigest(other).sha256).not.toBe(own.sha256);
    }
    expect(recordsDigest([])).toEqual({
      count: 0,
      sha256: '37517e5f3dc66819f61f5a7bb8ace1921282415f10551d2defa5c3eb0985b570',
    });
  });
});
