import fc from 'fast-check';
import {
  type Act,
  again,
  applied,
  approvals,
  damage,
  edit,
  elsewhere,
  enough,
  field,
  fieldOf,
  type Method,
  merged,
  noOptOut,
  type On,
  opened,
  optOut,
  order,
  reset,
  resetField,
  single,
} from './acts.ts';
import type { Edit } from './edits.ts';

/**
 * What several people do together, in an order in which it matters. Left to chance alone, two pull requests would seldom cross. Each
 * part may be missing, so that what fails shrinks to what it takes.
 */
const HEAD: fc.Arbitrary<On> = fc.constant({ on: 'pull', back: 0 });
const one = (of: fc.Arbitrary<Edit>) => of.map((each) => [each]);
const none: fc.Arbitrary<Edit[]> = fc.constant([]);
const merge = fc.constant<Method>('merge');

type Part = fc.Arbitrary<Act | undefined>;

function play(...parts: Part[]): fc.Arbitrary<Act[]> {
  const maybe = parts.map((part) => fc.option(part, { freq: 15, nil: undefined }));
  return fc.tuple(...maybe).map((acts) => acts.flatMap((act) => act ?? []));
}

/** A part that is there as often as not. */
const perhaps = (part: fc.Arbitrary<Act>): Part => fc.option(part, { freq: 2, nil: undefined });

const update: fc.Arbitrary<Act> = fc.record({
  act: fc.constant('update' as const),
  pull: fc.constant(0),
  method: fc.constantFrom('merge' as const, 'merge' as const, 'rebase' as const),
});
const approve = (pull: number): fc.Arbitrary<Act> =>
  fc.record({ act: fc.constant('approve' as const), pull: fc.constant(pull), by: enough });

const change = play(opened({ edits: one(edit) }), merged(0));
const commits = play(opened({ edits: fc.array(edit, { minLength: 2, maxLength: 3 }) }), merged(0), applied);

/** Two from one base: each moves another line of one entry. */
const crossing = (edits: fc.Arbitrary<Edit>) =>
  play(
    opened({ edits: one(edits), approvals: enough }),
    opened({ edits: one(edits), approvals: enough }),
    merged(1),
    perhaps(applied),
    perhaps(update),
    merged(0),
    applied,
  );

const ofReset = fc
  .tuple(play(opened({ edits: one(reset), approvals: enough }), merged(0)), crossing(resetField))
  .map((plays) => plays.flat());

/** One is approved and open, another is built upon it and merged: GitHub marks both as merged. */
const indirect = play(
  opened({ edits: one(fc.oneof(elsewhere, field, order)), approvals: enough }),
  opened({ edits: one(edit), on: HEAD, approvals: fc.oneof(fc.constant<string[]>([]), approvals) }),
  merged(0, merge),
  applied,
);

const stack = play(
  opened({ edits: one(edit), approvals: enough }),
  opened({ edits: one(edit), on: HEAD, base: 'stack', approvals: enough }),
  merged(1),
  fc.oneof(
    update,
    fc.record({
      act: fc.constant('retarget' as const),
      pull: fc.constant(0),
      how: fc.constantFrom('by-hand' as const, 'by-deletion' as const),
    }),
  ),
  perhaps(update),
  perhaps(approve(0)),
  merged(0),
  applied,
);

/** Something stands in a decoy already, so that nobody sees it in the difference; then the base is changed. */
const decoy = play(
  opened({ edits: one(edit), base: 'decoy', approvals: enough }),
  fc.constant({ act: 'retarget' as const, pull: 0, how: 'by-hand' as const }),
  perhaps(approve(0)),
  merged(0),
  applied,
);

/** The file can't be read for a while, and says something else afterwards. */
const launder = play(
  opened({ edits: one(damage), approvals: enough }),
  merged(0),
  perhaps(applied),
  fc.oneof(
    fc.record({ act: fc.constant('push' as const), edit: fc.oneof(again, noOptOut, optOut) }),
    opened({ edits: one(fc.oneof(again, noOptOut, optOut)) }),
  ),
  merged(0),
  applied,
);

/** Lines are moved about by one while another ends an entry. */
const reorder = play(
  opened({ edits: one(order), approvals: enough }),
  opened({ edits: one(noOptOut), approvals: enough }),
  merged(0),
  perhaps(applied),
  fc.record({
    act: fc.constant('update' as const),
    pull: fc.constant(1),
    method: fc.constant('merge' as const),
  }),
  merged(1),
  applied,
);

/** The branch is put back behind what an apply has looked at, perhaps while something else keeps the baseline back, and goes on from there. */
const takenBack = play(
  perhaps(fc.record({ act: fc.constant('push' as const), edit: fc.oneof(optOut, field) })),
  opened({ edits: one(fc.oneof(noOptOut, optOut, field)), approvals: enough }),
  merged(0),
  applied,
  fc.record({ act: fc.constant('force' as const), back: fc.integer({ min: 1, max: 2 }) }),
  perhaps(
    fc.record({
      act: fc.constant('open' as const),
      edits: none,
      on: fc.constant({ on: 'former' as const, back: 1 }),
      base: fc.constant('main' as const),
      by: fc.constant('wes-writer'),
      approvals: enough,
    }),
  ),
  perhaps(
    fc.record({
      act: fc.constant('join' as const),
      of: fc.constantFrom<On>({ on: 'former', back: 1 }, { on: 'pull', back: 0 }),
      take: fc.constantFrom('ours' as const, 'theirs' as const),
      swapped: fc.boolean(),
    }),
  ),
  applied,
);

