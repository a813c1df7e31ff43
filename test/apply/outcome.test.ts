import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../src/apply/apply.ts';
import type { Decided, Verdict } from '../../src/apply/decide.ts';
import {
  afterCalls,
  afterDeath,
  doubtsOf,
  lostResets,
  outcomeOf,
  type ResultKind,
  type RowOutcome,
  withIntent,
} from '../../src/apply/outcome.ts';
import { type Step, stepsOf } from '../../src/apply/steps.ts';
import type { Claim, State, Target } from '../../src/ledger/state.ts';
import { requestHash } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import { ADOPTED, APPROVED, ORG, SINCE, standing, state, user } from '../ledger/states.ts';
import { enforce, guardrail, optOut, reset } from '../plan/entries.ts';
import { decided, enforceRow, GO, oid, optInRow, optOutRow, resetRow, row } from './rows.ts';

const AT = '2026-11-24T09:00:00.000Z';
const HELD: Verdict = { kind: 'held-back', why: { kind: 'direct', commit: oid(1) } };
const DONE: StepResult = { kind: 'done', sentAt: AT };
const FAILED: StepResult = { kind: 'failed', sentAt: AT, why: 'no', status: 403 };
const GONE: StepResult = { kind: 'failed', sentAt: AT, why: 'no such user', status: 404 };
const LOST: StepResult = { kind: 'unknown', sentAt: AT, why: 'lost' };
const LATER: StepResult = { kind: 'not-started', why: 'cancelled' };

/** Steps of the rows and doubts, each with its result in their order. */
function ended(rows: readonly Row[], results: readonly StepResult[], doubt: readonly Target[] = []) {
  const { steps } = stepsOf(
    rows.map((of) => decided(of)),
    doubt,
    { optedOut: new Set(), enforced: true },
  );
  return new Map<Step, StepResult>(steps.map((step, index) => [step, results[index] ?? DONE]));
}

function outcome(of: Row, result: ResultKind, verdict: Verdict = GO): RowOutcome {
  return { ...decided(of, verdict), result };
}

/** The call that ends the opt-out of a user. */
function sent(userId: string) {
  return { kind: 'set-opt-out', optOut: false, user: `user.${userId}@acme.example`, userId };
}

describe('the outcome of a row', () => {
  const of = (one: Decided, result?: StepResult) =>
    outcomeOf([one], result === undefined ? new Map() : ended([one.row], [result]))[0];

  test('is held back or refused where its verdict is', () => {
    expect(of(decided(optOutRow('1'), HELD))).toMatchObject({ result: 'held-back' });
    const refusals = [
      { code: 'two-users', message: 'Two.' },
      { code: 'key-owner', message: 'Own.' },
    ] as const;
    expect(of(decided(optOutRow('1'), { kind: 'refused', refusals: [...refusals] }))).toMatchObject({
      result: 'refused',
      why: 'Two. Own.',
    });
  });

  test('is that of its call', () => {
    expect(of(decided(optOutRow('1')), { ...DONE, verifiedAt: AT })).toMatchObject({
      result: 'done',
      sentAt: AT,
      verifiedAt: AT,
    });
    expect(of(decided(optOutRow('1')), { ...DONE, note: 'read' })).toMatchObject({
      result: 'done',
      why: 'read',
    });
    expect(of(decided(optOutRow('1')), FAILED)).toMatchObject({ result: 'failed', why: 'no' });
    expect(of(decided(optOutRow('1')), LOST)).toMatchObject({ result: 'unknown', why: 'lost' });
    expect(of(decided(optOutRow('1')), LATER)).toMatchObject({ result: 'not-started', why: 'cancelled' });
  });

  test('is already so, where the tenant or the ledger said so', () => {
    expect(of(decided(optOutRow('1', { live: true })))).toMatchObject({ result: 'already' });
    expect(of(decided(optOutRow('1', { inForce: true })))).toMatchObject({ result: 'already' });
  });

  test('is not mixed up with that of a doubt', () => {
    const results = ended([optOutRow('1')], [FAILED, DONE], [user('2')]);
    expect(outcomeOf([decided(optOutRow('3'))], results)).toMatchObject([{ result: 'done' }]);
    expect(doubtsOf(results)).toHaveLength(1);
  });

  test('is done where it needs no call', () => {
    expect(of(decided(row(undefined, guardrail('max-resets', 1))))).toMatchObject({ result: 'done' });
  });

  test.each<[ResultKind, StepResult]>([
    ['done', DONE],
    ['failed', FAILED],
    ['unknown', LOST],
    ['not-started', LATER],
  ])('is %s for the end of an opt-out, too, where the call for the new one stands for both', (result, of) => {
    const both = [optOutRow('1'), optInRow('1')];
    const outcomes = outcomeOf(
      both.map((one) => decided(one)),
      ended(both, [of]),
    );
    expect(outcomes.map((one) => one.result)).toEqual([result, result]);
    const call = result === 'not-started' ? undefined : { ...sent('1'), optOut: true };
    expect(outcomes.map((one) => one.call)).toEqual([call, call]);
  });

  test('names the call that was made, and none where none was', () => {
    expect(of(decided(optInRow('1')), DONE)?.call).toEqual(sent('1'));
    expect(of(decided(optInRow('1')), FAILED)?.call).toEqual(sent('1'));
    expect(of(decided(optInRow('1')), LATER)).not.toHaveProperty('call');
    expect(of(decided(optInRow('1', { live: true })))).not.toHaveProperty('call');
  });
});

