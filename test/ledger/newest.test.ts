import { describe, expect, test } from 'vitest';
import { LEDGER_REACH, type LedgerCommit, newestFit } from '../../src/ledger/newest.ts';
import { sealer } from '../../src/ledger/seal.ts';
import { type State, stateJson } from '../../src/ledger/state.ts';
import { state } from './states.ts';

const SCOPE = { origin: 'https://us.core.resolver.com', org: '166', repositoryId: '42', branch: 'b' };
const key = sealer('a-key-of-twenty-chars', SCOPE);
const previous = sealer('the-key-before-that-one', SCOPE);

const oid = (n: number) => n.toString(16).padStart(40, '0');
const root: LedgerCommit = { oid: oid(0), parents: [] };

/** The commit `n` on top of `n - 1`, with a state written on that one. */
function written(n: number, by = key, fields: Partial<State> = {}): LedgerCommit {
  const own = state({ onto: oid(n - 1), approved: oid(n), ...fields });
  return { oid: oid(n), parents: [oid(n - 1)], state: by.seal('state', stateJson(own)) };
}

function junk(n: number, text = '{}'): LedgerCommit {
  return { oid: oid(n), parents: [oid(n - 1)], state: text };
}

const found = (...commits: LedgerCommit[]) => newestFit(commits, [key]);

describe('the newest state that fits', () => {
  test('is the head', () => {
    expect(found(written(2), written(1), root)).toMatchObject({
      kind: 'fits',
      commit: oid(2),
      foreign: [],
      previousKey: false,
      state: { approved: oid(2), onto: oid(1) },
    });
  });

  test.each<[string, LedgerCommit]>([
    ['junk', junk(2)],
    ['no state', { oid: oid(2), parents: [oid(1)] }],
    ['a state of another key', written(2, sealer('somebody-elses-own-key', SCOPE))],
    ['an old state put on top', { ...written(1), oid: oid(2), parents: [oid(1)] }],
    [
      'a state that was changed',
      { ...written(2), state: String(written(2).state).replace('"schema": 1', '"schema": 2') },
    ],
    ['a sealed text that is no state', { ...written(2), state: key.seal('state', { onto: oid(1) }) }],
    ['a sealed record', { ...written(2), state: key.seal('record', stateJson(state({ onto: oid(1) }))) }],
  ])('lies under %s, which is foreign', (_words, top) => {
    expect(found(top, written(1), root)).toMatchObject({ kind: 'fits', commit: oid(1), foreign: [oid(2)] });
  });

  test('is found under 20 foreign commits, all of them named', () => {
    const above = Array.from({ length: 20 }, (_, n) => junk(21 - n));
    expect(found(...above, written(1), root)).toMatchObject({
      kind: 'fits',
      commit: oid(1),
      foreign: above.map((commit) => commit.oid),
    });
  });

  test('may be sealed by the previous key during a rotation', () => {
    const commits = [written(1, previous), root];
    expect(newestFit(commits, [key, previous])).toMatchObject({ kind: 'fits', previousKey: true });
    expect(newestFit(commits, [previous])).toMatchObject({ kind: 'fits', previousKey: false });
    expect(newestFit(commits, [key])).toMatchObject({ kind: 'none' });
  });
});

test('a commit without a state, and a root with one, are nothing that fits', () => {
  const sealed = key.seal('state', stateJson(state({ onto: oid(1) })));
  expect(found({ oid: oid(1), parents: [], state: sealed })).toMatchObject({ kind: 'none' });
  expect(found({ oid: oid(2), parents: [oid(1)] }, { oid: oid(1), parents: [] })).toMatchObject({
    kind: 'none',
    why: 'nothing-fits',
  });
});

describe('no state fits', () => {
  test('in a ledger that has just begun', () => {
    expect(found(root)).toEqual({ kind: 'none', why: 'empty', foreign: [] });
  });

  test('where nobody with the key wrote', () => {
    expect(found(junk(1), root)).toEqual({ kind: 'none', why: 'nothing-fits', foreign: [oid(1)] });
  });

  test('at a root, which is written on nothing', () => {
    const { state: text } = written(1);
    expect(found({ ...root, ...(text !== undefined && { state: text }) })).toMatchObject({ kind: 'none' });
  });

  test('beyond a merge, with either side first', () => {
    const merge = { ...written(3), parents: [oid(2), oid(1)] };
    expect(found(junk(4), merge, written(2))).toEqual({
      kind: 'none',
      why: 'merge',
      foreign: [oid(4), oid(3)],
    });
    expect(found({ ...merge, parents: [oid(1), oid(2)] }, written(1))).toMatchObject({ why: 'merge' });
  });

  test(`beyond ${LEDGER_REACH} commits`, () => {
    const above = (count: number) => Array.from({ length: count }, (_, n) => junk(200 - n));
    const fit = written(200 - LEDGER_REACH + 1);
    expect(found(...above(LEDGER_REACH - 1), fit)).toMatchObject({ kind: 'fits', commit: fit.oid });
    const [...tooMany] = above(LEDGER_REACH);
    expect(found(...tooMany, written(100))).toMatchObject({ kind: 'none', why: 'too-far' });
    expect(found(...tooMany)).toMatchObject({ kind: 'none', why: 'too-far' });
    expect(found(...above(LEDGER_REACH - 1))).toEqual({ kind: 'more' });
  });
});

test('further commits are asked for as long as nothing is decided', () => {
  expect(found()).toEqual({ kind: 'more' });
  expect(found(junk(2))).toEqual({ kind: 'more' });
});
