import { z } from 'zod';
import type { Pull } from '../../approval/mainline.ts';
import { oid } from '../oid.ts';
import { fileAt, fileEntry } from './file.ts';

export const PULL = `fragment Pull on PullRequest {
  id number merged mergedAt baseRefName headRefOid
  baseRepository { databaseId }
  mergeCommit { oid }
  last: commits(last: 1) { nodes { commit { oid file(path: $policy) { ...File } } } }
}`;

export const pullRequest = z.object({
  id: z.string(),
  number: z.int(),
  merged: z.boolean(),
  mergedAt: z.string().nullable(),
  baseRefName: z.string(),
  headRefOid: oid,
  baseRepository: z.object({ databaseId: z.int() }).nullable(),
  mergeCommit: z.object({ oid }).nullable(),
  last: z.object({ nodes: z.array(z.object({ commit: z.object({ oid, file: fileEntry }) })) }),
});

/** A pull request that a commit is associated with. */
export function pullOf({
  id,
  number,
  merged,
  baseRefName,
  baseRepository,
  headRefOid,
  mergeCommit,
  last,
}: z.infer<typeof pullRequest>): Pull {
  const head = last.nodes.find(({ commit }) => commit.oid === headRefOid)?.commit;
  return {
    id,
    number,
    merged,
    base: baseRefName,
    repositoryId: baseRepository === null ? undefined : String(baseRepository.databaseId),
    mergeCommit: mergeCommit?.oid,
    head: headRefOid,
    ...(head && { file: fileAt(head.file) }),
  };
}
