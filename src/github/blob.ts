import type { FileAt } from '../approval/mainline.ts';
import type { PolicyFile } from '../ports/material.ts';
import { blobId } from '../text/blob.ts';
import type { TextAnswer } from './answers.ts';

/** The bytes of a blob's text, if they are the blob, byte for byte: not truncated, not re-encoded, not another one. */
export function bytesOf(oid: string, text: string | null | undefined): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = new TextEncoder().encode(text);
  return blobId(bytes, oid) === oid ? bytes : undefined;
}

/** Modes of a git tree entry that are plain files: 100644 and 100755. */
const REGULAR = [0o100644, 0o100755];

/** A tree entry as the file it is; a link, a folder or a submodule is none. */
export function fileAt(entry: { mode: number; type: string; oid: string } | null): FileAt {
  if (entry === null) return { kind: 'missing' };
  if (entry.type !== 'blob' || !REGULAR.includes(entry.mode)) return { kind: 'irregular' };
  return { kind: 'file', blob: entry.oid };
}

/**
 * A tree entry with its content; `fetch` brings a content that did not come along whole. One of more than `most` bytes is refused by
 * its size: nothing of it is fetched.
 */
export async function policyFile(
  answer: TextAnswer,
  most: number,
  fetch: (blob: string) => Promise<Uint8Array>,
): Promise<PolicyFile> {
  const file = fileAt(answer);
  if (file.kind !== 'file') return file;
  if ((answer?.object?.byteSize ?? 0) > most) return { kind: 'too-large', blob: file.blob };
  const bytes = bytesOf(file.blob, answer?.object?.text) ?? (await fetch(file.blob));
  return { kind: 'file', blob: file.blob, bytes };
}
