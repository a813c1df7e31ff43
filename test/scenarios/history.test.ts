import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { type Expected, expectAtRest, expectRun, HALL, LOBBY, optIn, optOut } from './expected.ts';
import { runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const NONE: PolicyText = {};
const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const WITH_HALL: PolicyText = { optOuts: [{ user: HALL }] };

const push = () => runHere(world);
const file = (policy: PolicyText) => ({ 'mfa-policy.yml': policyText(policy) });

/** Pull request 1 opts the kiosk of the lobby out, approved; returns what the branch was then. */
function granted(method: 'merge' | 'squash' = 'merge'): string {
  world.merged(WITH_LOBBY, { method });
  return world.repo.tip('main');
}

const pushed: Expected = {
  status: 'held-back',
  github: ['issue'],
  says: [`**the opt-out of \`${LOBBY}\`**: was pushed without a pull request`],
};
const unapproved = (pull: number): Expected => ({
  status: 'held-back',
  github: [`comment on ${pull}`],
  says: [`**the opt-out of \`${LOBBY}\`**: needs 1 approval`],
});
const notAdopted: Expected = {
  status: 'not-adopted',
  says: ['The commit at which everything was approved is no longer on the default branch'],
};

/** A pull request of a branch that is made from commits, merged without an approval. */
function mergedUnapproved(branch: string): number {
  const pull = world.repo.openPullRequest({ by: 'wes-writer', branch });
  world.repo.merge(pull, { by: 'wes-writer' });
  return pull;
}

interface Way {
  name: string;
  method?: 'squash';
  /** Brings back what `old` said; returns the pull request, if it comes by one. */
  bringBack(old: string): number | undefined;
  /** Where the withdrawal was applied before, so that it is where everything was approved. */
  afterApply: (pull: number) => Expected;
  /** Where grant, withdrawal and return all come between two applies. */
  between: (pull: number) => Expected;
}

const WAYS: Way[] = [
  {
    name: 'a merge that keeps the old side, pushed',
    bringBack: (old) => void world.repo.mergeBranch({ from: old, take: 'theirs', by: 'wes-writer' }),
    afterApply: () => pushed,
    between: () => pushed,
  },
  {
    name: 'a merge with its parents swapped, pushed',
    bringBack: (old) =>
      void world.repo.mergeBranch({ from: old, take: 'theirs', swapped: true, by: 'wes-writer' }),
    afterApply: () => notAdopted,
    between: () => pushed,
  },
  {
    name: 'a merge of the old head of a squashed pull request, pushed',
    method: 'squash',
    bringBack: () => void world.repo.mergeBranch({ from: 'change-1', by: 'wes-writer' }),
    afterApply: () => pushed,
    between: () => pushed,
  },
  {
    name: 'a merge that keeps the old side, by an unapproved pull request',
    bringBack(old) {
      world.repo.commit({ branch: 'back', parents: [old, 'main'], tree: old, by: 'wes-writer' });
      return mergedUnapproved('back');
    },
    afterApply: unapproved,
    between: unapproved,
  },
  {
    name: 'a merge with its parents swapped, by an unapproved pull request',
    bringBack(old) {
      world.repo.commit({ branch: 'back', parents: ['main', old], tree: old, by: 'wes-writer' });
      return mergedUnapproved('back');
    },
    afterApply: unapproved,
    between: unapproved,
  },
  {
    name: 'a merge of the old head of a squashed pull request, by an unapproved pull request',
    method: 'squash',
    bringBack: () => mergedUnapproved('change-1'),
    afterApply: unapproved,
    between: unapproved,
  },
  {
    name: 'a merge with its parents swapped, pushed so that an unapproved pull request counts as merged',
    bringBack(old) {
      world.repo.commit({ branch: 'back', parents: [old, 'main'], tree: old, by: 'wes-writer' });
      const pull = world.repo.openPullRequest({ by: 'wes-writer', branch: 'back' });
      world.repo.push('main', 'back', 'wes-writer');
      return pull;
    },
    afterApply: (pull) => ({ ...notAdopted, github: [`comment on ${pull}`] }),
    between: () => pushed,
  },
];

describe('history that was approved once and withdrawn since comes back by', () => {
  test.each(WAYS)('$name: is not carried out', async ({ method, bringBack, afterApply }) => {
    world.push(NONE);
    const old = granted(method);
    world.seed(NONE);
    const pull = bringBack(old) ?? 0;
    expect(world.repo.file('main', 'mfa-policy.yml')).toBe(policyText(WITH_LOBBY));
    await expectRun(world, push, afterApply(pull));
  });

  test.each(WAYS)(
    '$name, all between two applies: is not carried out',
    async ({ method, bringBack, between }) => {
      world.seed(NONE);
      const old = granted(method);
      world.merged(NONE, { approvedBy: ['cy-lee'] });
      const pull = bringBack(old) ?? 0;
      expect(world.repo.file('main', 'mfa-policy.yml')).toBe(policyText(WITH_LOBBY));
      await expectRun(world, push, between(pull));
    },
  );
});

test('holds back what waits behind a merge that no pull request made, until it is brought again', async () => {
  world.seed(NONE);
  granted();
  world.repo.commit({ branch: 'side', from: 'main', files: { 'A.md': 'A\n' }, by: 'wes-writer' });
  world.repo.commit({ files: { 'B.md': 'B\n' }, by: 'wes-writer' });
  const merge = world.repo.mergeBranch({ from: 'side', by: 'wes-writer' });
  await expectRun(world, push, {
    status: 'held-back',
    github: ['issue'],
    says: [`was pushed without a pull request in \`${merge.slice(0, 7)}\``, `git revert -m 1 ${merge}`],
  });
  const [issue] = world.repo.issues();
  const again = { optOuts: [{ user: LOBBY, ticket: 'SEC-1202' }] };
  const pull = world.merged(again);
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`, `issue ${issue?.number} again`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    approved: 'tip',
  });
});

describe('history that was rewritten', () => {
  test('is not adopted, and its adoption keeps what the seal vouches for', async () => {
    world.seed(WITH_LOBBY, (state) => ({
      ...state,
      doubt: [{ kind: 'user', userId: '1733', user: HALL }],
      resets: [
        {
          request: 'INC-7',
          state: 'done',
          hash: '0'.repeat(64),
          user: 'cy.lee@acme.example',
          userId: '103',
          source: { kind: 'adoption', commit: state.approved, by: ['olga-owner'] },
          time: '2026-11-20T09:00:00.000Z',
        },
      ],
    }));
    const [start = ''] = world.repo.parents('main');
    const kept = world.state();
    world.repo.commit({ parents: [start], files: file(NONE), by: 'wes-writer' });
    const seen = await expectRun(world, push, {
      ...notAdopted,
      says: [...(notAdopted.says ?? []), `\`${LOBBY}\``],
    });
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: seen.outputs.digest ?? '' } }), {
      status: 'applied',
      tenant: [optIn(1732), optIn(1733)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
    });
    expect(world.state().resets).toEqual(kept.resets);
    expect(world.state().doubt).toEqual([]);
    const source = (entries: typeof kept.inForce) =>
      entries.find(({ entry }) => entry.kind === 'enforce')?.source;
    expect(source(world.state().inForce)).toEqual(source(kept.inForce));
  });

  test('is not adopted even where the file says what is in force', async () => {
    world.seed(WITH_LOBBY);
    const [start = ''] = world.repo.parents('main');
    world.repo.commit({ parents: [start], files: file(WITH_LOBBY), by: 'wes-writer', message: 'Again' });
    await expectRun(world, push, notAdopted);
  });
});