/** Something approved is withdrawn, and a merge that somebody pushes brings the old side back. */
const oldSide = play(
  perhaps(fc.record({ act: fc.constant('push' as const), edit: fc.oneof(optOut, field) })),
  opened({ edits: one(fc.oneof(noOptOut, optOut)), approvals: enough }),
  merged(0),
  perhaps(applied),
  fc.record({
    act: fc.constant('join' as const),
    of: fc.record({ on: fc.constantFrom('line' as const, 'pull' as const), back: fc.nat({ max: 2 }) }),
    take: fc.constantFrom('ours' as const, 'theirs' as const),
    swapped: fc.boolean(),
  }),
  applied,
);

/** An open one of an old base is merged with its own tree by somebody who may. */
const ownTree = play(
  opened({ edits: one(fc.oneof(elsewhere, field, optOut)), approvals: enough }),
  opened({ edits: one(fc.oneof(noOptOut, field)), approvals: enough }),
  merged(0),
  perhaps(applied),
  fc.constant({
    act: 'join' as const,
    of: { on: 'pull' as const, back: 1 },
    take: 'theirs' as const,
    swapped: false,
  }),
  applied,
);

/** The merge of an approved one brings something else than its head says. */
const evil = play(
  opened({ edits: one(fc.oneof(field, optOut, noOptOut)), approvals: enough }),
  fc.record({
    act: fc.constant('evil-merge' as const),
    pull: fc.constant(0),
    edit: fc.oneof(field, optOut, noOptOut),
  }),
  applied,
);

const twins = play(opened({ edits: one(edit) }), opened({ edits: none, on: HEAD }), merged(0), applied);

const batch = play(
  opened({ edits: one(edit) }),
  opened({ edits: one(edit), on: fc.constantFrom<On>({ on: 'tip' }, { on: 'pull', back: 0 }) }),
  fc.record({
    act: fc.constant('queue' as const),
    pulls: fc.constant([1, 0]),
    method: fc.constantFrom('merge' as const, 'squash' as const),
  }),
  applied,
);

const adoption = play(
  fc.record({ act: fc.constant('push' as const), edit }),
  applied,
  fc.constant({ act: 'adopt' as const }),
  perhaps(applied),
);

/** An adoption that refuses something, and then the rule that would let it through. */
const refusedOnce = play(
  fc.constant({ act: 'push' as const, edit: { edit: 'opt-out' as const, who: 2, days: 200, pinned: false } }),
  fc.constant({ act: 'adopt' as const }),
  opened({
    edits: fc.constant<Edit[]>([{ edit: 'guardrail', name: 'max-opt-out-days', value: 300 }]),
    approvals: enough,
  }),
  merged(0),
  applied,
  perhaps(applied),
);

/**
 * A user has another e-mail, under the same pin; the old one is opted out, too, and belongs to somebody else only later. Neither what
 * is in force of it then, nothing, nor anything since was ever on the branch.
 */
const givenAway = play(
  fc.constant({ act: 'tenant' as const, who: 0, what: 'rename' as const }),
  opened({
    edits: fc.constant<Edit[]>([
      { edit: 'field', who: 0, field: 'user', value: 4 },
      { edit: 'opt-out', who: 0, days: 30, pinned: false },
    ]),
    approvals: enough,
  }),
  merged(0, fc.constantFrom('merge', 'squash')),
  applied,
  fc.constant({ act: 'tenant' as const, who: 0, what: 'hire' as const }),
  applied,
);

/** Each with how often it comes beside the others. */
const PLAYS: Readonly<Record<string, fc.WeightedArbitrary<Act[]>>> = {
  single: { weight: 20, arbitrary: single.map((act) => [act]) },
  change: { weight: 10, arbitrary: change },
  commits: { weight: 1, arbitrary: commits },
  crossing: { weight: 2, arbitrary: crossing(fieldOf(fc.constant(0))) },
  'crossing resets': { weight: 1, arbitrary: ofReset },
  indirect: { weight: 2, arbitrary: indirect },
  stack: { weight: 2, arbitrary: stack },
  decoy: { weight: 1, arbitrary: decoy },
  launder: { weight: 2, arbitrary: launder },
  reorder: { weight: 2, arbitrary: reorder },
  'taken back': { weight: 2, arbitrary: takenBack },
  'old side': { weight: 2, arbitrary: oldSide },
  'own tree': { weight: 1, arbitrary: ownTree },
  'evil merge': { weight: 1, arbitrary: evil },
  twins: { weight: 1, arbitrary: twins },
  batch: { weight: 1, arbitrary: batch },
  adoption: { weight: 1, arbitrary: adoption },
  'given away': { weight: 1, arbitrary: givenAway },
  'refused once': { weight: 1, arbitrary: refusedOnce },
};

/** Some plays after one another; of one kind alone where it is named. */
export function historyOf(play: string | undefined): fc.Arbitrary<Act[]> {
  const chosen = Object.entries(PLAYS).filter(([name]) => play === undefined || name === play);
  const plays = fc.oneof(...chosen.map(([, weighted]) => weighted));
  return fc
    .array(plays, { minLength: 1, maxLength: play === undefined ? 9 : 2, size: 'max' })
    .map((acts) => acts.flat());
}
