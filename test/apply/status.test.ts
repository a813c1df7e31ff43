import { describe, expect, test } from 'vitest';
import type { DoubtOutcome, ResultKind } from '../../src/apply/outcome.ts';
import { missingRules } from '../../src/apply/rules.ts';
import { type ApplyStatus, applyStatus } from '../../src/apply/status.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import type { BranchRules } from '../../src/ports.ts';
import { user } from '../ledger/states.ts';
import { decided, optOutRow } from './rows.ts';

const of = (results: readonly ResultKind[]) =>
  results.map((result, index) => ({ ...decided(optOutRow(`${index}`)), result }));

describe('the status of an apply', () => {
  test.each<[ApplyStatus, ResultKind[]]>([
    ['no-changes', []],
    ['applied', ['done']],
    ['applied', ['already']],
    ['applied', ['done', 'already']],
    ['failed', ['failed']],
    ['failed', ['not-started']],
    ['failed', ['failed', 'held-back', 'refused']],
    ['failed', ['not-started', 'held-back']],
    ['held-back', ['held-back']],
    ['held-back', ['held-back', 'refused']],
    ['refused', ['refused']],
    ['partial', ['done', 'failed']],
    ['partial', ['done', 'not-started']],
    ['partial', ['done', 'held-back']],
    ['partial', ['already', 'refused']],
    ['unknown', ['unknown']],
    ['unknown', ['done', 'failed', 'held-back', 'refused', 'unknown']],
  ])('is %s for %j', (status, results) => {
    expect(applyStatus(of(results), [], false)).toBe(status);
    expect(applyStatus(of(results.toReversed()), [], false)).toBe(status);
  });

  test('counts doubts as rows', () => {
    const doubt = (result: DoubtOutcome['result']): DoubtOutcome => ({ target: user('1'), result });
    expect(applyStatus([], [doubt('done')], false)).toBe('applied');
    expect(applyStatus([], [doubt('failed')], false)).toBe('failed');
    expect(applyStatus(of(['done']), [doubt('failed')], false)).toBe('partial');
    expect(applyStatus(of(['done']), [doubt('unknown')], false)).toBe('unknown');
  });

  test('is unknown as long as the Org is in doubt and nothing may settle it', () => {
    expect(applyStatus([], [], true)).toBe('unknown');
    expect(applyStatus(of(['done']), [], true)).toBe('unknown');
  });
});

describe('the rules of the default branch', () => {
  const ON: BranchRules = {
    pullRequests: true,
    approvals: 2,
    dismissStale: true,
    lastPushApproval: true,
    noForcePush: true,
    noDeletion: true,
    linearHistory: true,
    types: [],
  };
  const missing = (rules: Partial<BranchRules>, requiredApprovals = 2) =>
    missingRules({ ...ON, ...rules }, { ...DEFAULT_GUARDRAILS, requiredApprovals });

  test('are all on', () => {
    expect(missing({})).toEqual([]);
    expect(missing({ approvals: 3 })).toEqual([]);
  });

  test.each<[Partial<BranchRules>, string]>([
    [{ pullRequests: false }, '“Require a pull request before merging”'],
    [{ approvals: 1 }, '“Required approvals” of at least 2'],
    [{ dismissStale: false }, '“Dismiss stale pull request approvals when new commits are pushed”'],
    [{ lastPushApproval: false }, '“Require approval of the most recent reviewable push”'],
    [{ noForcePush: false }, '“Block force pushes”'],
    [{ noDeletion: false }, '“Restrict deletions”'],
  ])('are named where one is off: %j', (off, named) => {
    expect(missing(off)).toEqual([named]);
  });

  test('are not asked for while nobody has to review', () => {
    const none = { pullRequests: false, approvals: 0, dismissStale: false, lastPushApproval: false };
    expect(missing({ ...none, noForcePush: false, noDeletion: false }, 0)).toEqual([]);
    expect(missing({ ...none, noForcePush: false, noDeletion: false }, 1)).toHaveLength(6);
  });
});