describe('a long line', () => {
  const commits = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      world.repo.commit({ files: { 'README.md': `${index}\n` }, by: 'wes-writer' });
    }
  };
  const pages = () => world.github.requests.filter(({ operation }) => operation === 'Line').length;

  test('is read in pages of 16 to the source of a row', async () => {
    world.seed(NONE);
    const pull = world.merged(WITH_LOBBY);
    commits(40);
    let read = 0;
    await expectRun(
      world,
      async () => {
        const result = await push();
        read = pages();
        return result;
      },
      {
        status: 'applied',
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
        approved: 'tip',
      },
    );
    expect(read).toBe(2);
  });

  test('moves approved by a commit of its own only where it lies over 100 back', async () => {
    world.seed(NONE);
    commits(100);
    await expectRun(world, push, { status: 'no-changes' });
    commits(1);
    await expectRun(world, push, { status: 'no-changes', github: ['ledger'], approved: 'tip' });
    await expectAtRest(world);
  });

  test('leaves approved where it is, however far back, while a row is held back', async () => {
    world.seed(NONE);
    world.push(WITH_HALL);
    commits(120);
    await expectRun(world, push, {
      status: 'held-back',
      github: ['issue'],
      says: [`**the opt-out of \`${HALL}\`**: was pushed`],
    });
  });

  test('is followed for 1 000 commits and no further', async () => {
    world.seed(NONE);
    const pull = world.merged(WITH_LOBBY, { method: 'squash' });
    commits(999);
    await expectRun(world, push, {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
    });
  });

  test('is not adopted where approved lies more than 1 000 commits back', async () => {
    world.seed(NONE);
    world.merged(WITH_LOBBY, { method: 'squash' });
    commits(1_000);
    await expectRun(world, push, {
      status: 'not-adopted',
      says: ['lies too far back'],
    });
  });
});
