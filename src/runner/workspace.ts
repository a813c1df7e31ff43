import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { PolicyFile } from '../ports/material.ts';

/** One byte more than the largest policy: what is larger is refused by its size, and not read whole. */
const MOST_BYTES = 512 * 1024 + 1;

/**
 * The policy of a checkout, read with care (threats and faults, T33): no link is followed, neither the file nor a folder on the way,
 * and nothing but a regular file is read. Undefined where there is no checkout.
 */
export function localPolicy(
  workspace: string | undefined,
  path: string,
): { file: PolicyFile; siblings: string[] } | undefined {
  if (workspace === undefined || workspace === '') return undefined;
  const root = real(workspace);
  if (root === undefined || readNames(root).length === 0) return undefined;
  const folder = dirname(join(root, path));
  const siblings = readNames(folder);
  if (real(folder) !== folder || !(folder === root || folder.startsWith(root + sep))) {
    return { file: { kind: siblings.length === 0 ? 'missing' : 'irregular' }, siblings };
  }
  return { file: readRegular(join(root, path)), siblings };
}

function readRegular(path: string): PolicyFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    return { kind: code === 'ENOENT' ? 'missing' : 'irregular' };
  }
  try {
    if (!fstatSync(descriptor).isFile()) return { kind: 'irregular' };
    const bytes = Buffer.alloc(MOST_BYTES);
    let length = 0;
    for (;;) {
      const read = readSync(descriptor, bytes, length, MOST_BYTES - length, length);
      length += read;
      if (read === 0 || length === MOST_BYTES)
        return { kind: 'file', blob: '', bytes: bytes.subarray(0, length) };
    }
  } finally {
    closeSync(descriptor);
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
