import { z } from 'zod';
import type { Discussion } from '../../ports/discussion.ts';
import { parametersOf, type RepositoryName } from '../question.ts';
import type { Wire } from '../wire.ts';

/** docs.github.com, "List repository issues", which lists pull requests, too. */
const ROUTE = 'GET /repos/{owner}/{repo}/issues';

/** By which the issue is found among all others. */
export const LABEL = 'mfa-policy';
/** Issues on one page, as many as GitHub gives. */
const PER_PAGE = 100;

const answer = z.array(
  z.object({
    number: z.int(),
    body: z.string().nullable(),
    user: z.object({ login: z.string(), type: z.string() }).nullable(),
    pull_request: z.unknown().optional(),
  }),
);

/** The open issues that a workflow's token has made, by what their body begins with; over all pages. */
export const issues =
  (wire: Wire, asked: RepositoryName): Discussion['issues'] =>
  async (marker) => {
    const found: { number: number; body: string }[] = [];
    const which = { labels: LABEL, state: 'open', per_page: PER_PAGE };
    for (let page = 1; ; page += 1) {
      const listed = await wire.rest(ROUTE, { ...parametersOf(asked), ...which, page }, answer);
      for (const { number, body, user, pull_request } of listed) {
        const own = user?.type === 'Bot' && pull_request === undefined;
        if (own && body?.startsWith(marker)) found.push({ number, body });
      }
      if (listed.length < PER_PAGE) return found;
    }
  };
