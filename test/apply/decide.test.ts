import { describe, expect, test } from 'vitest';
import { type DecideInput, decide, isAllApproved, type Verdict, withRows } from '../../src/apply/decide.ts';
import type { Traced } from '../../src/apply/source.ts';
import type { Refusal, Row } from '../../src/plan/row.ts';
import { guardrailsOf } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { approver, enforce, guarded, guardrail, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, NOW } from '../plan/plans.ts';
import { approved, decided, merged, oid, optOutRow, resetRow, row } from './rows.ts';

const REFUSED: Refusal = { code: 'no-such-user', message: 'Nobody.' };

/** By the pull request of that number, merged when the file said `before`. */
function by(number: number, before: Policy = policy()): Traced {
  return { kind: 'pull-request', pull: merged(number, oid(number)), commit: oid(number), before };
}

function judged(rows: readonly (readonly [Row, Traced])[], input: Partial<DecideInput> = {}): Verdict[] {
  return decide({
    rows: rows.map(([of]) => of),
    traced: new Map(rows),
    sources: new Map([1, 2, 3].map((number) => [number, approved(number)])),
    inForce: inForce(),
    approved: oid(1),
    now: NOW,
    rulesMissing: [],
    ...input,
  }).map(({ verdict }) => verdict);
}

const one = (of: Row, traced: Traced, input: Partial<DecideInput> = {}) => judged([[of, traced]], input)[0];

describe('a row goes', () => {
  test('by the approvals of its source, which are recorded', () => {
    expect(one(optOutRow('5'), by(2))).toEqual({
      kind: 'go',
      source: {
        kind: 'pull-request',
        number: 2,
        author: 'ana-diaz',
        headCommit: oid(102),
        mergeCommit: oid(2),
        mergedAt: '2026-11-24T08:00:00Z',
      },
      approvals: [{ login: 'bo-chen', id: '1', at: '2026-11-24T07:00:00Z' }],
    });
  });

  test('by what was approved before, where nothing newer touches it', () => {
    expect(one(optOutRow('5'), { kind: 'approved' })).toEqual({
      kind: 'go',
      source: { kind: 'approved', commit: oid(1) },
      approvals: [],
    });
  });

  test('by its date, even while the rules of the branch are off', () => {
    const ended = row(optOut({ expires: '2026-11-24' }), undefined, { byDate: '2026-11-24' });
    expect(one(ended, { kind: 'date', ended: '2026-11-24' }, { rulesMissing: ['x'] })).toEqual({
      kind: 'go',
      source: { kind: 'date', ended: '2026-11-24' },
      approvals: [],
    });
  });
});

describe('a row is held back', () => {
  test('that was pushed without a pull request', () => {
    const direct: Traced = { kind: 'direct', commit: oid(2), merge: false, before: policy() };
    expect(one(optOutRow('5'), direct)).toEqual({
      kind: 'held-back',
      why: { kind: 'direct', commit: oid(2), merge: false },
    });
  });

  test('whose pull request GitHub no longer shows', () => {
    expect(one(optOutRow('5'), by(9))).toEqual({
      kind: 'held-back',
      why: { kind: 'direct', commit: oid(9) },
    });
  });

  test('while a rule of the branch is off, however it was approved', () => {
    const why = { kind: 'rules', missing: ['“Block force pushes”'] };
    for (const traced of [by(2), { kind: 'approved' } as const]) {
      expect(one(optOutRow('5'), traced, { rulesMissing: why.missing })).toEqual({ kind: 'held-back', why });
    }
  });

  test('that has too few approvals, with what is missing and where', () => {
    const sources = new Map([[2, approved(2, { reviews: [] })]]);
    expect(one(optOutRow('5'), by(2), { sources })).toEqual({
      kind: 'held-back',
      pull: 2,
      why: {
        kind: 'approvals',
        judgement: { needed: 1, approvals: [], discounted: [], may: ['bo-chen'], enough: false },
      },
    });
  });

  test('whether or not it is so already in the tenant', () => {
    const direct: Traced = { kind: 'direct', commit: oid(2), merge: false, before: policy() };
    expect(one(optOutRow('5', { live: true }), direct)).toMatchObject({ kind: 'held-back' });
  });
});

