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
  github: ['ledger', 'issue'],
  says: [`**the opt-out of \`${LOBBY}\`**: was pushed without a pull request`],
};
const unapproved = (pull: number): Expected => ({
  status: 'held-back',
  github: ['ledger', `comment on ${pull}`],
  says: [`**the opt-out of \`${LOBBY}\`**: pull request ${pull} needs 1 approval`],
});
/** Behind a merge that nobody reviewed lies the grant, whose pull request is told. */
const behindMerge: Expected = { ...pushed, github: ['ledger', 'comment on 1', 'issue'] };
const notAdopted: Expected = {
  status: 'not-adopted',
  says: ['What the ledger rests on is no longer on the default branch'],
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
  /** Where the withdrawal was applied before, so that the baseline is there. */
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
    between: () => behindMerge,
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
    afterApply: () => notAdopted,
    between: (pull) => ({
      ...behindMerge,
      github: ['ledger', `comment on ${pull}`, 'comment on 1', 'issue'],
    }),
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

test('holds back what waits behind a merge that no pull request made, until it is put back and proposed again', async () => {
  world.seed(NONE);
  granted();
  world.repo.commit({ branch: 'side', from: 'main', files: { 'A.md': 'A\n' }, by: 'wes-writer' });
  world.repo.commit({ files: { 'B.md': 'B\n' }, by: 'wes-writer' });
  const merge = world.repo.mergeBranch({ from: 'side', by: 'wes-writer' });
  const behind: Expected = {
    status: 'held-back',
    says: [
      `was pushed without a pull request in \`${merge.slice(0, 7)}\`, a merge that may hide an earlier change`,
    ],
  };
  await expectRun(world, push, { ...behind, github: ['ledger', 'comment on 1', 'issue'] });
  const [issue] = world.repo.issues();
  const again = { optOuts: [{ user: LOBBY, ticket: 'SEC-1202' }] };
  const reworded = world.merged(again);
  await expectRun(world, push, {
    ...behind,
    github: ['ledger', `comment on ${reworded}`, 'comment again'],
  });
  world.merged(NONE, { approvedBy: [] });
  await expectRun(world, push, {
    status: 'no-changes',
    github: ['ledger', `issue ${issue?.number} again`],
    baseline: 'tip',
  });
  const proposed = world.merged(again);
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${proposed}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
  });
});

describe('history that was rewritten', () => {
  test('is not adopted, and its adoption keeps what the signature vouches for', async () => {
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
          authority: { kind: 'adoption', commit: state.adopted.commit, by: ['olga-owner'] },
          time: '2026-11-20T09:00:00.000Z',
        },
      ],
    }));
    const [start = ''] = world.repo.parents('main');
    const kept = world.state();
    world.repo.commit({ parents: [start], files: file(NONE), by: 'wes-writer' });
    const seen = await expectRun(world, push, {
      ...notAdopted,
      // What is in doubt is sent all the same.
      tenant: [optIn(1733)],
      github: ['ledger', 'ledger'],
      says: [...(notAdopted.says ?? []), `\`${LOBBY}\``],
    });
    await expectRun(world, () => world.applyByHand({ inputs: { adopt: seen.outputs.digest ?? '' } }), {
      status: 'applied',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
    });
    expect(world.state().resets).toEqual(kept.resets);
    expect(world.state().doubt).toEqual([]);
    const rests = (entries: typeof kept.inForce) =>
      entries.find(({ entry }) => entry.kind === 'enforce')?.authority;
    expect(rests(world.state().inForce)).toEqual(rests(kept.inForce));
  });

  test('is not adopted, and what has ended and what is in doubt is applied all the same', async () => {
    const policy = { optOuts: [{ user: HALL, expires: '2026-11-24' }, { user: LOBBY }] };
    world.seed(policy, (state) => ({ ...state, doubt: [{ kind: 'user', userId: '1732', user: LOBBY }] }));
    const [start = ''] = world.repo.parents('main');
    world.repo.commit({ parents: [start], files: file(policy), by: 'wes-writer', message: 'Again' });
    await expectRun(world, push, {
      ...notAdopted,
      tenant: [optIn(1733), optOut(1732)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${HALL} until 2026-11-24`],
    });
    await expectRun(world, push, notAdopted);
  });

  test('is not adopted even where the file says what is in force', async () => {
    world.seed(WITH_LOBBY);
    const [start = ''] = world.repo.parents('main');
    world.repo.commit({ parents: [start], files: file(WITH_LOBBY), by: 'wes-writer', message: 'Again' });
    await expectRun(world, push, notAdopted);
  });
});

describe('a long mainline', () => {
  const commits = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      world.repo.commit({ files: { 'README.md': `${index}\n` }, by: 'wes-writer' });
    }
  };
  const pages = () => world.github.requests.filter(({ operation }) => operation === 'Line').length;

  test('is read in pages of 16 to the steps of a row', async () => {
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
        baseline: 'tip',
      },
    );
    expect(read).toBe(2);
  });

  test('moves the baseline by a commit of its own only where it lies over 100 back', async () => {
    world.seed(NONE);
    commits(100);
    await expectRun(world, push, { status: 'no-changes' });
    commits(1);
    await expectRun(world, push, { status: 'no-changes', github: ['ledger'], baseline: 'tip' });
    await expectAtRest(world);
  });

  test('leaves the baseline where it is, however far back, while a row is held back', async () => {
    world.seed(NONE);
    world.push(WITH_HALL);
    commits(120);
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'issue'],
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
      baseline: 'tip',
    });
  });

  test('is not adopted where the baseline lies more than 1 000 commits back', async () => {
    world.seed(NONE);
    world.merged(WITH_LOBBY, { method: 'squash' });
    commits(1_000);
    await expectRun(world, push, {
      status: 'not-adopted',
      says: ['lies more than 1000 commits back'],
    });
  });
});
