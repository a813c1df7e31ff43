import { type Entry, type GuardrailName, guardrailValue } from '../policy/entry.ts';
import { DEFAULT_GUARDRAILS } from '../policy/policy.ts';
import { type Json, sha256 } from '../text/canonical.ts';

/** Design, section 6. */
export type RowKind = 'enforce' | 'lift' | 'opt-out' | 'opt-in' | 'amend' | 'reset' | 'rule';
export type Direction = 'loosen' | 'reset' | 'tighten' | 'neutral';

/** Why a row is not applied, whatever its approvals are. */
export interface Refusal {
  code:
    | 'no-such-user'
    | 'two-users'
    | 'pin-differs'
    | 'protected'
    | 'administrator'
    | 'key-owner'
    | 'taken'
    | 'date-passed'
    | 'date-too-far'
    | 'lapsed'
    | 'request-reused'
    | 'no-enforce-body'
    | 'no-reset-body'
    | 'no-such-login'
    | 'branch-rules'
    | 'crossed'
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

/**
 * What a row needs: a `call`; nothing, because the tenant is `already-so` (read just now, not remembered); nothing, because the ledger
 * says that it is `in-force`; or `nothing`, because it is about rules or words.
 */
export type Need = 'call' | 'already-so' | 'in-force' | 'nothing';

/** An entry that differs between what is in force and the policy looked at. */
export interface Row {
  readonly kind: RowKind;
  readonly direction: Direction;
  readonly before?: Entry;
  readonly after?: Entry;
  /** `introduced` by this pull request, or `waiting`: on the default branch already and not in force. */
  readonly origin: 'introduced' | 'waiting';
  /** The date that ended an opt-out: its end is approved by that. */
  readonly byDate?: string;
  readonly need: Need;
  /** The calls that it needs, or would need if the tenant were not so already; an amended opt-out of another user needs two. */
  readonly calls: readonly Call[];
  /** The user that the entry in force was set on. */
  readonly recorded?: string;
  /** Whom the entry will be set on, as far as known; of an approver the GitHub account's number. */
  readonly userId?: string;
  /** Whether the user is an administrator of the Org, where somebody is to be exempt; `unknown` where the tenant does not say it. */
  readonly administrator?: 'yes' | 'unknown';
  readonly refusals: readonly Refusal[];
  /** What a reviewer should know of this row, such as that the user signs in by SSO. */
  readonly notes: readonly string[];
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

/** The danger order of design, section 6: refused, loosening, resets, rules, tightening, neutral; the same input gives the same order. */
export function byDanger(a: Row, b: Row): number {
  return (
    rank(a) - rank(b) ||
    compare(JSON.stringify(entryOf(a)), JSON.stringify(entryOf(b))) ||
    compare(a.kind, b.kind)
  );
}

function rank(row: Row): number {
  if (row.refusals.length > 0) return -1;
  if (row.direction === 'loosen') return row.kind === 'lift' ? 0 : row.kind === 'rule' ? 2 : 1;
  if (row.direction === 'reset') return 3;
  if (row.kind === 'rule') return 4;
  return row.direction === 'tighten' ? 5 : 6;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The e-mails a row is about, if it is about a person. */
export function rowUsers(row: Pick<Row, 'before' | 'after'>): string[] {
  return usersIn([row.before, row.after]);
}

/** The e-mails that entries name. */
export function usersIn(entries: readonly (Entry | undefined)[]): string[] {
  const users = entries.flatMap((entry) => (entry !== undefined && 'user' in entry ? [entry.user] : []));
  return [...new Set(users)];
}

/**
 * SHA-256 of the rows: kind, entry before and after, Org, API origin, and the key that the ledger is verified by. No clock, no evidence,
 * no text. It names a plan to people, in the record, and at adoption.
 */
export function digest(
  rows: readonly Row[],
  org: string,
  origin: string,
  publicKey: string | undefined,
): string {
  const named = rows.map((row) => ({ kind: row.kind, before: row.before ?? null, after: row.after ?? null }));
  named.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  return sha256({ org, origin, publicKey: publicKey ?? null, rows: named as unknown as Json });
}
