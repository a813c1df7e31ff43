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
