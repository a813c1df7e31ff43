import type { Entry } from '../policy/entry.ts';
import type { Guardrails, Policy } from '../policy/policy.ts';
import type { Accounts, InForce, Known } from './known.ts';

/** What a plan is made from; all of it data. */
export interface PlanInput {
  origin: string;
  /** The API's host is named sandbox. */
  sandboxHost: boolean;
  /** Absent: no ledger says what is in force. */
  inForce?: InForce;
  policy: Policy;
  /** What is wanted, where that is not what the policy says: an apply that only tightens wants what is in force. */
  wanted?: readonly Entry[];
  /** In a pull request: the policy at its base; `policy` absent: missing or unreadable, so what is in force stands in for it. */
  base?: { policy?: Policy };
  /** In a pull request: whether the default branch changed an entry, too, since the pull request's branch left it. */
  isCrossed?(entry: Entry): boolean;
  known: Known;
  /** GitHub accounts of approvers that come into force. */
  accounts: Accounts;
  now: Date;
  readiness: Readiness;
  /** The clocks of this runner and of the tenant lie too far apart. */
  skewed: boolean;
  /** The limits that bind every row; absent where each row is judged by those of its own time. */
  limits?: Guardrails;
  isPublic: boolean;
  /** How many approvals the rules of the default branch ask for, where that was asked. */
  branchApprovals?: number;
}

/** Which calls can be made at all: a text says why one can't. */
export interface Readiness {
  enforceBody?: string;
  resetBody?: string;
}
