import type { Entry } from '../policy/entry.ts';

/** What the tenant and GitHub said when they were asked for this plan. Data: made at the edge, judged here. */

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
  /** `failed`: why the tenant could not be asked, in our own words. */
  | { looked: false; failed?: string }
  | {
      looked: true;
      owner: { userId: string; orgId: string };
      /** By e-mail as the policy writes it; an e-mail that was not asked for is absent. */
      users: ReadonlyMap<string, readonly KnownUser[]>;
      /** By user id, for the users that opt-outs were set on. */
      members: ReadonlyMap<string, { mfaOptOut?: boolean } | 'gone'>;
    };

/** GitHub accounts by login in lower case, with their number; null for a login that is nobody's. One that was not asked for is absent. */
export type Accounts = ReadonlyMap<string, string | null>;

/** What is in force, as the ledger records it. */
export interface InForce {
  entries: readonly InForceEntry[];
  /** Each request the ledger knows, with the hash of its entry. */
  requests: ReadonlyMap<string, { state: string; hash: string }>;
  /** User ids whose last call has no known answer; a live read does not settle them. */
  doubted: ReadonlySet<string>;
  /** Believed only as far as it tightens: a request that is never sent again is a row of the adoption, which people approve. */
  former?: boolean;
}

export interface InForceEntry {
  entry: Entry;
  /** The user id that an opt-out was set on; of an approver the GitHub account's. */
  userId?: string;
}

/** Nothing is in force where no ledger says anything. */
export const NOTHING_IN_FORCE: InForce = { entries: [], requests: new Map(), doubted: new Set() };

/** What was read of users just now, by their id: opt-outs where the tenant shows them, and who is gone. */
export function liveOf(known: Known): ReadonlyMap<string, { mfaOptOut?: boolean } | 'gone'> {
  if (!known.looked) return new Map();
  const users = [...known.users.values()].flat();
  const shown = users.flatMap(({ id, mfaOptOut }) =>
    mfaOptOut === undefined ? [] : [[id, { mfaOptOut }] as const],
  );
  return new Map([...known.members, ...shown]);
}
