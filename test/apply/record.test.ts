import { expect, test } from 'vitest';
import type { HeldBack, Verdict } from '../../src/apply/decide.ts';
import { type RecordInput, recordOf } from '../../src/apply/record.ts';
import { canonicalJson } from '../../src/plan/canonical.ts';
import { ORG, SINCE, standing, state, user } from '../ledger/states.ts';
import { guardrail, KIOSK, optOut } from '../plan/entries.ts';
import { plan } from '../plan/plans.ts';
import { decided, enforceRow, GO, oid, optOutRow } from './rows.ts';

const SENT = '2026-11-24T09:00:01.000Z';
const REFUSED: Verdict = { kind: 'refused', refusals: [] };

function record(input: Partial<RecordInput> = {}) {
  return recordOf({
    run: {
      id: '7',
      attempt: 1,
      event: 'push',
      workflow: 'acme/mfa/.github/workflows/mfa.yml@refs/heads/main',
      action: 'v1',
      startedBy: ['bo-chen'],
      senderId: '12',
    },
    ref: 'refs/heads/main',
    commit: oid(2),
    policy: { blob: oid(3), bytes: new TextEncoder().encode('version: 1\n') },
    plan: plan(),
    requestOf: ({ kind }) => ({ method: 'PUT', path: `/${kind}`, body: '{}' }),
    outcomes: [],
    doubts: [],
    lost: [],
    before: state(),
    after: state({ approved: oid(2) }),
    startedAt: '2026-11-24T09:00:00.000Z',
    endedAt: new Date('2026-11-24T09:00:05Z'),
    status: 'applied',
    unusual: [],
    foreign: [],
    found: [],
    ...input,
  });
}

test('a record says who ran what, on which commit and policy, for which Org, and how it ended', () => {
  expect(
    record({
      previous: { path: 'applies/x.json', blob: oid(9) },
      unusual: ['HTTPS_PROXY'],
      foreign: [],
      found: ['old.json'],
    }),
  ).toEqual({
    schema: 1,
    run: {
      id: '7',
      attempt: 1,
      event: 'push',
      workflow: 'acme/mfa/.github/workflows/mfa.yml@refs/heads/main',
      action: 'v1',
      startedBy: ['bo-chen'],
      senderId: '12',
    },
    ref: 'refs/heads/main',
    commit: oid(2),
    policy: { blob: oid(3), sha256: '09bfcc6a14b83e2192b8673677725c84883ee9cd0c70e45c9ec09daa8f2b2847' },
    org: '166',
    origin: 'https://us.core.resolver.com',
    digest: plan().digest,
    approved: { before: state().approved, after: oid(2) },
    rows: [],
    doubts: [],
    resetsLost: [],
    guardrails: {
      requiredApprovals: 1,
      maxOptOuts: 10,
      maxOptOutDays: 90,
      maxResets: 5,
      allowAdminOptOuts: false,
      allowLift: false,
    },
    optOuts: [],
    unusualVariables: ['HTTPS_PROXY'],
    foreignCommits: [],
    recordsFound: ['old.json'],
    startedAt: '2026-11-24T09:00:00.000Z',
    endedAt: '2026-11-24T09:00:05.000Z',
    status: 'applied',
    previous: { path: 'applies/x.json', blob: oid(9) },
  });
});

test('a row is recorded with both its contents, its user, its result, its source and its approvals', () => {
  const verdict: Verdict = { ...GO, approvals: [{ login: 'bo-chen', id: '1', at: SENT }] } as Verdict;
  const outcome = {
    ...decided(optOutRow('5'), verdict),
    result: 'done',
    call: { kind: 'set-opt-out', optOut: true, user: 'user.5@acme.example', userId: '5' },
    sentAt: SENT,
    verifiedAt: SENT,
  } as const;
  expect(record({ outcomes: [outcome] }).rows).toEqual([
    {
      kind: 'opt-out',
      direction: 'loosen',
      before: undefined,
      after: optOut({ user: 'user.5@acme.example' }),
      target: '5',
      call: { method: 'PUT', path: '/set-opt-out', body: '{}' },
      result: 'done',
      why: undefined,
      sentAt: SENT,
      verifiedAt: SENT,
      source: { kind: 'approved', commit: oid(1) },
      approvals: [{ login: 'bo-chen', id: '1', at: SENT }],
    },
  ]);
});

test('a row about the Org names no user', () => {
  expect(record({ outcomes: [{ ...decided(enforceRow()), result: 'done' }] }).rows).toMatchObject([
    { kind: 'enforce', before: { enforce: false }, after: { enforce: true }, target: undefined },
  ]);
});

const judgement = {
  needed: 2,
  approvals: [{ login: 'a', id: '1', at: SENT }],
  discounted: [],
  may: [],
  enough: false,
};

test.each<[HeldBack, string]>([
  [{ kind: 'direct', commit: oid(1) }, `pushed without a pull request in ${oid(1)}`],
  [{ kind: 'approvals', judgement }, '1 of 2 approvals'],
  [{ kind: 'rules', missing: ['a', 'b'] }, 'branch rules are off: a, b'],
])('a row that is held back is recorded with what it lacked: %j', (why, text) => {
  const outcome = { ...decided(optOutRow('5'), { kind: 'held-back', why }), result: 'held-back' } as const;
  expect(record({ outcomes: [outcome] }).rows).toMatchObject([
    { result: 'held-back', why: text, source: undefined },
  ]);
});

test('a row without a call names none', () => {
  expect(record({ outcomes: [{ ...decided(optOutRow('5')), result: 'not-started' }] }).rows).toMatchObject([
    { result: 'not-started', call: undefined },
  ]);
});

test('a row that was refused is recorded with its reasons', () => {
  const outcome = { ...decided(optOutRow('5'), REFUSED), result: 'refused', why: 'Nobody.' } as const;
  expect(record({ outcomes: [outcome] }).rows).toMatchObject([
    { result: 'refused', why: 'Nobody.', approvals: undefined },
  ]);
});

test('doubts are recorded with what became of them', () => {
  const doubts = [
    { target: user('5'), result: 'not-started', why: 'the run was cancelled' },
    { target: ORG, result: 'unknown', why: 'lost', call: { kind: 'set-enforced', enforced: true } },
  ] as const;
  const call = { method: 'PUT', path: '/set-enforced', body: '{}' };
  expect(record({ doubts }).doubts).toEqual([
    { target: user('5'), result: 'not-started', why: 'the run was cancelled', call: undefined },
    { target: ORG, result: 'unknown', why: 'lost', call },
  ]);
});

test('opt-outs in force are recorded with the days that are left, and the guardrails as they are now', () => {
  const after = state({ inForce: [standing(optOut(), '1732'), standing(guardrail('max-resets', 2))] });
  const of = record({ after });
  expect(of.optOuts).toEqual([
    {
      entry: optOut(),
      userId: '1732',
      since: SINCE,
      source: after.inForce[0]?.source,
      approvals: [],
      daysLeft: 68,
    },
  ]);
  expect(of.guardrails).toMatchObject({ maxResets: 2 });
  expect(KIOSK).toBe(optOut().user);
});

test('a record without a predecessor says nothing of one', () => {
  expect(JSON.parse(canonicalJson(record()))).not.toHaveProperty('previous');
});
