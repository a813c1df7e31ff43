import { MOST_POLICY_BYTES } from '../policy/text.ts';
import type { LineCommit, Repository, TipMaterial } from '../ports.ts';

/** The commits from the tip back to one of the line, both included, and the texts of the policies that they hold. */
export interface Line {
  commits: readonly LineCommit[];
  texts(): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** How far back a commit is looked for (design, section 9). */
const LINE_REACH = 1_000;

/**
 * Reads the line back to `approved`; undefined when it is not on the line, for then history was rewritten, or lies too far back.
 * Either way only an adoption goes on.
 */
export async function readStretch(
  repository: Repository,
  material: TipMaterial,
  approved: string,
): Promise<Line | undefined> {
  let commits = [...material.line];
  for (;;) {
    const index = commits.findIndex(({ oid }) => oid === approved);
    if (index !== -1 && index <= LINE_REACH) {
      const stretch = commits.slice(0, index + 1);
      return { commits: stretch, texts: () => textsOf(repository, material, stretch) };
    }
    const parent = commits.at(-1)?.parent;
    if (parent === undefined || commits.length > LINE_REACH) return undefined;
    const more = await repository.line(parent);
    if (more.length === 0) return undefined;
    commits = [...commits, ...more];
  }
}

async function textsOf(
  repository: Repository,
  material: TipMaterial,
  commits: readonly LineCommit[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const blobs = new Set(commits.flatMap(({ file }) => (file.kind === 'file' ? [file.blob] : [])));
  const missing = [...blobs].filter((blob) => !material.texts.has(blob));
  if (missing.length === 0) return material.texts;
  return new Map([...material.texts, ...(await repository.contents(missing, MOST_POLICY_BYTES))]);
}
