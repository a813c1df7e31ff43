import { describe, expect, test } from 'vitest';
import { type FileKind, type SealScope, sealer } from '../../src/ledger/seal.ts';
import { canonicalJson } from '../../src/plan/canonical.ts';

const KEY = 'a-key-of-twenty-chars';
const SCOPE: SealScope = {
  origin: 'https://us.core.resolver.com',
  org: '166',
  repositoryId: '42',
  branch: 'mfa-ledger/us.core.resolver.com/166',
};
const own = sealer(KEY, SCOPE);
const sealed = own.seal('state', { b: 1, a: 'x' });

test('a file is the canonical JSON of its content with its seal', () => {
  const { seal, ...content } = JSON.parse(sealed);
  expect(content).toEqual({ a: 'x', b: 1 });
  expect(seal).toMatch(/^[0-9a-f]{64}$/);
  expect(sealed).toBe(canonicalJson({ a: 'x', b: 1, seal }));
});

test('a seal never holds the key', () => {
  expect(sealed).not.toContain(KEY);
});

test('the same content is always sealed alike, and fits', () => {
  expect(own.seal('state', { a: 'x', b: 1 })).toBe(sealed);
  expect(own.fits('state', sealed)).toBe(true);
  expect(sealer(KEY, { ...SCOPE }).fits('state', sealed)).toBe(true);
  expect(own.fits('record', own.seal('record', { a: 1 }))).toBe(true);
});

describe('a seal does not fit', () => {
  test.each<[string, string, SealScope, FileKind]>([
    ['key', 'another-key-of-20-chars', SCOPE, 'state'],
    ['origin', KEY, { ...SCOPE, origin: 'https://eu.core.resolver.com' }, 'state'],
    ['Org', KEY, { ...SCOPE, org: '167' }, 'state'],
    ['repository', KEY, { ...SCOPE, repositoryId: '43' }, 'state'],
    ['branch', KEY, { ...SCOPE, branch: 'other/us.core.resolver.com/166' }, 'state'],
    ['kind of file', KEY, SCOPE, 'record'],
  ])('under another %s', (_words, key, scope, kind) => {
    expect(sealer(key, scope).fits(kind, sealed)).toBe(false);
  });

  test.each<[string, (text: string) => string]>([
    ['a changed value', (text) => text.replace('"x"', '"y"')],
    ['a changed seal', (text) => text.replace(/"seal": "./, (found) => `${found.slice(0, -1)}z`)],
    ['a seal that is cut', (text) => text.replace(/"seal": "./, '"seal": "')],
    ['a seal that is no text', (text) => text.replace(/"seal": ".*"/, '"seal": 1')],
    ['no seal', (text) => canonicalJson({ ...JSON.parse(text), seal: undefined })],
    ['white space', (text) => `${text}\n`],
    ['other indentation', (text) => JSON.stringify(JSON.parse(text))],
    ['keys in another order', (text) => text.replace('  "a": "x",\n  "b": 1,', '  "b": 1,\n  "a": "x",')],
    ['a key twice', (text) => text.replace('"a": "x"', '"a": "y",\n  "a": "x"')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
  ])('with %s', (_words, change) => {
    const changed = change(sealed);
    expect(changed).not.toBe(sealed);
    expect(own.fits('state', changed)).toBe(false);
  });

  test.each(['', '{', 'null\n', '[]\n', '"seal"\n', '1\n'])('on what is no object: %j', (text) => {
    expect(own.fits('state', text)).toBe(false);
  });
});
