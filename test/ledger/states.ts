import { recordsDigest } from '../../src/ledger/record.ts';
import type { InForceRecord, RecordedSource, State, Target } from '../../src/ledger/state.ts';
import type { Entry } from '../../src/policy/entry.ts';

/** States of a ledger for tests. */

export const APPROVED = 'a'.repeat(40);
export const ROOT = 'f'.repeat(40);
export const SINCE = '2026-11-20T09:00:00.000Z';
export const ADOPTED: RecordedSource = { kind: 'adoption', commit: APPROVED, by: ['olga-owner'] };

export function state(fields: Partial<State> = {}): State {
  return {
    schema: 1,
    approved: APPROVED,
    inForce: [],
    resets: [],
    doubt: [],
    records: recordsDigest([]),
    onto: ROOT,
    ...fields,
  };
}

export function standing(entry: Entry, userId?: string): InForceRecord {
  return { entry, since: SINCE, source: ADOPTED, approvals: [], ...(userId !== undefined && { userId }) };
}

export function user(userId: string, email = `user.${userId}@acme.example`): Target {
  return { kind: 'user', userId, user: email };
}

export const ORG: Target = { kind: 'org' };
