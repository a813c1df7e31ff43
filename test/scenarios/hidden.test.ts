import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../src/ledger/state.ts';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, HALL, LOBBY } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { approve } from './trail.ts';
import { World } from './world.ts';

/**
 * What was withdrawn comes back because the withdrawal is hidden from the line, or because nothing is on the trail at all (T59s).
 * A row that nobody approves, the hall's opt-out of pull request 1, keeps the baseline where it was: 2 opts the lobby out, 3 ends that.
 */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const WITH_HALL: PolicyText = { optOuts: [{ user: HALL }] };
const WITH_BOTH: PolicyText = { optOuts: [{ user: HALL }, { user: LOBBY }] };
const push = () => runHere(world);

/** `applies`: whether there is an apply after each merge. Returns what the branch was with the lobby's opt-out, and without. */
async function lagging({ applies }: { applies: boolean }) {
  world.seed();
  world.merged(WITH_HALL, { approvedBy: [] });
  await applyHere(world);
  world.merged(WITH_BOTH);
  if (applies) await applyHere(world);
  const granted = world.repo.tip('main');
  world.merged(WITH_HALL, { approvedBy: ['cy-lee'] });
  if (applies) await applyHere(world);
  return { granted, ended: world.repo.tip('main') };
}

type Line = Awaited<ReturnType<typeof lagging>>;

/** An approved pull request that has nothing to do with the policy. */
function oneMore(): number {
  const pull = world.repo.openPullRequest({ by: 'ana-diaz', branch: 'more', files: { 'A.md': 'A\n' } });
  approve(world, pull);
  world.repo.merge(pull, { by: 'bo-chen' });
  return pull;
}

interface Way {
  name: string;
  bringBack(line: Line): void;
  /** Where the withdrawal was applied: whose comment says that the Org is not adopted. */
  told: readonly string[];
}

const swap = ({ granted }: Line) =>
  void world.repo.mergeBranch({ from: granted, take: 'theirs', swapped: true, by: 'wes-writer' });
const force = ({ granted }: Line) => world.repo.push('main', granted, 'wes-writer');

const SWAPPED: Way[] = [
  { name: 'a merge with its parents swapped', bringBack: swap, told: [] },
  {
    name: 'a merge with its parents swapped, and one more merge on top',
    bringBack(line) {
      swap(line);
      oneMore();
    },
    told: ['comment on 4'],
  },
  {
    name: 'a branch that was put back by force, and merged again with what it said',
    bringBack(line) {
      force(line);
      world.repo.mergeBranch({ from: line.ended, take: 'ours', by: 'wes-writer' });
    },
    told: [],
  },
];

const WAYS: Way[] = [
  ...SWAPPED,
  {
    name: 'a branch that was put back by force',
    bringBack: force,
    told: ['comment again'],
  },
  {
    name: 'a branch that was put back by force, and one more merge on top',
    bringBack(line) {
      force(line);
      oneMore();
    },
    told: ['comment on 4'],
  },
  {
    name: 'an approved pull request whose head is the hidden side',
    bringBack(line) {
      force(line);
      world.repo.push('again', line.ended, 'wes-writer');
      const pull = world.repo.openPullRequest({ by: 'wes-writer', branch: 'again' });
      approve(world, pull);
      world.repo.mergeBranch({ from: 'again', take: 'ours', by: 'wes-writer' });
      expect(world.repo.pull(pull)).toMatchObject({ state: 'MERGED', mergeCommit: world.repo.tip('main') });
    },
    told: ['comment on 4'],
  },
];

const notAdopted = (told: readonly string[]): Expected => ({
  status: 'not-adopted',
  github: told,
  says: ['adopt'],
});

describe('an opt-out that was withdrawn, and the withdrawal applied, comes back by', () => {
  test.each(WAYS)('$name: is not adopted', async ({ bringBack, told }) => {
    // What the ledger has seen is enough.
    world.repo.behaviour.activity = 'unknown';
    bringBack(await lagging({ applies: true }));
    expect(world.repo.file('main', 'mfa-policy.yml')).toBe(policyText(WITH_BOTH));
    await expectRun(world, push, notAdopted(told));
  });
});

describe('an opt-out that was granted and withdrawn between two applies comes back by', () => {
  test.each(WAYS)('$name: is not adopted, as the branch’s activity shows', async ({ bringBack, told }) => {
    bringBack(await lagging({ applies: false }));
    const first = told.map((write) => write.replace('again', 'on 2'));
    await expectRun(world, push, notAdopted(first));
  });

  test.each(SWAPPED)('$name: is held back where the server lists no activity', async ({ bringBack }) => {
    world.repo.behaviour.activity = 'unknown';
    bringBack(await lagging({ applies: false }));
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'comment again', 'comment on 2', 'issue'],
      says: [LOBBY, 'was pushed'],
    });
  });
});

test('another file that was always there, by the input policy, is not adopted', async () => {
  world.repo.commit({ files: { 'examples/mfa-policy.yml': policyText(WITH_BOTH) }, by: 'wes-writer' });
  world.seed();
  const inputs = { policy: 'examples/mfa-policy.yml' };
  await expectRun(world, () => world.applyPush({ inputs }), notAdopted([]));
});

/** Nothing on the line leads from what is in force to what the file says. */
describe('a row without any trail is held back:', () => {
  const changed = (change: (inForce: State['inForce']) => State['inForce']) => {
    const state = world.vouched();
    if (state === undefined) throw new Error('the ledger has no state');
    world.commitState({ ...state, inForce: change(state.inForce), onto: world.repo.tip(world.ledger) });
  };

  test('a limit that the file does not write out, and whose default changed in a release', async () => {
    world.seed();
    world.merged({ optOuts: [{ user: HALL }] });
    await applyHere(world);
    changed((entries) =>
      entries.map((one) =>
        one.entry.kind === 'guardrail' && one.entry.name === 'max-resets'
          ? { ...one, entry: { ...one.entry, value: 3 } }
          : one,
      ),
    );
    await expectRun(world, push, { status: 'held-back', github: ['issue'], says: ['max-resets'] });
  });

  test('an opt-out that the file has said ever since, and that is not in force', async () => {
    world.seed();
    world.merged(WITH_BOTH);
    await applyHere(world);
    changed((entries) => entries.filter(({ entry }) => entry.kind !== 'opt-out' || entry.user !== LOBBY));
    await expectRun(world, push, { status: 'held-back', github: ['issue'], says: [LOBBY] });
  });
});
