import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson, type Json } from '../text/canonical.ts';

/** What a signature is bound to beside the content (design, section 8). All of it stands in the file, so that files alone can be verified. */
export interface Scope {
  /** The tenant's API, with its path. */
  origin: string;
  org: string;
  /** GitHub's number of the repository, which a renaming does not change. */
  repository: string;
  branch: string;
}

export type FileKind = 'state' | 'record';

/** What signs a ledger: an Ed25519 private key. */
export type SigningKey = KeyObject;

export type Content = { readonly [key: string]: Json | undefined };

/** The bytes of a file: canonical JSON of the content, its scope and an Ed25519 signature over both. */
export function signed(privateKey: KeyObject, scope: Scope, kind: FileKind, content: Content): string {
  const body = { ...content, scope: { ...scope, kind } };
  return canonicalJson({ ...body, signature: sign(null, bytesOf(body), privateKey).toString('base64') });
}

/**
 * The content of a file of this scope and kind that the key signed; undefined for every other text, also for one that means the same
 * and is not, byte for byte, its canonical JSON. `publicKey` as the policy writes it.
 */
export function verified(publicKey: string, scope: Scope, kind: FileKind, text: string): Content | undefined {
  const file = parseObject(text);
  if (file === undefined || canonicalJson(file) !== text) return undefined;
  const { signature, ...body } = file;
  if (canonicalJson(body.scope ?? null) !== canonicalJson({ ...scope, kind })) return undefined;
  if (typeof signature !== 'string' || !isSignature(publicKey, body, signature)) return undefined;
  const { scope: _, ...content } = body;
  return content;
}

/** The public half of a private key, as the policy writes it: base64 of its SPKI form. */
export function publicKeyOf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** An Ed25519 private key from PEM, as `openssl genpkey -algorithm ed25519` makes it; undefined for anything else. */
export function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    // The message may quote what it was given.
    return undefined;
  }
}

function isSignature(publicKey: string, body: Content, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.toString('base64') !== signature) return false;
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, bytesOf(body), key, bytes);
}

function bytesOf(body: Content): Buffer {
  return Buffer.from(canonicalJson(body));
}

function parseObject(text: string): { [key: string]: Json } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { [key: string]: Json })
      : undefined;
  } catch {
    return undefined;
  }
}
