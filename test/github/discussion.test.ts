import { describe, expect, test } from 'vitest';
import type { Fault } from '../sandbox/github/faults.ts';
import { failing, faultOf, rig, status } from './rig.ts';

const MARKER = '<!-- mfa-policy issue -->\n';

const LOST: [string, Fault][] = [
  ['the answer is lost', { when: 'after', do: 'destroy' }],
  ['the connection is lost', { when: 'before', do: 'destroy' }],
  ['GitHub answers 502 and has done it', { when: 'after', do: 'status', status: 502 }],
  ['GitHub answers 502 and has not', { when: 'before', do: 'status', status: 502 }],
];

describe.each(LOST)('%s:', (_, fault) => {
  test('one comment stands, not two', async () => {
    const { github, discussion, repo, pull } = await rig();
    failing(github, ({ write }) => write, fault);
    await discussion.createComment(pull, 'What would change\r\n');
    expect(repo.comments(pull).map(({ body }) => body)).toEqual(['What would change\r\n']);
  });

  test('one issue stands, not two', async () => {
    const { github, discussion, repo } = await rig();
    failing(github, ({ write }) => write, fault);
    await discussion.createIssue('A push', `${MARKER}Rows`);
    expect(repo.issues().map(({ body }) => body)).toEqual([`${MARKER}Rows`]);
  });

  test('a comment and an issue are changed', async () => {
    const { github, discussion, repo, pull } = await rig();
    await discussion.createComment(pull, 'old');
    await discussion.createIssue('A push', `${MARKER}old`);
    const [comment] = (await discussion.conversation(pull)).comments;
    const [issue] = await discussion.issues(MARKER);
    const number = issue?.number ?? 0;
    failing(github, ({ write }) => write, fault, undefined);
    await discussion.updateComment(comment?.id ?? '', 'new');
    failing(github, ({ write }) => write, fault, undefined);
    await discussion.updateIssue(number, { body: `${MARKER}new` });
    failing(github, ({ write }) => write, fault, undefined);
    await discussion.updateIssue(number, { state: 'closed' });
    expect(repo.comments(pull).map(({ body }) => body)).toEqual(['new']);
    expect(repo.issues().map(({ body, state }) => [body, state])).toEqual([[`${MARKER}new`, 'CLOSED']]);
  });
});

test.each<[string, Fault | undefined]>([...LOST, ['it is gone already', undefined]])(
  'a comment is deleted though %s',
  async (_, fault) => {
    const { github, discussion, repo, pull } = await rig();
    const [first, second] = ['one', 'two'].map((body) => repo.comment(pull, { body }));
    if (fault === undefined) repo.deleteComment(second ?? 0);
    failing(github, ({ write }) => write, fault);
    await discussion.deleteComment(String(second));
    expect(repo.comments(pull).map(({ id }) => id)).toEqual([first]);
  },
);

test('a comment that may not be deleted is a fault', async () => {
  const { github, discussion, repo, pull } = await rig();
  const id = repo.comment(pull, { body: 'one' });
  failing(github, ({ write }) => write, status(403));
  expect((await faultOf(discussion.deleteComment(String(id)))).code).toBe('not-authorised');
});

test('a conversation is the head and the state of the pull request, and the own comments over all pages', async () => {
  const { discussion, repo, pull } = await rig();
  const head = () => repo.pull(pull).headOid;
  for (let n = 0; n < 101; n += 1) repo.comment(pull, { by: 'ana', body: `${n}` });
  const own = repo.comment(pull, { body: 'own' });
  repo.editComment(own, { by: 'ana', body: 'edited' });
  const comments = [{ id: String(own), body: 'edited' }];
  expect(await discussion.conversation(pull)).toEqual({ state: 'open', head: head(), comments });
  repo.commit({
    branch: repo.pull(pull).headBranch,
    files: { 'README.md': 'More\n' },
    by: 'ana',
    message: 'More',
  });
  const later = head();
  repo.merge(pull, { by: 'ana' });
  expect(await discussion.conversation(pull)).toEqual({ state: 'merged', head: later, comments });
});

test('a conversation of a pull request that is closed says so, and of none is a fault', async () => {
  const { discussion, repo, pull } = await rig();
  repo.close(pull);
  expect((await discussion.conversation(pull)).state).toBe('closed');
  expect((await faultOf(discussion.conversation(99))).code).toBe('not-found');
});

test('a comment of somebody else with the same text is not taken for the own one', async () => {
  const { github, discussion, repo, pull } = await rig();
  repo.comment(pull, { by: 'ana', body: 'What would change' });
  failing(github, ({ write }) => write, status(502));
  await discussion.createComment(pull, 'What would change');
  expect(repo.comments(pull)).toHaveLength(2);
});

test('a write that never gets through is a fault', async () => {
  const { github, discussion, repo, pull } = await rig();
  github.onRequest(({ write }) => (write ? status(502) : undefined));
  expect((await faultOf(discussion.createComment(pull, 'x'))).code).toBe('unreachable');
  expect(repo.comments(pull)).toEqual([]);
  expect(github.writes()).toHaveLength(4);
});

test('issues are found over all pages, by marker, and by being of a bot', async () => {
  const { discussion, repo } = await rig();
  for (let n = 0; n < 101; n += 1)
    repo.openIssue({ by: 'github-actions', title: `${n}`, body: 'x', labels: ['mfa-policy'] });
  repo.openIssue({ by: 'ana', title: 'spoof', body: MARKER, labels: ['mfa-policy'] });
  const own = repo.openIssue({ by: 'github-actions', title: 'own', body: MARKER, labels: ['mfa-policy'] });
  repo.openIssue({ by: 'github-actions', title: 'no label', body: MARKER, labels: [] });
  expect((await discussion.issues(MARKER)).map(({ number }) => number)).toEqual([own]);
});
