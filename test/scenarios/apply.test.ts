import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policyText } from '../sandbox/policy-text.ts';
import { startTenant } from '../sandbox/tenant/tenant.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, reset, resetsOf, YARD } from './expected.ts';
import { KEY, NOW, USERS, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const KIOSK = { optOuts: [{ user: LOBBY }] };
const LOST = { request: 'INC-1', user: 'cy.lee@acme.example' };
const IN_FORCE = [`+ opt-out ${LOBBY} until 2027-01-31`];

describe('what was approved is carried out', () => {
  test('once: opt-ins, opt-outs, enforcement, resets, in this order; a second apply sends nothing', async () => {
    world.seed({ enforce: false, optOuts: [{ user: HALL }] });
    const pull = world.merged({ ...KIOSK, resets: [LOST] });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1733), optOut(1732), 'PUT /user/org/mfa {"enforceMfa":true}', reset(103)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [
        '+ enforce true',
        ...IN_FORCE,
        '- enforce false',
        `- opt-out ${HALL} until 2027-01-31`,
      ].sort(),
      approved: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
    expect(world.comment(pull)).toContain('approved by `bo-chen`');
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });

  test.each([
    ['a push to the default branch', (_pull: number) => world.applyPush()],
    ['a start by hand', (_pull: number) => world.applyByHand({ by: 'wes-writer' })],
    ['the merge of a pull request', (pull: number) => world.applyMerge(pull)],
  ])('on %s', async (_, run) => {
    world.seed();
    const pull = world.merged(KIOSK);
    await expectRun(world, () => run(pull), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: IN_FORCE,
      approved: 'tip',
    });
  });

  test('below the plan that the pull request’s comment shows', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    await world.plan(pull);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: IN_FORCE,
      approved: 'tip',
    });
    expect(world.comment(pull)).toMatch(/### MFA plan[\s\S]*### MFA apply/);
  });

  test('with at most 10 requests to GitHub', async () => {
    world.seed(KIOSK);
    const pull = world.open({ optOuts: [{ user: HALL }], resets: [LOST] });
    await world.plan(pull);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    world.takeWrites();
    await world.applyPush();
    expect(world.github.requests.length).toBeLessThanOrEqual(10);
  });
});

describe('an apply works on the tip', () => {
  test('and does for an old event what the tip asks', async () => {
    world.seed();
    world.merged(KIOSK);
    const old = world.repo.pushEvent({ sender: 'bo-chen' });
    const tip = world.merged({ optOuts: [{ user: HALL }] });
    await expectRun(
      world,
      () => world.run('push', old, { env: { GITHUB_REF: 'refs/heads/main', GITHUB_RUN_ATTEMPT: '2' } }),
      {
        status: 'applied',
        tenant: [optOut(1733)],
        github: ['ledger', 'ledger', `comment on ${tip}`],
        inForce: [`+ opt-out ${HALL} until 2027-01-31`],
        approved: 'tip',
      },
    );
  });

  test('and refuses one that lies behind the event, after asking again', async () => {
    world.seed();
    const before = world.repo.tip('main');
    world.merged(KIOSK);
    const event = world.repo.pushEvent({ sender: 'bo-chen' });
    world.repo.push('main', before);
    await expectRun(world, () => world.run('push', event, { env: { GITHUB_REF: 'refs/heads/main' } }), {
      status: 'refused',
      says: ['an older state of the default branch than the one that started this run'],
    });
    expect(world.tenant.requests).toHaveLength(0);
  });

  test('and plans again when it moves before the intent', async () => {
    world.seed();
    world.merged(KIOSK);
    let moved = false;
    world.github.onRequest(({ operation }) => {
      if (operation === 'Head' && !moved) {
        moved = true;
        world.merged({ optOuts: [{ user: HALL }] });
      }
      return undefined;
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1733)],
      github: ['ledger', 'ledger', 'comment on 2'],
      inForce: [`+ opt-out ${HALL} until 2027-01-31`],
      approved: 'tip',
    });
  });
});

describe('an opt-out', () => {
  test('whose date has come is ended by an unrelated merge', async () => {
    world.seed(KIOSK);
    world.now = new Date('2027-01-31T00:00:00Z');
    world.merged({ ...KIOSK, name: 'Acme Risk Ltd' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
    });
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });

  test('is in force until the last second of the day before', async () => {
    world.seed(KIOSK);
    world.now = new Date('2027-01-30T23:59:59Z');
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });

  test('is ended for the user it was set on, whatever the e-mail is now', async () => {
    world.seed(KIOSK);
    world.tenant.changeEmail(1732, 'renamed.kiosk@acme.example');
    world.tenant.addUser({ id: 4000, email: LOBBY });
    const pull = world.merged({});
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
    });
  });

  test('of a user who is gone ends without a call', async () => {
    world.seed(KIOSK);
    world.tenant.removeUser(1732);
    const pull = world.merged({});
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      github: ['ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
    });
  });

  test('that the tenant already has, by a live read, needs no call', async () => {
    const readable = await World.start({ tenant: { mfaOptOutReadable: true } });
    readable.seed();
    readable.merged(KIOSK);
    const user = readable.tenant.state.users.get('1732');
    if (user) user.optOut = true;
    await expectRun(readable, () => readable.applyPush(), {
      status: 'applied',
      github: ['ledger', 'comment on 1'],
      inForce: IN_FORCE,
      approved: 'tip',
      says: ['already so'],
    });
    await readable.close();
  });
});

