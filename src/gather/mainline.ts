import type { Commit, FileAt, Mainline } from '../approval/mainline.ts';
import type { Policy } from '../policy/policy.ts';
import { MOST_POLICY_BYTES } from '../policy/text.ts';
import type { TipMaterial } from '../ports/material.ts';
import type { Repository } from '../ports/repository.ts';
import { policyOf } from './policy.ts';

/** How far back a commit is looked for (design, section 9). */
const REACH = 1_000;

/** Reads the mainline as far back as is asked for, and what its files say; keeps both. */
export interface MainlineReader {
  /** What was read so far. */
  mainline(): Mainline;
  /** Reads on until this commit is there; false where it is none of the mainline, or lies further back than is looked for. */
  reach(oid: string, most?: number): Promise<boolean>;
  /** Reads on by one page; false at the end. */
  further(): Promise<boolean>;
  /** Reads what these files say. */
  read(files: readonly FileAt[]): Promise<void>;
  /** What a file says, of whichever Org; undefined where it can't be read as a policy, or was not read. */
  policyIn(file: FileAt): Policy | undefined;
}

/** `org`: a file of another one says nothing of it; undefined as long as it is not known. */
export function mainlineReader(
  repository: Repository,
  material: TipMaterial,
  org: () => string | undefined,
): MainlineReader {
  let commits: readonly Commit[] = material.mainline;
  const policies = new Map<string, Policy | undefined>();
  for (const [blob, bytes] of material.texts) policies.set(blob, policyOf(bytes));

  const read = async (files: readonly FileAt[]) => {
    const blobs = files.flatMap((file) => (file.kind === 'file' ? [file.blob] : []));
    const missing = [...new Set(blobs)].filter((blob) => !policies.has(blob));
    if (missing.length === 0) return;
    const texts = await repository.contents(missing, MOST_POLICY_BYTES);
    for (const blob of missing) policies.set(blob, policyOf(texts.get(blob)));
  };

  const further = async () => {
    const parent = commits.at(-1)?.parent;
    if (parent === undefined || commits.length > REACH) return false;
    const more = await repository.mainline(parent);
    commits = [...commits, ...more];
    return more.length > 0;
  };

  return {
    mainline: () => ({
      commits,
      recent: material.recent,
      repositoryId: material.repositoryId,
      defaultBranch: material.defaultBranch,
      policyOf(file) {
        const policy = file.kind === 'file' ? policies.get(file.blob) : undefined;
        return policy?.org.id === org() ? policy : undefined;
      },
    }),
    async reach(oid, most = REACH) {
      for (;;) {
        const index = commits.findIndex((commit) => commit.oid === oid);
        if (index !== -1) return index <= REACH;
        if (commits.length > most || !(await further())) return false;
      }
    },
    further,
    read,
    policyIn: (file) => (file.kind === 'file' ? policies.get(file.blob) : undefined),
  };
}
