/** What the modes need from outside. Adapters in `resolver/`, `github/` and `runner/` implement it; `main.ts` puts them together. */

/** Time and chance, injected so that tests decide both. */
export interface Clock {
  now(): Date;
  /** Resolves after `milliseconds`, or at once when `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
}

/** Who the key belongs to: `GET /user/users/me`. */
export interface KeyOwner {
  userId: string;
  orgId: string;
  email?: string;
}

/** A user as `GET /user/users?search=` tells of it. A flag that the answer does not hold is absent, never guessed. */
export interface TenantUser {
  /** Decimal digits; never a JavaScript number, which loses digits above 2^53. */
  id: string;
  /** As the tenant writes it. */
  email: string;
  active?: boolean;
  administrator?: boolean;
  /** Signs in by SSO, so that MFA is not asked for. */
  sso?: boolean;
}

/** A user's membership of the Org: `GET /user/org/{orgId}/user/{userId}`. */
export interface Membership {
  /** Present only when the answer holds it as a boolean: that it is readable is not documented. */
  mfaOptOut?: boolean;
}

/** Reads of the tenant. Has no method that writes. Every method throws a `TenantFault` when the answer can't be believed. */
export interface TenantReader {
  me(): Promise<KeyOwner>;
  /** The users whose e-mail is exactly this one, compared without case in ASCII; none is an empty list. */
  findUsers(email: string): Promise<TenantUser[]>;
  /** `gone` only for a 404 of exactly this user. */
  membership(orgId: string, userId: string): Promise<Membership | 'gone'>;
}

/**
 * What is known after a call that writes.
 * `confirmed`: the tenant's answer is a success. `refused`: a clean refusal (400, 401, 403, 404, 422, 429), nothing was changed.
 * `not-sent`: no byte of the request left. `unknown`: it may or may not have taken effect.
 */
export type CallResult =
  | { kind: 'confirmed' }
  | { kind: 'refused'; status: number; why: string }
  | { kind: 'not-sent'; why: string }
  | { kind: 'unknown'; why: string };

/** Calls that change the tenant. Built by `main.ts` for an apply alone. */
export interface TenantWriter {
  setEnforced(enforced: boolean): Promise<CallResult>;
  setOptOut(userId: string, optOut: boolean): Promise<CallResult>;
  /** Sent once: never repeated by the client. */
  reset(userId: string): Promise<CallResult>;
}

/** An answer of the tenant that can't be used. The message is ours alone: it never holds a body, a header or the text of another error. */
export interface TenantFault extends Error {
  readonly name: 'TenantFault';
  readonly code:
    | 'unreachable'
    | 'timed-out'
    | 'not-authorised'
    | 'not-found'
    | 'redirected'
    | 'unexpected-status'
    | 'unexpected-content-type'
    | 'unexpected-encoding'
    | 'too-large'
    | 'not-json'
    | 'unexpected-shape'
    | 'rate-limited'
    | 'clock-skew';
  readonly status?: number;
}
