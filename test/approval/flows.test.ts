import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy, reset } from '../plan/entries.ts';
import { elsewhere, KIOSK_ENTRY, LATER, limited, NONE, WITH, withCy, withOptOut, without } from './files.ts';
import { approvedBy, broken, history, type Says } from './histories.ts';
import { verdictOn, verdictsOn } from './judging.ts';

const OTHER = 'other@acme.example';
const MONTHS = ['2026-12-31', '2027-01-31', '2027-02-20'] as const;

/** An opt-out that is pinned, so that it may change its e-mail. */
const pinned = (user: string, expires: string) => withOptOut({ user, expires, id: '7' });

describe('honest flows are applied without a question', () => {
  test('a branch that is forty commits behind', () => {
    const between = Array.from({ length: 40 }, (_, n): ['push', Says] => [
      'push',
      n % 2 === 0 ? elsewhere(NONE) : NONE,
    ]);
    const of = history([NONE, ...between.flat(), '#7', WITH], { 7: { left: 0 } });
    expect(verdictOn(of)).toBe('go by #7');
  });

  test('“Update branch”, with the approval of before it', () => {
    const of = history([NONE, '#1', elsewhere(NONE), '#7', elsewhere(WITH)], {
      7: { reviews: [approvedBy('bo-chen', { on: 'r' })], commits: { r: { left: 0, says: WITH } } },
    });
    expect(verdictsOn(of)[KIOSK_ENTRY]).toBe('go by #7');
  });

  test('a stack that is updated after the lower one was merged', () => {
    const lower = withOptOut({ user: OTHER });
    const both = policy({ optOuts: [...lower.optOuts, ...WITH.optOuts] });
    const of = history([NONE, '#1', lower, '#2', both], {
      2: { reviews: [approvedBy('bo-chen', { on: 'r' })], commits: { r: { left: 0, says: both } } },
    });
    expect(verdictsOn(of)).toEqual({ [`opt-out:${OTHER}`]: 'go by #1', [KIOSK_ENTRY]: 'go by #2' });
  });

  test('twins of one head, of which one was approved', () => {
    const head = { pull: { head: 'h1' } };
    const of = history([NONE, 'merge #1', WITH], { 1: { reviews: [] }, 2: { merge: 1, ...head } });
    expect(verdictOn(of)).toBe('go by #2');
  });

  test('a batch of ten merges', () => {
    const users = Array.from({ length: 10 }, (_, n) => listed(optOut({ user: `user.${n}@acme.example` })));
    const merges = users.flatMap((_, n): [`#${number}`, Says] => [
      `#${n + 1}`,
      policy({ optOuts: users.slice(0, n + 1) }),
    ]);
    const verdicts = verdictsOn(history([NONE, ...merges]));
    expect(Object.keys(verdicts)).toHaveLength(10);
    for (const [n, { user }] of users.entries()) expect(verdicts[`opt-out:${user}`]).toBe(`go by #${n + 1}`);
  });

  test('a revert, and its revert', () => {
    expect(verdictOn(history([NONE, '#1', WITH, '#2', NONE, '#3', WITH]))).toBe('go by #3');
    expect(verdictOn(history([WITH, '#1', NONE]), { ids: { [KIOSK]: '1732' } })).toBe('go by #1');
  });

  test('a file that is broken, and repaired', () => {
    expect(verdictOn(history([NONE, '#1', WITH, 'push', broken(), 'push', WITH]))).toBe('go by #1');
    expect(verdictOn(history([WITH, 'push', broken(), '#2', WITH, '#3', LATER]))).toBe('go by #3');
  });

  test('an entry that is amended three times in a week', () => {
    const [a, b, c] = MONTHS.map((expires) => withOptOut({ expires })) as [Policy, Policy, Policy];
    expect(verdictOn(history([NONE, '#1', a, '#2', b, '#3', c]))).toBe('go by #3, #2, #1');
  });

  test('merges in another order than they were approved in', () => {
    const both = policy({ optOuts: [...withOptOut({ user: OTHER }).optOuts, ...WITH.optOuts] });
    const of = history([NONE, 'merge #2', WITH, 'merge #1', both], { 1: { left: 0 }, 2: { left: 0 } });
    expect(verdictsOn(of)).toEqual({ [`opt-out:${OTHER}`]: 'go by #1', [KIOSK_ENTRY]: 'go by #2' });
  });

  test('an approval that is given after the merge', () => {
    const late = { reviews: [approvedBy('bo-chen', { at: '2026-11-24T08:00:00Z' })] };
    expect(verdictOn(history([NONE, '#1', WITH], { 1: late }))).toBe('go by #1');
  });

  test('what can’t get a source is put back, and proposed again', () => {
    const of = history([NONE, 'push', WITH, '#2', NONE, '#3', WITH]);
    expect(verdictOn(of)).toBe('go by #3');
  });
});

