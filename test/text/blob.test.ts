import { describe, expect, test } from 'vitest';
import { blobId } from '../../src/text/blob.ts';

describe('the id of a blob', () => {
  test('is what git says, by SHA-1 or SHA-256', () => {
    expect(blobId('', 'x'.repeat(40))).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
    expect(blobId('', 'x'.repeat(64))).toBe(
      '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
    );
  });

  test('counts bytes, not characters', () => {
    expect(blobId('é\n', 'x'.repeat(40))).toBe(blobId(new TextEncoder().encode('é\n'), 'x'.repeat(40)));
    expect(blobId('é\n', 'x'.repeat(40))).toBe('c6003325155f475bd7c87731607525dce73be9cf');
  });
});
