import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LEDGER_KEY, ledgerKey } from '../sandbox/ledger-key.ts';
import { policyText } from '../sandbox/policy-text.ts';
import {
  digestOf,
  ENFORCE,
  expectAtRest,
  expectRun,
  HALL,
  LOBBY,
  LOST,
  optOut,
  resetsOf,
} from './expected.ts';
import { runHere } from './in-process.ts';
import { failTenant, isEnforce } from './scripted.ts';
import { KEY, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

/** A new branch with its root commit, then intent and outcome. */
const NEW_LEDGER = ['git trees', 'git commits', 'git refs', 'ledger', 'ledger'];

/** What an adoption of a policy with one opt-out puts in force. */
const ADOPTED = [
  '+ allow-admin-opt-outs false',
  '+ allow-lift false',
  '+ approver ana-diaz ana.diaz@acme.example',
  '+ approver bo-chen bo.chen@acme.example',
  '+ approver cy-lee cy.lee@acme.example',
  '+ enforce true',
  '+ max-opt-out-days 90',
  '+ max-opt-outs 10',
  '+ max-resets 5',
  `+ opt-out ${LOBBY} until 2027-01-31`,
  '+ required-approvals 1',
];

describe('an Org without a ledger', () => {
  test('is shown whole, with the digest, and nothing is carried out', async () => {
    world.push({ optOuts: [{ user: LOBBY }] });
    const { outputs } = await expectRun(world, () => world.applyPush(), {
      status: 'not-adopted',
      code: 0,
      says: ['Not adopted: nothing new was applied', 'administrator of this repository', LOBBY],
    });
    expect(outputs.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is shown on the pull request that brought the file, too', async () => {
    const pull = world.merged({});
    await expectRun(world, () => world.applyPush(), {
      status: 'not-adopted',
      code: 0,
      github: [`comment on ${pull}`],
    });
    expect(world.comment(pull)).toContain('Not adopted');
  });

  test('is shown to everybody who starts by hand without a digest', async () => {
    world.push({});
    await expectRun(world, () => world.applyByHand({ by: 'wes-writer' }), { status: 'not-adopted' });
  });

  test('goes from the first pull request to adoption without any policy on the default branch before', async () => {
    const pull = world.open({ optOuts: [{ user: LOBBY }] });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    const { outputs } = await expectRun(world, () => world.applyPush(), {
      status: 'not-adopted',
      code: 0,
      github: ['comment again'],
    });
    expect(world.comment(pull)).toContain(outputs.digest);
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: outputs.digest ?? '' } }), {
      status: 'applied',
      tenant: [optOut(1732), ENFORCE],
      github: [...NEW_LEDGER, 'comment again'],
      inForce: ADOPTED,
      baseline: 'tip',
    });
  });
});

test('a file that names another Org does not just wait: the run is red, for nobody looks after what was in force', async () => {
  world.seed({ optOuts: [{ user: LOBBY }] });
  world.push(policyText({}).replace('id: 166', 'id: 167'), 'wes-writer');
  world.tenant.state.org.id = '167';
  await expectRun(world, () => world.applyPush(), { status: 'not-adopted', code: 1 });
});

describe('an apply without its keys', () => {
  const without = { key: false };
  const MISSING = ['An apply needs the input `api-key`', 'An apply needs the input `ledger-key`'];

  test('is not set up yet: green, and told what is missing', async () => {
    world.merged({});
    const { stdout } = await expectRun(world, () => world.applyPush(without), {
      status: 'not-adopted',
      code: 0,
      says: ['### ⏳ Applying is not set up yet', ...MISSING],
    });
    expect(stdout).not.toContain('::error');
  });

  test('is refused once there is a ledger: a key is gone', async () => {
    world.seed();
    world.merged({ optOuts: [{ user: LOBBY }] });
    const { stdout } = await expectRun(world, () => world.applyPush(without), {
      status: 'refused',
      says: ['### ⛔ Refused', ...MISSING],
    });
    expect(stdout).toMatch(/^::error::An apply needs the input `api-key`/m);
  });

  test('is refused where somebody starts it manually', async () => {
    world.push({});
    await expectRun(world, () => world.applyByHand(without), { status: 'refused', says: MISSING });
  });
});

