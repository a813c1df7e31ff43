import { expect, test } from 'vitest';
import type { RowOutcome } from '../../src/apply/outcome.ts';
import { type RecordInput, recordOf } from '../../src/apply/record.ts';
import type { Lack } from '../../src/approval/steps.ts';
import type { HeldBack } from '../../src/approval/verdict.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { ADOPTION, adoptedState, BASELINE, ORG, SINCE, standing, state, user } from '../ledger/states.ts';
import { guardrail, optOut } from '../plan/entries.ts';
import { plan } from '../plan/plans.ts';
import {
  approval,
  approvedBy,
  approvedStep,
  BY_ADOPTION,
  BY_DATE,
  decided,
  emailOf,
  enforceRow,
  go,
  heldBack,
  oid,
  optInRow,
  optOutRow,
  refused,
  replacedRow,
} from './rows.ts';

const SENT = '2026-11-24T09:00:01.000Z';

function input(): RecordInput {
  return {
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
    interrupted: [],
    before: state(),
    after: state({ baseline: oid(2) }),
    startedAt: '2026-11-24T09:00:00.000Z',
    endedAt: new Date('2026-11-24T09:00:05Z'),
    status: 'applied',
    unusual: [],
    foreign: [],
    found: [],
  };
}

const record = (more: Partial<RecordInput> = {}) => recordOf({ ...input(), ...more });

const rows = (...outcomes: RowOutcome[]) => record({ outcomes }).rows;

test('a record says who ran what, on which commit and policy, for which Org, and how it ended', () => {
  const all = record({
    previous: { path: 'applies/x.json', blob: oid(9) },
    interrupted: ['INC-9'],
    unusual: ['HTTPS_PROXY'],
    foreign: [oid(7), oid(8)],
    found: ['old.json'],
  });
  expect(all).toEqual({
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
    baseline: { before: BASELINE, after: oid(2) },
    adopted: state().adopted,
    rows: [],
    doubts: [],
    resetsInterrupted: ['INC-9'],
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
    foreignCommits: [oid(7), oid(8)],
    recordsFound: ['old.json'],
    startedAt: '2026-11-24T09:00:00.000Z',
    endedAt: '2026-11-24T09:00:05.000Z',
    status: 'applied',
    previous: { path: 'applies/x.json', blob: oid(9) },
  });
});

test('what there is not yet, a record says nothing of: no policy, no predecessor, no baseline', () => {
  const { policy: _, ...unreadable } = { ...input(), before: adoptedState(), after: adoptedState() };
  const written = JSON.parse(canonicalJson(recordOf(unreadable)));
  for (const key of ['policy', 'previous']) expect(written).not.toHaveProperty(key);
  expect(written.baseline).toEqual({});
});

test('a row is recorded with both its contents, its users, its calls, its result and its authority', () => {
  const outcome: RowOutcome = {
    ...decided(
      replacedRow('5', '6'),
      go(approvedBy(approvedStep(4, ['bo-chen', 'cy-lee']), approvedStep(2))),
    ),
    result: 'done',
    calls: [false, true].map((is) => ({
      kind: 'set-opt-out',
      optOut: is,
      user: emailOf('6'),
      userId: is ? '6' : '5',
    })),
    sentAt: SENT,
    verifiedAt: SENT,
  };
  const request = { method: 'PUT', path: '/set-opt-out', body: '{}' };
  expect(rows(outcome)).toEqual([
    {
      kind: 'amend',
      direction: 'neutral',
      before: optOut({ user: emailOf('6') }),
      after: optOut({ user: emailOf('6'), ticket: 'SEC-2' }),
      recorded: '5',
      userId: '6',
      calls: [request, request],
      result: 'done',
      why: undefined,
      sentAt: SENT,
      verifiedAt: SENT,
      authority: {
        kind: 'approved',
        steps: [
          {
            commit: oid(4),
            number: 4,
            author: 'ana-diaz',
            head: oid(104),
            mergedAt: '2026-11-24T08:00:00Z',
            approvals: [approval('bo-chen'), approval('cy-lee')],
          },
          approvedStep(2),
        ],
      },
    },
  ]);
});

