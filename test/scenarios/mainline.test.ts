import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const NONE: PolicyText = {};
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const WITH_BOTH: PolicyText = { optOuts: [{ user: LOBBY }, { user: HALL }] };
const ALL: PolicyText = { optOuts: [{ user: LOBBY }, { user: HALL }, { user: YARD }] };
const STRICTER: PolicyText = { guardrails: { 'max-resets': 4 } };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;
const HALL_OUT = `+ opt-out ${HALL} until 2027-01-31`;
const YARD_OUT = `+ opt-out ${YARD} until 2027-01-31`;

const push = () => runHere(world);
const short = (oid: string) => oid.slice(0, 7);
const file = (policy: PolicyText) => ({ 'mfa-policy.yml': policyText(policy) });
const approve = (pull: number, by = 'bo-chen') => world.repo.review(pull, { by, state: 'APPROVED' });

describe('each way to merge', () => {
  test.each(['merge', 'squash', 'rebase'] as const)(
    'finds the source of one commit by %s',
    async (method) => {
      world.seed();
      world.merged(WITH_LOBBY, { method });
      await expectRun(world, push, {
        status: 'applied',
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment on 1'],
        inForce: [LOBBY_OUT],
        baseline: 'tip',
        says: ['Pull request 1 by `ana-diaz`, approved by `bo-chen`'],
      });
    },
  );

  test('holds back an entry that an earlier commit of a rebase of several wrote', async () => {
    world.seed();
    world.repo.commit({ branch: 'two', files: file(WITH_LOBBY), by: 'ana-diaz' });
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', branch: 'two', files: file(WITH_BOTH) });
    approve(pull);
    world.repo.merge(pull, { method: 'rebase', by: 'bo-chen' });
    const [earlier = ''] = world.repo.parents('main');
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1733)],
      github: ['ledger', 'ledger', `comment on ${pull}`, 'issue'],
      inForce: [HALL_OUT],
      says: [
        `**the opt-out of \`${LOBBY}\`**: was pushed without a pull request in \`${short(earlier)}\`, so nobody reviewed it`,
      ],
    });
  });

  test('traces a merge queue, where each pull request has its own commit of the mainline', async () => {
    world.seed();
    const first = world.open(WITH_LOBBY);
    const second = world.repo.openPullRequest({
      by: 'cy-lee',
      branch: 'second',
      files: { 'README.md': 'Read this\n' },
    });
    const third = world.repo.openPullRequest({ by: 'cy-lee', branch: 'third', files: file(STRICTER) });
    for (const pull of [first, second, third]) approve(pull);
    world.repo.mergeGroup([first, second, third], { by: 'bo-chen' });
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${third}`, `comment on ${first}`],
      inForce: ['+ max-resets 4', LOBBY_OUT, '- max-resets 5'],
      baseline: 'tip',
      says: [`Pull request ${first} by \`ana-diaz\``, `Pull request ${third} by \`cy-lee\``],
    });
  });

  test('holds back the upper one of a stack that was not updated after the lower one was merged', async () => {
    world.seed();
    const lower = world.open(WITH_LOBBY);
    world.repo.commit({ branch: 'upper', from: 'change-1', files: file(WITH_BOTH), by: 'cy-lee' });
    const upper = world.repo.openPullRequest({ by: 'cy-lee', branch: 'upper' });
    for (const pull of [lower, upper]) approve(pull);
    world.repo.mergeGroup([lower, upper], { by: 'bo-chen' });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${upper}`, `comment on ${lower}`, 'issue'],
      inForce: [LOBBY_OUT],
      says: [
        `**the opt-out of \`${HALL}\`**: pull request ${upper} proposed a different change to this than its merge \`${short(world.repo.tip('main'))}\` made`,
      ],
    });
  });
});

