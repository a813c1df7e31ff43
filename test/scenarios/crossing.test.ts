import { afterEach, beforeEach, describe, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, HALL, LOBBY, optIn, optOut, reset } from './expected.ts';
import { runHere } from './in-process.ts';
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
 * Two pull requests, both approved, that git merges into an entry which nobody has approved (T59f). Opened from one state of the
 * branch: 1 is merged first, 2 second.
 */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const [EARLY, SOON, LATE] = ['2026-12-20', '2027-01-10', '2027-01-31'];
const out = (user: string, until: string) => `opt-out ${user} until ${until}`;

interface Crossing {
  name: string;
  seed: PolicyText;
  base: string;
  first(text: string): string;
  second(text: string): string;
  /** Merged one after the other. */
  plain: Expected;
  /** The second one's branch was updated after the first one's merge, and the approval given before was kept. */
  updated: Expected;
  /** The second one was approved once more, as it is now. */
  again: Expected;
}

const lobby = inForce(kiosk(LOBBY, EARLY));
const one = fileOf({ optOuts: [kiosk(LOBBY, EARLY)] });
const otherUser = (text: string) => edited(text, `- user: ${LOBBY}`, `- user: ${HALL}`);
const otherDate = (text: string) => edited(text, EARLY, LATE);

const asked = fileOf({ resets: [{ request: 'INC-1', user: LOBBY }] });
const otherRequest = (text: string) => edited(text, 'INC-1', 'INC-2');
const otherAsked = (text: string) => edited(text, LOBBY, HALL);

/** Two entries that nothing but the user tells apart: to swap them is to swap the users. */
const pair = (first: string, firstEnd: string, second: string, secondEnd: string) =>
  fileOf({ optOuts: [kiosk(first, firstEnd, 'the house'), kiosk(second, secondEnd, 'the house')] });
const both = inForce(kiosk(LOBBY, EARLY, 'the house'), kiosk(HALL, EARLY, 'the house'));
const extended = () => pair(LOBBY, LATE, HALL, EARLY);
const swapped = () => pair(HALL, EARLY, LOBBY, SOON);

const UPDATED = ['comment again', 'comment again'];

const CROSSINGS: Crossing[] = [
  {
    name: 'another user, then another date',
    seed: lobby,
    base: one,
    first: otherUser,
    second: otherDate,
    plain: {
      status: 'partial',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1', 'issue'],
      inForce: [`- ${out(LOBBY, EARLY)}`],
      says: [HALL],
    },
    updated: {
      status: 'partial',
      tenant: [optIn(1732)],
      github: ['ledger', 'ledger', 'comment on 2', 'comment on 1'],
      inForce: [`- ${out(LOBBY, EARLY)}`],
      says: [HALL, byApproving(2)],
    },
    again: applied({
      tenant: [optOut(1733)],
      github: ['ledger', 'ledger', ...UPDATED],
      inForce: [`+ ${out(HALL, LATE)}`],
    }),
  },
  {
    name: 'another date, then another user',
    seed: lobby,
    base: one,
    first: otherDate,
    second: otherUser,
    plain: sourceless([2, 1], LOBBY, HALL),
    updated: heldBack([2, 1], LOBBY, HALL, byApproving(2)),
    again: applied({
      tenant: [optIn(1732), optOut(1733)],
      github: ['ledger', 'ledger', ...UPDATED],
      inForce: [`+ ${out(HALL, LATE)}`, `- ${out(LOBBY, EARLY)}`],
    }),
  },
  {
    name: 'another request, then another user',
    seed: {},
    base: asked,
    first: otherRequest,
    second: otherAsked,
    plain: sourceless([2, 1], 'INC-2'),
    updated: heldBack([2, 1], 'INC-2', byApproving(2)),
    again: applied({ tenant: [reset(1733)], github: ['ledger', 'ledger', ...UPDATED] }),
  },
  {
    name: 'another user, then another request',
    seed: {},
    base: asked,
    first: otherAsked,
    second: otherRequest,
    plain: sourceless([2], 'INC-2'),
    updated: heldBack([2], 'INC-2', byApproving(2)),
    again: applied({ tenant: [reset(1733)], github: ['ledger', 'ledger', 'comment again'] }),
  },
  {
    name: 'another date, then the other date in swapped entries',
    seed: both,
    base: pair(LOBBY, EARLY, HALL, EARLY),
    first: extended,
    second: swapped,
    plain: sourceless([2, 1], LOBBY, HALL),
    updated: heldBack([2, 1], LOBBY, HALL, byApproving(2)),
    again: applied({
      github: ['ledger', ...UPDATED],
      inForce: [
        `+ ${out(HALL, LATE)}`,
        `+ ${out(LOBBY, SOON)}`,
        `- ${out(HALL, EARLY)}`,
        `- ${out(LOBBY, EARLY)}`,
      ],
    }),
  },
  {
    name: 'the other date in swapped entries, then another date',
    seed: both,
    base: pair(LOBBY, EARLY, HALL, EARLY),
    first: swapped,
    second: extended,
    plain: {
      status: 'partial',
      github: ['ledger', 'comment on 2', 'comment on 1', 'issue'],
      inForce: [`+ ${out(LOBBY, SOON)}`, `- ${out(LOBBY, EARLY)}`],
      says: [HALL],
    },
    updated: {
      status: 'partial',
      github: ['ledger', 'comment on 2', 'comment on 1'],
      inForce: [`+ ${out(LOBBY, SOON)}`, `- ${out(LOBBY, EARLY)}`],
      says: [HALL, byApproving(2)],
    },
    again: applied({
      github: ['ledger', 'comment again'],
      inForce: [`+ ${out(HALL, LATE)}`, `- ${out(HALL, EARLY)}`],
    }),
  },
];

/** Both are open and approved, and the first one is merged. */
function begun({ seed, base, first, second }: Crossing, method: 'merge' | 'squash'): void {
  world.seed(seed);
  world.push(base);
  for (const change of [first, second]) proposed(world, change(base));
  world.repo.merge(1, { by: 'bo-chen', method });
}

const METHODS = ['merge', 'squash'] as const;

describe.each(CROSSINGS)('$name', (crossing) => {
  test.each(METHODS)('by %s: nobody approved what came of both', async (method) => {
    begun(crossing, method);
    world.repo.merge(2, { by: 'bo-chen', method });
    await expectRun(world, () => runHere(world), crossing.plain);
  });

  test.each(METHODS)('by %s, after an update of the branch: is approved as it is now', async (method) => {
    begun(crossing, method);
    world.repo.updateBranch(2);
    world.repo.merge(2, { by: 'bo-chen', method });
    await expectRun(world, () => runHere(world), crossing.updated);
    approve(world, 2, 'cy-lee');
    await expectRun(world, () => runHere(world), crossing.again);
  });

  test('is refused in the plan of the second one, before the merge', async () => {
    begun(crossing, 'merge');
    await expectRun(world, () => world.plan(2), {
      status: 'refused',
      github: ['comment on 2'],
      says: ['changed this entry, too', 'update the branch'],
    });
    world.repo.updateBranch(2);
    await expectRun(world, () => world.plan(2), {
      status: 'planned',
      github: ['comment again'],
      says: ['bo-chen', 'approve again'],
    });
  });
});
