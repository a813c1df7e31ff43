import { describe, expect, test } from 'vitest';
import { type CommentTarget, writePlan, writeResult } from '../../src/modes/comment.ts';
import { standingOf } from '../../src/modes/plan/comment.ts';
import type { Discussion } from '../../src/ports/discussion.ts';
import { commentMarker, issueMarker } from '../../src/report/comment.ts';
import { md } from '../../src/report/markdown.ts';

const IDENTITY = { host: 'us.core.resolver.com', org: '166', policy: 'mfa-policy.yml' };
const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const planLine = (head = HEAD, identity = IDENTITY) => commentMarker(identity, { kind: 'plan', head }).text;
const RESULT_LINE = commentMarker(IDENTITY, { kind: 'result' }).text;

/** A pull request with these comments by the own identity, `1` the oldest; what is sent, and what then stands. */
function standing(...bodies: string[]) {
  const comments = bodies.map((body, index) => ({ id: String(index + 1), body }));
  const stands = new Map(comments.map(({ id, body }) => [id, body]));
  const sent: string[] = [];
  const discussion: Discussion = {
    conversation: () => Promise.reject(new Error('the comments were read already')),
    issues: () => Promise.reject(new Error('no issue is asked for')),
    createIssue: () => Promise.reject(new Error('no issue is opened')),
    updateIssue: () => Promise.reject(new Error('no issue is changed')),
    async createComment(pull, body) {
      sent.push(`create on ${pull}`);
      stands.set('new', body);
    },
    async updateComment(id, body) {
      sent.push(`update ${id}`);
      stands.set(id, body);
    },
    async deleteComment(id) {
      sent.push(`delete ${id}`);
      stands.delete(id);
    },
  };
  const target: CommentTarget = { discussion, pull: 7, identity: IDENTITY };
  const text = md`### The text\n`;
  return {
    sent,
    stands: () => Object.fromEntries(stands),
    plan: (absent: 'create' | 'nothing' = 'create') =>
      writePlan(target, comments, { head: HEAD, text, absent }),
    result: () => writeResult(target, comments, text),
  };
}

const PLAN = `${planLine()}### The text\n`;
const RESULT = `${RESULT_LINE}### The text\n`;

describe('a plan', () => {
  test('is written where none stands, unless it says only that nothing is left to say', async () => {
    const empty = standing('A comment of another workflow', issueMarker(IDENTITY).text);
    expect(await empty.plan('nothing')).toBe('nothing');
    expect(empty.sent).toEqual([]);
    expect(await empty.plan()).toBe('created');
    expect([empty.sent, empty.stands().new]).toEqual([['create on 7'], PLAN]);
  });

  test.each([
    ['an earlier commit', `${planLine(OTHER)}### The text\n`],
    ['other content', `${planLine()}### Another text\n`],
    ['what somebody made of it', `${planLine()}### The text\n\nLooks harmless.\n`],
    [
      'a file whose Org could not be read',
      `${planLine(HEAD, { ...IDENTITY, org: 'unknown' })}### The text\n`,
    ],
    ['a file that named another Org', `${planLine(HEAD, { ...IDENTITY, org: '167' })}### The text\n`],
    [
      'a commit that never was, by a run that never was',
      `${planLine('f'.repeat(40))}run=99999999999999999999.1`,
    ],
  ])('takes the place of a plan of %s', async (_, body) => {
    const pull = standing(body);
    expect(await pull.plan()).toBe('updated');
    expect([pull.sent, pull.stands()]).toEqual([['update 1'], { 1: PLAN }]);
  });

  test.each([
    ['to the letter', PLAN],
    ['but for the line ends of an editor of the web', PLAN.replaceAll('\n', '\r\n').trimEnd()],
  ])('is not sent where it stands already, %s', async (_, body) => {
    const pull = standing(body);
    expect(await pull.plan()).toBe('unchanged');
    expect(pull.sent).toEqual([]);
  });

  test('never takes the place of a result: it is written beside it', async () => {
    const pull = standing(RESULT);
    expect(await pull.plan()).toBe('created');
    expect(pull.stands()).toEqual({ 1: RESULT, new: PLAN });
  });

  test('takes the place of the oldest plan; other plans are deleted, and nothing else is', async () => {
    const other = planLine(HEAD, { ...IDENTITY, policy: 'orgs/other.yml' });
    const pull = standing(other, RESULT, planLine(OTHER), PLAN, planLine(), 'Another');
    expect(await pull.plan()).toBe('updated');
    expect(pull.sent).toEqual(['update 3', 'delete 4', 'delete 5']);
    expect(pull.stands()).toEqual({ 1: other, 2: RESULT, 3: PLAN, 6: 'Another' });
  });
});

describe('a result', () => {
  test('stands alone: in the place of the oldest plan or result, and the others are deleted', async () => {
    const pull = standing('Another', `${planLine()}A plan`, `${RESULT_LINE}A result`, planLine(OTHER));
    expect(await pull.result()).toBe('updated');
    expect(pull.sent).toEqual(['update 2', 'delete 3', 'delete 4']);
    expect(pull.stands()).toEqual({ 1: 'Another', 2: RESULT });
  });

  test('that stands already is not sent, but what stands beside it is deleted', async () => {
    const pull = standing(RESULT, PLAN);
    expect(await pull.result()).toBe('updated');
    expect(pull.sent).toEqual(['delete 2']);
    const alone = standing(RESULT);
    expect(await alone.result()).toBe('unchanged');
    expect(alone.sent).toEqual([]);
  });

  test('is written where nothing stands', async () => {
    const pull = standing();
    expect(await pull.result()).toBe('created');
    expect(pull.stands()).toEqual({ new: RESULT });
  });
});

describe('of a pull request whose head is now A,', () => {
  const A = { state: 'open', head: HEAD } as const;

  test.each([
    ['the plan of A is shown', HEAD, HEAD, { kind: 'present', head: HEAD }],
    ['the plan of A is shown, whatever commit the event knew', HEAD, OTHER, { kind: 'present', head: HEAD }],
    ['the plan of B is not: the run of A shows A', OTHER, OTHER, { kind: 'superseded', why: 'newer-commit' }],
    ['a plan of B by the run of A leaves A without a plan', OTHER, HEAD, { kind: 'astray' }],
    ['a plan of no test merge leaves A without a plan', undefined, HEAD, { kind: 'astray' }],
    [
      'a plan of no test merge, of an event before A, is out of date',
      undefined,
      OTHER,
      { kind: 'superseded', why: 'newer-commit' },
    ],
  ])('%s', (_, planned, ofEvent, expected) => {
    expect(standingOf(planned, ofEvent, A)).toEqual(expected);
  });

  test.each(['merged', 'closed'] as const)('no plan is shown once it is %s', (state) => {
    expect(standingOf(HEAD, HEAD, { ...A, state })).toEqual({ kind: 'superseded', why: state });
  });
});
