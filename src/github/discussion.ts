import { z } from 'zod';
import { GitHubFault } from '../faults.ts';
import type { Discussion } from '../ports/discussion.ts';
import { conversationOf } from './conversation.ts';
import type { Wire } from './wire.ts';

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

/** Comments and issues. Where the answer of a write is lost, what it was to write is looked for before it is written again. */
export function createDiscussion(wire: Wire, { owner, name }: { owner: string; name: string }): Discussion {
  const at = { owner, repo: name };

  const conversation = (pull: number) => conversationOf(wire, { owner, name }, pull);

  const issues = async (marker: string) => {
    const found: { number: number; body: string }[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await wire.rest(
        'GET /repos/{owner}/{repo}/issues',
        { ...at, labels: LABEL, state: 'open', per_page: PER_PAGE, page },
        z.array(issue),
      );
      for (const { number, body, user, pull_request } of answer) {
        const own = user?.type === 'Bot' && pull_request === undefined;
        if (own && body?.startsWith(marker)) found.push({ number, body });
      }
      if (answer.length < PER_PAGE) return found;
    }
  };

  return {
    conversation,
    issues,

    async createComment(pull, body) {
      const create = () =>
        wire.rest(
          'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { ...at, issue_number: pull, body },
          anything,
        );
      await wire.settle(create, async () =>
        (await conversation(pull)).comments.find((one) => isSame(one.body, body)),
      );
    },

    async updateComment(id, body) {
      const update = () =>
        wire.rest(
          'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
          { ...at, comment_id: id, body },
          anything,
        );
      await wire.settle(update, async () => {
        const one = await wire.rest(
          'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
          { ...at, comment_id: id },
          z.object({ body: z.string() }),
        );
        return isSame(one.body, body) ? one : undefined;
      });
    },

    async deleteComment(id) {
      const remove = async () => {
        try {
          await wire.rest(
            'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
            { ...at, comment_id: id },
            anything,
          );
        } catch (error) {
          if (!(error instanceof GitHubFault) || error.code !== 'not-found') throw error;
        }
      };
      // What is gone can be deleted again: there is nothing to look for first.
      await wire.settle(remove, async () => undefined);
    },

    async createIssue(title, body) {
      const create = () =>
        wire.rest('POST /repos/{owner}/{repo}/issues', { ...at, title, body, labels: [LABEL] }, anything);
      await wire.settle(create, async () =>
        (await issues(firstLine(body))).find((one) => isSame(one.body, body)),
      );
    },

    async updateIssue(number, change) {
      const update = () =>
        wire.rest(
          'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
          { ...at, issue_number: number, ...change },
          anything,
        );
      await wire.settle(update, async () => {
        const is = await wire.rest(
          'GET /repos/{owner}/{repo}/issues/{issue_number}',
          { ...at, issue_number: number },
          z.object({ body: z.string().nullable(), state: z.string() }),
        );
        const wanted = change.body === undefined || isSame(is.body ?? '', change.body);
        return wanted && (change.state === undefined || is.state === change.state) ? is : undefined;
      });
    },
  };
}

/** Of an answer nothing is needed but that it came. */
const anything = z.unknown();

function isSame(stands: string, body: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(stands) === plain(body);
}

function firstLine(body: string): string {
  return body.slice(0, body.indexOf('\n'));
}
