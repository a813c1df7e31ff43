import { describe, expect, test } from 'vitest';
import { mainlineCommit } from '../../../src/github/fragments/mainline.ts';
import { pullOf } from '../../../src/github/fragments/pull.ts';
import { oid } from '../../apply/rows.ts';

const PULL = {
  id: 'PR_1',
  number: 7,
  merged: true,
  mergedAt: '2026-11-24T09:00:00Z',
  baseRefName: 'main',
  baseRepository: { databaseId: 42 },
  headRefOid: oid(3),
  mergeCommit: { oid: oid(2) },
  last: { nodes: [{ commit: { oid: oid(3), file: { mode: 0o100644, type: 'blob', oid: oid(6) } } }] },
};

describe('a commit of the mainline', () => {
  const commit = {
    oid: oid(1),
    links: { totalCount: 2, nodes: [{ oid: oid(8) }, { oid: oid(9) }] },
    file: { mode: 0o100644, type: 'blob', oid: oid(5) },
    associatedPullRequests: { nodes: [PULL] },
  };

  test('has its first parent apart from the others, its file and its pull requests', () => {
    expect(mainlineCommit(commit)).toEqual({
      oid: oid(1),
      parent: oid(8),
      others: [oid(9)],
      file: { kind: 'file', blob: oid(5) },
      pulls: [pullOf(PULL)],
    });
  });

  test('may be a root without a file and without pull requests', () => {
    const root = { ...commit, links: { totalCount: 0, nodes: [] }, file: null, associatedPullRequests: null };
    expect(mainlineCommit(root)).toEqual({
      oid: oid(1),
      parent: undefined,
      others: [],
      file: { kind: 'missing' },
      pulls: [],
    });
  });

  test('may have a pull request whose repository or merge is gone', () => {
    const gone = pullOf({ ...PULL, baseRepository: null, mergeCommit: null });
    expect(gone).toMatchObject({ repositoryId: undefined, mergeCommit: undefined });
  });

  test('has pull requests with what identifies them, and the file at their head', () => {
    expect(pullOf(PULL)).toEqual({
      id: 'PR_1',
      number: 7,
      merged: true,
      base: 'main',
      repositoryId: '42',
      mergeCommit: oid(2),
      head: oid(3),
      file: { kind: 'file', blob: oid(6) },
    });
  });

  test.each([
    ['is gone', []],
    ['is not the one that GitHub lists last', [{ commit: { oid: oid(4), file: null } }]],
  ])('tells of no file of a pull request whose head %s', (_words, nodes) => {
    expect(pullOf({ ...PULL, last: { nodes } })).not.toHaveProperty('file');
  });
});
