import { describe, expect, test } from 'vitest';
import {
  afterCalls,
  claimOf,
  interruptedResets,
  recover,
  withClaims,
  withIntent,
} from '../../src/apply/after.ts';
import type { StepResult } from '../../src/apply/execute.ts';
import type { ResultKind, RowOutcome } from '../../src/apply/outcome.ts';
import type { Step } from '../../src/apply/steps.ts';
import type { Verdict } from '../../src/approval/verdict.ts';
import type { Claim, State, Target } from '../../src/ledger/state.ts';
import { requestHash } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import { adoptedState, BASELINE, ORG, recorded, SINCE, standing, state, user } from '../ledger/states.ts';
import { approver, enforce, guardrail, optOut, reset } from '../plan/entries.ts';
import { DONE, ended, FAILED, GONE, LATER, LOST, stepsFor } from './results.ts';
import {
  approvedBy,
  approvedStep,
  BY_ADOPTION,
  BY_DATE,
  decided,
  emailOf,
  enforceRow,
  go,
  heldBack,
  lapsedRow,
  oid,
  optInRow,
  optOutRow,
  refused,
  replacedRow,
  resetRow,
  row,
} from './rows.ts';

const NOW = '2026-11-24T09:00:00.000Z';
const TIP = 'c'.repeat(40);

function outcome(of: Row, result: ResultKind, verdict: Verdict = go()): RowOutcome {
  return { ...decided(of, verdict), result, calls: [] };
}

/** The state after an apply of the tip that ended so. */
function following(
  before: State,
  outcomes: readonly RowOutcome[],
  results: ReadonlyMap<Step, StepResult> = new Map(),
): State {
  return afterCalls(before, outcomes, results, TIP, NOW);
}

const CLAIM: Claim = {
  request: 'INC-1',
  state: 'claimed',
  hash: requestHash(reset({ user: emailOf('1') })),
  user: emailOf('1'),
  userId: '1',
  authority: recorded(approvedBy(approvedStep(1))),
  time: NOW,
};

describe('an intent', () => {
  const run = { run: '7', attempt: 2, nonce: 'n', time: NOW, targets: [] };

  test('names what is about to be sent, and claims the resets', () => {
    const rows = [optInRow('3'), enforceRow(), resetRow('1')];
    const before = state({ doubt: [user('4')] });
    const steps = stepsFor(rows, { before });
    const all = rows.map((of) => decided(of));
    expect(withIntent(before, steps, all, run)).toEqual({
      ...before,
      sending: { ...run, targets: [user('3'), user('4'), ORG] },
      resets: [CLAIM],
    });
  });

  test('claims no reset that is not sent', () => {
    const all = [
      decided(resetRow('1'), heldBack()),
      decided(resetRow('2'), refused('No.')),
      decided(optOutRow('3')),
    ];
    expect(withIntent(state(), stepsFor([optOutRow('3')]), all, run).resets).toEqual([]);
  });
});

describe('a run that died between intent and outcome', () => {
  const dead = state({
    sending: { run: '7', attempt: 1, nonce: 'n', time: NOW, targets: [user('1'), user('2'), ORG] },
    doubt: [user('9'), user('2', 'old@acme.example')],
    resets: [CLAIM, { ...CLAIM, request: 'INC-2', state: 'done' }],
  });

  test('leaves its targets in doubt, each once, and its resets unknown', () => {
    const { sending: _, ...rest } = dead;
    expect(recover(dead)).toEqual({
      ...rest,
      doubt: [user('9'), user('2', 'old@acme.example'), user('1'), ORG],
      resets: [
        { ...CLAIM, state: 'unknown' },
        { ...CLAIM, request: 'INC-2', state: 'done' },
      ],
    });
  });

  test('has interrupted the resets that it had claimed and not settled', () => {
    expect(interruptedResets(dead)).toEqual([CLAIM]);
    expect(interruptedResets(state({ resets: [CLAIM] }))).toEqual([]);
  });

  test('leaves nothing where no run had begun', () => {
    const calm = state({ doubt: [ORG] });
    expect(recover(calm)).toBe(calm);
  });
});

