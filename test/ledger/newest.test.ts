import { describe, expect, test } from 'vitest';
import { LEDGER_REACH, type LedgerCommit, newestVerified } from '../../src/ledger/newest.ts';
import type { State } from '../../src/ledger/state.ts';
import { state } from './states.ts';

const oid = (n: number) => n.toString(16).padStart(40, '0');
const commit = (n: number, parents = n === 0 ? [] : [oid(n - 1)]): LedgerCommit => ({
  oid: oid(n),
  tree: `tree ${n}`,
  parents,
});
/** The commits from one down to another, both included. */
const down = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => commit(from - index));

/** Looks where a state verifies at these commits alone, and all commits were read. */
function search(commits: LedgerCommit[], at: number[], ended = true) {
  const states = new Map<string, State>(at.map((n) => [oid(n), state({ onto: oid(n - 1) })]));
  return newestVerified(commits, ended, ({ oid: id }) => states.get(id));
}

describe('the newest state that verifies', () => {
  test('is the head', () => {
    expect(search(down(2, 0), [1, 2])).toMatchObject({
      kind: 'found',
      commit: { oid: oid(2) },
      foreign: [],
      state: { onto: oid(1) },
    });
  });

  test('is found below foreign commits, all of them named, the newest first', () => {
    expect(search(down(22, 0), [1, 2])).toMatchObject({
      kind: 'found',
      commit: { oid: oid(2) },
      foreign: down(22, 3).map((one) => one.oid),
    });
  });

  test('has nothing foreign above it where a commit has its very tree: what was changed is undone', () => {
    const commits = [{ ...commit(3), tree: 'tree 1' }, ...down(2, 0)];
    expect(search(commits, [1])).toMatchObject({ kind: 'found', foreign: [oid(2)] });
  });

  test('is looked for in further commits, and read, only as long as nothing is found', () => {
    expect(search([], [], false)).toEqual({ kind: 'more' });
    expect(search(down(5, 4), [], false)).toEqual({ kind: 'more' });
    expect(search(down(5, 4), [4], false)).toMatchObject({ kind: 'found' });
    const unread = newestVerified(down(5, 0), true, ({ oid: id }) => (id === oid(4) ? 'unread' : undefined));
    expect(unread).toEqual({ kind: 'unread', from: 1 });
  });

  test(`is believed within ${LEDGER_REACH} commits of the head`, () => {
    const head = LEDGER_REACH + 5;
    expect(search(down(head, 0), [head - LEDGER_REACH + 1])).toMatchObject({ kind: 'found' });
    expect(search(down(head, 0), [head - LEDGER_REACH])).toEqual({
      kind: 'buried',
      why: 'deep',
      putBack: oid(head - LEDGER_REACH),
      foreign: down(head, head - LEDGER_REACH + 1).map((one) => one.oid),
    });
  });

  test('is buried where not even its place can be named', () => {
    expect(search(down(5_500, 501), [], false)).toMatchObject({ kind: 'buried', why: 'deep' });
    expect(search(down(5_500, 501), [], false)).not.toHaveProperty('putBack');
    expect(search(down(5_500, 502), [], false)).toEqual({ kind: 'more' });
  });

  test.each([
    ['with the newer side first', [oid(3), oid(1)]],
    ['with the older side first', [oid(1), oid(3)]],
  ])('is buried behind a merge, %s', (_, parents) => {
    expect(search([commit(4, parents), ...down(3, 0)], [3])).toMatchObject({
      kind: 'buried',
      why: 'merge',
      putBack: oid(3),
    });
    expect(search([commit(5), commit(4, parents), ...down(3, 0)], [])).toMatchObject({
      kind: 'buried',
      why: 'merge',
    });
  });

  test('is buried where the last commit that can be listed is a merge', () => {
    expect(search([commit(4, [oid(3), oid(2)])], [])).toMatchObject({ kind: 'buried', why: 'merge' });
  });
});

test('nothing verifies where the branch was read to its root', () => {
  expect(search(down(2, 0), [])).toEqual({ kind: 'unverified', foreign: [oid(2), oid(1), oid(0)] });
  expect(search([commit(0)], [])).toEqual({ kind: 'unverified', foreign: [oid(0)] });
  expect(search([], [])).toEqual({ kind: 'unverified', foreign: [] });
});
