import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optOut } from './expected.ts';
import { runHere } from './in-process.ts';
import { applied, approve, byApproving, heldBack } from './trail.ts';
import { World } from './world.ts';

/** Pull requests that share commits, as honest people make them: applied without a question, or held back with the one command that helps. */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const out = (user: string) => `opt-out ${user} until 2027-01-31`;
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ ${out(LOBBY)}`;
const file = (text: string) => ({ 'mfa-policy.yml': text });
const lobbyApplied = (...told: string[]) =>
  applied({ tenant: [optOut(1732)], github: ['ledger', 'ledger', ...told], inForce: [LOBBY_OUT] });

/** The lower pull request opts the lobby out, the upper one, built on it, the hall. */
describe('a stack', () => {
  const lower = policyText(WITH_LOBBY);
  const upper = policyText({ optOuts: [{ user: LOBBY }, { user: HALL }] });

  function stacked(base: 'main' | 'lower'): void {
    world.seed();
    world.repo.openPullRequest({ by: 'ana-diaz', branch: 'lower', files: file(lower) });
    world.repo.commit({ branch: 'upper', from: 'lower', files: file(upper), by: 'ana-diaz' });
    world.repo.openPullRequest({ by: 'ana-diaz', branch: 'upper', base });
    for (const pull of [1, 2]) approve(world, pull);
  }

  const HALL_APPLIED = { tenant: [optOut(1733)], inForce: [`+ ${out(HALL)}`] };

  test('whose upper one was updated after the lower one was merged needs the approval of what it is now', async () => {
    stacked('main');
    world.repo.merge(1, { by: 'bo-chen' });
    await expectRun(world, push, lobbyApplied('comment on 1'));
    world.repo.updateBranch(2);
    world.repo.merge(2, { by: 'bo-chen' });
    await expectRun(world, push, heldBack([2], HALL, byApproving(2)));
    approve(world, 2);
    await expectRun(world, push, applied({ ...HALL_APPLIED, github: ['ledger', 'ledger', 'comment again'] }));
  });

  test('whose upper one was updated and approved after the lower one was merged is applied', async () => {
    stacked('main');
    world.repo.merge(1, { by: 'bo-chen' });
    world.repo.updateBranch(2);
    approve(world, 2);
    world.repo.merge(2, { by: 'bo-chen' });
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1733), optOut(1732)],
        github: ['ledger', 'ledger', 'comment on 2', 'comment on 1'],
        inForce: [`+ ${out(HALL)}`, LOBBY_OUT],
      }),
    );
  });

  test('into the lower one’s branch, moved on to the default branch by GitHub, needs an approval after that', async () => {
    stacked('lower');
    world.repo.merge(1, { by: 'bo-chen' });
    world.repo.deleteBranch('lower', 'bo-chen');
    expect(world.repo.pull(2)).toMatchObject({ base: 'main', state: 'OPEN' });
    world.repo.updateBranch(2);
    world.repo.merge(2, { by: 'bo-chen' });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1'],
      inForce: [LOBBY_OUT],
      says: [HALL, byApproving(2)],
    });
    world.now = new Date(world.now.getTime() + 60_000);
    approve(world, 2);
    await expectRun(world, push, applied({ ...HALL_APPLIED, github: ['ledger', 'ledger', 'comment again'] }));
  });

  test('whose upper one is merged alone, approved, brings both', async () => {
    stacked('main');
    world.repo.merge(2, { by: 'bo-chen' });
    expect(world.repo.pull(1).state).toBe('MERGED');
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1733), optOut(1732)],
        github: ['ledger', 'ledger', 'comment on 2'],
        inForce: [`+ ${out(HALL)}`, LOBBY_OUT],
      }),
    );
  });
});

test.each([1, 2])(
  'of twins of one head, either one’s approval counts, and both are told: that of %d',
  async (approved) => {
    world.seed();
    world.repo.openPullRequest({ by: 'ana-diaz', branch: 'one', files: file(policyText(WITH_LOBBY)) });
    world.repo.push('two', 'one', 'ana-diaz');
    world.repo.openPullRequest({ by: 'ana-diaz', branch: 'two' });
    approve(world, approved);
    world.repo.merge(2, { by: 'bo-chen' });
    expect(world.repo.pull(1)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
    await expectRun(world, push, lobbyApplied('comment on 1', 'comment on 2'));
  },
);

test('a branch that somebody moves to the default branch’s tip takes no source from the commit there', async () => {
  world.seed();
  const pull = world.merged(WITH_LOBBY, { method: 'squash' });
  world.repo.openPullRequest({ by: 'cy-lee', branch: 'mine', files: { 'A.md': 'A\n' } });
  world.repo.push('mine', 'main', 'cy-lee');
  expect(world.repo.pull(2)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
  await expectRun(world, push, lobbyApplied(`comment on ${pull}`));
});
