import { afterEach, beforeEach, describe, test } from 'vitest';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { expectAtRest, expectRun, HALL, LOBBY, optIn, optOut, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { applied, approve, byApproving, edited, fileOf, inForce, kiosk, proposed } from './trail.ts';
import { World } from './world.ts';

/** What honest people do every day is applied without a question, or held back with the one command that helps. */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const METHODS = ['merge', 'squash'] as const;
const out = (user: string, until = '2027-01-31') => `opt-out ${user} until ${until}`;
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ ${out(LOBBY)}`;

/** The lobby's opt-out, by the pull requests that are told. */
const lobbyApplied = (...told: string[]) =>
  applied({ tenant: [optOut(1732)], github: ['ledger', 'ledger', ...told], inForce: [LOBBY_OUT] });

const elsewhere = (count: number) => {
  for (let index = 0; index < count; index += 1)
    world.repo.commit({ files: { 'A.md': `${index}\n` }, by: 'cy-lee' });
};

describe('a branch that is forty commits behind', () => {
  test.each(METHODS)('is applied, merged by %s', async (method) => {
    world.seed();
    const pull = proposed(world, policyText(WITH_LOBBY));
    elsewhere(40);
    world.repo.merge(pull, { by: 'bo-chen', method });
    await expectRun(world, push, lobbyApplied(`comment on ${pull}`));
    await expectAtRest(world);
  });

  test.each(METHODS)('is applied, updated with the approval kept and merged by %s', async (method) => {
    world.seed();
    const pull = proposed(world, policyText(WITH_LOBBY));
    elsewhere(40);
    world.repo.updateBranch(pull);
    world.repo.merge(pull, { by: 'bo-chen', method });
    await expectRun(world, push, lobbyApplied(`comment on ${pull}`));
  });

  test('is applied, updated by a rebase, whose new commits say what the approved one said', async () => {
    world.seed();
    const pull = proposed(world, policyText(WITH_LOBBY));
    elsewhere(40);
    world.repo.updateBranch(pull, { method: 'rebase' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, push, lobbyApplied(`comment on ${pull}`));
  });
});

describe('two pull requests that change different entries, opened side by side', () => {
  const [lobby, hall] = [kiosk(LOBBY, '2026-12-20'), kiosk(HALL, '2026-12-20')];
  const base = fileOf({ optOuts: [lobby, hall] });
  const later = (user: string) =>
    fileOf({
      optOuts: [lobby, hall].map((one) => (one.user === user ? { ...one, expires: '2027-01-31' } : one)),
    });

  test.each(['as it is', 'updated'])('are both applied, the second one %s', async (how) => {
    world.seed(inForce(lobby, hall));
    world.push(base);
    for (const user of [LOBBY, HALL]) proposed(world, later(user));
    world.repo.merge(1, { by: 'bo-chen' });
    if (how === 'updated') world.repo.updateBranch(2);
    world.repo.merge(2, { by: 'bo-chen' });
    await expectRun(
      world,
      push,
      applied({
        github: ['ledger', 'comment on 2', 'comment on 1'],
        inForce: [
          `+ ${out(HALL)}`,
          `+ ${out(LOBBY)}`,
          `- ${out(HALL, '2026-12-20')}`,
          `- ${out(LOBBY, '2026-12-20')}`,
        ],
      }),
    );
  });
});

describe('a batch of ten merges', () => {
  const accounts = Array.from({ length: 10 }, (_, index) => `account-${index}@acme.example`);
  const text = (dates: readonly string[]) =>
    fileOf({ optOuts: accounts.map((user, index) => kiosk(user, dates[index])) });
  const early = accounts.map(() => '2026-12-20');
  const later = (which: number) => early.map((date, index) => (index === which ? '2027-01-31' : date));
  const told = accounts.map((_, index) => `comment on ${index + 1}`);
  const changed = [
    ...accounts.map((user) => `+ ${out(user)}`),
    ...accounts.map((user) => `- ${out(user, '2026-12-20')}`),
  ];

  beforeEach(() => {
    for (const [index, email] of accounts.entries()) world.tenant.addUser({ id: 2000 + index, email });
    world.seed(inForce(...accounts.map((user) => kiosk(user, '2026-12-20'))));
    world.push(text(early));
    for (const index of accounts.keys()) proposed(world, text(later(index)));
  });

  test('one after the other is applied by one run', async () => {
    for (const index of accounts.keys()) world.repo.merge(index + 1, { by: 'bo-chen' });
    await expectRun(world, push, applied({ github: ['ledger', ...told], inForce: changed }));
    await expectAtRest(world);
  });

  test('of a merge queue is applied by one run', async () => {
    const pulls = accounts.map((_, index) => index + 1);
    world.repo.mergeGroup(pulls, { by: 'bo-chen' });
    await expectRun(world, push, applied({ github: ['ledger', ...told], inForce: changed }));
  });

  test('of a merge queue that squashes is applied by one run, but for the one that nobody approved', async () => {
    world.repo.dismiss(4, 'bo-chen');
    const pulls = accounts.map((_, index) => index + 1);
    world.repo.mergeGroup(pulls, { by: 'bo-chen', method: 'squash' });
    await expectRun(world, push, {
      status: 'partial',
      github: ['ledger', ...told],
      inForce: changed.filter((words) => !words.includes('account-3@')),
      says: ['account-3@acme.example', byApproving(4)],
    });
  });
});

describe('a revert', () => {
  /** As the button “Revert” makes it, approved by cy and merged. */
  function reverted(commit: string): number {
    const branch = `revert-${commit.slice(0, 7)}`;
    world.repo.push(branch, 'main', 'ana-diaz');
    world.repo.revert({ branch, commit, by: 'ana-diaz' });
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', branch });
    approve(world, pull, 'cy-lee');
    world.repo.merge(pull, { by: 'bo-chen' });
    return pull;
  }

  test.each(METHODS)('of a %s, and its revert, are each applied', async (method) => {
    world.seed();
    world.merged(WITH_LOBBY, { method });
    await applyHere(world);
    const back = reverted(world.repo.tip('main'));
    await expectRun(
      world,
      push,
      applied({
        tenant: [optIn(1732)],
        github: ['ledger', 'ledger', `comment on ${back}`],
        inForce: [`- ${out(LOBBY)}`],
      }),
    );
    const again = reverted(world.repo.tip('main'));
    await expectRun(world, push, lobbyApplied(`comment on ${again}`));
  });

  test('and its revert, with no apply between, bring what was approved', async () => {
    world.seed();
    world.merged(WITH_LOBBY);
    reverted(world.repo.tip('main'));
    const again = reverted(world.repo.tip('main'));
    await expectRun(world, push, lobbyApplied(`comment on ${again}`));
  });

  test('of what was never applied leaves nothing to do', async () => {
    world.seed();
    world.merged(WITH_LOBBY, { approvedBy: [] });
    reverted(world.repo.tip('main'));
    await expectRun(world, push, { status: 'no-changes' });
  });
});

test('a rebase of one commit is applied', async () => {
  world.seed();
  const pull = world.open(policyText(WITH_LOBBY));
  approve(world, pull);
  elsewhere(1);
  world.repo.merge(pull, { by: 'bo-chen', method: 'rebase' });
  await expectRun(world, push, lobbyApplied(`comment on ${pull}`));
});

describe('an entry that is amended three times in a week', () => {
  const worded = (ticket: string): PolicyText => ({ optOuts: [{ user: LOBBY, ticket }] });

  test('is applied each time', async () => {
    world.seed();
    world.merged(worded('SEC-1'));
    await expectRun(world, push, lobbyApplied('comment on 1'));
    for (const [pull, ticket] of [
      [2, 'SEC-2'],
      [3, 'SEC-3'],
    ] as const) {
      world.merged(worded(ticket));
      await expectRun(world, push, applied({ github: ['ledger', `comment on ${pull}`] }));
    }
  });

  test('is applied by one run, approved three times', async () => {
    world.seed();
    for (const ticket of ['SEC-1', 'SEC-2', 'SEC-3']) world.merged(worded(ticket));
    await expectRun(world, push, lobbyApplied('comment on 3', 'comment on 2', 'comment on 1'));
    await expectAtRest(world);
  });
});

test('a file that is broken by an approved pull request and mended by one that adds an opt-out is applied', async () => {
  world.seed();
  world.merged(edited(policyText({}), 'version: 1', 'version: one'));
  world.merged(WITH_LOBBY);
  await expectRun(world, push, lobbyApplied('comment on 2', 'comment on 1'));
});

test('a reworded entry that another pull request ends is ended', async () => {
  const [lobby, yard] = [kiosk(LOBBY), kiosk(YARD)];
  world.seed(inForce(lobby, yard));
  world.push(fileOf({ optOuts: [lobby, yard] }));
  world.merged(fileOf({ optOuts: [{ ...lobby, ticket: 'for the new lobby' }, yard] }));
  world.merged(fileOf({ optOuts: [yard] }));
  await expectRun(
    world,
    push,
    applied({
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1'],
      inForce: [`- ${out(LOBBY)}`],
    }),
  );
});