describe('what is in force after the calls', () => {
  const entries = (of: State) => of.inForce.map(({ entry, userId }) => [entry, userId]);

  test('is an opt-out with its user id, its authority and its time', () => {
    const verdict = go(approvedBy(approvedStep(2), approvedStep(1, [])));
    expect(following(state(), [outcome(optOutRow('1'), 'done', verdict)]).inForce).toEqual([
      {
        entry: optOut({ user: emailOf('1') }),
        userId: '1',
        since: NOW,
        authority: { kind: 'approved', steps: [approvedStep(2), approvedStep(1, [])] },
      },
    ]);
  });

  test('is an approver with the number of the account', () => {
    const came = row(undefined, approver(), { userId: '5001' });
    expect(entries(following(state(), [outcome(came, 'done')]))).toEqual([[approver(), '5001']]);
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

  test('holds no reset: it is an event', () => {
    expect(following(state(), [outcome(resetRow('1'), 'done')]).inForce).toEqual([]);
  });

  test('is no longer an opt-out that ended', () => {
    const before = state({ inForce: [standing(enforce()), standing(optOut({ user: emailOf('1') }), '1')] });
    expect(entries(following(before, [outcome(optInRow('1'), 'done')]))).toEqual([[enforce(), undefined]]);
    expect(following(before, [outcome(optInRow('1'), 'failed')]).inForce).toEqual(before.inForce);
  });

  test('is the new opt-out of a user whose old one ended, since now, whichever row comes first', () => {
    const old = optOut({ user: emailOf('1'), expires: '2026-11-24' });
    const before = state({ inForce: [standing(old, '1')] });
    const ends = optInRow('1', { before: old });
    const both = [outcome(optOutRow('1'), 'done'), outcome(ends, 'done', go(BY_DATE))];
    for (const outcomes of [both, both.toReversed()]) {
      const of = following(before, outcomes);
      expect(entries(of)).toEqual([[optOut({ user: emailOf('1') }), '1']]);
      expect(of.inForce[0]?.since).toBe(NOW);
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
      emailOf('1'),
      emailOf('2'),
    ]);
    expect(following(state(), rows.toReversed()).inForce).toEqual(one);
  });

  test('no longer holds an intent', () => {
    const before = state({ sending: { run: '7', attempt: 1, nonce: 'n', time: NOW, targets: [] } });
    expect(following(before, [])).toEqual({ ...state(), baseline: TIP });
  });
});

describe('an opt-out that is amended', () => {
  const since = (of: State) => of.inForce.map(({ entry, userId, since: at }) => [entry, userId, at]);

  test('goes on: the same user, since when it was, by its new authority', () => {
    const moved = optOut({ expires: '2027-02-28' });
    const of = following(state({ inForce: [standing(optOut(), '7')] }), [
      outcome(row(optOut(), moved), 'done'),
    ]);
    expect(since(of)).toEqual([[moved, '7', SINCE]]);
    expect(of.inForce[0]?.authority).toEqual(approvedBy(approvedStep(1)));
  });

  test('goes on under another e-mail of the same pin', () => {
    const [old, renamed] = [optOut({ id: '7' }), optOut({ id: '7', user: 'b@acme.example' })];
    const before = state({ inForce: [standing(old, '7')] });
    const amended = row(old, renamed, { recorded: '7', userId: '7' });
    expect(since(following(before, [outcome(amended, 'done')]))).toEqual([[renamed, '7', SINCE]]);
  });

  test('begins anew where its e-mail belongs to somebody else now', () => {
    const before = state({ inForce: [standing(optOut({ user: emailOf('2') }), '1')] });
    const amended = replacedRow('1', '2');
    expect(since(following(before, [outcome(amended, 'done')]))).toEqual([[amended.after, '2', NOW]]);
  });

  test('and nothing else goes on: an approver under another e-mail is one since now', () => {
    const before = state({ inForce: [standing(approver(), '5001')] });
    const moved = approver('ana-diaz', 'new@acme.example');
    const of = following(before, [outcome(row(approver(), moved, { userId: '5001' }), 'done')]);
    expect(since(of)).toEqual([[moved, '5001', NOW]]);
  });
});

describe('the baseline', () => {
  const baseline = (...outcomes: RowOutcome[]) => following(state(), outcomes).baseline;

  test.each<[string, RowOutcome]>([
    ['is done', outcome(optOutRow('1'), 'done')],
    ['is already so', outcome(optOutRow('1'), 'already')],
    ['is a reset that is never sent again', outcome(resetRow('1'), 'unknown')],
    ['is a reset that lapsed', outcome(lapsedRow('1'), 'refused', refused('Over.'))],
  ])('moves to the tip where every row %s', (_words, one) => {
    expect(baseline(outcome(enforceRow(), 'done'), one)).toBe(TIP);
    expect(following(adoptedState(), [one]).baseline).toBe(TIP);
  });

  test.each<[string, RowOutcome]>([
    ['failed', outcome(optInRow('1', { byDate: '2026-11-24' }), 'failed', go(BY_DATE))],
    ['is refused', outcome(optInRow('1', { byDate: '2026-11-24' }), 'refused', refused('No.'))],
  ])(
    'moves to the tip where the one row that is left is the end of an opt-out by its date, which %s',
    (_words, one) => {
      expect(baseline(outcome(enforceRow(), 'done'), one)).toBe(TIP);
    },
  );

  test('moves to the tip where there are no rows', () => {
    expect(baseline()).toBe(TIP);
  });

  test.each<[string, RowOutcome]>([
    ['failed', outcome(optOutRow('1'), 'failed')],
    ['was not started', outcome(optOutRow('1'), 'not-started')],
    ['is unknown', outcome(optOutRow('1'), 'unknown')],
    ['is held back', outcome(optOutRow('1'), 'held-back', heldBack())],
    ['is refused', outcome(optOutRow('1'), 'refused', refused('No.'))],
    ['is a reset that failed', outcome(resetRow('1'), 'failed')],
    ['is a reset that waits', outcome(resetRow('1'), 'not-started')],
  ])('stays where one row %s, also where there was none', (_words, one) => {
    expect(baseline(outcome(enforceRow(), 'done'), one)).toBe(BASELINE);
    expect(following(adoptedState(), [one])).not.toHaveProperty('baseline');
  });

  test('stays where the file at the tip can’t be read, or the Org is not adopted', () => {
    expect(afterCalls(state(), [], new Map(), undefined, NOW).baseline).toBe(BASELINE);
    expect(afterCalls(adoptedState(), [], new Map(), undefined, NOW)).not.toHaveProperty('baseline');
  });
});

describe('a reset after the calls', () => {
  const claimed = state({ resets: [CLAIM] });
  const resets = (of: Row, result: ResultKind, verdict: Verdict = go(), before = claimed) =>
    following(before, [outcome(of, result, verdict)]).resets;

  test('that is done or unknown is recorded for ever', () => {
    expect(resets(resetRow('1'), 'done')).toEqual([{ ...CLAIM, state: 'done' }]);
    expect(resets(resetRow('1'), 'unknown')).toEqual([{ ...CLAIM, state: 'unknown' }]);
  });

  test('that failed cleanly, or never began, has its claim released', () => {
    expect(resets(resetRow('1'), 'failed')).toEqual([]);
    expect(resets(resetRow('1'), 'not-started')).toEqual([]);
    expect(resets(resetRow('2'), 'failed')).toEqual([CLAIM]);
    const others = [outcome(resetRow('1'), 'failed'), outcome(enforceRow(), 'done')];
    expect(following(claimed, others).resets).toEqual([]);
    expect(resets(optOutRow('1'), 'failed')).toEqual([CLAIM]);
  });

  test('that was settled before stays as it is', () => {
    const settled = state({ resets: [{ ...CLAIM, state: 'done' }] });
    expect(resets(resetRow('1'), 'failed', go(), settled)).toEqual(settled.resets);
  });

  test('that is held back or refused leaves no claim', () => {
    expect(resets(resetRow('1'), 'held-back', heldBack(), state())).toEqual([]);
    const refusals = [{ code: 'protected', message: 'Is protected.' }] as const;
    expect(resets(resetRow('1', 'INC-1', { refusals }), 'refused', refused('No.'), state())).toEqual([]);
  });

  test('that lapsed is recorded with its day, whoever asked for it', () => {
    expect(resets(lapsedRow('1'), 'refused', refused('Over.'), state())).toEqual([
      { ...CLAIM, state: 'lapsed', authority: { kind: 'date', ended: '2026-11-27' } },
    ]);
  });

  test('names its user by e-mail alone where nobody was found', () => {
    const { userId: _, ...nobody } = lapsedRow('1');
    expect(resets(nobody, 'refused', refused('Over.'), state())[0]).not.toHaveProperty('userId');
  });

  test('stands in one order, by its request', () => {
    const rows = ['3', '1', '2'].map((id) => outcome(resetRow(id), 'done'));
    expect(following(state(), rows).resets.map(({ request }) => request)).toEqual([
      'INC-1',
      'INC-2',
      'INC-3',
    ]);
  });
});

test('a claim replaces the one of the same request, and no other', () => {
  const other = { ...CLAIM, request: 'INC-2' };
  const closed = claimOf(resetRow('1'), 'closed', BY_ADOPTION, NOW);
  expect(withClaims([other, CLAIM], [closed])).toEqual([
    { ...CLAIM, state: 'closed', authority: { kind: 'adoption', commit: oid(1), by: ['olga-owner'] } },
    other,
  ]);
});

describe('what is in doubt after the calls', () => {
  const doubts = (rows: readonly Row[], results: readonly StepResult[], doubt: readonly Target[] = []) => {
    const before = state({ doubt: [...doubt] });
    return following(before, [], ended(rows, results, { before })).doubt;
  };

  test.each<[string, StepResult, Target[]]>([
    ['settles it', DONE, []],
    ['that fails leaves it', FAILED, [user('1')]],
    ['for a user who is gone settles it', GONE, []],
    ['without an answer leaves it', LOST, [user('1')]],
    ['that never began leaves it', LATER, [user('1')]],
  ])('a call %s', (_words, result, left) => {
    expect(doubts([], [result], [user('1')])).toEqual(left);
  });

  test('a row without an answer puts its target in doubt, once', () => {
    expect(doubts([optOutRow('1'), enforceRow()], [LOST, LOST])).toEqual([user('1'), ORG]);
    expect(doubts([optOutRow('1')], [LOST], [user('1', 'old@acme.example')])).toEqual([user('1')]);
    expect(doubts([optInRow('1'), optOutRow('1')], [LOST])).toEqual([user('1')]);
  });

  test('of two calls of one row, that without an answer does', () => {
    expect(doubts([replacedRow('1', '2')], [DONE, LOST])).toContainEqual(user('2'));
    expect(doubts([replacedRow('1', '2')], [LOST, DONE])).toContainEqual(user('1', emailOf('2')));
  });

  test('a row that failed puts nothing in doubt', () => {
    expect(doubts([optOutRow('1')], [FAILED])).toEqual([]);
  });

  test('a reset neither settles nor raises any', () => {
    const steps = stepsFor([resetRow('1')]);
    const left = (result: StepResult, before: State) =>
      following(before, [], new Map(steps.map((step) => [step, result]))).doubt;
    expect(left(DONE, state({ doubt: [user('1')] }))).toEqual([user('1')]);
    expect(left(LOST, state())).toEqual([]);
  });

  describe('is a user whose state in the tenant is another one than what came into force', () => {
    const kiosk = optOut({ user: emailOf('2') });

    test('an exemption that ended, for a row whose other call failed', () => {
      const before = state({ inForce: [standing(kiosk, '1')] });
      const amended = replacedRow('1', '2');
      const of = following(
        before,
        [outcome(amended, 'failed')],
        ended([amended], [DONE, FAILED], { before }),
      );
      expect(of.inForce).toEqual(before.inForce);
      expect(of.doubt).toEqual([user('1', emailOf('2'))]);
    });

    test('an exemption that began, for a row whose other call failed', () => {
      const before = state({ inForce: [standing(kiosk, '1')] });
      const amended = replacedRow('1', '2');
      const of = following(
        before,
        [outcome(amended, 'failed')],
        ended([amended], [FAILED, DONE], { before }),
      );
      expect(of.inForce).toEqual(before.inForce);
      expect(of.doubt).toEqual([user('2')]);
    });

    test('an exemption that could not be ended, and whose e-mail is another user’s in the ledger now', () => {
      const before = state({ inForce: [standing(kiosk, '1')] });
      const ends = optInRow('1', { before: kiosk });
      const begins = optOutRow('2');
      const of = following(
        before,
        [outcome(ends, 'failed'), outcome(begins, 'done')],
        ended([ends, begins], [FAILED, DONE], { before }),
      );
      expect(of.inForce.map(({ userId }) => userId)).toEqual(['2']);
      expect(of.doubt).toEqual([user('1')]);
    });
  });

  test('a doubt about the Org that nothing may settle stays', () => {
    expect(doubts([], [], [ORG])).toEqual([ORG]);
  });
});

test('a guardrail that came into force takes the place of the one before', () => {
  const before = state({ inForce: [standing(guardrail('max-resets', 5))] });
  const lowered = row(guardrail('max-resets', 5), guardrail('max-resets', 2));
  expect(following(before, [outcome(lowered, 'done')]).inForce.map(({ entry }) => entry)).toEqual([
    guardrail('max-resets', 2),
  ]);
});
