import { createPrivateKey, type KeyObject } from 'node:crypto';
import { publicKeyOf } from '../../src/ledger/signature.ts';

/** The fixed first bytes of an Ed25519 private key in PKCS #8 form (RFC 8410, section 7). */
const PKCS8 = '302e020100300506032b657004220420';

/** A key pair for the ledger that is always the same: `seed` is a number from 0 to 255. */
export function ledgerKey(seed: number): { key: KeyObject; pem: string; publicKey: string } {
  const der = Buffer.concat([Buffer.from(PKCS8, 'hex'), Buffer.alloc(32, `seed ${seed} of a key for tests`)]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { key, pem: String(key.export({ format: 'pem', type: 'pkcs8' })), publicKey: publicKeyOf(key) };
}

/** What the embedded Org's ledger is signed with, unless a test says otherwise. */
export const LEDGER_KEY = ledgerKey(1);
