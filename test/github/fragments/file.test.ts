import { describe, expect, test } from 'vitest';
import { bytesOf, fileAt, policyFile } from '../../../src/github/fragments/file.ts';
import { blobId } from '../../../src/text/blob.ts';
import { oid } from '../../apply/rows.ts';

const never = async (): Promise<Uint8Array> => {
  throw new Error('nothing is fetched');
};

describe('a file in a tree', () => {
  test.each([
    ['a file', 0o100644, 'blob', 'file'],
    ['a program', 0o100755, 'blob', 'file'],
    ['a symbolic link', 0o120000, 'blob', 'irregular'],
    ['a folder', 0o040000, 'tree', 'irregular'],
    ['a submodule', 0o160000, 'commit', 'irregular'],
  ])('%s', (_words, mode, type, kind) => {
    expect(fileAt({ mode, type, oid: oid(5) }).kind).toBe(kind);
  });

  const id = blobId('the policy', oid(1));
  const entry = (object: { byteSize?: number; text?: string | null } | null, mode = 0o100644) => ({
    mode,
    type: 'blob',
    oid: id,
    object,
  });

  test('has its text trusted only where that is the blob, byte for byte', () => {
    expect(bytesOf(id, 'the policy')).toEqual(new TextEncoder().encode('the policy'));
    for (const other of ['the polic', 'the policy\n', '\uFEFFthe policy', null, undefined]) {
      expect(bytesOf(id, other)).toBeUndefined();
    }
  });

  test('is read from its text, else fetched', async () => {
    const bytes = new TextEncoder().encode('the policy');
    expect(await policyFile(entry({ text: 'the policy' }), 100, never)).toEqual({
      kind: 'file',
      blob: id,
      bytes,
    });
    for (const object of [{ text: 'cut' }, { text: null }, {}, null]) {
      expect(await policyFile(entry(object), 100, async () => bytes)).toEqual({
        kind: 'file',
        blob: id,
        bytes,
      });
    }
  });

  test('is never fetched where there is none, or a link, or it is larger than a policy may be', async () => {
    expect(await policyFile(null, 100, never)).toEqual({ kind: 'missing' });
    expect(await policyFile(entry({ text: 'x' }, 0o120000), 100, never)).toEqual({ kind: 'irregular' });
    const large = entry({ byteSize: 101, text: 'the' });
    expect(await policyFile(large, 100, never)).toEqual({ kind: 'too-large', blob: id });
  });
});