test('T4: what was approved against another base is held back, until it is approved again', () => {
  const baseChangedAt = '2026-11-23T11:00:00Z';
  expect(verdictOn(history([NONE, '#1', WITH], { 1: { baseChangedAt } }))).toBe(
    'held back: c1 has 0 of 1 approvals of #1',
  );
  const again = [approvedBy('bo-chen', { at: '2026-11-23T11:30:00Z' })];
  expect(verdictOn(history([NONE, '#1', WITH], { 1: { baseChangedAt, reviews: again } }))).toBe('go by #1');
});

describe('T52, T53: what no approved pull request made is held back', () => {
  test('a direct push, also under an approved change on top', () => {
    expect(verdictOn(history([NONE, 'push', WITH]))).toBe('held back: c1 pushed');
    expect(verdictOn(history([NONE, 'push', WITH, '#2', LATER]))).toBe('held back: c1 pushed');
  });

  test('a head that is pushed by hand, though GitHub marks its pull request merged', () => {
    expect(verdictOn(history([NONE, '#1', WITH], { 1: { pull: { head: 'c1' } } }))).toBe(
      'held back: c1 pushed',
    );
  });
});

describe('T59b, T59r: what was approved once and withdrawn since does not come back', () => {
  const back = { inForce: NONE, end: 'c2' };

  test('by a merge that keeps the old side', () => {
    expect(verdictOn(history([NONE, '#1', WITH, '#2', NONE, 'merge', WITH]), back)).toBe(
      'held back: c3 merge',
    );
  });

  test('by an unapproved pull request of the old head that was squashed then', () => {
    const of = history([NONE, '#1', WITH, '#2', NONE, 'merge #3', WITH], { 3: { left: 0, reviews: [] } });
    expect(verdictOn(of, back)).toBe('held back: c3 has 0 of 1 approvals of #3');
  });

  test('by an approved one whose branch had it from the mainline', () => {
    const of = history([NONE, '#1', WITH, '#2', NONE, 'merge #3', WITH], { 3: { left: 1 } });
    expect(verdictOn(of, back)).toBe('held back: c3 other-step #3');
  });

  test('by an approved reordering that is merged after the entry has ended', () => {
    const moved = elsewhere(WITH);
    for (const how of ['#3', 'merge #3'] as const) {
      const of = history([WITH, '#2', NONE, how, moved], { 3: { left: 0 } });
      const verdicts = verdictsOn(of, { inForce: NONE, end: 'c1' });
      expect(verdicts[KIOSK_ENTRY]).toBe('held back: c2 other-step #3');
      expect(verdicts['protected:break.glass@acme.example']).toBe('go by #3');
    }
  });

  test('nor after “Update branch”, with the approval kept', () => {
    const of = history([WITH, '#2', NONE, '#3', WITH], {
      3: { reviews: [approvedBy('bo-chen', { on: 'r' })], commits: { r: { left: 0, says: WITH } } },
    });
    expect(verdictOn(of, { inForce: NONE, end: 'c1' })).toBe('held back: c2 has 0 of 1 approvals of #3');
  });

  test.each<[string, Policy, Policy]>([
    ['a removed approver', withCy(NONE), NONE],
    ['allow-lift', limited(NONE, { allowLift: true }), NONE],
    ['a reset', policy({ resets: [listed(reset())] }), NONE],
  ])('nor %s', (_words, before, after) => {
    const of = history([before, '#2', after, '#3', before], { 3: { left: 0, head: elsewhere(before) } });
    expect(verdictOn(of, { inForce: after, end: 'c1' })).toBe('held back: c2 other-step #3');
  });

  test('nor by a bypasser who merges an old approved head with a tree of their own', () => {
    const of = history([WITH, '#2', NONE, 'merge #3', WITH], { 3: { left: 0, head: elsewhere(NONE) } });
    expect(verdictOn(of, { inForce: NONE, end: 'c1' })).toBe('held back: c2 other-step #3');
  });

  test('nor by a stack that sets back what the lower one changed', () => {
    const of = history([WITH, '#1', LATER, '#2', WITH], { 2: { left: 0, head: WITH } });
    expect(verdictOn(of, { inForce: LATER, end: 'c1' })).toBe('held back: c2 other-step #2');
  });

  test('nor where two merge bases are equally good, and GitHub names one off the mainline', () => {
    const of = history([WITH, '#2', NONE, 'merge #3', WITH], { 3: { left: 'elsewhere' } });
    expect(verdictOn(of, { inForce: NONE, end: 'c1' })).toBe('held back: c2 other-step #3');
  });
});

