import { describe, expect, test } from 'vitest';
import { isUntraceableMerge, mergesAt, positionOf, toldAt } from '../../src/approval/mainline.ts';
import { NONE, WITH } from './files.ts';
import { type Branch, type History, history } from './histories.ts';

/** The numbers of the pull requests that the tip may have been made by. */
function madeBy({ mainline }: History): number[] {
  const [tip] = mainline.commits;
  return tip === undefined ? [] : mergesAt(tip, mainline).map(({ number }) => number);
}

function isUntraceable({ mainline }: History): boolean {
  const [tip] = mainline.commits;
  return tip !== undefined && isUntraceableMerge(tip, mainline);
}

describe('the source of a commit is a merged pull request of this repository into the default branch', () => {
  test('whose merge it is', () => {
    expect(madeBy(history([NONE, '#7', WITH]))).toEqual([7]);
  });

  test('also where GitHub associates it late, and tells of it among the newest merged ones alone', () => {
    expect(madeBy(history([NONE, '#7', WITH], { 7: { late: true } }))).toEqual([7]);
    expect(madeBy(history([NONE, '#7', WITH, '#8', WITH], { 7: { late: true }, 8: { late: true } }))).toEqual(
      [8],
    );
  });

  test('once, where GitHub tells of it in both places', () => {
    const { mainline } = history([NONE, '#7', WITH]);
    const [tip] = mainline.commits;
    if (tip === undefined) throw new Error('a tip');
    expect(mergesAt(tip, { ...mainline, recent: tip.pulls })).toHaveLength(1);
  });

  test('several of them, where several are merged as it', () => {
    expect(madeBy(history([NONE, '#7', WITH], { 8: { merge: 1 } }))).toEqual([7, 8]);
  });

  test.each<[string, Branch['pull']]>([
    ['is not merged', { merged: false }],
    ['was merged as another commit', { mergeCommit: 'c0' }],
    ['has no merge commit', { mergeCommit: undefined }],
    ['is of another repository', { repositoryId: '43' }],
    ['is of a repository that is gone', { repositoryId: undefined }],
    ['was merged into another branch', { base: 'side' }],
  ])('not one that %s', (_words, pull) => {
    expect(madeBy(history([NONE, '#7', WITH], { 7: { pull: pull ?? {} } }))).toEqual([]);
    expect(madeBy(history([NONE, '#7', WITH], { 7: { pull: pull ?? {}, late: true } }))).toEqual([]);
  });

  test('nobody, where it was pushed', () => {
    expect(madeBy(history([NONE, 'push', WITH]))).toEqual([]);
  });
});

describe('where the commit is a merge, it has exactly one other parent, and that is the pull request’s head', () => {
  test('the one whose head it is', () => {
    expect(madeBy(history([NONE, 'merge #7', WITH]))).toEqual([7]);
  });

  test('not others that GitHub marks as merged by it, too', () => {
    expect(madeBy(history([NONE, 'merge #7', WITH], { 8: { merge: 1 } }))).toEqual([7]);
    expect(madeBy(history([NONE, 'merge #7', WITH], { 7: { pull: { head: 'h9' } } }))).toEqual([]);
  });

  test('nobody of an octopus, whoever’s head is among its parents', () => {
    expect(madeBy(history([NONE, 'octopus #7', WITH]))).toEqual([]);
  });
});

describe('a commit that is itself a pull request’s head was pushed, not merged', () => {
  test('and has no source', () => {
    expect(madeBy(history([NONE, '#7', WITH], { 7: { pull: { head: 'c1' } } }))).toEqual([]);
    expect(madeBy(history([NONE, 'merge #7', WITH], { 7: { pull: { head: 'c1' } } }))).toEqual([]);
  });

  test('which says nothing of another one: anybody can open a pull request from there', () => {
    for (const pull of [{ head: 'c1' }, { head: 'c1', merged: false, mergeCommit: undefined }])
      expect(madeBy(history([NONE, '#7', WITH], { 8: { merge: 1, pull } }))).toEqual([7]);
  });
});

describe('told of a step are', () => {
  const told = ({ mainline }: History): number[] => {
    const [tip] = mainline.commits;
    return tip === undefined ? [] : toldAt(tip, mainline).map(({ number }) => number);
  };

  test('the pull requests that may have made it, and no others', () => {
    expect(told(history([NONE, 'merge #7', WITH], { 8: { merge: 1 } }))).toEqual([7]);
  });

  test('where none did, all that GitHub calls merged by it, each once', () => {
    expect(told(history([NONE, '#7', WITH], { 7: { pull: { head: 'c1' } } }))).toEqual([7]);
    const two = { 7: {}, 8: { merge: 1, late: true } };
    expect(told(history([NONE, 'octopus #7', WITH], two))).toEqual([7, 8]);
    const { mainline, ...of } = history([NONE, 'octopus #7', WITH]);
    const recent = mainline.commits.flatMap(({ pulls }) => pulls);
    expect(told({ ...of, mainline: { ...mainline, recent } })).toEqual([7]);
  });

  test('none of another repository, base or commit', () => {
    for (const pull of [{ repositoryId: '43' }, { base: 'side' }, { mergeCommit: 'c0' }, { merged: false }])
      expect(told(history([NONE, 'octopus #7', WITH], { 7: { pull } }))).toEqual([]);
  });
});

describe('a merge that no pull request was merged by can’t be traced', () => {
  test.each<[string, History, boolean]>([
    ['a push', history([NONE, 'push', WITH]), false],
    ['a squash', history([NONE, '#7', WITH]), false],
    ['the merge of a pull request', history([NONE, 'merge #7', WITH]), false],
    ['another merge', history([NONE, 'merge', WITH]), true],
    [
      'a merge of another head than the pull request’s',
      history([NONE, 'merge #7', WITH], { 7: { pull: { head: 'h9' } } }),
      true,
    ],
    ['an octopus', history([NONE, 'octopus #7', WITH]), true],
    [
      'a merge that is itself a head',
      history([NONE, 'merge #7', WITH], { 7: { pull: { head: 'c1' } } }),
      true,
    ],
  ])('%s', (_words, of, untraceable) => {
    expect(isUntraceable(of)).toBe(untraceable);
  });
});

test('a commit lies so far behind the tip, if it is one of the mainline', () => {
  const { mainline } = history([NONE, '#7', WITH, '#8', NONE]);
  expect(['c2', 'c1', 'c0', 'h7'].map((oid) => positionOf(mainline, oid))).toEqual([0, 1, 2, undefined]);
});