describe('the outcome of a doubt', () => {
  test.each<[StepResult, object]>([
    [DONE, { result: 'done', call: sent('1') }],
    [FAILED, { result: 'failed', why: 'no', call: sent('1') }],
    [GONE, { result: 'done', why: 'the user is gone', call: sent('1') }],
    [LOST, { result: 'unknown', why: 'lost', call: sent('1') }],
    [LATER, { result: 'not-started', why: 'cancelled' }],
  ])('%j', (result, told) => {
    expect(doubtsOf(ended([], [result], [user('1')]))).toEqual([{ target: user('1'), ...told }]);
  });

  test('is none of a target that a row was sent to', () => {
    expect(doubtsOf(ended([optOutRow('1')], [DONE], [user('1')]))).toEqual([]);
  });
});

const CLAIM: Claim = {
  request: 'INC-1',
  state: 'claimed',
  hash: requestHash(reset({ user: 'user.1@acme.example' })),
  user: 'user.1@acme.example',
  userId: '1',
  source: { kind: 'approved', commit: oid(1) },
  time: AT,
};

describe('an intent', () => {
  const run = { run: '7', attempt: 2, nonce: 'n', time: AT, targets: [] };

  test('names what is about to be sent, and claims the resets', () => {
    const rows = [optInRow('3'), enforceRow(), resetRow('1')].map((of) => decided(of));
    const { steps } = stepsOf(rows, [user('4')], { optedOut: new Set(), enforced: true });
    const before = state({ doubt: [user('4')] });
    expect(withIntent(before, steps, rows, run)).toEqual({
      ...before,
      sending: { ...run, targets: [user('3'), user('4'), ORG] },
      resets: [CLAIM],
    });
  });

  test('claims no reset that is not carried out', () => {
    const rows = [
      decided(resetRow('1'), HELD),
      decided(resetRow('2'), { kind: 'refused', refusals: [] }),
      decided(optOutRow('3')),
    ];
    const { steps } = stepsOf(rows, [], { optedOut: new Set(), enforced: true });
    expect(withIntent(state(), steps, rows, run).resets).toEqual([]);
  });
});

describe('a run that died between intent and outcome', () => {
  const dead = state({
    sending: { run: '7', attempt: 1, nonce: 'n', time: AT, targets: [user('1'), user('2'), ORG] },
    doubt: [user('2', 'old@acme.example')],
    resets: [CLAIM, { ...CLAIM, request: 'INC-2', state: 'done' }],
  });

  test('leaves its targets in doubt, each once, and its resets unknown', () => {
    const { sending: _, ...rest } = dead;
    expect(afterDeath(dead)).toEqual({
      ...rest,
      doubt: [user('2', 'old@acme.example'), user('1'), ORG],
      resets: [
        { ...CLAIM, state: 'unknown' },
        { ...CLAIM, request: 'INC-2', state: 'done' },
      ],
    });
  });

  test('has lost the resets that it had claimed and not settled', () => {
    expect(lostResets(dead)).toEqual([CLAIM]);
    expect(lostResets(state({ resets: [CLAIM] }))).toEqual([]);
  });

  test('leaves nothing where no run had begun', () => {
    const calm = state({ doubt: [ORG] });
    expect(afterDeath(calm)).toBe(calm);
  });
});

