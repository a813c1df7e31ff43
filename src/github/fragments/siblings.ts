import { z } from 'zod';

/** The names beside the policy; of the tree of this very commit, for a tag may bear a branch's name. */
export const SIBLINGS = `
  root: tree @skip(if: $inFolder) { entries { name } }
  folder: file(path: $folder) @include(if: $inFolder) { object { ... on Tree { entries { name } } } }`;

const names = z.object({ entries: z.array(z.object({ name: z.string() })).optional() });

/** The names beside the policy: of the tree itself, or of the folder that holds the policy. */
export const siblingFields = {
  root: names.optional(),
  folder: z.object({ object: names.nullable() }).nullish(),
};

interface Siblings {
  root?: z.infer<typeof names> | undefined;
  folder?: { object: z.infer<typeof names> | null } | null | undefined;
}

/** The variables that say where the policy's siblings are. */
export function folderOf(policy: string): { folder: string; inFolder: boolean } {
  const folder = policy.includes('/') ? policy.slice(0, policy.lastIndexOf('/')) : '';
  return { folder, inFolder: folder !== '' };
}

/** The names of the files beside the policy. */
export function siblingsOf(commit: Siblings | null): string[] {
  const tree = commit?.root ?? commit?.folder?.object;
  return tree?.entries?.map((entry) => entry.name) ?? [];
}
