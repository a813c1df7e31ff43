import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { APPROVERS, type PolicyText } from '../sandbox/policy-text.ts';
import { expectAtRest, expectRun, HALL, LOBBY, optIn, optOut, resetsOf, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start({ tenant: { mfaOptOutReadable: true } });
});
afterEach(() => world.close());

const NONE: PolicyText = {};
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const push = () => runHere(world);
const lobby = (expires: string): PolicyText => ({ optOuts: [{ user: LOBBY, expires }] });

interface Push {
  name: string;
  seed: PolicyText;
  policy: PolicyText;
  row: string;
  /** What the tenant says already. */
  live?: boolean;
}

const PUSHES: Push[] = [
  { name: 'a new opt-out', seed: NONE, policy: WITH_LOBBY, row: `the opt-out of \`${LOBBY}\`` },
  {
    name: 'an opt-out that the tenant has already',
    seed: NONE,
    policy: WITH_LOBBY,
    row: `the opt-out of \`${LOBBY}\``,
    live: true,
  },
  {
    name: 'a later date, which does not extend',
    seed: lobby('2027-01-10'),
    policy: lobby('2027-02-01'),
    row: `the opt-out of \`${LOBBY}\``,
  },
  {
    name: 'an earlier date',
    seed: lobby('2027-01-10'),
    policy: lobby('2026-12-01'),
    row: `the opt-out of \`${LOBBY}\``,
  },
  {
    name: 'the end of an opt-out, which stays in force',
    seed: WITH_LOBBY,
    policy: NONE,
    row: `ending the opt-out of \`${LOBBY}\``,
  },
  {
    name: 'a looser limit',
    seed: NONE,
    policy: { guardrails: { 'max-opt-outs': 99 } },
    row: 'the rule `max-opt-outs`',
  },
  {
    name: 'fewer approvals',
    seed: NONE,
    policy: { guardrails: { 'required-approvals': 0 } },
    row: 'the rule `required-approvals`',
  },
  {
    name: 'an approver',
    seed: NONE,
    policy: { approvers: { ...APPROVERS, 'wes-writer': 'wes@acme.example' } },
    row: 'the approver `wes-writer`',
  },
  {
    name: 'the end of a protection',
    seed: { protected: [LOBBY] },
    policy: NONE,
    row: `the protection of \`${LOBBY}\``,
  },
  {
    name: 'the end of enforcement',
    seed: { guardrails: { 'allow-lift': true } },
    policy: { enforce: false, guardrails: { 'allow-lift': true } },
    row: 'lifting enforcement',
  },
  { name: 'its beginning', seed: { enforce: false }, policy: NONE, row: 'enforcing MFA' },
  {
    name: 'a reset',
    seed: NONE,
    policy: { resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] },
    row: 'the reset `INC-1` of `cy.lee@acme.example`',
  },
];

test.each(PUSHES)('holds back $name, pushed without a pull request', async ({ seed, policy, row, live }) => {
  world.seed(seed);
  const kiosk = world.tenant.state.users.get('1732');
  if (kiosk !== undefined && live) kiosk.optOut = true;
  const pushed = world.push(policy, 'wes-writer');
  await expectRun(world, push, {
    status: 'held-back',
    github: ['ledger', 'issue'],
    says: [
      `**${row}**: was pushed without a pull request in \`${pushed.slice(0, 7)}\`, so nobody reviewed it`,
      'Put it back to what is in force in a pull request, merge that, then propose the change again.',
      `git revert --no-edit ${pushed}\n`,
    ],
  });
  const [issue] = world.repo.issues();
  expect(issue?.body).toContain(`**${row}**: was pushed without a pull request`);
  expect(issue?.labels).toEqual(['mfa-policy']);
});

describe('the issue about what was pushed', () => {
  test('is opened once, updated in place, closed when nothing waits', async () => {
    world.seed();
    world.push(WITH_LOBBY);
    await expectRun(world, push, { status: 'held-back', github: ['ledger', 'issue'] });
    await expectRun(world, push, { status: 'held-back' });
    world.push({ optOuts: [{ user: LOBBY }, { user: HALL }] });
    await expectRun(world, push, { status: 'held-back', github: ['ledger', 'issue 1 again'] });
    expect(world.repo.issues()).toMatchObject([{ state: 'OPEN', body: expect.stringContaining(HALL) }]);
    world.push(NONE);
    await expectRun(world, push, {
      status: 'no-changes',
      github: ['ledger', 'issue 1 again'],
      baseline: 'tip',
    });
    expect(world.repo.issues()).toMatchObject([{ state: 'CLOSED' }]);
    await expectAtRest(world);
  });

  test('stays open while an unapproved row waits beside', async () => {
    world.seed();
    world.push(WITH_LOBBY);
    await applyHere(world);
    world.push(NONE);
    const pull = world.merged({ optOuts: [{ user: HALL }] }, { approvedBy: [] });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
    });
    expect(world.repo.issues()).toMatchObject([{ state: 'OPEN' }]);
  });

  test('is not mistaken for what a person opened with the same words', async () => {
    world.seed();
    world.push(WITH_LOBBY);
    await applyHere(world);
    const [own] = world.repo.issues();
    world.repo.changeIssue(own?.number ?? 0, { state: 'closed' });
    world.repo.openIssue({ by: 'wes-writer', title: 'Mine', body: own?.body ?? '', labels: ['mfa-policy'] });
    await expectRun(world, push, { status: 'held-back', github: ['issue'] });
  });
});

