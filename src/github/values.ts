import { z } from 'zod';
import type { Commit, Pull } from '../approval/mainline.ts';
import type { Source } from '../approval/reviews.ts';
import type { BranchRules } from '../approval/rules.ts';
import type { LedgerCommit } from '../ledger/newest.ts';
import type { RecordFile } from '../ledger/record.ts';
import { MOST_STATE_BYTES } from '../ledger/state.ts';
import type { LedgerHead } from '../ports/ledger-branch.ts';
import type { Branch } from '../ports/material.ts';
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
      require_code_owner_review: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
      require_extra_approval_for_unattributed_changes: z.boolean().optional(),
      strict_required_status_checks_policy: z.boolean().optional(),
      required_status_checks: z.array(z.unknown()).optional(),
      allowed_merge_methods: z.array(z.string()).optional(),
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
    codeOwners: pulls.some((one) => one.require_code_owner_review === true),
    extraApproval: extraApproval(pulls.map((one) => one.require_extra_approval_for_unattributed_changes)),
    noForcePush: has('non_fast_forward'),
    noDeletion: has('deletion'),
    linearHistory: has('required_linear_history'),
    types: [...new Set(rules.map(({ type }) => type))],
  };
}

/** Where GitHub does not offer the rule, its answers don't name it. */
function extraApproval(values: readonly (boolean | undefined)[]): boolean | undefined {
  const offered = values.filter((value) => value !== undefined);
  return offered.length === 0 ? undefined : offered.includes(true);
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
  last,
}: answers.PullAnswer): Pull {
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

/** A commit of the line, without those behind it. */
export function mainlineCommit({ oid, links, file, associatedPullRequests }: answers.LineAnswer): Commit {
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

/** The commits of a branch, and where it left its base. */
export function branch({ totalCount, nodes }: answers.BranchAnswer): Branch {
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

/** A pull request with its reviews, both lists put together. */
export function source(node: answers.OpinionsAnswer): Source {
  const writers = new Set(node.writers.nodes.map(({ fullDatabaseId }) => fullDatabaseId));
  const opinions = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'] as const;
  const changed = node.retargeted.nodes[0]?.createdAt;
  return {
    number: node.number,
    author: person(node.author),
    head: node.headRefOid,
    mergedAt: node.mergedAt ?? '',
    ...(changed !== undefined && { baseChangedAt: changed }),
    reviews: node.all.nodes.flatMap((review) => {
      const state = opinions.find((opinion) => opinion === review.state);
      if (state === undefined) return [];
      const { commit } = review;
      return [
        {
          id: review.fullDatabaseId,
          ...person(review.author),
          canWrite: writers.has(review.fullDatabaseId),
          state,
          ...(commit !== null && { commit: { oid: commit.oid, file: fileAt(commit.file) } }),
          at: review.submittedAt ?? '',
        },
      ];
    }),
  };
}

/** An account that is gone is GitHub's ghost. */
function person(actor: answers.OpinionsAnswer['author']): { login: string; account?: string; bot: boolean } {
  const number = actor?.databaseId;
  return {
    login: actor?.login ?? 'ghost',
    ...(number != null && { account: String(number) }),
    bot: actor?.__typename === 'Bot',
  };
}
