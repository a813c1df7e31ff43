import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optOut } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { applied, approve, byApproving, fileOf, heldBack, inForce, kiosk, sourceless } from './trail.ts';
import { NOW, World } from './world.ts';

/** Every step of a row's trail is approved, each at a commit that makes the same step (T52, T53, T9). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const file = (policy: PolicyText) => ({ 'mfa-policy.yml': policyText(policy) });
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const WITH_BOTH: PolicyText = { optOuts: [{ user: LOBBY }, { user: HALL }] };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;
const HALL_OUT = `+ opt-out ${HALL} until 2027-01-31`;

describe('a trail of several steps', () => {
  const worded = (ticket: string): PolicyText => ({ optOuts: [{ user: LOBBY, ticket }] });

  test.each(['merge', 'squash'] as const)(
    'is not approved by its newest one, which only mends a word, by %s',
    async (method) => {
      world.seed();
      world.merged(worded('SEC-1021'), { by: 'wes-writer', approvedBy: [], method });
      world.merged(worded('SEC-1201'), { method });
      await expectRun(world, push, heldBack([2, 1], LOBBY, byApproving(1)));
      approve(world, 1);
      await expectRun(
        world,
        push,
        applied({
          tenant: [optOut(1732)],
          github: ['ledger', 'ledger', 'comment again', 'comment again'],
          inForce: [LOBBY_OUT],
        }),
      );
    },
  );

  test('waits for the one in the middle alone', async () => {
    world.seed();
    world.merged(worded('SEC-1'));
    world.merged(worded('SEC-2'), { by: 'wes-writer', approvedBy: [] });
    world.merged(worded('SEC-3'), { by: 'cy-lee' });
    await expectRun(world, push, {
      ...heldBack([3, 2, 1], LOBBY, byApproving(2)),
      silent: [byApproving(1), byApproving(3)],
    });
  });

  test('that begins with a push is held back, however often it is amended and approved', async () => {
    world.seed();
    world.push(worded('SEC-1'), 'wes-writer');
    const pull = world.merged(worded('SEC-2'));
    await expectRun(world, push, sourceless([pull], LOBBY, 'was pushed'));
  });

  test('ends where the branch says what is in force: what came before needs nobody', async () => {
    world.seed();
    world.merged(worded('SEC-1'), { by: 'wes-writer', approvedBy: [] });
    world.push({}, 'wes-writer');
    const pull = world.merged(worded('SEC-1'));
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

describe('an approval', () => {
  test('of an earlier commit, given after the last push, counts only for what that commit says', async () => {
    world.seed();
    const pull = world.open(WITH_LOBBY);
    const seen = world.repo.tip('change-1');
    world.repo.commit({ branch: 'change-1', files: file(WITH_BOTH), by: 'ana-diaz' });
    approve(world, pull, 'bo-chen', seen);
    world.repo.merge(pull, { by: 'wes-writer' });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [LOBBY_OUT],
      says: [HALL, 'bo-chen', byApproving(pull)],
    });
  });

  test.each(['null', 'named'] as const)(
    'whose commit is gone does not count, and is named (GitHub: %s)',
    async (lostCommit) => {
      world.repo.behaviour.lostCommit = lostCommit;
      world.seed();
      const pull = world.open(WITH_LOBBY);
      const seen = world.repo.tip('change-1');
      approve(world, pull);
      world.repo.commit({
        branch: 'change-1',
        parents: ['main'],
        files: file(WITH_LOBBY),
        message: 'Opt the lobby out',
        by: 'ana-diaz',
      });
      world.repo.lose(seen);
      world.repo.merge(pull, { by: 'wes-writer' });
      await expectRun(world, push, heldBack([pull], LOBBY, 'bo-chen', byApproving(pull)));
      approve(world, pull);
      await expectRun(
        world,
        push,
        applied({
          tenant: [optOut(1732)],
          github: ['ledger', 'ledger', 'comment again'],
          inForce: [LOBBY_OUT],
        }),
      );
    },
  );

  test.each([
    [
      'by a person',
      () => {
        world.repo.commit({ branch: 'decoy', files: file({ optOuts: [{ user: HALL }] }), by: 'wes-writer' });
      },
      () => world.repo.retarget(1, 'main', 'wes-writer'),
    ],
    [
      'by the end of its base',
      () => {
        world.repo.openPullRequest({ by: 'wes-writer', branch: 'decoy', files: { 'A.md': 'A\n' } });
        approve(world, 1);
        world.repo.merge(1, { by: 'bo-chen', method: 'squash' });
        world.repo.commit({ branch: 'decoy', files: file({ optOuts: [{ user: HALL }] }), by: 'wes-writer' });
      },
      () => world.repo.deleteBranch('decoy', 'wes-writer'),
    ],
  ])(
    'that was given against a decoy base does not count after the base was changed %s',
    async (_, decoy, change) => {
      // GitHub has stopped to dismiss approvals then, and dismissed them before.
      world.repo.behaviour.retargetedApprovals = 'kept';
      world.seed();
      decoy();
      const pull = world.repo.openPullRequest({ by: 'ana-diaz', base: 'decoy', files: file(WITH_BOTH) });
      approve(world, pull);
      world.now = new Date(NOW.getTime() + 60_000);
      change();
      expect(world.repo.pull(pull)).toMatchObject({ base: 'main', state: 'OPEN' });
      world.repo.merge(pull, { by: 'wes-writer' });
      await expectRun(world, push, heldBack([pull], LOBBY, HALL, 'bo-chen', byApproving(pull)));
      world.now = new Date(NOW.getTime() + 120_000);
      approve(world, pull, 'cy-lee');
      await expectRun(
        world,
        push,
        applied({
          tenant: [optOut(1733), optOut(1732)],
          github: ['ledger', 'ledger', 'comment again'],
          inForce: [HALL_OUT, LOBBY_OUT],
        }),
      );
    },
  );
});

describe('a source', () => {
  test('is no pull request whose head is gone', async () => {
    world.seed();
    const pull = world.merged(WITH_LOBBY, { method: 'squash' });
    const head = world.repo.tip('change-1');
    world.repo.deleteBranch('change-1');
    world.repo.lose(head);
    await expectRun(world, push, sourceless([pull], LOBBY));
  });

  test('is no pull request that has its merge base off the line, one of two best ones', async () => {
    const [lobby, hall] = [kiosk(LOBBY), kiosk(HALL)];
    world.seed(inForce(lobby, hall));
    world.push(fileOf({ optOuts: [lobby, hall] }));
    // From before the withdrawal: against this side, the pull request that brings the opt-out back changes nothing.
    const before = new Date(NOW.getTime() - 60_000);
    world.repo.commit({ branch: 'side', files: { 'A.md': 'A\n' }, at: before, by: 'ana-diaz' });
    const side = world.repo.openPullRequest({ by: 'ana-diaz', branch: 'side' });
    approve(world, side);
    world.merged(fileOf({ optOuts: [hall] }));
    await applyHere(world);
    const ended = world.repo.tip('main');
    world.repo.merge(side, { by: 'bo-chen' });
    world.repo.commit({
      branch: 'crossed',
      parents: [ended, 'side'],
      files: { 'A.md': 'A\n', 'mfa-policy.yml': fileOf({ optOuts: [lobby, hall] }) },
      by: 'ana-diaz',
    });
    const crossed = world.repo.openPullRequest({ by: 'ana-diaz', branch: 'crossed' });
    approve(world, crossed);
    world.repo.behaviour.mergeBase = 'oldest';
    world.repo.merge(crossed, { by: 'bo-chen' });
    expect(world.repo.file('main', 'mfa-policy.yml')).toContain(LOBBY);
    await expectRun(world, push, sourceless([crossed], LOBBY));
  });

  test('is found for each of more than 100 rows, and each pull request is told in the end', async () => {
    const accounts = Array.from({ length: 101 }, (_, index) => `account-${index + 1}@acme.example`);
    world.seed();
    for (const index of accounts.keys()) world.merged({ protected: accounts.slice(0, index + 1) });
    const { outputs } = await push();
    expect(outputs.status).toBe('applied');
    expect(world.vouched()?.inForce.filter(({ entry }) => entry.kind === 'protected')).toHaveLength(101);
    await push();
    for (const index of accounts.keys()) expect(world.comment(index + 1)).toContain('bo-chen');
  });
});
