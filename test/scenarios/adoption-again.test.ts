import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerKey } from '../sandbox/ledger-key.ts';
import { APPROVERS, type PolicyText, policyText } from '../sandbox/policy-text.ts';
import type { Fault } from '../sandbox/tenant/contract.ts';
import {
  digestOf,
  ENFORCE,
  expectAtRest,
  expectRun,
  HALL,
  LOBBY,
  optIn,
  optOut,
  resetsOf,
} from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { breakTenant, isOptOut } from './scripted.ts';
import { applied, approve, byApproving, heldBack } from './trail.ts';
import { World } from './world.ts';

/** An adoption is the way out of every dead end (T59j), and one that only half worked is no dead end itself (T59t). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const adoption = (adopt: string, by = 'olga-owner') => world.applyByHand({ by, inputs: { adopt } });
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;

describe('an adoption of which one call', () => {
  const refusal: Fault = {
    when: 'before',
    do: 'answer',
    status: 409,
    headers: { 'content-type': 'application/json' },
    body: '{}',
  };
  const lost: Fault = { when: 'after', do: 'destroy' };

  test.each([
    ['fails', 'partial', refusal],
    ['has no known answer', 'unknown', lost],
  ] as const)(
    '%s: approves the row all the same, and the next run completes it',
    async (_, status, fault) => {
      world.push(WITH_LOBBY);
      const adopt = await digestOf(world);
      const mended = breakTenant(world, isOptOut, fault);
      const first = await adoption(adopt);
      expect(first.outputs.status).toBe(status);
      expect(world.vouched()?.inForce.some(({ entry }) => entry.kind === 'opt-out')).toBe(false);
      mended();
      await expectRun(
        world,
        push,
        applied({ tenant: [optOut(1732)], github: ['ledger', 'ledger'], inForce: [LOBBY_OUT] }),
      );
      await expectAtRest(world);
    },
  );

  test('fails: what a pull request changes of the row needs its own step alone', async () => {
    world.push(WITH_LOBBY);
    const adopt = await digestOf(world);
    const mended = breakTenant(world, isOptOut, refusal);
    await adoption(adopt);
    mended();
    const pull = world.merged({ optOuts: [{ user: LOBBY, expires: '2027-01-10' }] }, { approvedBy: [] });
    await expectRun(world, push, heldBack([pull], LOBBY, byApproving(pull)));
    approve(world, pull);
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment again'],
        inForce: [`+ opt-out ${LOBBY} until 2027-01-10`],
      }),
    );
  });

  test('was refused, because the e-mail was nobody’s: is not made when somebody takes that e-mail', async () => {
    world.push({ optOuts: [{ user: 'ghost@acme.example' }] });
    const adopt = await digestOf(world);
    const first = await adoption(adopt);
    expect(first.outputs.status).toBe('partial');
    world.tenant.addUser({ id: 1999, email: 'ghost@acme.example' });
    await expectRun(world, push, { status: 'held-back', github: ['issue'], says: ['ghost@acme.example'] });
    expect(world.tenant.state.users.get('1999')?.optOut).toBe(false);
  });
});

describe('an adoption on a valid ledger', () => {
  const asked = { request: 'INC-1', user: 'cy.lee@acme.example' };

  test('repeats no reset, and closes those that were never applied', async () => {
    world.seed();
    world.merged({ resets: [asked] });
    await applyHere(world);
    world.push({ resets: [asked, { request: 'INC-2', user: HALL }], optOuts: [{ user: LOBBY }] });
    const adopt = await digestOf(world);
    await expectRun(
      world,
      () => adoption(adopt),
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'issue 2 again'],
        inForce: [LOBBY_OUT],
      }),
    );
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done', 'INC-2': 'closed' });
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
  });

  test('lifts enforcement only where allow-lift was in force before', async () => {
    world.seed();
    world.push({ enforce: false, guardrails: { 'allow-lift': true } });
    const adopt = await digestOf(world);
    await expectRun(world, () => adoption(adopt), {
      status: 'partial',
      github: ['ledger', 'issue 1 again'],
      inForce: ['+ allow-lift true', '- allow-lift false'],
      baseline: 'none',
      says: ['allow-lift'],
    });
    expect(world.tenant.state.enforced).toBe(true);
  });

  test.each([
    ['started by a writer', 'wes-writer', undefined, 'administrator'],
    ['with another digest', 'olga-owner', 'b'.repeat(64), 'digest'],
  ])('is refused %s', async (_, by, other, words) => {
    world.seed();
    world.push(WITH_LOBBY);
    const adopt = await digestOf(world);
    await expectRun(world, () => adoption(other ?? adopt, by), { status: 'refused', says: [words] });
  });

  test('is refused while a rule is off that the approvals of the file need', async () => {
    world.seed();
    world.push(WITH_LOBBY);
    const adopt = await digestOf(world);
    world.repo.rules('main', []);
    await expectRun(world, () => adoption(adopt), { status: 'refused', says: ['Rulesets'] });
  });

  test('is refused with the new digest where a date has come since the old one was read', async () => {
    world.seed({ optOuts: [{ user: HALL, expires: '2026-11-25' }] });
    world.push({ optOuts: [{ user: HALL, expires: '2026-11-25' }, { user: LOBBY }] });
    const adopt = await digestOf(world);
    world.now = new Date('2026-11-25T00:00:00Z');
    const { outputs, summary } = await expectRun(world, () => adoption(adopt), {
      status: 'refused',
      says: ['gh workflow run'],
    });
    expect(outputs.digest).not.toBe(adopt);
    expect(summary).toContain(outputs.digest);
    await expectRun(
      world,
      () => adoption(outputs.digest ?? ''),
      applied({
        tenant: [optIn(1733), optOut(1732)],
        github: ['ledger', 'ledger', 'issue 1 again'],
        inForce: [LOBBY_OUT, `- opt-out ${HALL} until 2026-11-25`],
      }),
    );
  });

  test('takes over another file by the input policy', async () => {
    world.seed(WITH_LOBBY);
    world.repo.commit({
      files: { 'policies/mfa-policy.yml': policyText({ optOuts: [{ user: HALL }] }) },
      by: 'olga-owner',
    });
    const policy = 'policies/mfa-policy.yml';
    const { outputs } = await expectRun(world, () => world.applyPush({ inputs: { policy } }), {
      status: 'not-adopted',
      says: [LOBBY, HALL],
    });
    await expectRun(
      world,
      () => world.applyByHand({ inputs: { policy, adopt: outputs.digest ?? '' } }),
      applied({
        tenant: [optIn(1732), optOut(1733)],
        github: ['ledger', 'ledger'],
        inForce: [`+ opt-out ${HALL} until 2027-01-31`, `- opt-out ${LOBBY} until 2027-01-31`],
      }),
    );
    await expectRun(world, () => world.applyPush({ inputs: { policy } }), { status: 'no-changes' });
  });
});

describe('a ledger that is signed by the key that the policy named before', () => {
  const OTHER = ledgerKey(2);
  const key = { 'ledger-key': OTHER.pem };

  test('is believed as far as it tightens: who is exempt by it alone is not for ever, and no reset is repeated', async () => {
    const asked = { request: 'INC-1', user: 'cy.lee@acme.example' };
    world.seed({ optOuts: [{ user: LOBBY }, { user: HALL }] });
    world.merged({ optOuts: [{ user: LOBBY }, { user: HALL }], resets: [asked] });
    await applyHere(world);
    world.push({
      publicKey: OTHER.publicKey,
      approvers: APPROVERS,
      optOuts: [{ user: HALL }],
      resets: [asked],
    });
    const { outputs } = await expectRun(world, () => world.applyPush({ inputs: key }), {
      status: 'not-adopted',
      says: [LOBBY, HALL, 'INC-1'],
    });
    const adopted = await world.applyByHand({ inputs: { ...key, adopt: outputs.digest ?? '' } });
    expect(adopted.outputs.status).toBe('applied');
    expect(world.takeWrites().tenant).toEqual([optIn(1732), optOut(1733), ENFORCE]);
    const state = world.vouched([OTHER.publicKey]);
    expect(state?.resets.map(({ request }) => request)).toEqual(['INC-1']);
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
  });
});

test('history that was rewritten is adopted anew, and goes on', async () => {
  world.seed(WITH_LOBBY);
  const [start = ''] = world.repo.parents('main');
  world.repo.commit({ parents: [start], files: { 'mfa-policy.yml': policyText({}) }, by: 'olga-owner' });
  const { outputs } = await expectRun(world, push, { status: 'not-adopted', says: [LOBBY] });
  await expectRun(
    world,
    () => adoption(outputs.digest ?? ''),
    applied({
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
    }),
  );
  world.merged(WITH_LOBBY);
  await expectRun(
    world,
    push,
    applied({
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 1'],
      inForce: [LOBBY_OUT],
    }),
  );
});