describe('a refusal of the whole', () => {
  test('takes the plan’s place on the pull request that made the tip, and goes when an apply succeeds', async () => {
    world.seed();
    const pull = world.open({ optOuts: [{ user: LOBBY }] });
    await world.plan(pull);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    world.tenant.state.keyValid = false;
    await expectRun(world, () => world.applyPush(), { status: 'refused', github: ['comment again'] });
    expect(world.comment(pull)).toMatch(/^<!-- mfa-policy refusal [^>]*-->\n### ⛔ Refused\n/);
    expect(world.comment(pull)).toContain('The key was not accepted');
    expect(world.comment(pull)).not.toContain('When this is merged');
    world.tenant.state.keyValid = true;
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
    });
    expect(world.comment(pull)).toMatch(/^<!-- mfa-policy result [^>]*-->\n### ✅ Applied\n/);
  });

  test('goes, too, where the pull request has nothing left to apply, and a result is left as it is', async () => {
    world.seed({ optOuts: [{ user: LOBBY }] });
    const pull = world.merged('# Reworded\n'.concat(policyText({ optOuts: [{ user: LOBBY }] })));
    world.tenant.state.keyValid = false;
    await expectRun(world, () => runHere(world), { status: 'refused', github: [`comment on ${pull}`] });
    world.tenant.state.keyValid = true;
    await expectRun(world, () => runHere(world), {
      status: 'no-changes',
      github: ['ledger', 'comment again'],
      baseline: 'tip',
    });
    expect(world.comment(pull)).toContain('### ✅ Nothing to do');
    await expectAtRest(world);
  });
});

describe('an administrator who starts by hand with the digest', () => {
  test('adopts what the file says; a reset in it is closed, never sent', async () => {
    world.push({ optOuts: [{ user: LOBBY }], resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] });
    const adopt = await digestOf(world);
    await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
      status: 'applied',
      tenant: [optOut(1732), ENFORCE],
      github: NEW_LEDGER,
      inForce: ADOPTED,
      baseline: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'closed' });
    expect(
      world
        .state()
        .inForce.every(
          ({ authority }) => authority.kind === 'adoption' && authority.by.includes('olga-owner'),
        ),
    ).toBe(true);
    await expectAtRest(world);
  });

  test('adopts what differs from a valid state, too; everything that it vouches for is kept', async () => {
    world.seed({ optOuts: [{ user: LOBBY }] });
    const first = world.repo.tip('main');
    world.merged({ optOuts: [{ user: LOBBY }], resets: [LOST] });
    await runHere(world);
    const pull = world.merged(
      { optOuts: [{ user: LOBBY }, { user: HALL }], resets: [LOST, { ...LOST, request: 'INC-2' }] },
      { approvedBy: [] },
    );
    const { outputs } = await expectRun(world, () => world.applyPush(), {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
    });
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: outputs.digest ?? '' } }), {
      status: 'applied',
      tenant: [optOut(1733)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [`+ opt-out ${HALL} until 2027-01-31`],
      baseline: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done', 'INC-2': 'closed' });
    const rests = world
      .state()
      .inForce.flatMap(({ entry, authority }) =>
        entry.kind === 'opt-out' && authority.kind === 'adoption' ? [[entry.user, authority.commit]] : [],
      );
    expect(rests).toEqual([
      [HALL, world.repo.tip('main')],
      [LOBBY, first],
    ]);
    await expectAtRest(world);
  });

  test('with another digest is refused where a valid state stands, and told the one to start with', async () => {
    world.seed();
    const digest = await digestOf(world);
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: 'a'.repeat(64) } }), {
      status: 'refused',
      says: ['not that of the plan as it is now', digest],
    });
  });

  test('is refused where the tip changed after the digest was read', async () => {
    world.push({});
    const adopt = await digestOf(world);
    world.push({ optOuts: [{ user: LOBBY }] });
    await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
      status: 'refused',
      says: ['not that of the plan as it is now'],
    });
  });
});

describe('an adoption is refused', () => {
  test.each([
    ['with another digest', { inputs: { adopt: 'b'.repeat(64) } }, 'not that of the plan as it is now'],
    ['without a digest’s form', { inputs: { adopt: 'yes' } }, 'full digest of a plan'],
  ])('%s', async (_, options, words) => {
    world.push({});
    await expectRun(world, () => world.applyByHand(options), { status: 'refused', says: [words] });
  });

  test.each([
    ['started by a writer', { by: 'wes-writer' }],
    [
      'started by a writer and run again by an administrator',
      { by: 'wes-writer', attempt: 2, env: { GITHUB_TRIGGERING_ACTOR: 'olga-owner' } },
    ],
    ['run again by a writer', { attempt: 2, env: { GITHUB_TRIGGERING_ACTOR: 'wes-writer' } }],
    ['run again by a stranger', { attempt: 2, env: { GITHUB_TRIGGERING_ACTOR: 'nobody-here' } }],
  ])('when it was %s', async (_, options) => {
    world.push({});
    const adopt = await digestOf(world);
    await expectRun(world, () => world.applyByHand({ ...options, inputs: { adopt } }), {
      status: 'refused',
      says: ['Only an administrator of the repository can adopt'],
    });
  });

  test('with the right digest, shortened by one digit', async () => {
    world.push({});
    const adopt = (await digestOf(world)).slice(0, -1);
    await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
      status: 'refused',
      says: ['full digest of a plan'],
    });
  });

  test('when it was started by a push', async () => {
    world.push({});
    const adopt = await digestOf(world);
    await expectRun(world, () => world.applyPush({ inputs: { adopt } }), {
      status: 'refused',
      says: ['Start an adoption manually'],
    });
  });
});

