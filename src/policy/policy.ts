import type { Guardrails } from './guardrails.ts';

export { DEFAULT_GUARDRAILS, type Guardrails } from './guardrails.ts';
export type { Place, Problem, ProblemCode } from './problem.ts';

/** A user who signs in to an enforced Org without MFA, until a date. E-mails are in lower case, ids decimal digits. */
export interface OptOut {
  user: string;
  /** The pin: e-mail and id must both match. */
  id?: string;
  reason: string;
  owner: string;
  ticket: string;
  /** `YYYY-MM-DD` in UTC, exclusive: on that day MFA is asked for again. */
  expires: string;
}

/** A user whose MFA profile is to be cleared once. */
export interface ResetRequest {
  /** Unique for ever. */
  request: string;
  user: string;
  id?: string;
  reason: string;
  /** `YYYY-MM-DD`: the end of that UTC day. */
  notAfter: string;
}

/** The checked content of a policy file (design, section 5). */
export interface Policy {
  org: { id: string; name?: string; environment: 'production' | 'sandbox' };
  /** The key that the ledger is verified by, base64 of its SPKI form. Needed to apply. */
  publicKey?: string;
  enforce: boolean;
  optOuts: OptOut[];
  resets: ResetRequest[];
  /** E-mails. */
  protected: string[];
  approvers: { login: string; user: string }[];
  guardrails: Guardrails;
}
