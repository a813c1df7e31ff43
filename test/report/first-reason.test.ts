import { describe, expect, test } from 'vitest';
import type { ResultKind, RowOutcome } from '../../src/apply/outcome.ts';
import type { Lack } from '../../src/approval/steps.ts';
import type { HeldBack } from '../../src/approval/verdict.ts';
import { firstReason, firstRefusal, firstSentence } from '../../src/report/first-reason.ts';
import { md } from '../../src/report/markdown.ts';
import { approval, decided, go, heldBack, optInRow, optOutRow, refused } from '../apply/rows.ts';
import { HEAD, introduced, judgement, planOf } from './views.ts';

const REFUSED = { refusals: [{ code: 'protected' as const, message: 'Is protected.' }] };

describe('of a plan', () => {
  test('is what refuses the whole, else a row that it introduces', () => {
    const whole = { refusals: [{ code: 'wrong-org' as const, message: 'Another Org.' }] };
    expect(firstRefusal(planOf([introduced(optOutRow('1', REFUSED))], whole))).toBe('Another Org.');
    expect(firstRefusal(planOf([optInRow('2'), introduced(optOutRow('1', REFUSED))]))).toBe('Is protected.');
    expect(firstRefusal(planOf([optOutRow('1', REFUSED)]))).toBeUndefined();
  });
});

test.each<[string, Parameters<typeof firstSentence>[0]]>([
  ['One.', 'One. Two.'],
  ['One', 'One'],
  [
    'The policy names no ledger-public-key, so.',
    md`The policy names no \`ledger-public-key\`, so. **More**: x`,
  ],
])('the first sentence: %s', (words, text) => {
  expect(firstSentence(text)).toBe(words);
});

describe('of an apply', () => {
  const one = (result: ResultKind, more: Partial<RowOutcome> = {}): RowOutcome => ({
    ...decided(optOutRow('1'), go()),
    result,
    calls: [],
    ...more,
  });
  const held = (why: HeldBack) => one('held-back', { verdict: heldBack(why) });
  const lack = (more: Parameters<typeof judgement>[0]): HeldBack => ({
    kind: 'steps',
    lacks: [{ kind: 'approvals', commit: HEAD, pull: 8, judgement: judgement(more) }],
  });
  const source = (cause: 'pushed' | 'merge' | 'gone' | 'other-step'): HeldBack => {
    const pull = cause === 'pushed' || cause === 'merge' ? {} : { pull: 8 };
    return { kind: 'steps', lacks: [{ kind: 'no-source', commit: HEAD, cause, ...pull } as Lack] };
  };

  test.each<[string, RowOutcome]>([
    ['Failed: The tenant answered 503.', one('failed', { why: 'The tenant answered 503.' })],
    ['Unknown outcome: no answer came.', one('unknown', { why: 'no answer came' })],
    ['Not started: the summary says more.', one('not-started')],
    ['No.', one('refused', { why: 'No.', verdict: refused('No.') })],
    [
      'Branch rules are off: “Block force pushes”.',
      held({ kind: 'rules', missing: ['“Block force pushes”'] }),
    ],
    ['The policy file can’t be read.', held({ kind: 'unreadable' })],
    ['An administrator of the repository has to adopt the Org again.', held({ kind: 'not-adopted' })],
    ['The default branch does not lead from what is in force to this.', held({ kind: 'no-trail' })],
    ['Pull request 8 needs 1 approval.', held(lack({}))],
    [
      'Pull request 8 needs 2 approvals, but no eligible approver is left.',
      held(lack({ needed: 2, may: [] })),
    ],
    ['Pull request 8 needs 1 more approval.', held(lack({ needed: 2, approvals: [approval()] }))],
    ['Nobody reviewed what was pushed in abcdef0.', held(source('pushed'))],
    ['Nobody reviewed what was pushed in abcdef0.', held(source('merge'))],
    ['Pull request 8 proposed a different change than its merge abcdef0 made.', held(source('other-step'))],
    ['The head of pull request 8, merged in abcdef0, is gone.', held(source('gone'))],
  ])('%s', (words, outcome) => {
    expect(firstReason([one('done'), outcome])).toBe(words);
  });

  test('is what needs somebody first, and counts the others', () => {
    const outcomes = [
      held({ kind: 'unreadable' }),
      one('done'),
      one('failed', { why: 'No.' }),
      one('refused'),
    ];
    expect(firstReason(outcomes)).toBe('Failed: No. (and 2 more)');
    expect(firstReason([one('done'), one('already')])).toBeUndefined();
  });
});