describe('what is in force after the calls', () => {
  const NEW = 'e'.repeat(40);
  const following = (before: State, outcomes: readonly RowOutcome[], results = new Map<Step, StepResult>()) =>
    afterCalls(before, outcomes, results, NEW, AT);
  const entries = (of: State) => of.inForce.map(({ entry, userId }) => [entry, userId]);

  test('is an opt-out with its user id, source, approvals and time', () => {
    const verdict: Verdict = { ...GO, approvals: [{ login: 'bo-chen', id: '1', at: AT }] } as Verdict;
    expect(following(state(), [outcome(optOutRow('1'), 'done', verdict)]).inForce).toEqual([
      {
        entry: optOut({ user: 'user.1@acme.example' }),
        userId: '1',
        since: AT,
        source: { kind: 'approved', commit: oid(1) },
        approvals: [{ login: 'bo-chen', id: '1', at: AT }],
      },
    ]);
  });

  test.each<[ResultKind, boolean]>([
    ['done', true],
    ['already', true],
    ['failed', false],
    ['unknown', false],
    ['not-started', false],
    ['held-back', false],
    ['refused', false],
  ])('holds a row that is %s: %s', (result, held) => {
    expect(following(state(), [outcome(optOutRow('1'), result)]).inForce).toHaveLength(held ? 1 : 0);
  });

  test('keeps the user id of an opt-out that is amended', () => {
    const amended = row(optOut(), optOut({ expires: '2027-02-28' }));
    const of = following(state({ inForce: [standing(optOut(), '1732')] }), [outcome(amended, 'done')]);
    expect(entries(of)).toEqual([[optOut({ expires: '2027-02-28' }), '1732']]);
    expect(of.inForce[0]?.since).toBe(AT);
  });

  test('follows an opt-out under another e-mail by its pin', () => {
    const [old, renamed] = [optOut({ id: '7' }), optOut({ id: '7', user: 'b@acme.example' })];
    const of = following(state({ inForce: [standing(old, '7')] }), [outcome(row(old, renamed), 'done')]);
    expect(entries(of)).toEqual([[renamed, '7']]);
  });

  test('is no longer an opt-out that ended', () => {
    const before = state({
      inForce: [standing(enforce()), standing(optOut({ user: 'user.1@acme.example' }), '1')],
    });
    expect(entries(following(before, [outcome(optInRow('1'), 'done')]))).toEqual([[enforce(), undefined]]);
    expect(following(before, [outcome(optInRow('1'), 'failed')]).inForce).toEqual(before.inForce);
  });

  test('is the new opt-out of a user whose old one ended, whichever row comes first', () => {
    const old = optOut({ user: 'user.1@acme.example', expires: '2026-11-24' });
    const before = state({ inForce: [standing(old, '1')] });
    const both = [outcome(optOutRow('1'), 'done'), outcome(optInRow('1'), 'done')];
    for (const outcomes of [both, both.toReversed()]) {
      expect(entries(following(before, outcomes))).toEqual([[optOut({ user: 'user.1@acme.example' }), '1']]);
    }
  });

  test('is in one order, whatever came first', () => {
    const rows = [
      outcome(optOutRow('2'), 'done'),
      outcome(optOutRow('1'), 'done'),
      outcome(enforceRow(), 'done'),
    ];
    const one = following(state(), rows).inForce;
    expect(one.map(({ entry }) => ('user' in entry ? entry.user : entry.kind))).toEqual([
      'enforce',
      'user.1@acme.example',
      'user.2@acme.example',
    ]);
    expect(following(state(), rows.toReversed()).inForce).toEqual(one);
  });

  test('has moved to the commit that is approved now, and no intent is left', () => {
    const before = state({ sending: { run: '7', attempt: 1, nonce: 'n', time: AT, targets: [] } });
    expect(following(before, [])).toEqual({ ...state(), approved: NEW });
    expect(before.approved).toBe(APPROVED);
    expect(standing(optOut()).since).toBe(SINCE);
    expect(standing(optOut()).source).toBe(ADOPTED);
  });
});

