import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import type { Conversation, OwnComment } from '../../ports/discussion.ts';
import { oid } from '../oid.ts';
import { type RepositoryName, variablesOf } from '../question.ts';
import type { Wire } from '../wire.ts';

/** Together, so that a comment is written by what the pull request is at this very moment. */
export const CONVERSATION = `state headRefOid
comments(first: 100, after: $after) {
  nodes { fullDatabaseId body viewerDidAuthor }
  pageInfo { hasNextPage endCursor }
}`;

/** A pull request as it is now, with its comments. */
export const DISCUSSION = `query Discussion($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${CONVERSATION} } }
}`;

export const conversation = z.object({
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  headRefOid: oid,
  comments: z.object({
    nodes: z.array(
      z.object({
        fullDatabaseId: z.string().regex(/^[0-9]+$/),
        body: z.string(),
        viewerDidAuthor: z.boolean(),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

const answer = z.object({ repository: z.object({ pullRequest: conversation.nullable() }) });

type Page = z.infer<typeof conversation>;

const STATES = { OPEN: 'open', MERGED: 'merged', CLOSED: 'closed' } as const;

/** A pull request's head and state, and the comments of this token's own identity over all pages; `first` is a page read already. */
export async function conversationOf(
  wire: Wire,
  asked: RepositoryName,
  number: number,
  first?: Page,
): Promise<Conversation> {
  const comments: OwnComment[] = [];
  let page = first ?? (await askPage(wire, asked, number, null));
  for (;;) {
    for (const { fullDatabaseId, body, viewerDidAuthor } of page.comments.nodes) {
      if (viewerDidAuthor) comments.push({ id: fullDatabaseId, body });
    }
    const { hasNextPage, endCursor } = page.comments.pageInfo;
    if (!hasNextPage) return { state: STATES[page.state], head: page.headRefOid, comments };
    page = await askPage(wire, asked, number, endCursor);
  }
}

async function askPage(
  wire: Wire,
  asked: RepositoryName,
  number: number,
  after: string | null,
): Promise<Page> {
  const variables = { ...variablesOf(asked), number, after };
  const { pullRequest } = (await wire.graphql(DISCUSSION, variables, answer)).repository;
  if (pullRequest === null) throw new GitHubFault('not-found', 'The pull request is not there.');
  return pullRequest;
}
