import type { Guardrails } from '../policy/policy.ts';

/** What a branch's rules ask for; several rulesets count together. */
export interface BranchRules {
  pullRequests: boolean;
  approvals: number;
  dismissStale: boolean;
  lastPushApproval: boolean;
  codeOwners: boolean;
  /** One more approval for what a coding agent opened in its own name; undefined where this GitHub does not offer it. */
  extraApproval: boolean | undefined;
  noForcePush: boolean;
  noDeletion: boolean;
  linearHistory: boolean;
  /** Every type of rule that holds, as GitHub names it. */
  types: readonly string[];
}

/**
 * Which branch rules are off, in words that say where to turn them on (design, section 9.1).
 * None is asked for while `required-approvals` is 0. Classic branch protection can't be read with this token: a ruleset is needed.
 */
export function missingRules(rules: BranchRules, { requiredApprovals }: Guardrails): string[] {
  if (requiredApprovals === 0) return [];
  const missing: string[] = [];
  if (!rules.pullRequests) missing.push('“Require a pull request before merging”');
  if (rules.approvals < requiredApprovals)
    missing.push(`“Required approvals” of at least ${requiredApprovals}`);
  if (!rules.codeOwners) missing.push('“Require review from Code Owners”');
  if (!rules.dismissStale) missing.push('“Dismiss stale pull request approvals when new commits are pushed”');
  if (!rules.lastPushApproval) missing.push('“Require approval of the most recent reviewable push”');
  if (rules.extraApproval === false)
    missing.push('“Require an additional approval for unattributed Copilot pull requests”');
  if (!rules.noForcePush) missing.push('“Block force pushes”');
  if (!rules.noDeletion) missing.push('“Restrict deletions”');
  return missing;
}

/**
 * Which rules of the ledger's branch are off: without them it can be put back to an old state, which no signature shows
 * (design, section 8). `first` is the first part of the branch's name.
 */
export function missingLedgerRules(rules: BranchRules, first: string): string[] {
  const missing: string[] = [];
  if (!rules.noForcePush) missing.push('“Block force pushes”');
  if (!rules.noDeletion) missing.push('“Restrict deletions”');
  if (!rules.linearHistory) missing.push('“Require linear history”');
  return missing.map((rule) => `${rule} for the branches that begin with ${first}/`);
}