test('holds back a pushed row that a pull request says in other words; put back and proposed again, it is applied', async () => {
  const words: PolicyText = { optOuts: [{ user: LOBBY, reason: 'Kiosk in the badge-controlled lobby' }] };
  world.seed();
  world.push(WITH_LOBBY);
  await applyHere(world);
  const reworded = world.merged(words);
  await expectRun(world, push, {
    status: 'held-back',
    github: ['ledger', `comment on ${reworded}`],
    says: ['was pushed without a pull request', 'Put it back to what is in force'],
  });
  world.merged(NONE, { approvedBy: [] });
  await expectRun(world, push, {
    status: 'no-changes',
    github: ['ledger', 'issue 1 again'],
    baseline: 'tip',
  });
  const proposed = world.merged(words);
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${proposed}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
  });
});

test('lets an opt-out end on the date in force, whatever longer date was pushed', async () => {
  world.seed(lobby('2026-12-01'));
  world.push(lobby('2027-02-01'));
  await expectRun(world, push, { status: 'held-back', github: ['ledger', 'issue'] });
  world.now = new Date('2026-12-01T00:00:00Z');
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optIn(1732)],
    github: ['ledger', 'ledger'],
    inForce: [`- opt-out ${LOBBY} until 2026-12-01`],
    says: [`**the opt-out of \`${LOBBY}\`**: was pushed without a pull request`],
  });
});

test('ends an opt-out whose date has come beside a row that is held back', async () => {
  world.seed({ optOuts: [{ user: HALL, expires: '2026-11-24' }] });
  world.push({ optOuts: [{ user: HALL, expires: '2026-11-24' }, { user: YARD }] });
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optIn(1733)],
    github: ['ledger', 'ledger', 'issue'],
    inForce: [`- opt-out ${HALL} until 2026-11-24`],
    says: [`**the opt-out of \`${YARD}\`**: was pushed`, 'Its date, 24 Nov 2026'],
  });
});

describe('a reset request', () => {
  const asked = (request = 'INC-1', notAfter = '2026-11-27'): PolicyText => ({
    resets: [{ request, user: 'cy.lee@acme.example', notAfter }],
  });

  test('that has lapsed is refused once and silent from then on', async () => {
    world.seed();
    const pull = world.merged(asked('INC-1', '2026-11-24'), { approvedBy: [] });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
      says: ['pull request 1 needs 1 approval'],
    });
    world.now = new Date('2026-11-25T00:00:00Z');
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    await expectRun(world, push, {
      status: 'refused',
      github: ['ledger', 'comment again'],
      baseline: 'tip',
      says: ['The last day of this request is over. Open a new request, under a new id.'],
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'lapsed' });
    await expectAtRest(world);
  });

  test.each([
    ['stay', asked()],
    ['go', NONE],
  ])('that is settled may %s', async (_, policy) => {
    world.seed();
    world.merged(asked());
    await applyHere(world);
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
    world.push({ ...policy, name: 'Acme' });
    await expectRun(world, push, { status: 'no-changes', github: ['ledger'], baseline: 'tip' });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
  });

  test('is refused under a request id that the ledger knows with other content', async () => {
    world.seed();
    world.merged(asked());
    await applyHere(world);
    const pull = world.merged(
      { resets: [{ request: 'INC-1', user: 'bo.chen@acme.example' }] },
      { approvedBy: ['cy-lee'] },
    );
    const refused = {
      status: 'refused',
      says: ['The ledger knows this request id with other content. Use a new id.'],
    } as const;
    await expectRun(world, push, { ...refused, github: ['ledger', `comment on ${pull}`] });
    await expectRun(world, push, { ...refused, github: ['comment again'] });
    expect(world.tenant.state.users.get('102')?.resets).toBe(0);
  });
});

test('says in the red annotation itself what is missing', async () => {
  world.seed();
  const pull = world.merged(WITH_LOBBY, { approvedBy: [] });
  const { stdout } = await expectRun(world, () => world.applyPush(), {
    status: 'held-back',
    github: ['ledger', `comment on ${pull}`],
    says: [`gh pr review ${pull} --approve\ngh run rerun`],
  });
  expect(stdout).toContain(
    `::error::Held back, nothing new was applied: Pull request ${pull} needs 1 approval.`,
  );
});
