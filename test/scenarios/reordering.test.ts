import { afterEach, beforeEach, describe, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, HALL, LOBBY, LOST, optIn, optOut, reset, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import {
  applied,
  approve,
  byApproving,
  edited,
  fileOf,
  heldBack,
  inForce,
  kiosk,
  proposed,
  sourceless,
} from './trail.ts';
import { World } from './world.ts';

/**
 * A pull request moves lines about and is approved, for nothing changes; another one ends the entry. When the first is merged after
 * that, git inserts the lines again (T59r). The reordering is 1, the end 2; `waits` says what a reset needs before.
 */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

interface Withdrawn {
  name: string;
  seed: PolicyText;
  base: string;
  /** Merged without an approval before the others are opened: what is withdrawn was never applied. */
  waits?: true;
  moved(text: string): string;
  ended(text: string): string;
  /** The apply of the end; left out, there is none before the reordering is merged. */
  end?: Expected;
  /** What a person reads of the entry that came back. */
  says: string;
  /** What its approval, given as things are now, applies. */
  again: Omit<Expected, 'status' | 'baseline' | 'github'>;
}

const kiosks = [kiosk(LOBBY), kiosk(HALL), kiosk(YARD)] as const;
const [lobby, hall, yard] = kiosks;
const cy = '  cy-lee: cy.lee@acme.example\n';
const lift = '  allow-lift: true\n';
const LIMITS = { 'allow-lift': true, 'max-opt-outs': 9, 'max-resets': 4 };
/** The section of the one reset that a file asks for. */
const resets = (text: string) => /^resets:\n(?: .*\n)+/m.exec(text)?.[0] ?? '';

const WITHDRAWN: Withdrawn[] = [
  {
    name: 'an opt-out',
    seed: inForce(...kiosks),
    base: fileOf({ optOuts: kiosks }),
    moved: () => fileOf({ optOuts: [hall, yard, lobby] }),
    ended: () => fileOf({ optOuts: [hall, yard] }),
    end: applied({
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', 'comment on 2'],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
    }),
    says: LOBBY,
    again: { tenant: [optOut(1732)], inForce: [`+ opt-out ${LOBBY} until 2027-01-31`] },
  },
  {
    name: 'an approver',
    seed: {},
    base: fileOf({}),
    moved: (text) => edited(text.replace(cy, ''), 'approvers:\n', `approvers:\n${cy}`),
    ended: (text) => edited(text, cy, ''),
    end: applied({
      github: ['ledger', 'comment on 2'],
      inForce: ['- approver cy-lee cy.lee@acme.example'],
    }),
    says: 'cy-lee',
    again: { inForce: ['+ approver cy-lee cy.lee@acme.example'] },
  },
  {
    name: 'allow-lift',
    seed: { guardrails: LIMITS },
    base: fileOf({}, { guardrails: LIMITS }),
    moved: (text) => `${edited(text, lift, '')}${lift}`,
    ended: (text) => edited(text, lift, ''),
    end: applied({
      github: ['ledger', 'comment on 2'],
      inForce: ['+ allow-lift false', '- allow-lift true'],
    }),
    says: 'allow-lift',
    again: { inForce: ['+ allow-lift true', '- allow-lift false'] },
  },
  {
    name: 'a reset',
    seed: {},
    base: fileOf({ resets: [LOST] }),
    waits: true,
    moved: (text) => resets(text) + edited(text, resets(text), ''),
    ended: (text) => edited(text, resets(text), ''),
    says: 'INC-1',
    again: { tenant: [reset(103)] },
  },
];

/** Both are open and approved, and the end is merged and applied. Returns the numbers of both, and the head of the reordering. */
async function begun({ seed, base, waits, moved, ended, end }: Withdrawn) {
  world.seed(seed);
  if (waits) world.merged(base, { approvedBy: [] });
  else world.push(base);
  const reordering = proposed(world, moved(base));
  const withdrawal = proposed(world, ended(base));
  const seen = world.repo.tip(`change-${reordering}`);
  world.repo.merge(withdrawal, { by: 'bo-chen' });
  if (end !== undefined) await applyHere(world);
  return { reordering, withdrawal, seen };
}

const METHODS = ['merge', 'squash'] as const;

describe.each(WITHDRAWN)('$name that was withdrawn', (row) => {
  test.each(METHODS)('comes back by no approved reordering, merged by %s', async (method) => {
    const { reordering } = await begun(row);
    world.repo.merge(reordering, { by: 'bo-chen', method });
    await expectRun(world, () => runHere(world), sourceless([reordering], row.says));
  });

  test.each(METHODS)('comes back only by an approval of the updated branch, merged by %s', async (method) => {
    const { reordering, seen } = await begun(row);
    world.repo.updateBranch(reordering);
    // Given on a page that was opened before the update: GitHub keeps it, with the commit that it was given for.
    approve(world, reordering, 'bo-chen', seen);
    world.repo.merge(reordering, { by: 'bo-chen', method });
    await expectRun(world, () => runHere(world), heldBack([reordering], row.says, byApproving(reordering)));
    approve(world, reordering);
    const calls = row.again.tenant === undefined ? ['ledger'] : ['ledger', 'ledger'];
    await expectRun(
      world,
      () => runHere(world),
      applied({ ...row.again, github: [...calls, 'comment again'] }),
    );
  });

  test('comes back by no old approved head that is merged with its own tree', async () => {
    world.seed(row.seed);
    if (row.waits) world.merged(row.base, { approvedBy: [] });
    else world.push(row.base);
    const typo = world.repo.openPullRequest({
      by: 'ana-diaz',
      branch: 'typo',
      files: { 'README.md': 'The MFA policy\n' },
    });
    approve(world, typo);
    world.merged(row.ended(row.base));
    if (row.end !== undefined) await applyHere(world);
    world.repo.mergeBranch({ from: 'typo', take: 'theirs', by: 'wes-writer' });
    await expectRun(world, () => runHere(world), sourceless([typo], row.says));
  });

  test('is named in the plan of the reordering, which is refused', async () => {
    const { reordering } = await begun(row);
    await expectRun(world, () => world.plan(reordering), {
      status: 'refused',
      github: [`comment on ${reordering}`],
      says: ['changed this entry, too', 'update the branch'],
    });
  });
});

test.each(WITHDRAWN.filter(({ end }) => end !== undefined))(
  'the end of $name is applied',
  async ({ seed, base, moved, ended, end }) => {
    world.seed(seed);
    world.push(base);
    for (const change of [moved, ended]) proposed(world, change(base));
    world.repo.merge(2, { by: 'bo-chen' });
    await expectRun(world, () => runHere(world), end ?? { status: 'no-changes' });
  },
);

/** The upper pull request sets back what the lower one, which it is built on, takes away: against the default branch it changes nothing. */
describe('a stack that sets back what the lower one changed', () => {
  const LOWER = 1;
  const UPPER = 2;

  async function stacked() {
    const file = (text: string) => ({ 'mfa-policy.yml': text });
    world.seed(inForce(lobby));
    const base = fileOf({ optOuts: [lobby] });
    world.push(base);
    world.repo.openPullRequest({ by: 'ana-diaz', branch: 'lower', files: file(fileOf({})) });
    approve(world, LOWER);
    world.repo.commit({ branch: 'upper', from: 'lower', files: file(base), by: 'ana-diaz' });
    world.repo.openPullRequest({
      by: 'ana-diaz',
      branch: 'upper',
      files: { 'README.md': 'The MFA policy\n' },
    });
    world.repo.merge(LOWER, { by: 'bo-chen' });
    await applyHere(world);
    // Given on a page that was opened before the lower one was merged, which showed no change of the policy.
    approve(world, UPPER);
  }

  test('brings nothing back, merged as it is', async () => {
    await stacked();
    world.repo.merge(UPPER, { by: 'bo-chen' });
    await expectRun(world, () => runHere(world), sourceless([UPPER], LOBBY));
  });

  test('brings it back only by an approval of the updated branch', async () => {
    await stacked();
    world.repo.updateBranch(UPPER);
    world.repo.merge(UPPER, { by: 'bo-chen' });
    await expectRun(world, () => runHere(world), heldBack([UPPER], LOBBY, byApproving(UPPER)));
    approve(world, UPPER);
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment again'],
        inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
      }),
    );
  });
});
