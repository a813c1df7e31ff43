import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../src/apply/execute.ts';
import { doubtsOf, outcomeOf, type ResultKind } from '../../src/apply/outcome.ts';
import type { Sent, Step } from '../../src/apply/steps.ts';
import type { Row } from '../../src/plan/row.ts';
import { ORG, user } from '../ledger/states.ts';
import { guardrail } from '../plan/entries.ts';
import { DONE, ended, FAILED, GONE, LATER, LOST, SENT_AT } from './results.ts';
import {
  decided,
  emailOf,
  enforceRow,
  heldBack,
  optInRow,
  optOutRow,
  refused,
  replacedRow,
  resetRow,
  row,
} from './rows.ts';

/** The call that sets a user's opt-out. */
function sent(userId: string, optOut = false, email = emailOf(userId)): Sent {
  return { kind: 'set-opt-out', optOut, user: email, userId };
}

/** What became of rows that all went, by the results of their steps in their order. */
function outcomes(rows: readonly Row[], ...results: readonly StepResult[]) {
  return outcomeOf(
    rows.map((of) => decided(of)),
    ended(rows, results),
  );
}

describe('the outcome of a row', () => {
  const none = new Map<Step, StepResult>();

  test('is held back or refused where its verdict is, in the words of its refusals', () => {
    const held = decided(optOutRow('1'), heldBack());
    const both = decided(optOutRow('2'), refused('Two.', 'Own.'));
    expect(outcomeOf([held, both], none)).toEqual([
      { ...held, result: 'held-back', calls: [] },
      { ...both, result: 'refused', why: 'Two. Own.', calls: [] },
    ]);
  });

  test.each<[ResultKind, StepResult, object]>([
    ['done', { ...DONE, verifiedAt: SENT_AT }, { sentAt: SENT_AT, verifiedAt: SENT_AT }],
    ['done', { ...DONE, note: 'read' }, { why: 'read', sentAt: SENT_AT }],
    ['failed', FAILED, { why: 'no', sentAt: SENT_AT }],
    ['unknown', LOST, { why: 'lost', sentAt: SENT_AT }],
    ['not-started', LATER, { why: 'cancelled', calls: [] }],
  ])('is that of its call: %s', (result, of, told) => {
    const one = optInRow('1');
    expect(outcomes([one], of)).toEqual([{ ...decided(one), result, calls: [sent('1')], ...told }]);
  });

  test('is already so, where a read just now has shown that, or the ledger says so', () => {
    const rows = [
      optOutRow('1', { need: 'already-so' }),
      row(undefined, guardrail('max-resets', 1), { need: 'in-force' }),
    ];
    const results = ended(rows, [], { live: new Map([['1', { mfaOptOut: true }]]) });
    expect(
      outcomeOf(
        rows.map((of) => decided(of)),
        results,
      ),
    ).toMatchObject([
      { result: 'already', calls: [] },
      { result: 'already', calls: [] },
    ]);
  });

  test('is done where it needs no call', () => {
    expect(outcomes([row(undefined, guardrail('max-resets', 1))])).toMatchObject([
      { result: 'done', calls: [] },
    ]);
  });

  test('is not mixed up with that of another row, or of a doubt', () => {
    const rows = [enforceRow(), optOutRow('1')];
    const results = ended(rows, [FAILED, DONE, LOST], { doubt: [user('2')] });
    expect(
      outcomeOf(
        rows.map((of) => decided(of)),
        results,
      ),
    ).toMatchObject([{ result: 'unknown' }, { result: 'done' }]);
  });
});

describe('of rows that share a call, each has its result', () => {
  test.each<[ResultKind, StepResult]>([
    ['done', DONE],
    ['failed', FAILED],
    ['unknown', LOST],
    ['not-started', LATER],
  ])('%s', (result, of) => {
    const told = outcomes([optOutRow('1'), optInRow('1')], of);
    expect(told.map((one) => one.result)).toEqual([result, result]);
    const calls = result === 'not-started' ? [] : [sent('1', true)];
    expect(told.map((one) => one.calls)).toEqual([calls, calls]);
  });
});

describe('of two calls of one row the worse one says what became of it', () => {
  const from = sent('1', false, emailOf('2'));
  const to = sent('2', true);

  test.each<[ResultKind, StepResult, StepResult, Sent[]]>([
    ['done', DONE, DONE, [from, to]],
    ['not-started', DONE, LATER, [from]],
    ['not-started', LATER, LATER, []],
    ['failed', FAILED, LATER, [from]],
    ['failed', DONE, FAILED, [from, to]],
    ['unknown', FAILED, LOST, [from, to]],
    ['unknown', LOST, DONE, [from, to]],
  ])('%s', (result, first, second, calls) => {
    const [told] = outcomes([replacedRow('1', '2')], first, second);
    expect(told).toMatchObject({ result, calls });
    const worse = [second, first].find(({ kind }) => kind === result);
    expect(told?.why).toBe(worse !== undefined && 'why' in worse ? worse.why : undefined);
  });
});

describe('the outcome of a doubt', () => {
  const doubts = (result: StepResult) => doubtsOf(ended([], [result], { doubt: [user('1')] }));

  test.each<[StepResult, object]>([
    [DONE, { result: 'done', call: sent('1') }],
    [FAILED, { result: 'failed', why: 'no', call: sent('1') }],
    [GONE, { result: 'done', why: 'the user is gone', call: sent('1') }],
    [LOST, { result: 'unknown', why: 'lost', call: sent('1') }],
    [LATER, { result: 'not-started', why: 'cancelled' }],
  ])('%j', (result, told) => {
    expect(doubts(result)).toEqual([{ target: user('1'), ...told }]);
  });

  test('is none of a target that a row was sent to', () => {
    const rows = [optOutRow('1'), enforceRow(), resetRow('2')];
    expect(doubtsOf(ended(rows, [DONE, DONE, DONE], { doubt: [user('1'), ORG] }))).toEqual([]);
  });
});
