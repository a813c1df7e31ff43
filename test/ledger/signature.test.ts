import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  type FileKind,
  privateKeyOf,
  publicKeyOf,
  type Scope,
  signed,
  verified,
} from '../../src/ledger/signature.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { ledgerKey } from '../sandbox/ledger-key.ts';

const { key, pem, publicKey } = ledgerKey(1);
const SCOPE: Scope = {
  origin: 'https://us.core.resolver.com',
  org: '166',
  repository: '42',
  branch: 'mfa-ledger/us.core.resolver.com/166',
};
const CONTENT = { a: 'x', b: 1 };
const file = signed(key, SCOPE, 'state', { b: 1, a: 'x' });

test('a file is the canonical JSON of its content, what it is for, and a signature', () => {
  const { signature, ...rest } = JSON.parse(file);
  expect(rest).toEqual({ ...CONTENT, scope: { ...SCOPE, kind: 'state' } });
  expect(signature).toMatch(/^[A-Za-z0-9+/]{86}==$/);
  expect(file).toBe(canonicalJson({ ...rest, signature }));
});

test('a file gives its content back to whoever has the public key', () => {
  expect(verified(publicKey, SCOPE, 'state', file)).toEqual(CONTENT);
  expect(verified(publicKey, SCOPE, 'record', signed(key, SCOPE, 'record', CONTENT))).toEqual(CONTENT);
  expect(signed(key, SCOPE, 'state', CONTENT)).toBe(file);
});

describe('a file does not verify', () => {
  test.each<[string, string, Scope, FileKind]>([
    ['key', ledgerKey(2).publicKey, SCOPE, 'state'],
    ['origin', publicKey, { ...SCOPE, origin: 'https://eu.core.resolver.com' }, 'state'],
    ['Org', publicKey, { ...SCOPE, org: '167' }, 'state'],
    ['repository', publicKey, { ...SCOPE, repository: '43' }, 'state'],
    ['branch', publicKey, { ...SCOPE, branch: 'other/us.core.resolver.com/166' }, 'state'],
    ['kind of file', publicKey, SCOPE, 'record'],
  ])('for another %s', (_words, by, scope, kind) => {
    expect(verified(by, scope, kind, file)).toBeUndefined();
  });

  test.each<[string, (text: string) => string]>([
    ['a changed value', (text) => text.replace('"x"', '"y"')],
    [
      'a changed signature',
      (text) => text.replace(/"signature": "(.)/, (_, first) => `"signature": "${first === 'A' ? 'B' : 'A'}`),
    ],
    ['a signature that is cut', (text) => text.replace(/"signature": "..../, '"signature": "')],
    ['a signature in another spelling', (text) => text.replace('==",\n', '",\n').replace('=="\n', '"\n')],
    ['a signature that is no text', (text) => text.replace(/"signature": ".*"/, '"signature": 1')],
    ['no signature', (text) => canonicalJson({ ...JSON.parse(text), signature: undefined })],
    ['another scope', (text) => text.replace('"org": "166"', '"org": "167"')],
    ['no scope', (text) => canonicalJson({ ...JSON.parse(text), scope: undefined })],
    [
      'a scope with a field too many',
      (text) => text.replace('"org": "166"', '"org": "166",\n    "orgs": "1"'),
    ],
    ['white space', (text) => `${text}\n`],
    ['other indentation', (text) => JSON.stringify(JSON.parse(text))],
    ['keys in another order', (text) => text.replace('  "a": "x",\n  "b": 1,', '  "b": 1,\n  "a": "x",')],
    ['a key twice', (text) => text.replace('"a": "x"', '"a": "y",\n  "a": "x"')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
  ])('with %s', (_words, change) => {
    const changed = change(file);
    expect(changed).not.toBe(file);
    expect(verified(publicKey, SCOPE, 'state', changed)).toBeUndefined();
  });

  test.each(['', '{', 'null\n', '[]\n', '"signature"\n', '1\n', '{}\n'])('when it is %j', (text) => {
    expect(verified(publicKey, SCOPE, 'state', text)).toBeUndefined();
  });

  test('under a key of small order, by which a signature could be made for any text', () => {
    // R and s of a signature whose check holds for the neutral point whatever the text: s times the base point is R.
    const neutral = Buffer.alloc(32);
    neutral[0] = 1;
    const weak = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), neutral]).toString('base64');
    const signature = Buffer.concat([neutral, Buffer.alloc(32)]).toString('base64');
    const forged = canonicalJson({ ...CONTENT, scope: { ...SCOPE, kind: 'state' }, signature });
    expect(verified(weak, SCOPE, 'state', forged)).toBeUndefined();
  });
});

describe('a private key', () => {
  test('is read from PEM, with LF or CRLF', () => {
    for (const text of [pem, pem.replaceAll('\n', '\r\n'), pem.trim()]) {
      const read = privateKeyOf(text);
      expect(read && publicKeyOf(read)).toBe(publicKey);
    }
  });

  test.each<[string, string]>([
    ['PEM on one line', pem.replaceAll('\n', ' ')],
    ['PEM with its line breaks written out', pem.replaceAll('\n', '\\n')],
    ['a public key', String(createPublicPem())],
    [
      'a key of another kind',
      String(generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' })),
    ],
    ['nothing', ''],
  ])('is none of: %s', (_words, text) => {
    expect(privateKeyOf(text)).toBeUndefined();
  });

  test('gives the public half as the policy writes it', () => {
    expect(publicKey).toMatch(/^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/);
    expect(publicKeyOf(createPrivateKey(pem))).toBe(publicKey);
  });
});

function createPublicPem() {
  return generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' });
}