describe('several pull requests in one run', () => {
  test('holds back the rows of the unapproved one alone, until it is approved and run again', async () => {
    world.seed();
    world.merged(WITH_LOBBY);
    const bad = world.merged(WITH_BOTH, { approvedBy: [] });
    world.merged(ALL, { approvedBy: ['cy-lee'] });
    await expectRun(world, () => world.applyPush({ runId: 70 }), {
      status: 'partial',
      tenant: [optOut(1732), optOut(1734)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1', 'comment on 3'],
      inForce: [LOBBY_OUT, YARD_OUT],
      says: [`**the opt-out of \`${HALL}\`**: pull request 2 needs 1 approval`, 'gh pr review 2 --approve'],
    });
    expect(world.comment(bad)).toContain('pull request 2 needs 1 approval from `bo-chen` or `cy-lee`');
    expect(world.comment(1)).not.toContain('needs 1 approval');
    approve(bad, 'cy-lee');
    await expectRun(world, () => world.applyPush({ runId: 70, attempt: 2 }), {
      status: 'applied',
      tenant: [optOut(1733)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [HALL_OUT],
      baseline: 'tip',
    });
  });

  test('carries out two merges in the one run that the second starts', async () => {
    world.seed();
    world.merged(WITH_LOBBY);
    const second = world.merged(WITH_BOTH, { by: 'cy-lee', method: 'squash' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1733), optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${second}`, 'comment on 1'],
      inForce: [HALL_OUT, LOBBY_OUT],
      baseline: 'tip',
    });
  });

  test('holds back an entry that was approved in one and changed unapproved in the next', async () => {
    world.seed();
    world.merged(WITH_LOBBY);
    world.merged({ optOuts: [{ user: LOBBY, expires: '2027-02-10' }] }, { approvedBy: [] });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'comment on 2', 'comment on 1'],
      says: [`**the opt-out of \`${LOBBY}\`**: pull request 2 needs 1 approval`, 'gh pr review 2 --approve'],
    });
  });

  test('takes back by a revert pull request', async () => {
    world.seed();
    world.merged(WITH_LOBBY, { method: 'squash' });
    await applyHere(world);
    world.repo.commit({ branch: 'back', from: 'main', files: file(NONE), by: 'ana-diaz', message: 'Revert' });
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', branch: 'back' });
    approve(pull, 'cy-lee');
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
    });
  });

  test('holds back a revert pull request that nobody approved: the opt-out stays in force', async () => {
    world.seed(WITH_LOBBY);
    const pull = world.merged(NONE, { approvedBy: [] });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
      says: [`**ending the opt-out of \`${LOBBY}\`**: pull request ${pull} needs 1 approval`],
    });
  });

  test('finds nothing to do where one pull request takes back what another brought', async () => {
    world.seed();
    world.merged(WITH_LOBBY, { approvedBy: [] });
    world.merged(NONE, { approvedBy: [] });
    await expectRun(world, push, { status: 'no-changes' });
  });
});

