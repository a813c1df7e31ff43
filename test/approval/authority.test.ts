import { expect, test } from 'vitest';
import { type ApprovedStep, type Authority, commitOf, pullsOf } from '../../src/approval/authority.ts';

function step(number: number, commit: string): ApprovedStep {
  return {
    commit,
    number,
    author: 'ana-diaz',
    head: `h${number}`,
    mergedAt: '2026-11-23T12:00:00Z',
    approvals: [],
  };
}

test.each<[string, Authority, string | undefined, number[]]>([
  ['approved steps', { kind: 'approved', steps: [step(3, 'c5'), step(2, 'c4')] }, 'c5', [3, 2]],
  [
    'steps of one pull request',
    { kind: 'approved', steps: [step(3, 'c5'), step(2, 'c4'), step(3, 'c3')] },
    'c5',
    [3, 2],
  ],
  ['an adoption', { kind: 'adoption', commit: 'c1', by: ['olga-owner'] }, 'c1', []],
  ['a date', { kind: 'date', ended: '2026-11-24' }, undefined, []],
])('%s: the newest commit, and the pull requests', (_words, authority, commit, pulls) => {
  expect(commitOf(authority)).toBe(commit);
  expect(pullsOf(authority)).toEqual(pulls);
});
