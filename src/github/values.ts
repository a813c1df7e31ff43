import { z } from 'zod';
import type { LedgerCommit } from '../ledger/newest.ts';
import type { RecordFile } from '../ledger/record.ts';
import type { Source } from '../plan/reviews.ts';
import type { BranchRules, LedgerHead, LineCommit, Pull } from '../ports.ts';
import type * as answers from './answers.ts';
import { fileAt } from './blob.ts';

/** GitHub's answers as the values of `ports.ts`. */

/** One rule of a branch, as far as it is looked at (docs.github.com, "REST API endpoints for rules"). */
export const rule = z.object({
  type: z.string(),
  parameters: z
    .object({
      required_approving_review_count: z.int().optional(),
      dismiss_stale_reviews_on_push: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
    })
    .optional(),
});

/** The rules of a branch, of whichever ruleset each is. */
export function branchRules(rules: readonly z.infer<typeof rule>[]): BranchRules {
  const pulls = rules.filter(({ type }) => type === 'pull_request').map(({ parameters }) => parameters ?? {});
  const has = (type: string) => rules.some((one) => one.type === type);
  return {
    pullRequests: pulls.length > 0,
    approvals: Math.max(0, ...pulls.map((one) => one.required_approving_review_count ?? 0)),
    dismissStale: pulls.some((one) => one.dismiss_stale_reviews_on_push === true),
    lastPushApproval: pulls.some((one) => one.require_last_push_approval === true),
    noForcePush: has('non_fast_forward'),
    noDeletion: has('deletion'),
  };
}

/** A pull request that a commit is associated with. */
export function pull({
  id,
  number,
  merged,
  baseRefName,
  baseRepository,
  headRefOid,
  mergeCommit,
}: answers.PullAnswer): Pull {
  return {
    id,
    number,
    merged,
    base: baseRefName,
    repositoryId: baseRepository === null ? undefined : String(baseRepository.databaseId),
    mergeCommit: mergeCommit?.oid,
    head: headRefOid,
  };
}

/** A commit of the line, without those behind it. */
export function lineCommit({ oid, links, file, associatedPullRequests }: answers.LineAnswer): LineCommit {
  const [parent, ...others] = links.nodes.map((node) => node.oid);
  return {
    oid,
    parent,
    others,
    file: fileAt(file),
    pulls: (associatedPullRequests?.nodes ?? []).map(pull),
  };
}

/** A commit of a ledger; `raw` brings a state that is too long for the answer. */
export async function ledgerCommit(
  { oid, links, state }: answers.LedgerAnswer,
  raw: FetchBlob,
): Promise<LedgerCommit> {
  const parents = links.nodes.map((node) => node.oid);
  const file = fileAt(state);
  if (file.kind !== 'file') return { oid, parents };
  const { text, isTruncated } = state?.object ?? {};
  const whole = isTruncated === true ? new TextDecoder().decode(await raw(file.blob)) : text;
  return { oid, parents, ...(typeof whole === 'string' && { state: whole }) };
}

/** The records at a commit of a ledger. */
export function recordFiles({ records }: answers.LedgerAnswer): RecordFile[] {
  return (records?.object?.entries ?? []).map((entry) => ({ name: entry.name, blob: entry.oid }));
}

type FetchBlob = (blob: string) => Promise<Uint8Array>;

/** The heads of all ledgers of a host. */
export function ledgerHeads(
  refs: { nodes: { name: string; target: answers.LedgerAnswer }[] } | null,
  raw: FetchBlob,
): Promise<LedgerHead[]> {
  const heads = (refs?.nodes ?? []).map(async ({ name, target }) => ({
    org: name.slice(name.lastIndexOf('/') + 1),
    commit: await ledgerCommit(target, raw),
    records: recordFiles(target),
  }));
  return Promise.all(heads);
}

type ReviewsNode = NonNullable<z.infer<typeof answers.reviewsAnswer>['nodes'][number]>;

/** A pull request with its reviews, both lists put together. */
export function source(node: ReviewsNode): Source {
  const writers = new Set(node.writers.nodes.map(({ fullDatabaseId }) => fullDatabaseId));
  const opinions = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'] as const;
  return {
    number: node.number,
    author: { login: node.author?.login ?? 'ghost', bot: node.author?.__typename === 'Bot' },
    headCommit: node.headRefOid,
    mergeCommit: node.mergeCommit?.oid ?? '',
    mergedAt: node.mergedAt ?? '',
    reviews: node.all.nodes.flatMap((review) => {
      const state = opinions.find((opinion) => opinion === review.state);
      if (state === undefined) return [];
      return [
        {
          id: review.fullDatabaseId,
          login: review.author?.login ?? 'ghost',
          bot: review.author?.__typename === 'Bot',
          canWrite: writers.has(review.fullDatabaseId),
          state,
          ...(review.commit !== null && { commit: review.commit.oid }),
          at: review.submittedAt ?? '',
        },
      ];
    }),
  };
}
