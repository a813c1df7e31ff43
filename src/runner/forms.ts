import { Buffer } from 'node:buffer';

/** What may not leave this program: a text such as an API key, or bytes such as the seed of a private key. */
export type Secret = string | Uint8Array;

/** Of fewer characters or bytes a secret can't be told from ordinary text; inputs refuse keys below 16. */
export const SHORTEST = 8;

/**
 * What a secret looks like in the encodings that programs put around it, to be masked one by one. None for one that is too short.
 * Bytes as they are are no form: the runner would mask each of their lines by itself, and such a line can be a single letter.
 */
export function forms(secret: Secret): string[] {
  const all = typeof secret === 'string' ? textForms(secret) : byteForms(secret);
  return [...new Set(all)];
}

function textForms(secret: string): string[] {
  const raw = secret.trim();
  if (raw.length < SHORTEST) return [];
  return [
    secret,
    raw,
    `Bearer ${raw}`,
    ...encoded(Buffer.from(raw, 'utf8')),
    JSON.stringify(raw).slice(1, -1),
    [...raw].reverse().join(''),
  ];
}

/** Besides the encodings: pairs with colons as `openssl pkey -text` prints a key, numbers as JSON and JavaScript write an array. */
function byteForms(secret: Uint8Array): string[] {
  if (secret.length < SHORTEST) return [];
  const bytes = Buffer.from(secret);
  const pairs = bytes.toString('hex').replace(/..(?!$)/g, '$&:');
  return [...encoded(bytes), pairs, pairs.toUpperCase(), bytes.join(',')];
}

function encoded(bytes: Buffer): string[] {
  const percent = [
    percentEncoded(bytes, /[A-Za-z0-9._~-]/),
    percentEncoded(bytes, /[A-Za-z0-9._~!*'()-]/),
    percentEncoded(bytes, /$^/),
  ];
  return [
    ...bothAlphabets([bytes.toString('base64'), ...alignments(bytes)]),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...percent,
    ...percent.map((text) => text.replace(/%../g, (pair) => pair.toLowerCase())),
  ];
}

/** The base64 digits that depend on the secret alone when none, one or two bytes stand before it. */
function alignments(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

function bothAlphabets(base64: readonly string[]): string[] {
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
  return [...base64, ...url];
}

function percentEncoded(bytes: Buffer, plain: RegExp): string {
  const parts = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return parts.join('');
}

/** The texts of which a part gives the secret away: it as it is; of bytes, which no text holds as they are, hex and base64. */
export function revealing(secret: Secret): string[] {
  if (typeof secret === 'string') return [secret];
  const bytes = Buffer.from(secret);
  return [bytes.toString('hex'), ...bothAlphabets(alignments(bytes))];
}
