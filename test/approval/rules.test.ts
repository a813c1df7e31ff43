import { describe, expect, test } from 'vitest';
import { type BranchRules, missingLedgerRules, missingRules } from '../../src/approval/rules.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';

const ALL: BranchRules = {
  pullRequests: true,
  approvals: 1,
  dismissStale: true,
  lastPushApproval: true,
  codeOwners: true,
  extraApproval: true,
  noForcePush: true,
  noDeletion: true,
  linearHistory: true,
  types: [],
};
const missing = (off: Partial<BranchRules>, requiredApprovals = 1) =>
  missingRules({ ...ALL, ...off }, { ...DEFAULT_GUARDRAILS, requiredApprovals });

describe('with required-approvals of 1 or more in force, the rules of the default branch must show', () => {
  test.each<[string, Partial<BranchRules>, string]>([
    ['pull requests', { pullRequests: false }, '“Require a pull request before merging”'],
    ['that many approvals', { approvals: 0 }, '“Required approvals” of at least 1'],
    ['review by code owners', { codeOwners: false }, '“Require review from Code Owners”'],
    [
      'stale approvals dismissed on push',
      { dismissStale: false },
      '“Dismiss stale pull request approvals when new commits are pushed”',
    ],
    [
      'approval of the last push',
      { lastPushApproval: false },
      '“Require approval of the most recent reviewable push”',
    ],
    [
      'an extra approval for unattributed changes',
      { extraApproval: false },
      '“Require an additional approval for unattributed Copilot pull requests”',
    ],
    ['force pushes forbidden', { noForcePush: false }, '“Block force pushes”'],
    ['deletion forbidden', { noDeletion: false }, '“Restrict deletions”'],
  ])('%s', (_words, off, named) => {
    expect(missing(off)).toEqual([named]);
  });

  test('and nothing else', () => {
    expect(missing({})).toEqual([]);
    expect(missing({ linearHistory: false, types: ['creation'] })).toEqual([]);
  });

  test('the extra approval only where GitHub offers it', () => {
    expect(missing({ extraApproval: undefined })).toEqual([]);
  });

  test('at least as many approvals as are required', () => {
    expect(missing({ approvals: 2 }, 2)).toEqual([]);
    expect(missing({ approvals: 3 }, 2)).toEqual([]);
    expect(missing({ approvals: 2 }, 3)).toEqual(['“Required approvals” of at least 3']);
  });

  test('what is missing is all named at once', () => {
    const none = { pullRequests: false, codeOwners: false, dismissStale: false, lastPushApproval: false };
    expect(
      missing({ ...none, approvals: 0, extraApproval: false, noForcePush: false, noDeletion: false }),
    ).toHaveLength(8);
  });
});

test('with required-approvals of 0 none is asked for', () => {
  expect(missing({ pullRequests: false, noForcePush: false, extraApproval: false }, 0)).toEqual([]);
});

describe('the branch of the ledger', () => {
  const ofLedger = (off: Partial<BranchRules>) => missingLedgerRules({ ...ALL, ...off }, 'mfa-ledger');

  test.each<[Partial<BranchRules>, string]>([
    [{ noForcePush: false }, '“Block force pushes” for the branches that begin with mfa-ledger/'],
    [{ noDeletion: false }, '“Restrict deletions” for the branches that begin with mfa-ledger/'],
    [{ linearHistory: false }, '“Require linear history” for the branches that begin with mfa-ledger/'],
  ])('with %j misses a rule, which is named', (off, named) => {
    expect(ofLedger(off)).toEqual([named]);
  });

  test('needs no pull requests, and nothing more', () => {
    expect(ofLedger({ pullRequests: false, approvals: 0, codeOwners: false, extraApproval: false })).toEqual(
      [],
    );
    expect(ofLedger({ noForcePush: false, noDeletion: false, linearHistory: false })).toHaveLength(3);
  });
});
