import { type Call, classify, type Row } from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { enforce, optOut, reset } from './entries.ts';

/** Rows for tests, as a plan makes them; what is not given is usual. */

/** The row of one entry, with the call that its change needs; nobody was looked up. */
export function row(before: Entry | undefined, after: Entry | undefined, more: Partial<Row> = {}): Row {
  const { kind, direction, calls } = classify(before, after);
  const call = calls ? callOf(kind, after ?? before) : undefined;
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin: 'waiting',
    need: call === undefined ? 'nothing' : 'call',
    calls: call === undefined ? [] : [call],
    refusals: [],
    notes: [],
    ...more,
  };
}

function callOf(kind: Row['kind'], entry: Entry | undefined): Call {
  if (entry?.kind === 'opt-out') return { kind: 'set-opt-out', optOut: kind === 'opt-out', user: entry.user };
  if (entry?.kind === 'reset') return { kind: 'reset', user: entry.user };
  return { kind: 'set-enforced', enforced: kind === 'enforce' };
}

/** The e-mail of the user of an id. */
export function emailOf(userId: string): string {
  return `user.${userId}@acme.example`;
}

/** The opt-out of a user, who was looked up. */
export function optOutRow(userId: string, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  return row(undefined, optOut({ user }), {
    calls: [{ kind: 'set-opt-out', optOut: true, user, userId }],
    userId,
    ...more,
  });
}

export function optInRow(userId: string, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  return row(optOut({ user }), undefined, {
    calls: [{ kind: 'set-opt-out', optOut: false, user, userId }],
    recorded: userId,
    ...more,
  });
}

export function enforceRow(is = true, more: Partial<Row> = {}): Row {
  return row(enforce(!is), enforce(is), more);
}

export function resetRow(userId: string, request = `INC-${userId}`, more: Partial<Row> = {}): Row {
  const user = emailOf(userId);
  return row(undefined, reset({ request, user }), {
    calls: [{ kind: 'reset', user, userId }],
    userId,
    ...more,
  });
}
