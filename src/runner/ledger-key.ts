import { Buffer } from 'node:buffer';
import type { Secret } from './forms.ts';

/**
 * The lines that say where a private key begins and ends, which our own texts name; and line breaks, also those that became `\n` or
 * `\r` on the way into a secret.
 */
const BETWEEN = /-{0,5}(?:BEGIN|END) (?:[A-Z0-9]+ ){0,3}KEY-{0,5}|[\r\n]|\\[rn]/;

/** What stands before the 32 bytes of the seed in an Ed25519 key as PKCS #8: its algorithm and two lengths (RFC 8410, section 7). */
const BEFORE_SEED = Buffer.from('300506032b657004220420', 'hex');
const SEED = 32;

/**
 * The secrets in what was given as the ledger's private key, a PEM as `openssl genpkey -algorithm ed25519` makes it: its base64 line and
 * its seed. Of anything else each line that is not a marker, since garbage can hold a key. Empty lines are none. Never throws.
 */
export function ledgerKeySecrets(pem: string): Secret[] {
  const lines = pem.split(BETWEEN).map((line) => line.trim());
  const body = lines.join('').replace(/\s+/g, '');
  const texts = [...new Set([...lines, body])].filter((text) => text !== '');
  return [...texts, ...seedsIn(Buffer.from(body, 'base64'))];
}

function seedsIn(key: Buffer): Uint8Array[] {
  const before = key.indexOf(BEFORE_SEED);
  const seed = key.subarray(before + BEFORE_SEED.length).subarray(0, SEED);
  return before >= 0 && seed.length === SEED ? [seed] : [];
}
