import { describe, expect, test } from 'vitest';
import { approver, guardrail, listed, optOut, policy, reset } from '../plan/entries.ts';
import { row } from '../plan/rows.ts';
import { ENDED, elsewhere, KIOSK_ENTRY, LATER, limited, NONE, WITH, withOptOut } from './files.ts';
import { broken, history, LINK, MISSING } from './histories.ts';
import { traceOf, trailOf } from './judging.ts';

const ADDED = row(undefined, optOut());
const PROLONGED = row(optOut(), optOut({ expires: '2027-02-20' }));
const ADDED_LATER = row(undefined, optOut({ expires: '2027-02-20' }));
const REMOVED = row(optOut(), undefined);

describe('every commit at which the entry changes is a step, until the entry is what is in force', () => {
  test('the one that brought it', () => {
    expect(trailOf(history([NONE, '#1', WITH]), ADDED)).toBe('c1');
  });

  test('the one that took it away: absence is a content', () => {
    expect(trailOf(history([WITH, '#1', NONE]), REMOVED)).toBe('c1');
  });

  test('all of several, the newest first', () => {
    expect(trailOf(history([NONE, '#1', WITH, '#2', LATER]), ADDED_LATER)).toBe('c2 c1');
  });

  test('not one at which it stays, whatever else changes', () => {
    const of = history([NONE, '#1', elsewhere(NONE), '#2', elsewhere(WITH), '#3', WITH]);
    expect(trailOf(of, ADDED)).toBe('c2');
  });

  test('not one from before what is in force was said last', () => {
    expect(trailOf(history([NONE, '#1', WITH, '#2', NONE, '#3', WITH]), ADDED)).toBe('c3');
  });

  test('also back and forth between two contents, neither of them in force', () => {
    const of = history([NONE, '#1', WITH, '#2', LATER, '#3', WITH]);
    expect(trailOf(of, ADDED)).toBe('c3 c2 c1');
  });

  test('with what was said before and after each, and how far behind the tip it lies', () => {
    expect(
      traceOf(history([NONE, '#1', WITH, '#2', LATER, '#3', elsewhere(LATER)]), ADDED_LATER),
    ).toMatchObject({
      kind: 'steps',
      adopted: false,
      steps: [
        {
          commit: { oid: 'c2' },
          position: 1,
          before: { entries: [optOut()] },
          after: { entries: [optOut({ expires: '2027-02-20' })] },
        },
        { commit: { oid: 'c1' }, position: 2, before: { entries: [] }, after: { entries: [optOut()] } },
      ],
    });
  });

  test('by every name of the row: also those of the user that it was set on', () => {
    const moved = withOptOut({ user: 'other@acme.example', id: '1732' });
    const of = history([WITH, '#1', moved, '#2', NONE]);
    expect(trailOf(of, row(optOut(), undefined, { recorded: '1732' }))).toBe('c2 c1');
    expect(trailOf(of, REMOVED)).toBe('c1');
  });

  test('of an approver by the login and the e-mail of either side', () => {
    const at = (login: string, user: string) => policy({ approvers: [{ login, user }] });
    const [a, b] = ['a@acme.example', 'b@acme.example'] as const;
    const of = history([at('ana-diaz', a), '#1', at('bo-chen', b), '#2', at('ana-diaz', b)]);
    expect(trailOf(of, row(approver('ana-diaz', a), approver('ana-diaz', b)))).toBe('c2 c1');
  });

  test('of a guardrail by its value, a default written out', () => {
    const few = limited(NONE, { maxResets: 2 });
    const of = history([NONE, '#1', limited(NONE, { maxResets: 5 }), '#2', few]);
    expect(trailOf(of, row(guardrail('max-resets', 5), guardrail('max-resets', 2)))).toBe('c2');
  });

  test('of a reset those that brought its request', () => {
    const asked = policy({ resets: [listed(reset())] });
    const other = policy({ resets: [listed(reset()), listed(reset({ request: 'INC-2' }))] });
    expect(trailOf(history([NONE, '#1', asked, '#2', other]), row(undefined, reset()))).toBe('c1');
  });
});

