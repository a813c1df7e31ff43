import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, fence, list, md, table } from '../../src/report/markdown.ts';
import { annotations } from '../../src/runner/annotations.ts';
import { createLog } from '../../src/runner/log.ts';
import { redactor, SecretFound } from '../../src/runner/redact.ts';

const key = fc
  .string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point)),
    minLength: 16,
    maxLength: 80,
  })
  // A key of few different characters is part of ordinary text, and of `***`.
  .filter((text) => new Set(text).size >= 10);

/** Every way of writing a key that is looked for: written here a second time, apart from the code. */
const WAYS: Record<string, (key: string, other: string) => string> = {
  raw: (key) => key,
  'upper case': (key) => key.toUpperCase(),
  bearer: (key) => `Bearer ${key}`,
  base64: (key) => Buffer.from(key).toString('base64'),
  'base64 after one byte': (key) => Buffer.from(`:${key}`).toString('base64'),
  'base64 after two bytes': (key) => Buffer.from(`a:${key}`).toString('base64'),
  'base64 in the middle': (key, other) => Buffer.from(`${other}${key}${other}`).toString('base64'),
  base64url: (key) => Buffer.from(key).toString('base64url'),
  'base64url in the middle': (key) => Buffer.from(`xy${key}z`).toString('base64url'),
  hex: (key) => Buffer.from(key).toString('hex'),
  'upper-case hex': (key) => Buffer.from(key).toString('hex').toUpperCase(),
  percent: (key) => encodeURIComponent(key),
  'lower-case percent': (key) => encodeURIComponent(key).replace(/%../g, (pair) => pair.toLowerCase()),
  'full percent': (key) => Buffer.from(key).toString('hex').replace(/../g, '%$&'),
  'percent twice': (key) => encodeURIComponent(encodeURIComponent(key)),
  json: (key) => JSON.stringify(key),
  'json twice': (key) => JSON.stringify(JSON.stringify(key)),
  'json escapes': (key) =>
    Array.from(key, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'x escapes': (key) => Buffer.from(key).toString('hex').replace(/../g, '\\x$&'),
  'entities in hex': (key) => Array.from(key, (unit) => `&#x${unit.charCodeAt(0).toString(16)};`).join(''),
  'decimal entities': (key) => Array.from(key, (unit) => `&#${unit.charCodeAt(0)};`).join(''),
  html: (key) =>
    key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  reversed: (key) => [...key].reverse().join(''),
  'split by zero-width spaces': (key) => [...key].join('\u200b'),
  'split by joiners shown as escapes': (key) => [...key].join('\\u{200d}'),
  'split by white space': (key) => [...key].join(' \t'),
  'split by line breaks': (key) => key.replace(/.{5}/g, '$&\n'),
  'split by escaped line breaks': (key) => key.replace(/.{5}/g, '$&\\n'),
  'split by soft hyphens': (key) => [...key].join('\u00ad'),
  'wrapped base64': (key) => Buffer.from(key).toString('base64').replace(/.{4}/g, '$&\r\n'),
};

/** Bytes that are no visible characters are not compared; of random seeds two in a thousand million have fewer than eight others. */
const bytes = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .filter((all) => new Set(all).size >= 16 && all.filter((byte) => byte > 0x20 && byte < 0x7f).length >= 8);

/** The same for bytes. */
const WAYS_OF_BYTES: Record<string, (secret: Buffer, other: string) => string> = {
  base64: (secret) => secret.toString('base64'),
  'base64 after one byte': (secret) => Buffer.concat([Buffer.from('a'), secret]).toString('base64'),
  'base64 after two bytes': (secret) => Buffer.concat([Buffer.from('ab'), secret]).toString('base64'),
  'base64url in the middle': (secret, other) =>
    Buffer.concat([Buffer.from(other), secret, Buffer.from(other)]).toString('base64url'),
  'wrapped base64': (secret) => secret.toString('base64').replace(/.{4}/g, '$&\r\n'),
  hex: (secret) => secret.toString('hex'),
  'upper-case hex': (secret) => secret.toString('hex').toUpperCase(),
  'a dump in hex': (secret) => secret.toString('hex').replace(/.{2}/g, '$& ').replace(/.{48}/g, '$&\n'),
  'pairs with colons': (secret) => secret.toString('hex').replace(/..(?!$)/g, '$&:'),
  'full percent': (secret) => secret.toString('hex').replace(/../g, '%$&'),
  'percent where it must be': (secret) =>
    Array.from(secret, (byte) =>
      byte < 0x80 ? encodeURIComponent(String.fromCharCode(byte)) : `%${byte.toString(16)}`,
    ).join(''),
  'x escapes': (secret) => secret.toString('hex').replace(/../g, '\\x$&'),
  'decimal entities': (secret) => Array.from(secret, (byte) => `&#${byte};`).join(''),
  'a string of JSON': (secret) => JSON.stringify(secret.toString('latin1')),
  'an array of JSON': (secret) => JSON.stringify([...secret]),
  'a buffer of JSON': (secret) => JSON.stringify(secret, undefined, 2),
  'what Node prints of a buffer': (secret) => inspect(secret),
  'what Node prints of an array': (secret) => inspect(Uint8Array.from(secret)),
};

describe('redactor', () => {
  it.each(Object.entries(WAYS))('finds a key written as %s', (_, write) => {
    fc.assert(
      fc.property(
        key,
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (secret, before, after) => {
          const { redact, assertClean } = redactor([secret]);
          // A mark of its own on both sides: an escape of the random text must not swallow the first character of the key.
          const text = `${before}\u00a7${write(secret, before)}\u00a7${after}`;
          expect(() => assertClean(text)).toThrow(SecretFound);
          const result = redact(text);
          expect(result).toContain('***');
          expect(() => assertClean(result)).not.toThrow();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lets no form through any sink', () => {
    fc.assert(
      fc.property(
        key,
        fc.constantFrom(...Object.values(WAYS)),
        fc.string({ maxLength: 100 }),
        (secret, write, other) => {
          const clean = redactor([secret]);
          const text = `${other}\u00a7${write(secret, other)}`;
          const lines = [...annotations([{ level: 'error', message: text, file: text }], clean)];
          const log = createLog((line) => lines.push(line), clean);
          log.info('x', text);
          log.error(text, other);
          for (const line of lines) expect(() => clean.assertClean(line)).not.toThrow();
        },
      ),
    );
  });

  it('finds a raw key in Markdown, whatever the encoder made of it', () => {
    fc.assert(
      fc.property(key, (secret) => {
        const { assertClean } = redactor([secret]);
        const shown = [
          code(secret),
          code(`a${secret}`),
          fence(secret),
          list([md`${secret}`]),
          table([md`a`], [[code(secret)]]),
        ];
        for (const markdown of shown) expect(() => assertClean(markdown.text)).toThrow(SecretFound);
      }),
    );
  });

  it('finds 19 characters in a row of a longer key, as a cut leaves them', () => {
    fc.assert(
      fc.property(
        key.filter((text) => text.length >= 24),
        fc.nat(),
        (secret, random) => {
          const at = random % (secret.length - 19 + 1);
          expect(() => redactor([secret]).assertClean(`\u00a7${secret.slice(at, at + 19)}\u00a7`)).toThrow(
            SecretFound,
          );
        },
      ),
    );
  });

  it.each(Object.entries(WAYS_OF_BYTES))('finds bytes written as %s', (_, write) => {
    fc.assert(
      fc.property(bytes, fc.string(), (secret, other) => {
        const { redact, assertClean } = redactor([secret]);
        const text = `${other}\u00a7${write(Buffer.from(secret), other)}\u00a7${other}`;
        expect(() => assertClean(text)).toThrow(SecretFound);
        expect(() => assertClean(redact(text))).not.toThrow();
      }),
      { numRuns: 40 },
    );
  });

  it('finds 19 digits in a row of bytes in hex and in base64, as a cut leaves them', () => {
    const digits = fc.constantFrom(
      (secret: Buffer) => secret.toString('hex'),
      // Only digits that depend on these bytes alone.
      (secret: Buffer) => secret.toString('base64').slice(0, 42),
      (secret: Buffer) =>
        Buffer.concat([Buffer.from('a'), secret])
          .toString('base64url')
          .slice(2, 44),
      (secret: Buffer) =>
        Buffer.concat([Buffer.from('ab'), secret])
          .toString('base64')
          .slice(3, 45),
    );
    fc.assert(
      fc.property(bytes, digits, fc.nat(), (secret, write, random) => {
        const written = write(Buffer.from(secret));
        const at = random % (written.length - 19 + 1);
        expect(() => redactor([secret]).assertClean(`\u00a7${written.slice(at, at + 19)}\u00a7`)).toThrow(
          SecretFound,
        );
      }),
    );
  });

  it('leaves other text as it is', () => {
    const { redact, assertClean } = redactor([
      'kQ7canaryZp3mX9vB2nL8w',
      'ghs_abcdefghijklmnopqrstuvwxyz0123456789',
    ]);
    const text = 'MFA %41 \\n &amp; enforced\n| a | `b` |\n  kQ7canary 🌈';
    expect(redact(text)).toBe(text);
    expect(() => assertClean(text)).not.toThrow();
  });

  it('is total, also on lone surrogates, broken escapes and secrets of any kind', () => {
    const secret = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array());
    fc.assert(
      fc.property(fc.array(secret), fc.string({ unit: 'binary' }), (secrets, text) => {
        const odd = [...secrets, '\ud800'.repeat(9), '\u200b'.repeat(20), `${text}\udc00`.repeat(9)];
        const { redact, assertClean } = redactor(odd);
        for (const input of [text, `${text}\ud83d`, '%', '\\u{110000}', '&#9999999;', '&#xffffff;', '\\']) {
          expect(() => assertClean(redact(input))).not.toThrow();
        }
      }),
    );
  });

  it('leaves nothing when the rest is the key again', () => {
    const secret = 'abcdefgh***ijklmnop';
    expect(redactor([secret]).redact(`abcdefgh${secret}ijklmnop`)).toBe('***');
  });

  it('writes three asterisks for what stands side by side', () => {
    const secret = 'kQ7-canary-Zp3mX9vB2nL8w';
    const { redact } = redactor([secret]);
    expect(redact(secret)).toBe('***');
    expect(redact(`a ${secret}${secret}${encodeURIComponent(secret)} b`)).toBe('a *** b');
  });

  it('leaves no end of a key that begins in another one', () => {
    const { redact } = redactor(['kQ7-canary-Zp3mX9', 'Zp3mX9vB2nL8w-rest']);
    expect(redact('a kQ7-canary-Zp3mX9vB2nL8w-rest b')).toBe('a *** b');
  });

  it('takes the nearest text around several keys', () => {
    const { redact } = redactor(['first-key-1234567', 'second-key-7654321']);
    expect(redact('a first-key-1234567, second-key-7654321 b first-key-1234567.')).toBe('a ***, *** b ***.');
  });

  it('leaves what stands around a key as it is, also where escapes are taken off to find it', () => {
    const secret = 'kQ7"canary"Zp3mX9vB2nL8w';
    const { redact } = redactor([secret]);
    expect(redact(`a%20b &amp; \\n ${encodeURIComponent(secret)} c%20d`)).toBe('a%20b &amp; \\n *** c%20d');
    expect(redact(`x ${JSON.stringify(secret)}: &lt;y\\n`)).toBe('x "***": &lt;y\\n');
  });

  it('takes off three layers of escapes', () => {
    const secret = 'kQ7"canary"Zp3mX9vB2nL8w'.slice(0, 20);
    const layers = (count: number): string =>
      count === 0 ? secret : layers(count - 1).replace(/[^A-Za-z0-9]/g, (sign) => encodeURIComponent(sign));
    const { assertClean } = redactor([secret]);
    for (const count of [1, 2, 3]) expect(() => assertClean(layers(count))).toThrow(SecretFound);
  });

  it('looks for parts of a key that is long enough to have any', () => {
    const secret = 'kQ7canaryZp3mX9vB2nL8wRt';
    expect(secret).toHaveLength(24);
    for (const at of [0, 4, 8]) expect(redactor([secret]).redact(secret.slice(at, at + 16))).toBe('***');
    const shorter = secret.slice(0, 23);
    expect(redactor([shorter]).redact(shorter.slice(0, 16))).toBe(shorter.slice(0, 16));
  });

  it('does not know what is too short to be a secret', () => {
    expect(redactor(['', 'short']).redact('short')).toBe('short');
    expect(redactor(['1234567']).redact('1234567')).toBe('1234567');
    expect(redactor(['12345678']).redact('12345678')).toBe('***');
  });

  it('says nothing of the text or the secret when it throws', () => {
    const secret = 'kQ7-canary-Zp3mX9vB2nL8w';
    try {
      redactor([secret]).assertClean(`before ${secret}`);
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toBe('SecretFound: A text held a secret, so it was not sent');
    }
  });
});