describe('T59e: a pull request is not credited with what another brings', () => {
  test('that was built on top of it, and contains it', () => {
    const of = history([NONE, 'merge #2', WITH], { 1: { merge: 1, head: NONE }, 2: { reviews: [] } });
    expect(verdictOn(of)).toBe('held back: c1 has 0 of 1 approvals of #2');
  });

  test('by a squash', () => {
    const of = history([NONE, '#2', WITH], { 1: { merge: 1, head: NONE }, 2: { reviews: [] } });
    expect(verdictOn(of)).toBe('held back: c1 has 0 of 1 approvals of #2');
  });

  test('whichever of them GitHub names first, or late', () => {
    for (const late of [true, false]) {
      const of = history([NONE, 'merge #2', WITH], {
        1: { merge: 1, head: NONE, late: !late },
        2: { reviews: [], late },
      });
      expect(verdictOn(of)).toBe('held back: c1 has 0 of 1 approvals of #2');
    }
  });
});

describe('T59f: two that cross don’t merge into an entry that nobody has seen', () => {
  const [soon, later, last] = MONTHS;

  test.each(['#2', 'merge #2'] as const)('date and user, merged by %s, in either order', (how) => {
    const at = { inForce: pinned(KIOSK, soon), ids: { [KIOSK]: '7' } };
    const dateFirst = [pinned(KIOSK, soon), '#1', pinned(KIOSK, later), how, pinned(OTHER, later)] as const;
    expect(verdictOn(history(dateFirst, { 2: { left: 0, head: pinned(OTHER, soon) } }), at)).toBe(
      'held back: c2 other-step #2',
    );
    const userFirst = [pinned(KIOSK, soon), '#1', pinned(OTHER, soon), how, pinned(OTHER, later)] as const;
    expect(verdictOn(history(userFirst, { 2: { left: 0, head: pinned(KIOSK, later) } }), at)).toBe(
      'held back: c2 other-step #2',
    );
  });

  test('date and date', () => {
    const of = history([pinned(KIOSK, soon), '#1', pinned(KIOSK, later), '#2', pinned(KIOSK, last)], {
      2: { left: 0 },
    });
    expect(verdictOn(of)).toBe('held back: c2 other-step #2');
  });

  test('a request and its user', () => {
    const asks = (fields: Parameters<typeof reset>[0]) => policy({ resets: [listed(reset(fields))] });
    const of = history(
      [
        NONE,
        '#1',
        asks({}),
        '#2',
        asks({ user: OTHER }),
        '#3',
        asks({ user: OTHER, notAfter: '2026-11-26' }),
      ],
      { 3: { left: 1, head: asks({ notAfter: '2026-11-26' }) } },
    );
    expect(verdictOn(of)).toBe('held back: c3 other-step #3');
  });

  test('nor after “Update branch”, which carries the approval along; approved again, it goes', () => {
    const crossed = [pinned(KIOSK, soon), '#1', pinned(KIOSK, later), '#2', pinned(OTHER, later)] as const;
    const commits = { r: { left: 0, says: pinned(OTHER, soon) } };
    const of = (on: string) => history(crossed, { 2: { reviews: [approvedBy('bo-chen', { on })], commits } });
    expect(verdictOn(of('r'))).toBe('held back: c2 has 0 of 1 approvals of #2');
    expect(verdictOn(of('h2'))).toBe('go by #2, #1');
  });
});

