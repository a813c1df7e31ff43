import type { Commit, FileAt } from '../../src/approval/mainline.ts';
import { type MainlineReader, mainlineReader } from '../../src/gather/mainline.ts';
import type { TipMaterial } from '../../src/ports/material.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { blobId } from '../../src/text/blob.ts';
import { oid } from '../apply/rows.ts';

/** A repository that is read in tests of `modes` without a server: what was asked of it, and a mainline as long as a test wants. */

/** A repository that answers these questions, and is asked no other. */
export function repositoryOf(answers: Partial<Repository>): Repository {
  return new Proxy(answers as Repository, {
    get(target, name: keyof Repository) {
      if (target[name] === undefined) throw new Error(`nobody was to ask for ${name}`);
      return target[name];
    },
  });
}

export function fileOf(text: string): FileAt {
  return { kind: 'file', blob: blobId(text, oid(0)) };
}

/** The commits n, n-1, … 1 of a mainline; the file at each says what its number is given, or what the commit below it says. */
export function mainlineOf(tip: number, texts: Readonly<Record<number, string>>): Commit[] {
  const commits: Commit[] = [];
  let file: FileAt = { kind: 'missing' };
  for (let n = 1; n <= tip; n += 1) {
    const text = texts[n];
    if (text !== undefined) file = fileOf(text);
    commits.unshift({ oid: oid(n), parent: n === 1 ? undefined : oid(n - 1), others: [], file, pulls: [] });
  }
  return commits;
}

export interface Reading {
  reader: MainlineReader;
  repository: Repository;
  /** What was asked for, in order: `mainline <from>` or `contents <how many>`. */
  asked: string[];
}

const PAGE = 16;

/**
 * A reader of a mainline of which the newest 16 commits came along; `more` is what the repository answers beside, and `along` the texts
 * that came along, too.
 */
export function readingOf(
  commits: readonly Commit[],
  texts: readonly string[],
  more: Partial<Repository> = {},
  { org = '166', along = [] }: { org?: string; along?: readonly string[] } = {},
): Reading {
  const asked: string[] = [];
  const bytes = new Map(texts.map((text) => [blobId(text, oid(0)), new TextEncoder().encode(text)]));
  const repository = repositoryOf({
    mainline: async (from) => {
      const at = commits.findIndex((commit) => commit.oid === from);
      asked.push(`mainline ${commits.length - at}`);
      return commits.slice(at, at + PAGE);
    },
    contents: async (blobs) => {
      asked.push(`contents ${blobs.length}`);
      return new Map(
        blobs.flatMap((blob) => (bytes.has(blob) ? [[blob, bytes.get(blob) as Uint8Array]] : [])),
      );
    },
    ...more,
  });
  const material: TipMaterial = {
    repositoryId: '42',
    isPrivate: true,
    defaultBranch: 'main',
    tip: commits[0]?.oid ?? '',
    file: { kind: 'missing' },
    siblings: [],
    mainline: commits.slice(0, PAGE),
    texts: new Map(along.map((text) => [blobId(text, oid(0)), new TextEncoder().encode(text)])),
    recent: [],
    ledgers: [],
  };
  return { reader: mainlineReader(repository, material, () => org), repository, asked };
}