describe('a row is refused', () => {
  test('for a reason of its own, once it has its approvals', () => {
    expect(one(optOutRow('5', { refusals: [REFUSED] }), by(2))).toEqual({
      kind: 'refused',
      refusals: [REFUSED],
      pull: 2,
    });
    expect(one(optOutRow('5', { refusals: [REFUSED] }), { kind: 'approved' })).toEqual({
      kind: 'refused',
      refusals: [REFUSED],
    });
  });

  test('not before it has them: what is missing is said first', () => {
    const sources = new Map([[2, approved(2, { reviews: [] })]]);
    expect(one(optOutRow('5', { refusals: [REFUSED] }), by(2), { sources })).toMatchObject({
      kind: 'held-back',
    });
  });

  test('that lapsed, whoever approved it', () => {
    const lapsed = resetRow('5', 'INC-5', { refusals: [{ code: 'lapsed', message: 'Over.' }] });
    const direct: Traced = { kind: 'direct', commit: oid(2), merge: false, before: policy() };
    expect(one(lapsed, direct, { rulesMissing: ['x'] })).toMatchObject({ kind: 'refused' });
  });

  test.each<[string, Row]>([
    ['opted out', optOutRow('5')],
    ['reset', resetRow('5')],
  ])('where the account that is %s was protected when its pull request was merged', (_words, of) => {
    const before = policy({ protected: ['user.5@acme.example'] });
    expect(one(of, by(2, before))).toMatchObject({ kind: 'refused', refusals: [{ code: 'protected' }] });
    expect(one(of, by(2, policy({ protected: ['other@acme.example'] })))).toMatchObject({ kind: 'go' });
  });

  test('for all its reasons together', () => {
    const before = policy({ protected: ['user.5@acme.example'] });
    const both = optOutRow('5', { refusals: [REFUSED] });
    expect(one(both, by(2, before))).toMatchObject({
      refusals: [{ code: 'no-such-user' }, { code: 'protected' }],
    });
  });

  test('once for a protected account, not twice', () => {
    const before = policy({ protected: ['user.5@acme.example'] });
    const both = optOutRow('5', { refusals: [{ code: 'protected', message: 'Is protected.' }] });
    expect(one(both, by(2, before))).toMatchObject({ refusals: [{ message: 'Is protected.' }] });
  });

  test('not where the account that was protected is opted in', () => {
    const before = policy({ protected: ['lobby.kiosk@acme.example'] });
    expect(one(row(optOut(), undefined), by(2, before))).toMatchObject({ kind: 'go' });
  });

  test('by a limit in force, judged on those rows alone that would go', () => {
    const limit = inForce(policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxOptOuts: 1 } }));
    const two: [Row, Traced][] = [
      [optOutRow('5'), by(2)],
      [optOutRow('6'), by(3)],
    ];
    expect(judged(two, { inForce: limit }).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    const sources = new Map([
      [2, approved(2)],
      [3, approved(3, { reviews: [] })],
    ]);
    expect(judged(two, { inForce: limit, sources }).map(({ kind }) => kind)).toEqual(['go', 'held-back']);
  });

  test('by the number of resets of its own pull request', () => {
    const limit = inForce(policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 1 } }));
    const [a, b, c] = [resetRow('5'), resetRow('6'), resetRow('7')] as const;
    const verdicts = judged(
      [
        [a, by(2)],
        [b, by(2)],
        [c, by(3)],
      ],
      { inForce: limit },
    );
    expect(verdicts.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'go']);
    const earlier = judged(
      [
        [a, { kind: 'approved' }],
        [b, { kind: 'approved' }],
      ],
      { inForce: limit },
    );
    expect(earlier.map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });
});

