import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Behaviour } from '../sandbox/github/behaviour.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optOut } from './expected.ts';
import { runHere } from './in-process.ts';
import { applied, approve, byApproving, heldBack, sourceless } from './trail.ts';
import { World } from './world.ts';

/**
 * GitHub marks every open pull request as merged whose head a merge contains (T59e). Pull request 1 is ana's, small and approved: it
 * opts the lobby out. Pull request 2 is wes's, built on top of it: it opts the hall out, too.
 */

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.seed();
});
afterEach(() => world.close());

const [SMALL, BIG] = [1, 2];
const file = (...users: string[]) => ({
  'mfa-policy.yml': policyText({ optOuts: users.map((user) => ({ user })) }),
});
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;
const HALL_OUT = `+ opt-out ${HALL} until 2027-01-31`;
const push = () => runHere(world);

function small(): void {
  world.repo.openPullRequest({ by: 'ana-diaz', branch: 'small', files: file(LOBBY) });
  approve(world, SMALL);
}

function stacked(): void {
  small();
  world.repo.commit({ branch: 'big', from: 'small', files: file(LOBBY, HALL), by: 'wes-writer' });
  world.repo.openPullRequest({ by: 'wes-writer', branch: 'big' });
}

describe('an approved pull request that another one contains', () => {
  const commented = () => world.repo.comment(SMALL, { by: 'wes-writer', body: 'Nice' });

  test.each<[string, Partial<Behaviour> & { late?: boolean }]>([
    ['listed first by a comment', {}],
    ['listed first by GitHub', { associationOrder: 'adverse' }],
    ['found among the newest, while associations are late', { late: true }],
  ])('%s: approves nothing of the other', async (_, { late = false, ...behaviour }) => {
    stacked();
    world.repo.merge(BIG, { by: 'wes-writer' });
    commented();
    world.repo.associationsLate = late;
    Object.assign(world.repo.behaviour, behaviour);
    expect(world.repo.pull(SMALL).state).toBe('MERGED');
    await expectRun(world, push, {
      ...heldBack([BIG], LOBBY, HALL, byApproving(BIG)),
      silent: [byApproving(SMALL)],
    });
    approve(world, BIG, 'cy-lee');
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1733), optOut(1732)],
        github: ['ledger', 'ledger', 'comment again'],
        inForce: [HALL_OUT, LOBBY_OUT],
      }),
    );
  });

  test('approves nothing of another one that is squashed, and stays open', async () => {
    stacked();
    world.repo.merge(BIG, { by: 'wes-writer', method: 'squash' });
    commented();
    expect(world.repo.pull(SMALL).state).toBe('OPEN');
    await expectRun(world, push, heldBack([BIG], LOBBY, HALL, byApproving(BIG)));
  });

  test('approves nothing of another one that was squashed, when its branch is moved there afterwards', async () => {
    stacked();
    const seen = world.repo.tip('small');
    world.repo.merge(BIG, { by: 'wes-writer', method: 'squash' });
    world.repo.push('small', 'main', 'wes-writer');
    expect(world.repo.pull(SMALL)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
    // Given on a page that was opened before.
    approve(world, SMALL, 'bo-chen', seen);
    await expectRun(world, push, heldBack([BIG], LOBBY, HALL, byApproving(BIG)));
  });
});

describe('an approved pull request that is merged on somebody’s machine, pushed together with more', () => {
  const pushed = () => {
    small();
    world.repo.push('staging', 'main');
    world.repo.mergeBranch({ into: 'staging', from: 'small', by: 'wes-writer' });
    world.repo.commit({ branch: 'staging', files: file(LOBBY, HALL), by: 'wes-writer' });
    world.repo.push('main', 'staging', 'wes-writer');
    expect(world.repo.pull(SMALL).state).toBe('MERGED');
  };

  test('is the source of its own merge, and of nothing else', async () => {
    pushed();
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${SMALL}`, 'issue'],
      inForce: [LOBBY_OUT],
      says: [HALL, 'was pushed'],
    });
  });

  test.each([
    ['head', []],
    ['none', []],
    ['tip', [SMALL]],
  ] as const)('is no source at all where GitHub gives it the merge commit “%s”', async (commit, told) => {
    world.repo.behaviour.indirectMergeCommit = commit;
    pushed();
    await expectRun(world, push, sourceless(told, LOBBY, HALL));
  });
});

test('an approved head that is merged together with another branch is no source of that merge', async () => {
  small();
  world.repo.commit({ branch: 'other', files: file(HALL), by: 'wes-writer' });
  world.repo.commit({ parents: ['main', 'small', 'other'], files: file(LOBBY, HALL), by: 'wes-writer' });
  expect(world.repo.pull(SMALL)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
  await expectRun(world, push, sourceless([SMALL], LOBBY, HALL));
});

test('an approved head that was pushed to the branch, not merged, has no source', async () => {
  small();
  world.repo.push('main', 'small', 'wes-writer');
  expect(world.repo.pull(SMALL)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
  await expectRun(world, push, sourceless([SMALL], LOBBY));
});