describe('T59g: nothing is laundered through what can’t be read', () => {
  const guard = (of: Policy): Policy => ({ ...of, protected: [KIOSK] });

  test.each<[string, Says]>([
    ['a broken file', broken()],
    ['another Org', policy({ org: { id: '167', environment: 'production' } })],
    ['a file that is gone', { kind: 'missing' }],
  ])('neither a removal nor an addition, by %s', (_words, hidden) => {
    for (const [before, after] of [
      [guard(NONE), NONE],
      [NONE, WITH],
    ] as const) {
      const of = history([before, '#1', hidden, '#2', after], { 1: { reviews: [] }, 2: { reviews: [] } });
      expect(verdictOn(of)).toBe('held back: c2 has 0 of 1 approvals of #2, c1 has 0 of 1 approvals of #1');
    }
  });

  test('a change inside that nobody approved is one that everything hangs on', () => {
    const of = history([NONE, '#1', broken(1), 'push', broken(2), '#3', WITH]);
    expect(verdictOn(of)).toBe('held back: c2 pushed');
  });

  test('who approved both ends saw what went in and what came out', () => {
    expect(verdictOn(history([NONE, '#1', broken(), '#2', WITH]))).toBe('go by #2, #1');
  });
});

describe('T59s: what a merge hides is never taken for nothing', () => {
  test('swapped parents while the baseline lags', () => {
    const of = history([WITH, 'merge', WITH]);
    expect(verdictOn(of, { inForce: NONE })).toBe('held back: no-trail');
    expect(verdictOn(of, { inForce: NONE, adoptedBut: [] })).toBe('held back: c1 merge');
  });

  test('one more merge on top', () => {
    const of = history([WITH, 'merge', WITH, 'merge #2', elsewhere(WITH)]);
    expect(verdictsOn(of, { inForce: NONE, adoptedBut: [] })[KIOSK_ENTRY]).toBe('held back: c1 merge');
  });

  test('a file that was always there, and is new to this policy’s path', () => {
    expect(verdictOn(history([WITH, '#1', WITH]), { inForce: NONE })).toBe('held back: no-trail');
  });
});

describe('T54: who is concerned does not help themselves', () => {
  const BO = 'bo.chen@acme.example';
  const exempt = (of: Policy): Policy => ({ ...of, optOuts: withOptOut({ user: BO }).optOuts });

  test('also not where they are taken off the list first, in a pull request of the same apply', () => {
    const of = history(
      [withCy(NONE), '#1', without('bo-chen', withCy(NONE)), '#2', exempt(without('bo-chen', withCy(NONE)))],
      {
        1: { reviews: [approvedBy('cy-lee')] },
      },
    );
    expect(verdictsOn(of)).toEqual({
      'approver:bo-chen': 'go by #1',
      [`opt-out:${BO}`]: 'held back: c2 has 0 of 1 approvals of #2',
    });
  });

  test('nor is the end of their own place approved by themselves', () => {
    const of = history([withCy(NONE), '#1', without('bo-chen', withCy(NONE))]);
    expect(verdictOn(of)).toBe('held back: c1 has 0 of 1 approvals of #1');
  });
});