describe('rules come first', () => {
  const raised = row(guardrail('max-opt-out-days', 90), guardrail('max-opt-out-days', 200));
  const long = row(undefined, optOut({ expires: '2027-05-01' }));
  const before = policy();
  const raisedBefore = policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxOptOutDays: 200 } });

  test('one that loosens does not serve a row of the same pull request, nor of an earlier one', () => {
    const verdicts = judged([
      [long, by(2, before)],
      [raised, by(2, before)],
    ]);
    expect(verdicts[0]).toMatchObject({ kind: 'go' });
    expect(verdicts[1]).toMatchObject({ kind: 'refused', refusals: [{ code: 'max-opt-out-days' }] });
  });

  test('one that loosens serves a row that was merged after it', () => {
    const verdicts = judged([
      [long, by(3, raisedBefore)],
      [raised, by(2, before)],
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['go', 'go']);
  });

  test('one that loosens and is held back serves nothing', () => {
    const direct: Traced = { kind: 'direct', commit: oid(2), merge: false, before };
    const verdicts = judged([
      [long, by(3, raisedBefore)],
      [raised, direct],
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['held-back', 'refused']);
  });

  test('are judged by what is in force alone, whatever the file said before their pull request', () => {
    const strict = policy({ guardrails: { ...DEFAULT_GUARDRAILS, requiredApprovals: 2 } });
    expect(one(raised, by(2, strict))).toMatchObject({ kind: 'go' });
    expect(one(optOutRow('5'), by(2, strict))).toMatchObject({ kind: 'held-back' });
  });

  test('one that tightens binds all other rows at once', () => {
    const lowered = row(guardrail('max-opt-out-days', 90), guardrail('max-opt-out-days', 30));
    const verdicts = judged([
      [optOutRow('5'), by(2)],
      [lowered, by(3)],
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['go', 'refused']);
  });

  test('one that tightens binds the rules that loosen, too', () => {
    const stricter = row(guardrail('required-approvals', 1), guardrail('required-approvals', 2));
    const verdicts = judged([
      [raised, by(2)],
      [stricter, by(3)],
    ]);
    expect(verdicts.map(({ kind }) => kind)).toEqual(['held-back', 'go']);
  });

  test('an approver who is added approves nothing that was merged before him', () => {
    const added = row(undefined, approver('cy-lee'));
    const byCy = approved(2, {
      reviews: [{ id: '1', login: 'cy-lee', bot: false, canWrite: true, state: 'APPROVED', at: 'then' }],
    });
    const sources = new Map([
      [2, byCy],
      [3, approved(3)],
    ]);
    const known = policy({
      approvers: [...policy().approvers, { login: 'cy-lee', user: 'cy.lee@acme.example' }],
    });
    const of: [Row, Traced][] = [
      [optOutRow('5'), by(2, policy())],
      [added, by(3)],
    ];
    expect(judged(of, { sources }).map(({ kind }) => kind)).toEqual(['go', 'held-back']);
    const after: [Row, Traced][] = [
      [optOutRow('5'), by(2, known)],
      [added, by(3)],
    ];
    expect(judged(after, { sources }).map(({ kind }) => kind)).toEqual(['go', 'go']);
  });

  test('an approver who is removed no longer approves what comes with it', () => {
    const removed = row(approver('bo-chen'), undefined);
    const sources = new Map([
      [2, approved(2)],
      [
        3,
        approved(3, {
          author: { login: 'bo-chen', bot: false },
          reviews: [
            { id: '1', login: 'ana-diaz', bot: false, canWrite: true, state: 'APPROVED', at: 'then' },
          ],
        }),
      ],
    ]);
    const verdicts = judged(
      [
        [optOutRow('5'), by(2)],
        [removed, by(3)],
      ],
      { sources },
    );
    expect(verdicts.map(({ kind }) => kind)).toEqual(['go', 'held-back']);
  });

  test('a row from before there was a readable file is bound by what is in force alone', () => {
    const wide = inForce(raisedBefore);
    expect(one(long, by(2, before), { inForce: wide })).toMatchObject({ kind: 'refused' });
    expect(one(long, { ...by(2), before: undefined } as Traced, { inForce: wide })).toMatchObject({
      kind: 'go',
    });
    expect(one(long, { ...by(2), before: undefined } as Traced)).toMatchObject({ kind: 'refused' });
  });
});

test('a row that nobody traced is never judged', () => {
  expect(() =>
    decide({
      rows: [optOutRow('5')],
      traced: new Map(),
      sources: new Map(),
      inForce: inForce(),
      approved: oid(1),
      now: NOW,
      rulesMissing: [],
    }),
  ).toThrow('every row is traced');
});

describe('everything is approved', () => {
  const refusedFor = (code: Refusal['code']): Verdict => ({
    kind: 'refused',
    refusals: [{ code, message: '' }],
  });

  test.each<[string, Verdict, boolean]>([
    ['a row that goes', { kind: 'go', source: { kind: 'approved', commit: oid(1) }, approvals: [] }, true],
    [
      'a row that is held back',
      { kind: 'held-back', why: { kind: 'direct', commit: oid(1), merge: false } },
      false,
    ],
    ['a reset that lapsed', refusedFor('lapsed'), true],
    ['a user who is not there', refusedFor('no-such-user'), true],
    ['a missing body', refusedFor('no-enforce-body'), true],
    ['an administrator', refusedFor('administrator'), false],
    ['a lift that is not allowed', refusedFor('lift-not-allowed'), false],
    ['too many opt-outs', refusedFor('max-opt-outs'), false],
    ['an opt-out that lasts too long', refusedFor('max-opt-out-days'), false],
    ['too many resets', refusedFor('max-resets'), false],
    ['a protected account', refusedFor('protected'), false],
  ])('or not with %s', (_words, verdict, all) => {
    expect(isAllApproved([decided(optOutRow('5')), decided(optOutRow('6'), verdict)])).toBe(all);
  });

  test('not with a row that one looser rule would let go, whatever else it lacks', () => {
    const refusals = [REFUSED, { code: 'max-opt-outs', message: '' } as const];
    expect(isAllApproved([decided(optOutRow('5'), { kind: 'refused', refusals })])).toBe(false);
  });

  test('where there is nothing', () => {
    expect(isAllApproved([])).toBe(true);
  });
});

test('what is in force after some rows is what they leave, add and replace; resets are none of it', () => {
  const entries = [enforce(), optOut(), guardrail('max-resets', 5), guarded()];
  const rows = [
    row(optOut(), undefined),
    row(undefined, optOut({ user: 'b@acme.example' })),
    row(guardrail('max-resets', 5), guardrail('max-resets', 1)),
    row(undefined, reset()),
  ];
  const after = withRows(entries, rows);
  expect(after).toEqual([
    enforce(),
    guarded(),
    optOut({ user: 'b@acme.example' }),
    guardrail('max-resets', 1),
  ]);
  expect(guardrailsOf(after).maxResets).toBe(1);
});
