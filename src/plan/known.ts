import type { Entry } from '../policy/entry.ts';

/** What the tenant said when it was asked for this plan. Data: made at the edge, judged here. */

/** A user with exactly the e-mail that was asked for. */
export interface KnownUser {
  id: string;
  active?: boolean;
  administrator?: boolean;
  sso?: boolean;
  /** Live, when the tenant lets it be read. */
  mfaOptOut?: boolean;
}

export type Known =
  | { looked: false }
  | {
      looked: true;
      owner: { userId: string; orgId: string; email?: string };
      /** By e-mail as the policy writes it; an e-mail that was not asked for is absent. */
      users: ReadonlyMap<string, readonly KnownUser[]>;
      /** By user id, for the users that opt-outs were set on. */
      members: ReadonlyMap<string, { mfaOptOut?: boolean } | 'gone'>;
    };

/** What is in force, as the ledger records it. */
export interface InForce {
  entries: readonly InForceEntry[];
  /** Each request the ledger knows, with the hash of its entry. */
  requests: ReadonlyMap<string, { state: string; hash: string }>;
  /** User ids whose last call has no known answer; a live read does not settle them. */
  doubted: ReadonlySet<string>;
}

export interface InForceEntry {
  entry: Entry;
  /** The user id that an opt-out was set on. */
  userId?: string;
}
