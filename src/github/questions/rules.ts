import { z } from 'zod';
import type { BranchRules } from '../../approval/rules.ts';
import { parametersOf, type Question } from '../question.ts';

/** docs.github.com, "Get rules for a branch": those that are active, of whichever ruleset, for a branch that need not exist. */
const ROUTE = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

/** One rule of a branch, as far as it is looked at. */
export const rule = z.object({
  type: z.string(),
  parameters: z
    .object({
      required_approving_review_count: z.int().optional(),
      dismiss_stale_reviews_on_push: z.boolean().optional(),
      require_code_owner_review: z.boolean().optional(),
      require_last_push_approval: z.boolean().optional(),
      require_extra_approval_for_unattributed_changes: z.boolean().optional(),
      strict_required_status_checks_policy: z.boolean().optional(),
      required_status_checks: z.array(z.unknown()).optional(),
      allowed_merge_methods: z.array(z.string()).optional(),
    })
    .optional(),
});

export const rules: Question<'rules'> = (wire, asked) => async (branch) =>
  branchRules(await wire.rest(ROUTE, { ...parametersOf(asked), branch, per_page: 100 }, z.array(rule)));

/** The rules of a branch, of whichever ruleset each is. */
export function branchRules(rules: readonly z.infer<typeof rule>[]): BranchRules {
  const pulls = rules.filter(({ type }) => type === 'pull_request').map(({ parameters }) => parameters ?? {});
  const has = (type: string) => rules.some((one) => one.type === type);
  return {
    pullRequests: pulls.length > 0,
    approvals: Math.max(0, ...pulls.map((one) => one.required_approving_review_count ?? 0)),
    dismissStale: pulls.some((one) => one.dismiss_stale_reviews_on_push === true),
    lastPushApproval: pulls.some((one) => one.require_last_push_approval === true),
    codeOwners: pulls.some((one) => one.require_code_owner_review === true),
    extraApproval: extraApproval(pulls.map((one) => one.require_extra_approval_for_unattributed_changes)),
    noForcePush: has('non_fast_forward'),
    noDeletion: has('deletion'),
    linearHistory: has('required_linear_history'),
    types: [...new Set(rules.map(({ type }) => type))],
  };
}

/** Where GitHub does not offer the rule, its answers don't name it. */
function extraApproval(values: readonly (boolean | undefined)[]): boolean | undefined {
  const offered = values.filter((value) => value !== undefined);
  return offered.length === 0 ? undefined : offered.includes(true);
}
