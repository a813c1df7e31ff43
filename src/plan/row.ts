import { type Entry, type GuardrailName, guardrailValue } from '../policy/entry.ts';
import { DEFAULT_GUARDRAILS } from '../policy/policy.ts';
import { type Json, sha256 } from './canonical.ts';

/** Design, section 6. */
export type RowKind = 'enforce' | 'lift' | 'opt-out' | 'opt-in' | 'amend' | 'reset' | 'rule';
export type Direction = 'loosen' | 'reset' | 'tighten' | 'neutral';

/** Why a row is not carried out, whatever its approvals are. */
export interface Refusal {
  code:
    | 'no-such-user'
    | 'two-users'
    | 'pin-differs'
    | 'other-user'
    | 'protected'
    | 'administrator'
    | 'key-owner'
    | 'date-passed'
    | 'date-too-far'
    | 'lapsed'
    | 'request-reused'
    | 'no-enforce-body'
    | 'no-reset-body'
    | 'lift-not-allowed'
    | 'clock-skew'
    | 'max-opt-outs'
    | 'max-opt-out-days'
    | 'max-resets';
  message: string;
}

/** A call that a row needs. `userId` is absent as long as users were not looked up. */
export type Call =
  | { kind: 'set-enforced'; enforced: boolean }
  | { kind: 'set-opt-out'; optOut: boolean; user: string; userId?: string }
  | { kind: 'reset'; user: string; userId?: string };

/** An entry that differs between what is in force and the policy looked at. */
export interface Row {
  kind: RowKind;
  direction: Direction;
  before?: Entry;
  after?: Entry;
  /** `introduced` by this pull request, or `waiting`: on the default branch already and not in force. */
  origin: 'introduced' | 'waiting';
  /** What the pull request changes is a row even where the ledger says that it is in force already. */
  inForce: boolean;
  /** The date that ended an opt-out: its end is approved by that. */
  byDate?: string;
  call?: Call;
  /** The tenant already is as the row wants it: read just now, not remembered. */
  live: boolean;
  /** The user is an administrator of the Org. */
  administrator?: true;
  refusals: Refusal[];
  /** What a reviewer should know of this row, such as that the user signs in by SSO. */
  notes: string[];
}

/** What a change of one entry is, by the table of design, section 6. */
export interface Change {
  kind: RowKind;
  direction: Direction;
  calls: boolean;
}

/** Classifies the change of one entry. At least one side is given; both name the same thing. */
export function classify(before: Entry | undefined, after: Entry | undefined): Change {
  const entry = entryOf({ before, after });
  switch (entry.kind) {
    case 'enforce': {
      const from = before?.kind === 'enforce' ? before.enforce : undefined;
      const to = after?.kind === 'enforce' ? after.enforce : false;
      if (to) return { kind: 'enforce', direction: 'tighten', calls: true };
      return { kind: 'lift', direction: from === true ? 'loosen' : 'neutral', calls: from === true };
    }
    case 'opt-out': {
      if (before?.kind !== 'opt-out') return { kind: 'opt-out', direction: 'loosen', calls: true };
      if (after?.kind !== 'opt-out') return { kind: 'opt-in', direction: 'tighten', calls: true };
      const looser = after.expires > before.expires || (before.id !== undefined && after.id === undefined);
      const tighter = after.expires < before.expires;
      return { kind: 'amend', direction: looser ? 'loosen' : tighter ? 'tighten' : 'neutral', calls: false };
    }
    case 'reset':
      return after
        ? { kind: 'reset', direction: 'reset', calls: true }
        : { kind: 'reset', direction: 'neutral', calls: false };
    case 'guardrail': {
      const from =
        before?.kind === 'guardrail' ? before.value : guardrailValue(DEFAULT_GUARDRAILS, entry.name);
      const to = after?.kind === 'guardrail' ? after.value : guardrailValue(DEFAULT_GUARDRAILS, entry.name);
      return { kind: 'rule', direction: guardrailDirection(entry.name, from, to), calls: false };
    }
    case 'protected':
      return { kind: 'rule', direction: after ? 'tighten' : 'loosen', calls: false };
    case 'approver':
      return { kind: 'rule', direction: after ? 'loosen' : 'tighten', calls: false };
  }
}

/** What a row is about: the entry as it will be, or as it was where it goes. */
export function entryOf({ before, after }: { before?: Entry | undefined; after?: Entry | undefined }): Entry {
  const entry = after ?? before;
  if (entry === undefined) throw new Error('a row has at least one side');
  return entry;
}

function guardrailDirection(name: GuardrailName, from: number | boolean, to: number | boolean): Direction {
  if (from === to) return 'neutral';
  const rises = Number(to) > Number(from);
  return rises === (name === 'required-approvals') ? 'tighten' : 'loosen';
}

/** How loose a direction is, for showing the looser of two. */
export function looseness(direction: Direction): number {
  return { tighten: 0, neutral: 1, reset: 2, loosen: 3 }[direction];
}

/** The danger order of design, section 6: loosening, resets, rules, tightening, neutral; the same input gives the same order. */
export function byDanger(a: Row, b: Row): number {
  return (
    rank(a) - rank(b) ||
    compare(JSON.stringify(entryOf(a)), JSON.stringify(entryOf(b))) ||
    compare(a.kind, b.kind)
  );
}

function rank(row: Row): number {
  if (row.direction === 'loosen') return row.kind === 'lift' ? 0 : row.kind === 'rule' ? 2 : 1;
  if (row.direction === 'reset') return 3;
  if (row.kind === 'rule') return 4;
  return row.direction === 'tighten' ? 5 : 6;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The e-mail a row is about, if it is about a person. */
export function rowUsers(row: Row): string[] {
  const users = [row.before, row.after].flatMap((entry) =>
    entry !== undefined && 'user' in entry ? [entry.user] : [],
  );
  return [...new Set(users)];
}

/** The user that a row's call is about; nobody as long as users were not looked up. */
export function calledUser({ call }: Row): string | undefined {
  return call !== undefined && 'userId' in call ? call.userId : undefined;
}

/**
 * SHA-256 of the rows: kind, entry before and after, Org, API origin. No clock, no evidence, no text.
 * It names a plan to people, in the record, and at adoption.
 */
export function digest(rows: readonly Row[], org: string, origin: string): string {
  const named = rows.map((row) => ({ kind: row.kind, before: row.before ?? null, after: row.after ?? null }));
  named.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  return sha256({ org, origin, rows: named as unknown as Json });
}
