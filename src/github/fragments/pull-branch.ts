import { z } from 'zod';
import type { Branch } from '../../ports/material.ts';
import { oid } from '../oid.ts';
import { fileAt, fileEntry } from './file.ts';

/** Where a branch left its base: the parents of its own commits, as many as usual branches have. */
export const PULL_BRANCH = `branch: commits(first: 30) {
      totalCount
      nodes { commit { oid file(path: $policy) { ...File } parents(first: 2) { totalCount nodes { oid file(path: $policy) { ...File } } } } }
    }`;

const branchCommit = z.object({
  oid,
  file: fileEntry,
  parents: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid, file: fileEntry })) }),
});

export const pullBranch = z.object({
  totalCount: z.int(),
  nodes: z.array(z.object({ commit: branchCommit })),
});

/** The commits of a branch, and where it left its base. */
export function pullBranchOf({ totalCount, nodes }: z.infer<typeof pullBranch>): Branch {
  const commits = nodes.map(({ commit }) => ({ oid: commit.oid, file: fileAt(commit.file) }));
  const [first] = nodes;
  const left = first?.commit.parents.nodes[0];
  const isStraight =
    totalCount === nodes.length &&
    nodes.every(
      ({ commit: { parents } }, index) =>
        parents.totalCount === 1 && (index === 0 || parents.nodes[0]?.oid === nodes[index - 1]?.commit.oid),
    );
  return { commits, ...(isStraight && left && { left: { oid: left.oid, file: fileAt(left.file) } }) };
}
