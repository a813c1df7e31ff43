import { z } from 'zod';
import type { FileAt } from '../../approval/mainline.ts';
import type { PolicyFile } from '../../ports/material.ts';
import { blobId } from '../../text/blob.ts';
import { oid } from '../oid.ts';

/** A file by name alone. */
export const FILE = `fragment File on TreeEntry { mode type oid }`;

/** A file with its content; one that is long comes without the end, and is then asked for by its id, if `byteSize` allows. */
export const TEXT = `fragment Text on TreeEntry { mode type oid object { ... on Blob { byteSize text isTruncated } } }`;

export const fileEntry = z.object({ mode: z.int(), type: z.string(), oid }).nullable();

export const textEntry = z
  .object({
    mode: z.int(),
    type: z.string(),
    oid,
    object: z
      .object({
        byteSize: z.int().optional(),
        text: z.string().nullable().optional(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullable();

export type TextEntry = z.infer<typeof textEntry>;

/** The bytes of a blob's text, if they are the blob, byte for byte: not truncated, not re-encoded, not another one. */
export function bytesOf(oid: string, text: string | null | undefined): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  const bytes = new TextEncoder().encode(text);
  return blobId(bytes, oid) === oid ? bytes : undefined;
}

/** Modes of a git tree entry that are plain files: 100644 and 100755. */
const REGULAR = [0o100644, 0o100755];

/** A tree entry as the file it is; a link, a folder or a submodule is none. */
export function fileAt(entry: z.infer<typeof fileEntry>): FileAt {
  if (entry === null) return { kind: 'missing' };
  if (entry.type !== 'blob' || !REGULAR.includes(entry.mode)) return { kind: 'irregular' };
  return { kind: 'file', blob: entry.oid };
}

/**
 * A tree entry with its content; `fetch` brings a content that did not come along whole. One of more than `most` bytes is refused by
 * its size: nothing of it is fetched.
 */
export async function policyFile(
  entry: TextEntry,
  most: number,
  fetch: (blob: string) => Promise<Uint8Array>,
): Promise<PolicyFile> {
  const file = fileAt(entry);
  if (file.kind !== 'file') return file;
  if ((entry?.object?.byteSize ?? 0) > most) return { kind: 'too-large', blob: file.blob };
  const bytes = bytesOf(file.blob, entry?.object?.text) ?? (await fetch(file.blob));
  return { kind: 'file', blob: file.blob, bytes };
}
