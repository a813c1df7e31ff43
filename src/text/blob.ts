import { createHash } from 'node:crypto';

/** The git blob id of some bytes, by the hash that `like` is written in: SHA-1, or SHA-256 in a repository of that kind. */
export function blobId(bytes: Uint8Array | string, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash
    .update(`blob ${Buffer.byteLength(bytes)}\0`)
    .update(bytes)
    .digest('hex');
}
