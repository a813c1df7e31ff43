/** A rule in force for a branch, as `GET /repos/{owner}/{repo}/rules/branches/{branch}` lists it. */
export interface Rule {
  type: string;
  parameters?: Record<string, unknown>;
  ruleset_source_type?: 'Repository' | 'Organization' | 'Enterprise';
  ruleset_source?: string;
  ruleset_id?: number;
}

/**
 * What GitHub adds to a `pull_request` rule that says nothing of it. The second is in no published schema yet: one approval more for
 * a pull request that Copilot opens in its own name and nobody's (docs.github.com, "Available rules for rulesets", additional approval
 * for unattributed Copilot pull requests); on unless it is turned off.
 */
export const pullRequestDefaults = {
  required_reviewers: [],
  require_extra_approval_for_unattributed_changes: true,
} as const;

/** The `pull_request` rule with every parameter that GitHub shows (docs.github.com, "REST API endpoints for rules"). */
export function pullRequestRule(parameters: Record<string, unknown> = {}): Rule {
  return {
    type: 'pull_request',
    parameters: {
      ...pullRequestDefaults,
      allowed_merge_methods: ['merge', 'squash'],
      dismiss_stale_reviews_on_push: true,
      require_code_owner_review: true,
      require_last_push_approval: true,
      required_approving_review_count: 1,
      required_review_thread_resolution: false,
      ...parameters,
    },
  };
}

/** The checks that must pass, on a branch that is up to date unless `strict` says otherwise. */
export function statusChecksRule(contexts: readonly string[] = ['plan'], strict = true): Rule {
  return {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: strict,
      do_not_enforce_on_create: true,
      required_status_checks: contexts.map((context) => ({ context, integration_id: 15368 })),
    },
  };
}

/** What the ruleset of the template asks for on the default branch. */
export function strictRules(approvals = 1): Rule[] {
  return [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    pullRequestRule({ required_approving_review_count: approvals }),
    statusChecksRule(),
  ];
}

/** What the ruleset of the template asks for on the ledger's branches. */
export function ledgerRules(): Rule[] {
  return [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'required_linear_history' }];
}
