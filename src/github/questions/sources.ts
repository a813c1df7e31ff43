import { z } from 'zod';
import type { Source } from '../../approval/reviews.ts';
import { FILE } from '../fragments/file.ts';
import { OPINIONS, opinions, sourceOf } from '../fragments/opinions.ts';
import type { Question } from '../question.ts';

/** `nodes` takes at most 100 ids. */
const PER_REQUEST = 100;

/** Pull requests by their ids, each with its reviews. */
export const REVIEWS = `query Reviews($ids: [ID!]!, $policy: String!) {
  nodes(ids: $ids) { ... on PullRequest { ...Opinions } }
}
${FILE}
${OPINIONS}`;

const answer = z.object({ nodes: z.array(opinions.nullable()) });

export const sources: Question<'sources'> =
  (wire, { policy }) =>
  async (pulls) => {
    const found = new Map<number, Source>();
    for (let from = 0; from < pulls.length; from += PER_REQUEST) {
      const ids = pulls.slice(from, from + PER_REQUEST).map(({ id }) => id);
      const { nodes } = await wire.graphql(REVIEWS, { ids, policy }, answer);
      for (const node of nodes) if (node !== null) found.set(node.number, sourceOf(node));
    }
    return found;
  };
