import { afterEach, beforeEach, describe, test } from 'vitest';
import type { FileSpec } from '../sandbox/github/commits.ts';
import { APPROVERS, type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, HALL, LOBBY, optIn, optOut } from './expected.ts';
import { runHere } from './in-process.ts';
import { applied, approve, byApproving, edited, heldBack, sourceless } from './trail.ts';
import { World } from './world.ts';

/** What a branch says no longer, or anew, behind commits at which the file can't be read as a policy of this Org (T59g). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

type Files = Record<string, FileSpec>;

interface Unreadable {
  name: string;
  /** What makes the file unreadable, and what makes it readable again. */
  goingIn(policy: PolicyText): Files;
  comingOut(policy: PolicyText): Files;
}

const UNREADABLE: Unreadable[] = [
  {
    name: 'broken',
    goingIn: (policy) => ({ 'mfa-policy.yml': edited(policyText(policy), 'version: 1', 'version: one') }),
    comingOut: (policy) => ({ 'mfa-policy.yml': policyText(policy) }),
  },
  {
    name: 'renamed',
    goingIn: (policy) => ({ 'mfa-policy.yml': null, 'policy.yml': policyText(policy) }),
    comingOut: (policy) => ({ 'policy.yml': null, 'mfa-policy.yml': policyText(policy) }),
  },
  {
    name: 'of another Org',
    goingIn: (policy) => ({ 'mfa-policy.yml': policyText({ ...policy, org: 167 }) }),
    comingOut: (policy) => ({ 'mfa-policy.yml': policyText(policy) }),
  },
];

const push = () => runHere(world);

function mergedFiles(files: Files, approvedBy: readonly string[], by = 'ana-diaz'): number {
  const pull = world.repo.openPullRequest({ by, files });
  for (const login of approvedBy) approve(world, pull, login);
  world.repo.merge(pull, { by: 'wes-writer' });
  return pull;
}

interface Removal {
  what: string;
  from: PolicyText;
  to: PolicyText;
  says: string;
  /** What the removal does once it is approved. */
  removed: Pick<Expected, 'tenant' | 'inForce'>;
}

const { 'cy-lee': _, ...left } = APPROVERS;

const REMOVALS: Removal[] = [
  {
    what: 'a protected account',
    from: { protected: [LOBBY] },
    to: {},
    says: LOBBY,
    removed: { inForce: [`- protected ${LOBBY}`] },
  },
  {
    what: 'an approver',
    from: {},
    to: { approvers: left },
    says: 'cy-lee',
    removed: { inForce: ['- approver cy-lee cy.lee@acme.example'] },
  },
  {
    what: 'a limit',
    from: { guardrails: { 'max-opt-outs': 3 } },
    to: {},
    says: 'max-opt-outs',
    removed: { inForce: ['+ max-opt-outs 10', '- max-opt-outs 3'] },
  },
  {
    what: 'an opt-out',
    from: { optOuts: [{ user: LOBBY }] },
    to: {},
    says: LOBBY,
    removed: { tenant: [optIn(1732)], inForce: [`- opt-out ${LOBBY} until 2027-01-31`] },
  },
];

describe.each(UNREADABLE)('a file that is $name by an approved pull request', ({ goingIn, comingOut }) => {
  test.each(REMOVALS)(
    'and readable again without $what: is held back until that is approved, too',
    async ({ from, to, says, removed }) => {
      world.seed(from);
      const first = mergedFiles(goingIn(from), ['bo-chen']);
      const second = mergedFiles(comingOut(to), [], 'wes-writer');
      await expectRun(world, push, heldBack([second, first], says, byApproving(second)));
      approve(world, second);
      const calls = removed.tenant === undefined ? ['ledger'] : ['ledger', 'ledger'];
      await expectRun(
        world,
        push,
        applied({ ...removed, github: [...calls, 'comment again', 'comment again'] }),
      );
    },
  );
});

const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;

describe.each(UNREADABLE)('a file that is $name by an unapproved pull request', ({ goingIn, comingOut }) => {
  test('and readable again with an opt-out, approved: is held back until the first is approved, too', async () => {
    world.seed();
    const first = mergedFiles(goingIn({}), [], 'wes-writer');
    const second = mergedFiles(comingOut(WITH_LOBBY), ['bo-chen']);
    await expectRun(world, push, heldBack([second, first], LOBBY, byApproving(first)));
    approve(world, first);
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment again', 'comment again'],
        inForce: [LOBBY_OUT],
      }),
    );
  });
});

test('a file that was pushed broken and is mended, approved, with an opt-out: nobody can approve the push', async () => {
  world.seed();
  world.push('enforce: [\n', 'wes-writer');
  const pull = world.merged(WITH_LOBBY);
  await expectRun(world, push, sourceless([pull], LOBBY, 'was pushed'));
});

describe('a change while the file can’t be read, which the pull request that mends it shows to nobody', () => {
  const broken = (policy: PolicyText): Files => ({
    'mfa-policy.yml': edited(policyText(policy), 'version: 1', 'version: one'),
  });
  const WITH_BOTH: PolicyText = { optOuts: [{ user: LOBBY }, { user: HALL }] };

  test('by an unapproved pull request: is held back until that is approved', async () => {
    world.seed(WITH_LOBBY);
    const first = mergedFiles(broken(WITH_LOBBY), ['bo-chen']);
    const hidden = mergedFiles(broken(WITH_BOTH), [], 'wes-writer');
    const last = world.merged(WITH_BOTH);
    await expectRun(world, push, heldBack([last, hidden, first], HALL, byApproving(hidden)));
    approve(world, hidden);
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1733)],
        github: ['ledger', 'ledger', 'comment again', 'comment again', 'comment again'],
        inForce: [`+ opt-out ${HALL} until 2027-01-31`],
      }),
    );
  });

  test('by a push: is held back', async () => {
    world.seed(WITH_LOBBY);
    const first = mergedFiles(broken(WITH_LOBBY), ['bo-chen']);
    world.repo.commit({ files: broken(WITH_BOTH), by: 'wes-writer' });
    const last = world.merged(WITH_BOTH);
    await expectRun(world, push, sourceless([last, first], HALL, 'was pushed'));
  });
});

describe('a file that was broken by accident and mended with every entry as it was', () => {
  test.each(UNREADABLE)(
    '$name, even unapproved: there is nothing to approve',
    async ({ goingIn, comingOut }) => {
      world.seed(WITH_LOBBY);
      mergedFiles(goingIn(WITH_LOBBY), [], 'wes-writer');
      mergedFiles(comingOut(WITH_LOBBY), [], 'wes-writer');
      await expectRun(world, push, { status: 'no-changes' });
    },
  );

  test('leaves a later opt-out its own step alone', async () => {
    world.seed(WITH_LOBBY);
    world.push('enforce: [\n', 'wes-writer');
    world.push(WITH_LOBBY, 'wes-writer');
    const pull = world.merged({ optOuts: [{ user: LOBBY }, { user: HALL }] });
    await expectRun(
      world,
      push,
      applied({
        tenant: [optOut(1733)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [`+ opt-out ${HALL} until 2027-01-31`],
      }),
    );
  });
});
