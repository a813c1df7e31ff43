import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRun, LOBBY, optOut, resetsOf } from './expected.ts';
import { KEY, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const ENFORCE = 'PUT /user/org/mfa {"enforceMfa":true}';
/** A new branch with its root commit, then intent and outcome. */
const NEW_LEDGER = [
  'POST /repos/acme/mfa-policy/git/trees',
  'POST /repos/acme/mfa-policy/git/commits',
  'POST /repos/acme/mfa-policy/git/refs',
  'ledger',
  'ledger',
];

async function digest(): Promise<string> {
  const { outputs } = await world.applyPush();
  return outputs.digest ?? '';
}

describe('an Org without a ledger', () => {
  test('is shown whole, with the digest, and nothing is carried out', async () => {
    world.push({ optOuts: [{ user: LOBBY }] });
    const { outputs } = await expectRun(world, () => world.applyPush(), {
      status: 'not-adopted',
      says: ['Not adopted: nothing was carried out', 'administrator of this repository', LOBBY],
    });
    expect(outputs.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is shown on the pull request that brought the file, too', async () => {
    const pull = world.merged({});
    await expectRun(world, () => world.applyPush(), {
      status: 'not-adopted',
      github: [`comment on ${pull}`],
    });
    expect(world.comment(pull)).toContain('Not adopted');
  });
});

describe('an administrator who starts by hand with the digest', () => {
  test('adopts what the file says; a reset in it is closed, never sent', async () => {
    world.push({ optOuts: [{ user: LOBBY }], resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] });
    const adopt = await digest();
    world.takeWrites();
    const result = await world.applyByHand({ inputs: { adopt } });
    expect([result.code, result.outputs.status]).toEqual([0, 'applied']);
    const { tenant, github } = world.takeWrites();
    expect(tenant).toEqual([optOut(1732), ENFORCE]);
    expect(github).toEqual(
      NEW_LEDGER.map((write) =>
        write === 'ledger' ? `mutation createCommitOnBranch ${world.ledger}` : write,
      ),
    );
    expect(resetsOf(world)).toEqual({ 'INC-1': 'closed' });
    expect(
      world
        .state()
        .inForce.every(({ source }) => source.kind === 'adoption' && source.by.includes('olga-owner')),
    ).toBe(true);
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });

  test('is refused where the Org is adopted already', async () => {
    world.seed();
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: 'a'.repeat(64) } }), {
      status: 'refused',
      says: ['This Org is adopted already'],
    });
  });

  test('is refused where the tip changed after the digest was read', async () => {
    world.push({});
    const adopt = await digest();
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
    ['with a shortened digest', { inputs: { adopt: 'abcdef123456' } }, 'whole digest of a plan'],
  ])('%s', async (_, options, words) => {
    world.push({});
    await expectRun(world, () => world.applyByHand(options), { status: 'refused', says: [words] });
  });

  test.each([
    ['started by a writer', { by: 'wes-writer' }],
    ['run again by a writer', { env: { GITHUB_TRIGGERING_ACTOR: 'wes-writer' } }],
    ['run again by a stranger', { env: { GITHUB_TRIGGERING_ACTOR: 'nobody-here' } }],
  ])('when it was %s', async (_, options) => {
    world.push({});
    const adopt = await digest();
    await expectRun(world, () => world.applyByHand({ ...options, inputs: { adopt } }), {
      status: 'refused',
      says: ['started by an administrator of the repository'],
    });
  });

  test('when it was started by a push', async () => {
    world.push({});
    const adopt = await digest();
    await expectRun(world, () => world.applyPush({ inputs: { adopt } }), {
      status: 'refused',
      says: ['started by hand'],
    });
  });
});

test('a row that adoption approved and that could not be carried out is carried out later, without a pull request', async () => {
  world.push({ optOuts: [{ user: LOBBY }] });
  const adopt = await digest();
  world.takeWrites();
  const first = await world.applyByHand({ inputs: { adopt, 'enforce-body': '' } });
  expect(first.outputs.status).toBe('partial');
  expect(first.summary).toContain('Swagger Docs');
  expect(world.takeWrites().tenant).toEqual([optOut(1732)]);
  await expectRun(world, () => world.applyByHand(), {
    status: 'applied',
    tenant: [ENFORCE],
    github: ['ledger', 'ledger'],
    inForce: ['+ enforce true'],
  });
});

test('what a fitting seal still vouches for outlives a history that was rewritten', async () => {
  world.seed({ optOuts: [{ user: LOBBY }] });
  const root = world.repo.commit({
    branch: 'elsewhere',
    from: null,
    files: { 'mfa-policy.yml': String(world.repo.file('main', 'mfa-policy.yml')) },
    by: 'olga-owner',
    message: 'Anew',
  });
  world.repo.push('main', root);
  await expectRun(world, () => world.applyPush(), {
    status: 'not-adopted',
    says: ['no longer on the default branch'],
  });
  const adopt = await digest();
  await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
    status: 'no-changes',
    github: ['ledger'],
    approved: 'tip',
  });
});

describe('a rotation of the key', () => {
  const rotated = { 'api-key': `${KEY}-rotated`, 'api-key-previous': KEY };

  test('seals anew what fits the previous key, even if nothing else has changed', async () => {
    world.seed();
    world.tenant.state.apiKey = rotated['api-key'];
    await expectRun(world, () => world.applyByHand({ inputs: rotated }), {
      status: 'no-changes',
      github: ['ledger'],
    });
    await expectRun(world, () => world.applyByHand({ inputs: { 'api-key': rotated['api-key'] } }), {
      status: 'no-changes',
    });
  });

  test('without the previous key finds no ledger that it may believe', async () => {
    world.seed();
    world.tenant.state.apiKey = rotated['api-key'];
    await expectRun(world, () => world.applyByHand({ inputs: { 'api-key': rotated['api-key'] } }), {
      status: 'not-adopted',
    });
  });
});
