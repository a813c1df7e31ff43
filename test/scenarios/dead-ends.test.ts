import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Target } from '../../src/ledger/state.ts';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { expectAtRest, expectRun, HALL, LOBBY, optOut, resetsOf, YARD } from './expected.ts';
import { runHere } from './in-process.ts';
import { applied, approve } from './trail.ts';
import { World } from './world.ts';

/** Too few are left who may approve: an administrator adopts, while the ledger is valid (T59j). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;
const adoption = (adopt: string) => world.applyByHand({ inputs: { adopt } });

/** An Org with a valid ledger, in which a row can never get its approvals. */
interface DeadEnd {
  name: string;
  approvals?: number;
  seed: PolicyText;
  policy: PolicyText;
  stuck(): void;
  says: string;
  inForce: string[];
}

const two: PolicyText = { guardrails: { 'required-approvals': 2 } };
const one: PolicyText = { approvers: { 'bo-chen': 'bo.chen@acme.example' } };
const left: PolicyText = {
  approvers: { 'ana-diaz': 'ana.diaz@acme.example', 'bo-chen': 'bo.chen@acme.example' },
};
const optedOut = (policy: PolicyText): PolicyText => ({ ...policy, ...WITH_LOBBY });

const DEAD_ENDS: DeadEnd[] = [
  {
    name: 'the last approver is gone',
    seed: one,
    policy: optedOut({}),
    stuck: () => void world.repo.user('bo-chen', { deleted: true }),
    says: 'approver',
    inForce: [
      '+ approver ana-diaz ana.diaz@acme.example',
      '+ approver cy-lee cy.lee@acme.example',
      LOBBY_OUT,
    ],
  },
  {
    name: 'two approvals are needed, and one of two approvers is the author',
    approvals: 2,
    seed: { ...left, ...two },
    policy: optedOut({ ...left, ...two }),
    stuck: () => approve(world, 1),
    says: 'approver',
    inForce: [LOBBY_OUT],
  },
];

describe.each(DEAD_ENDS)('$name', ({ approvals, seed, policy, stuck, says, inForce }) => {
  const DOUBT: Target = { kind: 'user', userId: '1734', user: YARD };

  test('an administrator adopts: what the ledger vouches for is kept, what differs is approved', async () => {
    await world.close();
    world = await World.start(approvals === undefined ? {} : { approvals });
    world.seed({ ...seed, optOuts: [{ user: HALL }] }, (state) => ({ ...state, doubt: [DOUBT] }));
    const asked = { request: 'INC-1', user: 'cy.lee@acme.example' };
    const pull = world.merged(
      { ...policy, optOuts: [{ user: HALL }, ...(policy.optOuts ?? [])], resets: [asked] },
      { approvedBy: [] },
    );
    stuck();
    const before = world.vouched();
    const { outputs, summary } = await runHere(world);
    expect(outputs.status).toBe('partial');
    expect(summary).toContain(says);
    expect(world.vouched()?.doubt).toEqual([]);
    await expectRun(
      world,
      () => adoption(outputs.digest ?? ''),
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment again'],
        inForce,
      }),
    );
    expect(resetsOf(world)).toEqual({ 'INC-1': 'closed' });
    expect(world.tenant.state.users.get('103')?.resets).toBe(0);
    const of = (state: typeof before) => state?.inForce.find(({ entry }) => entry.kind === 'enforce');
    expect(of(world.vouched())).toEqual(of(before));
    expect(world.comment(pull)).toContain('olga-owner');
    await expectAtRest(world);
  });
});
