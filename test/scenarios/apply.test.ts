import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { branchOf } from '../../src/ledger/branch-name.ts';
import { unbroken } from '../report/reading.ts';
import { ledgerRules } from '../sandbox/github/rules.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { startTenant } from '../sandbox/tenant/tenant.ts';
import {
  ENFORCE,
  expectAtRest,
  expectRun,
  HALL,
  KIOSK,
  KIOSK_IN_FORCE,
  LOBBY,
  LOST,
  optIn,
  optOut,
  reset,
  resetsOf,
  YARD,
} from './expected.ts';
import { runHere } from './in-process.ts';
import { preload } from './scripted.ts';
import { KEY, NOW, USERS, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

/** A new branch with its root commit. */
const NEW_BRANCH = ['trees', 'commits', 'refs'].map((kind) => `POST /repos/acme/mfa-policy/git/${kind}`);
const MAIN = { GITHUB_REF: 'refs/heads/main' };

describe('what was approved is carried out', () => {
  test('once: opt-ins, opt-outs, enforcement, resets, in this order; a second apply sends nothing', async () => {
    world.seed({ enforce: false, optOuts: [{ user: HALL }] });
    const pull = world.merged({ ...KIOSK, resets: [LOST] });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1733), optOut(1732), ENFORCE, reset(103)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [
        '+ enforce true',
        KIOSK_IN_FORCE,
        '- enforce false',
        `- opt-out ${HALL} until 2027-01-31`,
      ].sort(),
      baseline: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
    expect(world.comment(pull)).toContain('approved by `bo-chen`');
    await expectAtRest(world);
  });

  test.each([
    ['a push to the default branch', () => world.applyPush()],
    ['a start by hand', () => world.applyByHand({ by: 'wes-writer' })],
  ])('on %s', async (_, run) => {
    world.seed();
    const pull = world.merged(KIOSK);
    await expectRun(world, () => run(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('and its result takes the place of the plan in the pull request’s comment', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    await world.plan(pull);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(world.comment(pull)).toMatch(/^<!-- mfa-policy result [^>]*-->\n### ✅ Applied/);
    expect(world.comment(pull)).not.toMatch(/Ready for review|What the apply will send/);
  });

  test('though it mends a file of the default branch that could not be read', async () => {
    world.seed({ optOuts: [{ user: HALL }] });
    const broken = world.merged('version: 1\n');
    await expectRun(world, () => runHere(world), {
      status: 'refused',
      github: ['ledger', `comment on ${broken}`],
      says: ['can’t be used'],
    });
    const pull = world.merged({ optOuts: [{ user: HALL }, { user: LOBBY }] });
    // Where the entry differs before and after it, going in was a step, too.
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`, 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('without making code from text', async () => {
    world.seed();
    const pull = world.merged(KIOSK);
    const told = `
      globalThis.Function = new Proxy(Function, {
        apply: (made, self, words) => (console.error('code from text'), Reflect.apply(made, self, words)),
        construct: (made, words) => (console.error('code from text'), Reflect.construct(made, words)),
      });`;
    const env = preload(told);
    const { stderr } = await expectRun(world, () => world.applyPush({ env }), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(stderr).not.toContain('code from text');
  });

  test('with at most 12 requests to GitHub', async () => {
    world.seed(KIOSK);
    const pull = world.open({ optOuts: [{ user: HALL }], resets: [LOST] });
    await world.plan(pull);
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    let requests = 0;
    world.github.onRequest(() => {
      requests += 1;
      return undefined;
    });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1732), optOut(1733), reset(103)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [`+ opt-out ${HALL} until 2027-01-31`, `- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
    });
    expect(requests).toBeLessThanOrEqual(12);
  });
});

describe('an apply works on the tip', () => {
  /** GitHub shows the branch as it was before the merge of the kiosk's opt-out, `times` times. */
  function showStale(times: number): { event: ReturnType<World['repo']['pushEvent']>; asked(): number } {
    const before = world.repo.tip('main');
    world.merged(KIOSK);
    const after = world.repo.tip('main');
    const event = world.repo.pushEvent({ sender: 'bo-chen' });
    let asked = 0;
    world.github.onRequest(({ operation }) => {
      if (operation !== 'Tip') return undefined;
      asked += 1;
      world.repo.push('main', asked <= times ? before : after);
      return undefined;
    });
    return { event, asked: () => asked };
  }

  test('and refuses one that lies behind the event, after asking three times', async () => {
    world.seed();
    const { event, asked } = showStale(Number.POSITIVE_INFINITY);
    await expectRun(world, () => world.run('push', event, { env: MAIN }), {
      status: 'refused',
      says: ['an older state of the default branch than the one that started this run'],
    });
    expect(asked()).toBe(3);
    expect(world.tenant.connections()).toBe(0);
  });

  test('and goes on as soon as GitHub shows the commit of the event', async () => {
    world.seed();
    const { event, asked } = showStale(2);
    await expectRun(world, () => world.run('push', event, { env: MAIN }), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(asked()).toBe(3);
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
      baseline: 'tip',
    });
  });
});

describe('an opt-out', () => {
  test('whose date has come is ended by an unrelated merge', async () => {
    world.seed(KIOSK);
    world.now = new Date('2027-01-31T00:00:00Z');
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: { 'README.md': 'Other\n' },
    });
    world.repo.merge(pull, { by: 'ana-diaz' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
      says: [LOBBY],
    });
    await expectAtRest(world);
  });

  test('is in force until the last second of the day before', async () => {
    world.seed(KIOSK);
    world.now = new Date('2027-01-30T23:59:59Z');
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });

  test('of a user who is gone ends without a call', async () => {
    world.seed(KIOSK);
    world.tenant.removeUser(1732);
    const pull = world.merged({});
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      github: ['ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
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
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: ['Already so'],
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
      inForce: [KIOSK_IN_FORCE],
      says: ['No user of this Org has exactly this e-mail'],
    });
    world.tenant.addUser({ id: 4001, email: 'nobody@acme.example' });
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(4001)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: ['+ opt-out nobody@acme.example until 2027-01-31'],
      baseline: 'tip',
    });
  });

  test('two users with one e-mail, unless the pin names one', async () => {
    world.seed();
    world.tenant.addUser({ id: 4002, email: LOBBY });
    world.merged(KIOSK);
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger', 'comment on 1'],
      says: ['More than one user has this e-mail'],
    });
    const pull = world.merged({ optOuts: [{ user: LOBBY, id: '4002' }] });
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(4002)],
      github: ['ledger', 'ledger', `comment on ${pull}`, 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('a pin that names another user', async () => {
    world.seed();
    const pull = world.merged({ optOuts: [{ user: LOBBY, id: '1733' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger', `comment on ${pull}`],
      says: ['has another id than the one given'],
    });
  });

  test.each([
    ['reset-body', { resets: [LOST] }, 'topic "user"', { tenant: [reset(103)] }],
    [
      'enforce-body',
      { enforce: true },
      'topic "org"',
      { tenant: [ENFORCE], inForce: ['+ enforce true', '- enforce false'] },
    ],
  ])(
    'a missing %s, with the way to it; given later, it is done without a pull request',
    async (input, policy, words, later) => {
      world.seed({ enforce: false });
      const pull = world.merged({ ...KIOSK, enforce: false, ...policy });
      await expectRun(world, () => world.applyPush({ inputs: { [input]: '' } }), {
        status: 'partial',
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [KIOSK_IN_FORCE],
        says: [words, 'Swagger Docs'],
      });
      await expectRun(world, () => runHere(world), {
        status: 'applied',
        github: ['ledger', 'ledger', 'comment again'],
        baseline: 'tip',
        ...later,
      });
    },
  );

  test('a reset asked for too early, which lapses, is refused once and silent from then on', async () => {
    world.seed();
    const pull = world.merged({ resets: [{ ...LOST, notAfter: '2026-11-23' }] });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger', `comment on ${pull}`],
      baseline: 'tip',
      says: ['The last day of this request is over'],
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'lapsed' });
    await expectAtRest(world);
  });
});

