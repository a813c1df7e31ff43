import type { Policy } from '../policy/policy.ts';
import type { InForce, Known } from './known.ts';
import type { Readiness } from './resolve.ts';

/** What a plan is made from; all of it data. */
export interface PlanInput {
  origin: string;
  /** The API's host is named sandbox. */
  sandboxHost: boolean;
  /** Absent: the Org is not adopted. */
  inForce?: InForce;
  policy: Policy;
  /** In a pull request: the policy at its base; `policy` absent: missing or unreadable, no entries. */
  base?: { policy?: Policy };
  known: Known;
  now: Date;
  readiness: Readiness;
}