describe('a row that can’t be carried out stops alone', () => {
  test('one unknown user beside good rows', async () => {
    world.seed();
    const pull = world.merged({ optOuts: [{ user: LOBBY }, { user: 'nobody@acme.example' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: IN_FORCE,
      approved: 'tip',
      says: ['No user of this Org has exactly this e-mail'],
    });
    world.tenant.addUser({ id: 4001, email: 'nobody@acme.example' });
    await expectRun(world, () => world.applyByHand(), {
      status: 'applied',
      tenant: [optOut(4001)],
      github: ['ledger', 'ledger'],
      inForce: ['+ opt-out nobody@acme.example until 2027-01-31'],
    });
  });

  test('two users with one e-mail, unless the pin names one', async () => {
    world.seed();
    world.tenant.addUser({ id: 4002, email: LOBBY });
    world.merged(KIOSK);
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['comment on 1'],
      says: ['More than one user has this e-mail'],
    });
    const pull = world.merged({ optOuts: [{ user: LOBBY, id: '4002' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(4002)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: IN_FORCE,
      approved: 'tip',
    });
  });

  test('a pin that names another user', async () => {
    world.seed();
    const pull = world.merged({ optOuts: [{ user: LOBBY, id: '1733' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['has another id than the one given'],
    });
  });

  test.each([
    ['reset-body', { resets: [LOST] }, 'topic "user"'],
    ['enforce-body', { enforce: true }, 'topic "org"'],
  ])('a missing %s, with the way to it', async (input, policy, words) => {
    world.seed({ enforce: false });
    const pull = world.merged({ ...KIOSK, enforce: false, ...policy });
    await expectRun(world, () => world.applyPush({ inputs: { [input]: '' } }), {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: IN_FORCE,
      approved: 'tip',
      says: [words, 'Swagger Docs'],
    });
  });

  test('a reset asked for too early, which lapses, is refused once and silent from then on', async () => {
    world.seed();
    const pull = world.merged({ resets: [{ ...LOST, notAfter: '2026-11-23' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger', `comment on ${pull}`],
      approved: 'tip',
      says: ['The last day of this request is over'],
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'lapsed' });
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });
});

test('the key of another Org changes nothing', async () => {
  const other = await World.start({ tenant: { org: { id: 46 } } });
  other.seed();
  other.merged(KIOSK);
  await expectRun(other, () => other.applyPush(), { status: 'refused', says: ['belongs to another Org'] });
  await other.close();
});

test('two Orgs in one repository leave each other alone', async () => {
  world.seed();
  const second = await startTenant({
    now: () => NOW,
    org: { id: 46 },
    apiKey: KEY,
    users: USERS,
    mfaOptOutReadable: false,
    envelope: 'data',
  });
  const inputs = { policy: 'orgs/other.yml', 'api-url': second.url };
  const file = (optOuts: { user: string }[]) => policyText({ org: 46, name: 'Other Risk', optOuts });
  world.repo.commit({
    branch: 'main',
    files: { 'orgs/other.yml': file([]) },
    by: 'olga-owner',
    message: 'A second Org',
  });
  const { outputs } = await world.applyPush({ inputs });
  await world.applyByHand({ inputs: { ...inputs, adopt: outputs.digest ?? '' } });
  expect(second.writes()).toEqual(['PUT /user/org/mfa {"enforceMfa":true}']);

  const pull = world.repo.openPullRequest({
    by: 'ana-diaz',
    base: 'main',
    files: { 'mfa-policy.yml': policyText(KIOSK), 'orgs/other.yml': file([{ user: YARD }]) },
  });
  await world.plan(pull);
  await world.plan(pull, { inputs });
  const comments = world.repo.comments(pull).map(({ body }) => body);
  expect(comments).toHaveLength(2);
  expect(comments.map((body) => [body.includes(LOBBY), body.includes(YARD)])).toEqual([
    [true, false],
    [false, true],
  ]);

  world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
  world.repo.merge(pull, { by: 'bo-chen' });
  world.takeWrites();
  await world.applyPush();
  await world.applyPush({ inputs });
  expect(world.takeWrites().tenant).toEqual([optOut(1732)]);
  expect(second.writes().slice(1)).toEqual([optOut(1734)]);
  expect(world.repo.comments(pull)).toHaveLength(2);
  await second.close();
});