test('the key of another Org changes nothing', async () => {
  const other = await World.start({ tenant: { org: { id: 46 } } });
  other.seed();
  const pull = other.merged(KIOSK);
  await expectRun(other, () => other.applyPush(), {
    status: 'refused',
    github: [`comment on ${pull}`],
    says: ['belongs to another Org'],
  });
  expect(other.comment(pull)).toContain('belongs to another Org');
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
  const other = branchOf('mfa-ledger', new URL(second.url).host, '46');
  const commit = (branch: string) => `mutation createCommitOnBranch ${branch}`;
  world.repo.rules(other, ledgerRules());
  const { outputs } = await world.applyPush({ inputs });
  expect(outputs.status).toBe('not-adopted');
  world.takeWrites();
  const adopted = await world.applyByHand({ inputs: { ...inputs, adopt: outputs.digest ?? '' } });
  expect([adopted.code, adopted.outputs.status]).toEqual([0, 'applied']);
  expect(second.writes()).toEqual([ENFORCE]);
  expect(world.takeWrites()).toEqual({
    tenant: [],
    github: [...NEW_BRANCH, commit(other), commit(other)],
  });
  const own = world.repo.tip(world.ledger);

  const pull = world.repo.openPullRequest({
    by: 'ana-diaz',
    base: 'main',
    files: { 'mfa-policy.yml': policyText(KIOSK), 'orgs/other.yml': file([{ user: YARD }]) },
  });
  const first = { runId: world.newRun() };
  await expectRun(world, () => world.plan(pull, first), {
    status: 'planned',
    github: [`comment on ${pull}`],
  });
  await expectRun(world, () => world.plan(pull, { inputs }), {
    status: 'planned',
    github: [`comment on ${pull}`],
  });
  await expectRun(world, () => world.plan(pull, first), { status: 'planned' });
  const said = () =>
    world.repo.comments(pull).map(({ body }) => [LOBBY, YARD].map((user) => unbroken(body).includes(user)));
  expect(said()).toEqual([
    [true, false],
    [false, true],
  ]);

  world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
  world.repo.merge(pull, { by: 'bo-chen' });
  world.takeWrites();
  const results = await world.applyPush({ inputs });
  expect([results.code, results.outputs.status]).toEqual([0, 'applied']);
  expect(second.writes().slice(1)).toEqual([optOut(1734)]);
  expect(world.takeWrites()).toEqual({
    tenant: [],
    github: [commit(other), commit(other), expect.stringMatching(/^PATCH .*\/issues\/comments\/\d+$/)],
  });
  expect(world.repo.tip(world.ledger)).toBe(own);
  const after = world.repo.tip(other);
  await expectRun(world, () => world.applyPush(), {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', 'comment again'],
    inForce: [KIOSK_IN_FORCE],
    baseline: 'tip',
  });
  expect(second.writes()).toHaveLength(2);
  expect(world.repo.tip(other)).toBe(after);
  expect(said()).toEqual([
    [true, false],
    [false, true],
  ]);
  await second.close();
});
