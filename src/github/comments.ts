import type { z } from 'zod';
import type { OwnComment } from '../ports.ts';
import * as answers from './answers.ts';
import { GitHubFault } from './fault.ts';
import * as queries from './queries.ts';
import type { Wire } from './wire.ts';

/** Comments of this token's own identity, over all pages. */
export async function ownComments(
  wire: Wire,
  here: { owner: string; name: string },
  number: number,
  first?: { nodes: answers.CommentAnswer[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } },
): Promise<OwnComment[]> {
  const found: OwnComment[] = [];
  let page = first;
  let after: string | null = null;
  do {
    if (page === undefined) {
      const answer: z.infer<typeof answers.discussionAnswer> = await wire.graphql(
        queries.DISCUSSION,
        { ...here, number, after },
        answers.discussionAnswer,
      );
      page = answer.repository.pullRequest?.comments;
      if (page === undefined) throw new GitHubFault('not-found', 'The pull request is not there.');
    }
    for (const { fullDatabaseId, body, viewerDidAuthor, author, editor } of page.nodes) {
      if (!viewerDidAuthor) continue;
      found.push({ id: fullDatabaseId, body, edited: editor !== null && editor.login !== author?.login });
    }
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    page = undefined;
  } while (after !== null);
  return found;
}
