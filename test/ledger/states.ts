import type { Authority } from '../../src/approval/authority.ts';
import { recordsDigest } from '../../src/ledger/record.ts';
import type { InForceRecord, State, Target } from '../../src/ledger/state.ts';
import type { Entry } from '../../src/policy/entry.ts';

/** States of a ledger for tests. */

export const BASELINE = 'a'.repeat(40);
export const ADOPTED_AT = 'e'.repeat(40);
export const ROOT = 'f'.repeat(40);
export const SINCE = '2026-11-20T09:00:00.000Z';
export const ADOPTION: Authority = { kind: 'adoption', commit: ADOPTED_AT, by: ['olga-owner'] };

/** The state of an Org that was adopted, and of which everything that the file said was in force since. */
export function state(fields: Partial<State> = {}): State {
  return { ...adoptedState(), baseline: BASELINE, ...fields };
}

/** A state without a baseline: something of the adoption is not in force yet. */
export function adoptedState(fields: Partial<State> = {}): State {
  return {
    schema: 1,
    policy: 'mfa-policy.yml',
    adopted: { commit: ADOPTED_AT, digest: '0'.repeat(64), by: ['olga-owner'], time: SINCE, refused: [] },
    seen: BASELINE,
    time: SINCE,
    inForce: [],
    resets: [],
    doubt: [],
    records: recordsDigest([]),
    onto: ROOT,
    ...fields,
  };
}

export function standing(entry: Entry, userId?: string, authority: Authority = ADOPTION): InForceRecord {
  return { entry, since: SINCE, authority: recorded(authority), ...(userId !== undefined && { userId }) };
}

/** An authority as the ledger holds it. */
export function recorded(authority: Authority): InForceRecord['authority'] {
  return authority as InForceRecord['authority'];
}

export function user(userId: string, email = `user.${userId}@acme.example`): Target {
  return { kind: 'user', userId, user: email };
}

export const ORG: Target = { kind: 'org' };
