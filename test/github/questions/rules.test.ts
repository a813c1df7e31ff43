import { describe, expect, test } from 'vitest';
import { branchRules } from '../../../src/github/questions/rules.ts';

describe('the rules of a branch', () => {
  const parameters = {
    required_approving_review_count: 2,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
    require_code_owner_review: true,
  };

  test('are off where no ruleset says anything', () => {
    expect(branchRules([])).toEqual({
      pullRequests: false,
      approvals: 0,
      dismissStale: false,
      lastPushApproval: false,
      codeOwners: false,
      extraApproval: undefined,
      noForcePush: false,
      noDeletion: false,
      linearHistory: false,
      types: [],
    });
  });

  test('count together, of whichever ruleset each is', () => {
    const rules = [
      { type: 'pull_request', parameters: { ...parameters, required_approving_review_count: 1 } },
      { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
      { type: 'pull_request' },
      { type: 'non_fast_forward' },
      { type: 'deletion' },
      { type: 'required_linear_history' },
    ];
    expect(branchRules(rules)).toEqual({
      pullRequests: true,
      approvals: 2,
      dismissStale: true,
      lastPushApproval: true,
      codeOwners: true,
      extraApproval: undefined,
      noForcePush: true,
      noDeletion: true,
      linearHistory: true,
      types: ['pull_request', 'non_fast_forward', 'deletion', 'required_linear_history'],
    });
  });

  test.each<[string, (boolean | undefined)[], boolean | undefined]>([
    ['not offered, where no answer names it', [undefined, undefined], undefined],
    ['off, where it is named and nowhere on', [undefined, false], false],
    ['on, where one ruleset asks for it', [false, undefined, true], true],
  ])('know of the extra approval that it is %s', (_words, values, expected) => {
    const rules = values.map((value) => ({
      type: 'pull_request',
      parameters: value === undefined ? {} : { require_extra_approval_for_unattributed_changes: value },
    }));
    expect(branchRules(rules).extraApproval).toBe(expected);
  });
});