describe('at the latest at the baseline', () => {
  test('a trail that has not met what is in force by then is none', () => {
    expect(trailOf(history([WITH, '#1', LATER]), ADDED_LATER, { inForce: NONE })).toBe('none');
  });

  test('although what is in force was said before it', () => {
    const of = history([NONE, '#1', WITH, '#2', LATER]);
    expect(trailOf(of, ADDED_LATER, { end: 'c1' })).toBe('none');
    expect(trailOf(of, PROLONGED, { end: 'c1', inForce: WITH })).toBe('c2');
  });

  test('nor is there one where the mainline ends before it', () => {
    expect(trailOf(history([WITH, '#1', LATER]), ADDED_LATER, { inForce: NONE, end: 'older' })).toBe('none');
    expect(trailOf(history([broken(), '#1', WITH]), ADDED, { inForce: NONE, end: 'older' })).toBe('none');
  });

  test('nor where nothing of it was read', () => {
    const { mainline, ...of } = history([NONE, '#1', WITH]);
    expect(trailOf({ ...of, mainline: { ...mainline, commits: [] } }, ADDED)).toBe('none');
  });

  test('a trail may meet it at the baseline itself', () => {
    expect(trailOf(history([elsewhere(NONE), '#1', NONE, '#2', WITH]), ADDED, { end: 'c1' })).toBe('c2');
  });
});

describe('while there is no baseline yet, a trail also ends at the adopted commit', () => {
  const failed = { inForce: NONE, adoptedBut: [] };

  test('what that commit says was approved by the adoption, also where no step came after it', () => {
    expect(trailOf(history([WITH]), ADDED, failed)).toBe('adopted');
    expect(trailOf(history([WITH, '#1', elsewhere(WITH)]), ADDED, failed)).toBe('adopted');
  });

  test('each step after it is one', () => {
    expect(trailOf(history([WITH, '#1', LATER]), ADDED_LATER, failed)).toBe('c1 adopted');
  });

  test('but not what was refused then', () => {
    const refused = { inForce: NONE, adoptedBut: [KIOSK_ENTRY] };
    expect(trailOf(history([WITH]), ADDED, refused)).toBe('none');
    expect(trailOf(history([WITH, '#1', LATER]), ADDED_LATER, refused)).toBe('none');
  });

  test('what was refused then and was brought again since has a trail of its own', () => {
    const of = history([WITH, '#1', NONE, '#2', WITH]);
    expect(trailOf(of, ADDED, { inForce: NONE, adoptedBut: [KIOSK_ENTRY] })).toBe('c2');
  });

  test('what was withdrawn since and came back meets what is in force: the adoption is no second anchor', () => {
    expect(trailOf(history([WITH, '#1', NONE, '#2', WITH]), ADDED, failed)).toBe('c2');
  });

  test('not where the mainline does not lead there', () => {
    expect(trailOf(history([WITH]), ADDED, { ...failed, end: 'older' })).toBe('none');
  });
});

describe('a stretch of commits whose file can’t be read', () => {
  test('is no step for an entry that is the same before and after it', () => {
    const of = history([NONE, '#1', WITH, 'push', broken(1), 'push', broken(2), '#4', WITH, '#5', LATER]);
    expect(trailOf(of, ADDED_LATER)).toBe('c5 c1');
  });

  test('is, for another one, a step going in, coming out and between', () => {
    const of = history([NONE, '#1', broken(1), 'push', broken(2), '#3', WITH]);
    expect(trailOf(of, ADDED)).toBe('c3 c2 c1');
  });

  test('a commit inside that leaves the file alone is no step', () => {
    const of = history([NONE, '#1', broken(1), '#2', broken(1), '#3', WITH]);
    expect(trailOf(of, ADDED)).toBe('c3 c1');
  });

  test.each([
    ['missing', MISSING],
    ['a link', LINK],
    ['of another Org', policy({ org: { id: '167', environment: 'production' } })],
  ])('is one also where the file is %s', (_words, file) => {
    expect(trailOf(history([WITH, '#1', file, '#2', NONE]), REMOVED)).toBe('c2 c1');
    expect(trailOf(history([NONE, '#1', WITH, '#2', file, '#3', WITH]), ADDED)).toBe('c1');
  });

  test('says of its steps what the file held there, not what it said', () => {
    expect(traceOf(history([NONE, '#1', broken(7), '#2', WITH]), ADDED)).toMatchObject({
      steps: [
        { before: { text: 'file broken 7', entries: [] }, after: { entries: [optOut()] } },
        { before: { text: '[]', entries: [] }, after: { text: 'file broken 7', entries: [] } },
      ],
    });
  });

  test('has the entry changed by each of two stretches apart', () => {
    const of = history([NONE, '#1', broken(1), '#2', WITH, '#3', broken(2), '#4', LATER]);
    expect(trailOf(of, ADDED_LATER)).toBe('c4 c3 c2 c1');
  });

  test('down to the baseline leads nowhere', () => {
    expect(trailOf(history([broken(), '#1', WITH]), ADDED, { inForce: NONE })).toBe('none');
    expect(trailOf(history([NONE, '#1', broken(), '#2', WITH]), ADDED, { end: 'c1' })).toBe('none');
    expect(trailOf(history([broken(), '#1', WITH]), ADDED, { inForce: NONE, adoptedBut: [] })).toBe('none');
  });

  test('is walked through at the adopted commit: what that says is approved', () => {
    const of = history([WITH, 'push', broken(), '#2', WITH]);
    expect(trailOf(of, ADDED, { inForce: NONE, adoptedBut: [] })).toBe('adopted');
  });
});

