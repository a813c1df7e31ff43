import type { ApprovedStep, Authority } from '../../src/approval/authority.ts';
import type { Approval } from '../../src/approval/reviews.ts';
import type { Decided, HeldBack, Verdict } from '../../src/approval/verdict.ts';
import { type Call, classify, type Row } from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { enforce, optOut, reset } from '../plan/entries.ts';

/** Rows and verdicts for tests of an apply. */

export function oid(n: number): string {
  return n.toString(16).padStart(40, '0');
}

/** A row that needs no call, unless `more` says otherwise. */
export function row(before: Entry | undefined, after: Entry | undefined, more: Partial<Row> = {}): Row {
  const { kind, direction } = classify(before, after);
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin: 'waiting',
    need: 'nothing',
    calls: [],
    refusals: [],
    notes: [],
    ...more,
  };
}

export function emailOf(userId: string): string {
  return `user.${userId}@acme.example`;
}

/** The opt-out of a user, who was looked up. */
export function optOutRow(userId: string, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  const calls: Call[] = [{ kind: 'set-opt-out', optOut: true, user, userId }];
  return row(undefined, optOut({ user }), { need: 'call', calls, userId, ...more });
}

export function optInRow(userId: string, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  const calls: Call[] = [{ kind: 'set-opt-out', optOut: false, user, userId }];
  return row(optOut({ user }), undefined, { need: 'call', calls, recorded: userId, ...more });
}

/** An opt-out whose e-mail belongs to somebody else now: that of the one ends, that of the other begins. */
export function replacedRow(from: string, to: string, more: Partial<Row> = {}): Row {
  const user = emailOf(to);
  const calls: Call[] = [false, true].map((is) => ({
    kind: 'set-opt-out',
    optOut: is,
    user,
    userId: is ? to : from,
  }));
  return row(optOut({ user }), optOut({ user, ticket: 'SEC-2' }), {
    need: 'call',
    calls,
    recorded: from,
    userId: to,
    ...more,
  });
}

export function enforceRow(is = true, more: Partial<Row> = {}): Row {
  const calls: Call[] = [{ kind: 'set-enforced', enforced: is }];
  return row(enforce(!is), enforce(is), { need: 'call', calls, ...more });
}

export function resetRow(userId: string, request = `INC-${userId}`, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  const calls: Call[] = [{ kind: 'reset', user, userId }];
  return row(undefined, reset({ request, user }), { need: 'call', calls, userId, ...more });
}

/** A reset whose last day is over. */
export function lapsedRow(userId: string, more: Partial<Row> = {}): Row {
  return resetRow(userId, `INC-${userId}`, {
    refusals: [{ code: 'lapsed', message: 'Over.' }],
    ...more,
  });
}

export function approval(login = 'bo-chen'): Approval {
  return { login, id: '1', commit: oid(100), at: '2026-11-24T07:00:00Z' };
}

/** What a pull request by ana changed, merged with approvals by these. */
export function approvedStep(number: number, logins: readonly string[] = ['bo-chen']): ApprovedStep {
  return {
    commit: oid(number),
    number,
    author: 'ana-diaz',
    head: oid(100 + number),
    mergedAt: '2026-11-24T08:00:00Z',
    approvals: logins.map(approval),
  };
}

export const BY_ADOPTION: Authority = { kind: 'adoption', commit: oid(1), by: ['olga-owner'] };
export const BY_DATE: Authority = { kind: 'date', ended: '2026-11-24' };

export function approvedBy(...steps: ApprovedStep[]): Authority {
  return { kind: 'approved', steps };
}

export function go(authority: Authority = approvedBy(approvedStep(1))): Verdict {
  return { kind: 'go', authority };
}

/** The verdict on a row, and the pull requests at its steps. */
export function decided(of: Row, verdict: Verdict = go(), pulls: readonly number[] = []): Decided {
  return { row: of, trail: { kind: 'steps', steps: [], adopted: false }, pulls, verdict };
}

export function heldBack(why: HeldBack = { kind: 'no-trail' }): Verdict {
  return { kind: 'held-back', why };
}

export function refused(...messages: string[]): Verdict {
  return { kind: 'refused', refusals: messages.map((message) => ({ code: 'protected', message })) };
}
