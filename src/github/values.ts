import { z } from 'zod';
import type { LedgerCommit } from '../ledger/newest.ts';
import type { RecordFile } from '../ledger/record.ts';
import { MOST_STATE_BYTES } from '../ledger/state.ts';
import type { Source } from '../plan/reviews.ts';
import type { BranchRules, LedgerHead, LineCommit, Pull } from '../ports.ts';
import type * as answers from './answers.ts';
import { bytesOf, fileAt } from './blob.ts';

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
    linearHistory: has('required_linear_history'),
    types: [...new Set(rules.map(({ type }) => type))],
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

/** A commit of a ledger, whose state is named and not read. */
export function ledgerCommit({ oid, tree, links, state }: answers.LedgerAnswer): LedgerCommit {
  const file = fileAt(state);
  const bytes = state?.object?.byteSize ?? 0;
  return {
    oid,
    tree: tree.oid,
    parents: links.nodes.map((node) => node.oid),
    ...(file.kind === 'file' && bytes <= MOST_STATE_BYTES && { state: { blob: file.blob, bytes } }),
  };
}

/** The records at a commit of a ledger. */
export function recordFiles(records: answers.RecordsAnswer): RecordFile[] {
  const entries = records?.object?.entries ?? [];
  return entries.flatMap(({ name, type, oid }) => (type === 'blob' ? [{ name, blob: oid }] : []));
}

/** The head of a ledger; its state is there where the answer held the whole of it. */
export function ledgerHead(name: string, head: answers.LedgerHeadAnswer): LedgerHead {
  const commit = ledgerCommit(head);
  const bytes = commit.state && bytesOf(commit.state.blob, head.state?.object?.text);
  return {
    name,
    commit,
    ...(bytes !== undefined && { text: new TextDecoder().decode(bytes) }),
    records: recordFiles(head.records),
  };
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
