import { z } from 'zod';
import type { Discussion } from '../ports.ts';
import { ownComments } from './comments.ts';
import type { Wire } from './wire.ts';

const written = z.object({ id: z.int() });
const issue = z.object({
  number: z.int(),
  body: z.string().nullable(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  pull_request: z.unknown().optional(),
});

/** By which the issue is found among all others. */
const LABEL = 'mfa-policy';
/** Issues on one page, as many as GitHub gives. */
const PER_PAGE = 100;

/** Comments and issues. A creating call is never repeated blindly: the caller looks first. */
export function createDiscussion(wire: Wire, { owner, name }: { owner: string; name: string }): Discussion {
  const at = { owner, repo: name };
  return {
    comments: (pull) => ownComments(wire, { owner, name }, pull),

    async createComment(pull, body) {
      await wire.rest(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { ...at, issue_number: pull, body },
        written,
      );
    },

    async updateComment(id, body) {
      await wire.rest(
        'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { ...at, comment_id: id, body },
        written,
      );
    },

    async issues(marker) {
      const found: { number: number; body: string }[] = [];
      for (let page = 1; ; page += 1) {
        const issues = await wire.rest(
          'GET /repos/{owner}/{repo}/issues',
          { ...at, labels: LABEL, state: 'open', per_page: PER_PAGE, page },
          z.array(issue),
        );
        for (const { number, body, user, pull_request } of issues) {
          const own = user?.type === 'Bot' && pull_request === undefined;
          if (own && body?.startsWith(marker)) found.push({ number, body });
        }
        if (issues.length < PER_PAGE) return found;
      }
    },

    async createIssue(title, body) {
      await wire.rest(
        'POST /repos/{owner}/{repo}/issues',
        { ...at, title, body, labels: [LABEL] },
        z.object({ number: z.int() }),
      );
    },

    async updateIssue(number, change) {
      await wire.rest(
        'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
        { ...at, issue_number: number, ...change },
        z.object({ number: z.int() }),
      );
    },
  };
}
