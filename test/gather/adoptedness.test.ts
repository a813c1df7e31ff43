import { describe, expect, test } from 'vitest';
import { type Adoptedness, adoptednessOf, strayOf } from '../../src/gather/adoptedness.ts';
import type { State } from '../../src/ledger/state.ts';
import type { Move } from '../../src/ports/repository.ts';
import { oid } from '../apply/rows.ts';
import { adoptedState, state } from '../ledger/states.ts';
import { mainlineOf, readingOf } from './reading.ts';

const NONE = '0'.repeat(40);
const at = (minute: number) => `2026-11-24T09:${String(minute).padStart(2, '0')}:00Z`;

/** Moves as GitHub lists them, the newest first; each a minute before the one above it, the oldest at 09:01. */
function moves(...pairs: [before: string | number, after: string | number][]): Move[] {
  const id = (commit: string | number) => (typeof commit === 'string' ? commit : oid(commit));
  return pairs.map(([before, after], index) => ({
    before: id(before),
    after: id(after),
    at: at(pairs.length - index),
  }));
}

describe('a commit that the branch was at, and that is none of the mainline', () => {
  const mainline = { commits: mainlineOf(5, {}) };
  const stray = (all: readonly Move[], since = at(0)) => strayOf(all, mainline, since);

  test.each<[string, Move[], string | undefined]>([
    ['is none where nothing moved', [], undefined],
    ['is none where commits were pushed, or several at once', moves([4, 5], [2, 4], [1, 2]), undefined],
    ['is the one that was taken back by force', moves([4, 5], [9, 4], [3, 9], [2, 3]), oid(9)],
    ['is the newest of several', moves([9, 5], [8, 9], [4, 8], [3, 4]), oid(9)],
    [
      'is one that was merged on top of and taken back as a whole',
      moves([3, 5], [9, 3], [8, 9], [3, 8]),
      oid(9),
    ],
    ['is no deletion, and no branch made anew', moves([NONE, 5], [4, NONE], [NONE, 4]), undefined],
    ['is found where the branch was deleted instead of forced', moves([NONE, 5], [9, NONE], [4, 9]), oid(9)],
  ])('%s', (_words, all, expected) => {
    expect(stray(all)).toBe(expected);
  });

  test('is not looked for above the tip: what came after it is for the next run', () => {
    expect(stray(moves([6, 7], [5, 6], [4, 5]))).toBeUndefined();
    expect(stray(moves([9, 5], [5, 9], [4, 5]))).toBe(oid(9));
  });

  test('is looked for in all moves where the tip is not listed yet', () => {
    expect(stray(moves([9, 4], [3, 9]))).toBe(oid(9));
  });

  test('is found where it is the first of a hundred moves, of which GitHub lists no more', () => {
    const back = moves(
      ...Array.from(
        { length: 50 },
        () =>
          [
            [4, 5],
            [3, 4],
          ] as [number, number][],
      ).flat(),
    );
    const [last, ...newer] = back.toReversed();
    const all = [...newer.reverse(), { ...(last as Move), before: oid(9) }];
    expect(all).toHaveLength(100);
    expect(stray(all)).toBe(oid(9));
  });

  test('is not looked for before the time of the state: an apply did, or an administrator adopted', () => {
    const all = moves([4, 5], [9, 4], [3, 9]);
    expect(stray(all, at(1))).toBeUndefined();
    expect(stray(moves([9, 5], [4, 9], [3, 4]), at(1))).toBe(oid(9));
    expect(stray(all, at(3))).toBeUndefined();
  });
});

describe('an Org with a valid state', () => {
  const commits = mainlineOf(40, {});
  const own = state({ baseline: oid(10), seen: oid(20), time: at(0) });

  interface Case {
    of?: State;
    path?: string;
    listed?: readonly Move[] | 'not at all';
  }

  /** What is judged, and what of GitHub was asked for. */
  async function judged({ of = own, path = 'mfa-policy.yml', listed = [] }: Case = {}) {
    const { reader, repository, asked } = readingOf(commits, [], {
      activity: async (branch) => {
        asked.push(`activity of ${branch}`);
        return listed === 'not at all' ? undefined : listed;
      },
    });
    return { result: await adoptednessOf(of, path, reader, repository), asked };
  }

  test.each<[string, Adoptedness, Case]>([
    ['is adopted where the mainline leads from there to the tip', { kind: 'adopted' }, {}],
    [
      'is adopted by the adopted commit while there is no baseline',
      { kind: 'adopted' },
      { of: adoptedState({ adopted: { ...own.adopted, commit: oid(3) }, seen: oid(3) }) },
    ],
    [
      'is adopted, whatever the adopted commit was, once there is a baseline',
      { kind: 'adopted' },
      { of: { ...own, adopted: { ...own.adopted, commit: oid(99) } } },
    ],
    ['is adopted where the server does not list moves', { kind: 'adopted' }, { listed: 'not at all' }],
    [
      'is not where its baseline is none of the mainline',
      { kind: 'history' },
      { of: state({ baseline: oid(99), seen: oid(20) }) },
    ],
    [
      'is not where the adopted commit is none of it, and there is no baseline',
      { kind: 'history' },
      { of: adoptedState({ adopted: { ...own.adopted, commit: oid(99) }, seen: oid(20) }) },
    ],
    [
      'is not where what an apply looked at last is none of it',
      { kind: 'history' },
      { of: state({ baseline: oid(10), seen: oid(99) }) },
    ],
    [
      'is not where the branch was elsewhere meanwhile',
      { kind: 'taken-back', commit: oid(99) },
      { listed: moves([99, 40], [20, 99]) },
    ],
    [
      'is not for another policy file',
      { kind: 'path', was: 'mfa-policy.yml' },
      { path: 'other/mfa-policy.yml' },
    ],
  ])('%s', async (_words, expected, one) => {
    expect((await judged(one)).result).toEqual(expected);
  });

  test('of another path is asked nothing of GitHub for; else the mainline to its end, and the moves once', async () => {
    expect((await judged({ path: 'other/mfa-policy.yml' })).asked).toEqual([]);
    expect((await judged()).asked).toEqual(['mainline 24', 'activity of main']);
  });
});