test.each([BY_ADOPTION, BY_DATE])('a row is recorded with its authority: %j', (authority) => {
  expect(rows({ ...decided(optInRow('5'), go(authority)), result: 'done', calls: [] })).toMatchObject([
    { authority },
  ]);
});

test('a row about the Org names no user', () => {
  expect(rows({ ...decided(enforceRow()), result: 'done', calls: [] })).toMatchObject([
    {
      kind: 'enforce',
      before: { enforce: false },
      after: { enforce: true },
      userId: undefined,
      recorded: undefined,
    },
  ]);
});

test('a call whose request is not known is recorded as one all the same', () => {
  const call = { kind: 'set-enforced', enforced: true } as const;
  const outcomes: RowOutcome[] = [{ ...decided(enforceRow()), result: 'failed', calls: [call] }];
  expect(record({ outcomes, requestOf: () => undefined }).rows).toMatchObject([{ calls: [null] }]);
});

test('a row of which nothing was sent names no call', () => {
  expect(rows({ ...decided(optOutRow('5')), result: 'not-started', calls: [] })).toMatchObject([
    { result: 'not-started', calls: [] },
  ]);
});

test('a row that was refused is recorded with its reasons, and no authority', () => {
  const outcome: RowOutcome = {
    ...decided(optOutRow('5'), refused('Nobody.')),
    result: 'refused',
    why: 'Nobody.',
    calls: [],
  };
  expect(rows(outcome)).toMatchObject([{ result: 'refused', why: 'Nobody.', authority: undefined }]);
});

test('a row that ended by its date and can’t be sent is recorded without a trail', () => {
  const ended = {
    ...decided(optInRow('5', { byDate: '2026-11-24' }), refused('Own.')),
    trail: { kind: 'date' as const, ended: '2026-11-24' },
  };
  expect(rows({ ...ended, result: 'refused', why: 'Own.', calls: [] })).toMatchObject([{ trail: [] }]);
});

const ONE_OF_TWO: Lack = {
  kind: 'approvals',
  commit: oid(1),
  pull: 8,
  judgement: { needed: 2, approvals: [approval()], discounted: [], may: [], enough: false },
};
const commit = oid(1);

test.each<[HeldBack, string]>([
  [{ kind: 'rules', missing: ['a', 'b'] }, 'branch rules are off: a, b'],
  [{ kind: 'unreadable' }, 'the policy file can’t be read'],
  [{ kind: 'not-adopted' }, 'the Org is not adopted'],
  [{ kind: 'no-trail' }, 'the default branch does not lead from what is in force to what it says'],
  [{ kind: 'steps', lacks: [ONE_OF_TWO] }, '1 of 2 approvals on pull request 8'],
  [
    { kind: 'steps', lacks: [{ kind: 'no-source', commit, cause: 'pushed' }] },
    `pushed without a pull request in ${commit}`,
  ],
  [
    { kind: 'steps', lacks: [{ kind: 'no-source', commit, cause: 'merge' }] },
    `merged without a pull request in ${commit}`,
  ],
  [
    { kind: 'steps', lacks: [{ kind: 'no-source', commit, cause: 'gone', pull: 8 }] },
    `the head of its pull request is gone in ${commit}`,
  ],
  [
    { kind: 'steps', lacks: [{ kind: 'no-source', commit, cause: 'other-step', pull: 8 }, ONE_OF_TWO] },
    `its pull request proposes a different change to this than its merge made in ${commit}; 1 of 2 approvals on pull request 8`,
  ],
])('a row that is held back is recorded with what it lacked: %j', (why, text) => {
  expect(rows({ ...decided(optOutRow('5'), heldBack(why)), result: 'held-back', calls: [] })).toMatchObject([
    { result: 'held-back', why: text, authority: undefined },
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
    { entry: optOut(), userId: '1732', since: SINCE, authority: ADOPTION, daysLeft: 68 },
  ]);
  expect(of.guardrails).toMatchObject({ maxResets: 2 });
});