describe('a merge that GitHub did not make for a pull request is a step of every row', () => {
  test('whose other parent is the head of none', () => {
    expect(trailOf(history([NONE, '#1', WITH, 'merge', WITH]), ADDED)).toBe('c2 c1');
    expect(trailOf(history([WITH, '#1', NONE, 'merge', elsewhere(NONE)]), REMOVED)).toBe('c2 c1');
  });

  test('whose other parent is not the head of the one that GitHub marks as merged by it', () => {
    const of = history([NONE, '#1', WITH, 'merge #2', WITH], { 2: { pull: { head: 'h9' } } });
    expect(trailOf(of, ADDED)).toBe('c2 c1');
  });

  test('of more than two parents', () => {
    expect(trailOf(history([NONE, '#1', WITH, 'octopus', WITH]), ADDED)).toBe('c2 c1');
    expect(trailOf(history([NONE, '#1', WITH, 'octopus #2', WITH]), ADDED)).toBe('c2 c1');
  });

  test('that is itself a pull request’s head', () => {
    const of = history([NONE, '#1', WITH, 'merge #2', WITH], { 2: { pull: { head: 'c2' } } });
    expect(trailOf(of, ADDED)).toBe('c2 c1');
  });

  test('also inside a stretch that can’t be read', () => {
    const of = history([NONE, '#1', WITH, 'push', broken(), 'merge', broken(), 'push', WITH]);
    expect(trailOf(of, ADDED)).toBe('c3 c1');
  });

  test('not one that it made', () => {
    expect(trailOf(history([NONE, '#1', WITH, 'merge #2', elsewhere(WITH)]), ADDED)).toBe('c1');
  });

  test('not one from before what is in force was said', () => {
    expect(trailOf(history([NONE, 'merge', NONE, '#2', WITH]), ADDED)).toBe('c2');
  });

  test('also between the adopted commit and the tip', () => {
    expect(trailOf(history([WITH, 'merge', WITH]), ADDED, { inForce: NONE, adoptedBut: [] })).toBe(
      'c1 adopted',
    );
  });
});

describe('an opt-out whose date has come by now is absent everywhere', () => {
  test('it is met where the file still says it', () => {
    expect(trailOf(history([ENDED, '#1', WITH]), ADDED, { inForce: NONE })).toBe('c1');
    expect(trailOf(history([NONE, '#1', ENDED, '#2', WITH]), ADDED)).toBe('c2');
  });

  test('also where it is recorded as in force', () => {
    expect(trailOf(history([NONE, '#1', WITH]), ADDED, { inForce: ENDED })).toBe('c1');
  });

  test('its coming and going are no steps', () => {
    const of = history([ENDED, '#1', NONE, '#2', ENDED, '#3', WITH, '#4', elsewhere(WITH)]);
    expect(trailOf(of, ADDED, { inForce: NONE })).toBe('c3');
  });

  test('a day before it is there', () => {
    const now = new Date('2026-11-23T09:00:00Z');
    expect(trailOf(history([ENDED, '#1', WITH]), ADDED, { inForce: NONE, now })).toBe('none');
  });

  test('its end is approved by its date, whatever the mainline says', () => {
    const end = row(optOut({ expires: '2026-11-24' }), undefined, { byDate: '2026-11-24' });
    expect(traceOf(history([broken()]), end, { inForce: ENDED })).toEqual({
      kind: 'date',
      ended: '2026-11-24',
    });
  });
});
