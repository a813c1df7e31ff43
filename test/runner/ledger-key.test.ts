import { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerKeySecrets } from '../../src/runner/ledger-key.ts';
import { redactor, SecretFound } from '../../src/runner/redact.ts';

const SEED = Buffer.from('8d1f0b7ac35e92647f3a1c08e5d4b6f92b7c60a3de18459fc2e7016d8b34fa5e', 'hex');
const LINE = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), SEED]).toString('base64');
const BEGIN = '-----BEGIN PRIVATE KEY-----';
const END = '-----END PRIVATE KEY-----';
const PEM = `${BEGIN}\n${LINE}\n${END}\n`;

describe('the secrets of the ledger’s key', () => {
  it('are the base64 line and the seed', () => {
    const { d } = createPrivateKey(PEM).export({ format: 'jwk' });
    expect(d).toBe(SEED.toString('base64url'));
    expect(ledgerKeySecrets(PEM)).toEqual([LINE, SEED]);
  });

  it.each<[string, string]>([
    ['with CRLF', PEM.replaceAll('\n', '\r\n')],
    ['without a line break at its end', PEM.trim()],
    ['with white space around its lines', PEM.replaceAll('\n', ' \n\n\t ')],
    ['on one line', PEM.replaceAll('\n', ' ')],
    ['with line breaks that were escaped', PEM.replaceAll('\n', '\\n')],
    ['with escaped CRLF', PEM.replaceAll('\n', '\\r\\n')],
    ['without its markers', LINE],
    ['without dashes', PEM.replaceAll('-', '')],
    ['with the markers of another key', PEM.replaceAll('PRIVATE', 'OPENSSH PRIVATE')],
  ])('are the same %s', (_, pem) => {
    expect(ledgerKeySecrets(pem)).toEqual([LINE, SEED]);
  });

  it('are found in lines of another length', () => {
    const wrapped = LINE.replace(/.{20}/g, '$&\n');
    expect(ledgerKeySecrets(`${BEGIN}\n${wrapped}\n${END}`)).toEqual([...wrapped.split('\n'), LINE, SEED]);
    expect(ledgerKeySecrets(`${BEGIN} ${wrapped.replaceAll('\n', ' ')} ${END}`)).toEqual([
      wrapped.replaceAll('\n', ' '),
      LINE,
      SEED,
    ]);
  });

  it('hold the seed of a key that has its public half with it', () => {
    const more = Buffer.concat([
      Buffer.from('3051020101300506032b657004220420', 'hex'),
      SEED,
      Buffer.from('812100', 'hex'),
      Buffer.alloc(32),
    ]);
    expect(ledgerKeySecrets(more.toString('base64')).at(-1)).toEqual(SEED);
  });

  it.each(['', '\n', BEGIN, END, `${BEGIN}\r\n${END}\r\n`, '-----BEGIN EC PRIVATE KEY-----'])(
    'are none in %j',
    (text) => {
      expect(ledgerKeySecrets(text)).toEqual([]);
    },
  );

  it('are of anything else its lines, but no markers', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const lines = other.trim().split('\n').slice(1, -1);
    expect(lines.length).toBeGreaterThan(1);
    expect(ledgerKeySecrets(other)).toEqual([...lines, lines.join('')]);
    expect(ledgerKeySecrets('kQ7 canary\nZp3mX9vB')).toEqual(['kQ7 canary', 'Zp3mX9vB', 'kQ7canaryZp3mX9vB']);
    expect(ledgerKeySecrets(LINE.slice(0, -8))).toEqual([LINE.slice(0, -8)]);
  });

  it('are total, and none is empty or a marker', () => {
    const piece = fc.oneof(fc.constantFrom(BEGIN, END, LINE, '\n', '\\n', ' ', '-'), fc.string());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const secret of ledgerKeySecrets(pieces.join(''))) {
          expect(secret.length).toBeGreaterThan(0);
          expect(String(secret)).not.toContain(BEGIN);
          expect(String(secret)).not.toContain(END);
        }
      }),
    );
  });
});

describe('a redactor that knows the ledger’s key', () => {
  const { redact, assertClean } = redactor(ledgerKeySecrets(PEM));

  it('leaves the markers, which our own texts name', () => {
    expect(redact(BEGIN)).toBe(BEGIN);
    expect(redact(END)).toBe(END);
    expect(redact(PEM)).toBe(`${BEGIN}\n***\n${END}\n`);
  });

  it('leaves the public half, which the policy names', () => {
    const spki = createPublicKey(PEM).export({ format: 'der', type: 'spki' });
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      expect(() => assertClean(spki.toString(encoding))).not.toThrow();
    }
  });

  it.each<[string, (text: Buffer) => string]>([
    ['hex', (text) => text.toString('hex')],
    ['upper-case hex', (text) => text.toString('hex').toUpperCase()],
    ['base64', (text) => text.toString('base64')],
    ['base64url', (text) => text.toString('base64url')],
  ])('finds the seed, the whole key and its PEM in %s, whatever stands before', (_, encoded) => {
    const der = Buffer.from(LINE, 'base64');
    for (const before of ['', 'a', 'ab']) {
      for (const secret of [SEED, der, Buffer.from(LINE), Buffer.from(PEM)]) {
        const text = encoded(Buffer.concat([Buffer.from(before), secret, Buffer.from('!')]));
        expect(() => assertClean(text)).toThrow(SecretFound);
        expect(() => assertClean(redact(text))).not.toThrow();
      }
    }
  });

  it('finds a part of the line', () => {
    expect(redact(`"${LINE.slice(30, 50)}"`)).toContain('***');
  });
});
