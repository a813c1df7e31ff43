import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { strictRules } from '../sandbox/github/rules.ts';
import { APPROVERS, type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, LOBBY, optOut } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { applied, approve, byApproving, heldBack } from './trail.ts';
import { World } from './world.ts';

/** Who somebody is, and which branch is the default one, is asked for, never taken from a name (T54, T55, T59o). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const WITH_WES: PolicyText = { approvers: { ...APPROVERS, 'wes-writer': 'wes.west@acme.example' } };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;

describe('an approver who has taken another login', () => {
  beforeEach(async () => {
    world.seed();
    world.merged(WITH_WES);
    await applyHere(world);
  });

  test('leaves his approvals to nobody who takes the old one', async () => {
    world.github.renameUser('wes-writer', 'wes-west');
    world.repo.user('wes-writer', { permission: 'write' });
    const pull = world.merged({ ...WITH_WES, optOuts: [{ user: LOBBY }] }, { approvedBy: ['wes-writer'] });
    await expectRun(world, push, heldBack([pull], LOBBY, 'wes-writer', byApproving(pull)));
  });

  test('is the same approver before he does', async () => {
    const pull = world.merged({ ...WITH_WES, optOuts: [{ user: LOBBY }] }, { approvedBy: ['wes-writer'] });
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [LOBBY_OUT],
      }),
    );
  });
});

test('an approver whose login is nobody’s is refused: no id could be recorded', async () => {
  world.seed();
  const pull = world.merged({
    approvers: { ...APPROVERS, 'nobody-here': 'nobody.here@acme.example' },
    optOuts: [{ user: LOBBY }],
  });
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [LOBBY_OUT],
    says: ['nobody-here'],
  });
});

describe('a user of whom the tenant does not say whether they are an administrator', () => {
  /** Answers of a look-up as a tenant gives them that shows no flags. */
  const hideFlags = () =>
    world.tenant.onRequest(({ method, path }) => {
      if (method !== 'GET' || !path.includes('?search=')) return undefined;
      const users = [...world.tenant.state.users.values()];
      const body = JSON.stringify({
        data: users.map(({ id, email }) => ({ id: Number(id), email, isActive: true })),
      });
      const headers = { 'content-type': 'application/json' };
      return { when: 'before', do: 'answer', status: 200, headers, body };
    });

  const allowed = { guardrails: { 'allow-admin-opt-outs': true } };
  const CASES: [string, PolicyText, Expected][] = [
    [
      'is not opted out',
      {},
      { status: 'refused', github: ['ledger', 'comment on 1'], says: [LOBBY, 'allow-admin-opt-outs'] },
    ],
    [
      'is opted out where administrators may be',
      allowed,
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment on 1'],
        inForce: [LOBBY_OUT],
      }),
    ],
  ];

  test.each(CASES)('%s', async (_, policy, expected) => {
    world.seed(policy);
    world.merged({ ...policy, optOuts: [{ user: LOBBY }] });
    hideFlags();
    await expectRun(world, push, expected);
  });
});

describe('a branch that was the default one', () => {
  /** An old run's payload still calls it that; a writer has made it again, and its ruleset still stands. */
  const former = () => {
    world.repo.rules('trunk', strictRules());
    const payload = world.repo.pushEvent({ sender: 'wes-writer', ref: 'trunk' });
    const repository = { ...(payload.repository as Record<string, unknown>), default_branch: 'trunk' };
    const env = { GITHUB_REF: 'refs/heads/trunk', GITHUB_SHA: world.repo.tip('trunk') };
    return world.run('push', { ...payload, repository }, { env });
  };

  test('applies nothing, whatever was approved there', async () => {
    world.seed();
    world.repo.push('trunk', 'main', 'wes-writer');
    const pull = world.repo.openPullRequest({
      by: 'wes-writer',
      base: 'trunk',
      files: { 'mfa-policy.yml': policyText({ optOuts: [{ user: LOBBY }] }) },
    });
    approve(world, pull);
    world.repo.merge(pull, { by: 'wes-writer' });
    await expectRun(world, former, { status: 'refused', says: ['default branch'] });
    expect(world.tenant.connections()).toBe(0);
  });
});
