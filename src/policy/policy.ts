import type { Guardrails } from './guardrails.ts';

export { DEFAULT_GUARDRAILS, type Guardrails } from './guardrails.ts';
export type { Place, Problem, ProblemCode } from './problem.ts';

/** A user who signs in to an enforced Org without MFA, until a date. E-mails are in lower case, ids decimal digits. */
export interface OptOut {
  readonly user: string;
  /** The pin: e-mail and id must both match. */
  readonly id?: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
  /** `YYYY-MM-DD` in UTC, exclusive: on that day MFA is asked for again. */
  readonly expires: string;
}

/** A user whose MFA profile is to be cleared once. */
export interface ResetRequest {
  /** Unique for ever. */
  readonly request: string;
  readonly user: string;
  readonly id?: string;
  readonly reason: string;
  /** `YYYY-MM-DD`: the end of that UTC day. */
  readonly notAfter: string;
}

/** The checked content of a policy file (design, section 5). */
export interface Policy {
  readonly org: {
    readonly id: string;
    readonly name?: string;
    readonly environment: 'production' | 'sandbox';
  };
  /** The key that the ledger is verified by, base64 of its SPKI form. Needed to apply. */
  readonly publicKey?: string;
  readonly enforce: boolean;
  readonly optOuts: readonly OptOut[];
  readonly resets: readonly ResetRequest[];
  /** E-mails. */
  readonly protected: readonly string[];
  readonly approvers: readonly { readonly login: string; readonly user: string }[];
  readonly guardrails: Guardrails;
}
