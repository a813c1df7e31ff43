import { z } from 'zod';
import type { Discussion } from '../ports/discussion.ts';
import { ifAbsent, parametersOf, type RepositoryName } from './question.ts';
import { conversationOf } from './questions/conversation.ts';
import { issues, LABEL } from './questions/issues.ts';
import type { Wire } from './wire.ts';

/** Comments and issues. Where the answer of a write is lost, what it was to write is looked for before it is written again. */
export function createDiscussion(wire: Wire, repository: RepositoryName): Discussion {
  const at = parametersOf(repository);

  const conversation = (pull: number) => conversationOf(wire, repository, pull);

  const ownIssues = issues(wire, repository);

  return {
    conversation,
    issues: ownIssues,

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
      const remove = () =>
        ifAbsent(undefined, () =>
          wire.rest(
            'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
            { ...at, comment_id: id },
            anything,
          ),
        );
      // What is gone can be deleted again: there is nothing to look for first.
      await wire.settle(remove, async () => undefined);
    },

    async createIssue(title, body) {
      const create = () =>
        wire.rest('POST /repos/{owner}/{repo}/issues', { ...at, title, body, labels: [LABEL] }, anything);
      await wire.settle(create, async () =>
        (await ownIssues(firstLine(body))).find((one) => isSame(one.body, body)),
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