describe('what GitHub says of a commit', () => {
  test('finds the source by the newest merged pull requests while associations are late', async () => {
    world.seed();
    world.merged(WITH_LOBBY, { method: 'squash' });
    world.merged(WITH_BOTH);
    world.repo.associationsLate = true;
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optOut(1733), optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1'],
      inForce: [HALL_OUT, LOBBY_OUT],
      baseline: 'tip',
    });
  });

  test('takes no other pull request for the source: open, into another base, of another repository', async () => {
    world.seed();
    const merged = world.merged(WITH_LOBBY, { approvedBy: [] });
    const oid = world.repo.tip('main');
    world.repo.push('release', world.repo.parents(oid)[0] ?? '');
    const open = world.repo.openPullRequest({
      by: 'ana-diaz',
      branch: 'still-open',
      files: { 'A.md': 'A\n' },
    });
    const release = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'release',
      branch: 'for-release',
      files: file(WITH_LOBBY),
    });
    const fork = world.github.repository({ owner: 'ana-diaz', name: 'mfa-policy', forkOf: world.repo });
    fork.user('bo-chen', { permission: 'write' });
    const foreign = fork.openPullRequest({ by: 'ana-diaz', branch: 'foreign', files: { 'B.md': 'B\n' } });
    fork.review(foreign, { by: 'bo-chen', state: 'APPROVED' });
    fork.merge(foreign, { by: 'bo-chen' });
    fork.pull(foreign).mergeCommit = oid;
    for (const pull of [open, release]) approve(pull);
    world.repo.merge(release, { by: 'bo-chen' });
    world.repo.pull(release).mergeCommit = oid;
    world.repo.associate(oid, open);
    world.repo.associate(oid, release);
    world.repo.associate(oid, fork.pull(foreign));
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${merged}`],
      says: [
        'pull request 1 needs 1 approval from `bo-chen` or `cy-lee`',
        `gh pr review ${merged} --approve`,
      ],
    });
    approve(merged, 'cy-lee');
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [LOBBY_OUT],
      baseline: 'tip',
      says: [`Pull request ${merged} by \`ana-diaz\`, approved by \`cy-lee\``],
    });
  });

  test('holds back a commit that was merged, with approval, into another base and then pushed', async () => {
    world.seed();
    world.repo.push('decoy', 'main');
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', base: 'decoy', files: file(WITH_LOBBY) });
    approve(pull);
    const oid = world.repo.merge(pull, { by: 'wes-writer' });
    world.repo.push('main', oid, 'wes-writer');
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'issue'],
      says: [`was pushed without a pull request in \`${short(oid)}\``],
    });
  });

  test('holds back a commit that was merged, with approval, in a fork and then pushed', async () => {
    world.seed();
    const fork = world.github.repository({ owner: 'wes-writer', name: 'mfa-policy', forkOf: world.repo });
    fork.user('bo-chen', { permission: 'write' });
    const pull = fork.openPullRequest({ by: 'ana-diaz', files: file(WITH_LOBBY) });
    fork.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    const oid = fork.merge(pull, { by: 'wes-writer' });
    world.repo.push('main', oid, 'wes-writer');
    world.repo.associate(oid, fork.pull(pull));
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'issue'],
      says: [`was pushed without a pull request in \`${short(oid)}\``],
    });
  });

  test('holds back what was approved against a decoy base and retargeted: GitHub dismissed the approval', async () => {
    world.seed();
    world.repo.push('decoy', 'main');
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', base: 'decoy', files: file(WITH_LOBBY) });
    approve(pull);
    world.repo.retarget(pull, 'main');
    world.repo.merge(pull, { by: 'wes-writer' });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
      says: ['not counted: `bo-chen` was dismissed'],
    });
  });

  test('holds back an approval that a later push made stale', async () => {
    world.seed();
    const pull = world.open(WITH_LOBBY);
    approve(pull);
    world.repo.commit({ branch: 'change-1', files: file(WITH_BOTH), by: 'ana-diaz' });
    world.repo.merge(pull, { by: 'wes-writer' });
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`],
      says: [
        `**the opt-out of \`${LOBBY}\`**: pull request ${pull} needs 1 approval`,
        `**the opt-out of \`${HALL}\`**: pull request ${pull} needs 1 approval`,
        'not counted: `bo-chen` was dismissed',
      ],
    });
  });

  test('counts the approval of a pull request whose fork is deleted', async () => {
    world.seed();
    const fork = world.github.repository({ owner: 'ana-diaz', name: 'mfa-policy', forkOf: world.repo });
    const pull = world.repo.openPullRequest({ by: 'ana-diaz', from: fork, files: file(WITH_LOBBY) });
    approve(pull);
    world.repo.merge(pull, { by: 'bo-chen' });
    fork.delete();
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [LOBBY_OUT],
      baseline: 'tip',
    });
  });
});

describe('a file that says the same, or nothing that can be read', () => {
  test.each([
    ['moved within the file', (text: string) => moved(text)],
    [
      'reformatted',
      (text: string) => `# The policy\n${text.replace('enforce: true', 'enforce:   true # always')}`,
    ],
  ])('sends nothing where entries were %s, even by a direct push', async (_, change) => {
    world.seed(WITH_BOTH);
    const text = change(policyText(WITH_BOTH));
    expect(text).not.toBe(policyText(WITH_BOTH));
    world.push(text);
    await expectRun(world, push, { status: 'no-changes', github: ['ledger'], baseline: 'tip' });
  });

  test('holds back an entry that came with the repair of a file that somebody broke by a push', async () => {
    world.seed();
    const broken = world.push('enforce: [\n');
    const pull = world.merged(WITH_LOBBY);
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', `comment on ${pull}`, 'issue'],
      says: [`**the opt-out of \`${LOBBY}\`**: was pushed without a pull request in \`${short(broken)}\``],
    });
  });

  test('counts the approval of an entry that is the same before and after what could not be read', async () => {
    world.seed();
    const pull = world.merged(WITH_LOBBY);
    world.push('enforce: [\n');
    world.push(WITH_LOBBY);
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [LOBBY_OUT],
      baseline: 'tip',
    });
  });

  test('goes by what the mainline says on both sides of a missing file', async () => {
    world.seed(WITH_LOBBY);
    world.repo.commit({ files: { 'mfa-policy.yml': null }, by: 'ana-diaz' });
    world.push(WITH_LOBBY);
    await expectRun(world, push, { status: 'no-changes' });
  });
});

/** The same policy with its opt-outs in the other order, and the approvers on top. */
function moved(text: string): string {
  const end = text.indexOf('approvers:');
  const [head = '', ...optOuts] = text.slice(0, end).split(/(?= {2}- user:)/);
  return text.slice(end) + head + optOuts.reverse().join('');
}
