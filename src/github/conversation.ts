import type { z } from 'zod';
import { GitHubFault } from '../faults.ts';
import type { Conversation, OwnComment } from '../ports/discussion.ts';
import * as answers from './answers.ts';
import * as queries from './queries.ts';
import type { Wire } from './wire.ts';

/** A pull request's head and state, and the comments of this token's own identity over all pages; `first` is a page read already. */
export async function conversationOf(
  wire: Wire,
  here: { owner: string; name: string },
  number: number,
  first?: answers.ConversationAnswer,
): Promise<Conversation> {
  const comments: OwnComment[] = [];
  let page = first ?? (await pageOf(wire, here, number, null));
  for (;;) {
    for (const { fullDatabaseId, body, viewerDidAuthor } of page.comments.nodes) {
      if (viewerDidAuthor) comments.push({ id: fullDatabaseId, body });
    }
    const { hasNextPage, endCursor } = page.comments.pageInfo;
    if (!hasNextPage) return { state: STATES[page.state], head: page.headRefOid, comments };
    page = await pageOf(wire, here, number, endCursor);
  }
}

const STATES = { OPEN: 'open', MERGED: 'merged', CLOSED: 'closed' } as const;

async function pageOf(
  wire: Wire,
  here: { owner: string; name: string },
  number: number,
  after: string | null,
): Promise<answers.ConversationAnswer> {
  const answer: z.infer<typeof answers.discussionAnswer> = await wire.graphql(
    queries.DISCUSSION,
    { ...here, number, after },
    answers.discussionAnswer,
  );
  const { pullRequest } = answer.repository;
  if (pullRequest === null) throw new GitHubFault('not-found', 'The pull request is not there.');
  return pullRequest;
}