describe('a reset after the calls', () => {
  const before = state({ resets: [CLAIM] });
  const resets = (of: Row, result: ResultKind, verdict: Verdict = GO, from = before) =>
    afterCalls(from, [outcome(of, result, verdict)], new Map(), oid(1), AT).resets;

  test('that is done or unknown is recorded for ever', () => {
    expect(resets(resetRow('1'), 'done')).toEqual([{ ...CLAIM, state: 'done' }]);
    expect(resets(resetRow('1'), 'unknown')).toEqual([{ ...CLAIM, state: 'unknown' }]);
  });

  test('that failed cleanly, or never began, has its claim released', () => {
    expect(resets(resetRow('1'), 'failed')).toEqual([]);
    expect(resets(resetRow('1'), 'not-started')).toEqual([]);
    expect(resets(resetRow('2'), 'failed')).toEqual([CLAIM]);
    expect(resets(optOutRow('1'), 'failed')).toEqual([CLAIM]);
  });

  test('that was settled before stays as it is', () => {
    const settled = state({ resets: [{ ...CLAIM, state: 'done' }] });
    expect(resets(resetRow('1'), 'failed', GO, settled)).toEqual(settled.resets);
  });

  test('that is held back or refused leaves no claim', () => {
    expect(resets(resetRow('1'), 'held-back', HELD, state())).toEqual([]);
    expect(resets(resetRow('1'), 'refused', { kind: 'refused', refusals: [] }, state())).toEqual([]);
  });

  test('that lapsed is recorded with its day, whoever asked for it', () => {
    const lapsed = resetRow('1', 'INC-1', { refusals: [{ code: 'lapsed', message: 'Over.' }] });
    expect(resets(lapsed, 'held-back', HELD, state())).toEqual([
      { ...CLAIM, state: 'lapsed', source: { kind: 'date', ended: '2026-11-27' } },
    ]);
  });

  test('names its user by e-mail alone where nobody was found', () => {
    const { call: _, ...nobody } = resetRow('1', 'INC-1', {
      refusals: [{ code: 'lapsed', message: 'Over.' }],
    });
    expect(resets(nobody, 'refused', HELD, state())[0]).not.toHaveProperty('userId');
  });

  test('stands in one order, by its request', () => {
    const rows = ['3', '1', '2'].map((id) => outcome(resetRow(id), 'done'));
    const of = afterCalls(state(), rows, new Map(), oid(1), AT);
    expect(of.resets.map(({ request }) => request)).toEqual(['INC-1', 'INC-2', 'INC-3']);
  });
});

describe('what is in doubt after the calls', () => {
  const doubts = (before: readonly Target[], results: ReadonlyMap<Step, StepResult>) =>
    afterCalls(state({ doubt: [...before] }), [], results, oid(1), AT).doubt;

  test.each<[string, StepResult, Target[]]>([
    ['settles it', DONE, []],
    ['that fails leaves it', FAILED, [user('1')]],
    ['for a user who is gone settles it', GONE, []],
    ['without an answer leaves it', LOST, [user('1')]],
    ['that never began leaves it', LATER, [user('1')]],
  ])('a call %s', (_words, result, left) => {
    expect(doubts([user('1')], ended([], [result], [user('1')]))).toEqual(left);
  });

  test('a row without an answer puts its target in doubt, once', () => {
    expect(doubts([], ended([optOutRow('1'), enforceRow()], [LOST, LOST]))).toEqual([user('1'), ORG]);
    expect(doubts([user('1')], ended([optOutRow('1')], [LOST]))).toEqual([user('1')]);
  });

  test('a row that failed puts nothing in doubt', () => {
    expect(doubts([], ended([optOutRow('1')], [FAILED]))).toEqual([]);
  });

  test('a reset neither settles nor raises any', () => {
    const { steps } = stepsOf([decided(resetRow('1'))], [], { optedOut: new Set(), enforced: true });
    expect(doubts([user('1')], new Map(steps.map((step) => [step, DONE])))).toEqual([user('1')]);
    expect(doubts([], new Map(steps.map((step) => [step, LOST])))).toEqual([]);
  });
});
