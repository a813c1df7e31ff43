/** A rule in force for a branch, as `GET /repos/{owner}/{repo}/rules/branches/{branch}` lists it. */
export interface Rule {
  type: string;
  parameters?: Record<string, unknown>;
  ruleset_source_type?: 'Repository' | 'Organization' | 'Enterprise';
  ruleset_source?: string;
  ruleset_id?: number;
}

/** The `pull_request` rule with every parameter that GitHub shows (docs.github.com, "REST API endpoints for rules"). */
export function pullRequestRule(parameters: Record<string, unknown> = {}): Rule {
  return {
    type: 'pull_request',
    parameters: {
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

/** What a good ruleset of the default branch looks like. */
export function strictRules(approvals = 1): Rule[] {
  return [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    pullRequestRule({ required_approving_review_count: approvals }),
  ];
}

/** What the template's ruleset asks for the branches of ledgers. */
export function ledgerRules(): Rule[] {
  return [{ type: 'non_fast_forward' }, { type: 'deletion' }, { type: 'required_linear_history' }];
}