test('a row that adoption approved and that failed is applied later, without a pull request', async () => {
  world.push({ optOuts: [{ user: LOBBY }] });
  const commit = world.repo.tip('main');
  const adopt = await digestOf(world);
  failTenant(world, isEnforce, { when: 'before', do: 'answer', status: 409 });
  await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
    status: 'partial',
    tenant: [optOut(1732), ENFORCE],
    github: NEW_LEDGER,
    inForce: ADOPTED.filter((name) => name !== '+ enforce true'),
    baseline: 'none',
  });
  await expectRun(world, () => world.applyByHand(), {
    status: 'applied',
    tenant: [ENFORCE],
    github: ['ledger', 'ledger'],
    inForce: ['+ enforce true'],
    baseline: 'tip',
    says: ['Adoption by `olga-owner`'],
  });
  expect(world.state().inForce.find(({ entry }) => entry.kind === 'enforce')?.authority).toEqual({
    kind: 'adoption',
    commit,
    by: ['olga-owner'],
  });
});

test('a row that an adoption refused needs an approval of its own, or a further adoption', async () => {
  world.push({ optOuts: [{ user: LOBBY }] });
  const adopt = await digestOf(world);
  await expectRun(world, () => world.applyByHand({ inputs: { adopt, 'enforce-body': '' } }), {
    status: 'partial',
    tenant: [optOut(1732)],
    github: NEW_LEDGER,
    inForce: ADOPTED.filter((name) => name !== '+ enforce true'),
    baseline: 'none',
    says: ['Swagger Docs', 'topic "org"'],
  });
  const { outputs } = await expectRun(world, () => world.applyByHand(), {
    status: 'held-back',
    github: ['issue'],
    says: ['An administrator of the repository can read the file and approve everything that it says now'],
  });
  await expectRun(world, () => world.applyByHand({ inputs: { adopt: outputs.digest ?? '' } }), {
    status: 'applied',
    tenant: [ENFORCE],
    github: ['ledger', 'ledger', 'issue 1 again'],
    inForce: ['+ enforce true'],
    baseline: 'tip',
  });
});

test('what the signature still vouches for outlives a history that was rewritten', async () => {
  world.seed({ optOuts: [{ user: LOBBY }] });
  const root = world.repo.commit({
    branch: 'elsewhere',
    from: null,
    files: { 'mfa-policy.yml': String(world.repo.file('main', 'mfa-policy.yml')) },
    by: 'olga-owner',
    message: 'Anew',
  });
  world.repo.push('main', root);
  await expectRun(world, () => runHere(world), {
    status: 'not-adopted',
    says: ['no longer on the default branch'],
  });
  const adopt = await digestOf(world);
  await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
    status: 'no-changes',
    github: ['ledger'],
    baseline: 'tip',
  });
});

describe('the keys', () => {
  test('of the API can be changed at any time: the ledger has nothing to do with it', async () => {
    world.seed();
    world.tenant.state.apiKey = `${KEY}-rotated`;
    await expectRun(world, () => world.applyByHand({ inputs: { 'api-key': `${KEY}-rotated` } }), {
      status: 'no-changes',
    });
  });

  test('a private key that the policy does not name signs nothing', async () => {
    world.seed();
    const pull = world.merged({ optOuts: [{ user: LOBBY }] });
    await expectRun(world, () => world.applyPush({ inputs: { 'ledger-key': ledgerKey(2).pem } }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['doesn’t belong to the public key that the policy names', ledgerKey(2).publicKey],
    });
  });

  test('a policy that names none is told which line to add', async () => {
    world.push({ publicKey: null });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      says: [`ledger-public-key: ${LEDGER_KEY.publicKey}`],
    });
  });

  test('a forger’s secret that stands in for a missing one makes nothing believed', async () => {
    world.seed();
    const state = world.vouched();
    if (state === undefined) throw new Error('the ledger has no state');
    // A writer's repository secret of the same name is handed over where the environment has none.
    world.commitState({ ...state, inForce: [], onto: world.repo.tip(world.ledger) }, { seed: 2 });
    const pull = world.merged({ optOuts: [{ user: LOBBY }] }, { approvedBy: [] });
    await expectRun(world, () => world.applyPush({ inputs: { 'ledger-key': ledgerKey(2).pem } }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['doesn’t belong to the public key that the policy names'],
    });
  });
});
