import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, reset, resetsOf, YARD } from './expected.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const push = () => world.applyPush();
const ended = (user: string) => `- opt-out ${user} until 2027-01-31`;

test('carries out what the tip says, whatever commit an old run that is started again was for', async () => {
  world.seed();
  world.merged({ optOuts: [{ user: LOBBY }], resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] });
  const event = world.repo.pushEvent({ sender: 'bo-chen' });
  const old = { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: world.repo.tip('main') };
  const run = (attempt: number) => world.run('push', event, { runId: 50, attempt, env: old });
  await expectRun(world, () => run(1), {
    status: 'applied',
    tenant: [optOut(1732), reset(103)],
    github: ['ledger', 'ledger', 'comment on 1'],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
  });
  const pull = world.merged({});
  await expectRun(world, () => run(2), {
    status: 'applied',
    tenant: [optIn(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [ended(LOBBY)],
    baseline: 'tip',
  });
  await expectRun(world, () => run(3), { status: 'no-changes' });
  expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
  expect(world.tenant.state.users.get('103')?.resets).toBe(1);
});

test('plans again when the branch moves before the intent', async () => {
  world.seed();
  const first = world.merged(WITH_LOBBY);
  let second = 0;
  const stop = world.github.onRequest(({ operation }) => {
    if (operation !== 'Reviews' || second !== 0) return undefined;
    second = world.merged({ optOuts: [{ user: LOBBY }, { user: HALL }] }, { approvedBy: [] });
    return undefined;
  });
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', 'comment on 2', `comment on ${first}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    says: [`**the opt-out of \`${HALL}\`**: pull request 2 needs 1 approval`],
  });
  stop();
});

test('carries out nothing that was withdrawn before the intent', async () => {
  world.seed();
  world.merged(WITH_LOBBY);
  let withdrawn = false;
  world.github.onRequest(({ operation }) => {
    if (operation !== 'Reviews' || withdrawn) return undefined;
    withdrawn = true;
    world.merged({});
    return undefined;
  });
  await expectRun(world, push, { status: 'no-changes' });
});

test('ends an opt-out at the user that it was set on, whatever the e-mail is now', async () => {
  world.seed(WITH_LOBBY);
  world.tenant.changeEmail(1732, 'renamed.kiosk@acme.example');
  world.tenant.addUser({ id: 1999, email: LOBBY });
  const pull = world.merged({});
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optIn(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [ended(LOBBY)],
    baseline: 'tip',
  });
});

test('ends an opt-out that is extended where another user has its e-mail now, who is opted out instead', async () => {
  world.seed({ optOuts: [{ user: LOBBY, expires: '2026-12-20' }] });
  world.tenant.changeEmail(1732, 'renamed.kiosk@acme.example');
  world.tenant.addUser({ id: 1999, email: LOBBY });
  const pull = world.merged(WITH_LOBBY);
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optIn(1732), optOut(1999)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`, `- opt-out ${LOBBY} until 2026-12-20`],
    baseline: 'tip',
  });
  expect(world.state().inForce.find(({ entry }) => entry.kind === 'opt-out')?.userId).toBe('1999');
});

test('ends what has ended and settles what is in doubt though the file can’t be read there; the run is red', async () => {
  const ended = { user: HALL, expires: '2026-11-24' };
  world.seed({ optOuts: [ended, { user: LOBBY }] }, (state) => ({
    ...state,
    doubt: [{ kind: 'user', userId: '1734', user: YARD }],
  }));
  const broken = world.merged('version: 1\n');
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optIn(1733), optIn(1734)],
    github: ['ledger', 'ledger', `comment on ${broken}`],
    inForce: [`- opt-out ${HALL} until 2026-11-24`],
    says: ['can’t be used', `\`${YARD}\`: what is in force was sent again and confirmed`],
  });
  await expectRun(world, push, { status: 'refused', github: ['comment again'], says: ['can’t be used'] });
});

test('believes neither a comment nor the name of an actor', async () => {
  world.seed();
  world.repo.user('dependabot[bot]', { type: 'Bot', permission: 'write' });
  const pull = world.merged(WITH_LOBBY, { approvedBy: [] });
  world.repo.comment(pull, { by: 'bo-chen', body: 'Approved by bo-chen' });
  world.repo.comment(pull, { by: 'github-actions', body: 'MFA apply: approved by `bo-chen`' });
  await expectRun(
    world,
    () => world.applyPush({ env: { GITHUB_ACTOR: 'bo-chen', GITHUB_TRIGGERING_ACTOR: 'bo-chen' } }),
    {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
      says: ['pull request 1 needs 1 approval from `bo-chen` or `cy-lee`'],
    },
  );
});
