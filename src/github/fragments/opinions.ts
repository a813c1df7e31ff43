import { z } from 'zod';
import type { Source } from '../../approval/reviews.ts';
import { oid } from '../oid.ts';
import { fileAt, fileEntry } from './file.ts';

const AUTHOR = `author { __typename login ... on User { databaseId } }`;

/** Who opened a pull request and what its reviewers think now; both lists, so that one who can only read is named. */
export const OPINIONS = `fragment Opinions on PullRequest {
  number mergedAt headRefOid
  ${AUTHOR}
  retargeted: timelineItems(last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) {
    nodes { ... on BaseRefChangedEvent { createdAt } ... on AutomaticBaseChangeSucceededEvent { createdAt } }
  }
  writers: latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { fullDatabaseId } }
  all: latestOpinionatedReviews(first: 100) {
    nodes { fullDatabaseId state submittedAt ${AUTHOR} commit { oid file(path: $policy) { ...File } } }
  }
}`;

const actor = z
  .object({ login: z.string(), __typename: z.string().optional(), databaseId: z.int().nullish() })
  .nullable();

export const opinions = z.object({
  number: z.int(),
  mergedAt: z.string().nullable(),
  headRefOid: oid,
  author: actor,
  retargeted: z.object({ nodes: z.array(z.object({ createdAt: z.string().optional() })) }),
  writers: z.object({ nodes: z.array(z.object({ fullDatabaseId: z.string() })) }),
  all: z.object({
    nodes: z.array(
      z.object({
        fullDatabaseId: z.string(),
        state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
        submittedAt: z.string().nullable(),
        author: actor,
        commit: z.object({ oid, file: fileEntry }).nullable(),
      }),
    ),
  }),
});

/** A pull request with its reviews, both lists put together. */
export function sourceOf(node: z.infer<typeof opinions>): Source {
  const writers = new Set(node.writers.nodes.map(({ fullDatabaseId }) => fullDatabaseId));
  const states = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'] as const;
  const changed = node.retargeted.nodes[0]?.createdAt;
  return {
    number: node.number,
    author: person(node.author),
    head: node.headRefOid,
    mergedAt: node.mergedAt ?? '',
    ...(changed !== undefined && { baseChangedAt: changed }),
    reviews: node.all.nodes.flatMap((review) => {
      const state = states.find((one) => one === review.state);
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
function person(account: z.infer<typeof actor>): { login: string; account?: string; bot: boolean } {
  const number = account?.databaseId;
  return {
    login: account?.login ?? 'ghost',
    ...(number != null && { account: String(number) }),
    bot: account?.__typename === 'Bot',
  };
}
