import type { Decided } from '../approval/verdict.ts';
import { type State, sameTarget, type Target } from '../ledger/state.ts';
import type { Call, Row } from '../plan/row.ts';
import { sameEntry } from '../policy/entry.ts';

/** A call that knows whom it goes to. */
export type Sent =
  | Exclude<Call, { userId?: string }>
  | (Extract<Call, { userId?: string }> & { userId: string });

/** One call to the tenant, with every row that asks for it; without one where only a doubt does. */
export interface Step {
  call: Sent;
  target: Target;
  rows: readonly Row[];
}

/** A doubt that no call may settle: the Org is never lifted that way. */
export type Unsettled = Target & { kind: 'org' };

/** What will be in force when every row that goes is done. */
export interface Afterwards {
  optedOut: ReadonlySet<string>;
  enforced: boolean;
}

/** What a read just now has shown of users, by their id. */
export type Live = ReadonlyMap<string, { mfaOptOut?: boolean } | 'gone'>;

/**
 * The calls of an apply: one for each user, and one for the Org, that says what is in force afterwards, where a row or a doubt asks for
 * one; then the resets (design, section 10.4). A user who is so already by a read just now needs none, unless in doubt; who is gone is
 * exempt no more.
 */
export function stepsOf(
  decided: readonly Decided[],
  doubt: readonly Target[],
  after: Afterwards,
  live: Live,
): { steps: Step[]; unsettled: Unsettled[] } {
  const going = decided.flatMap(({ row, verdict }) => (verdict.kind === 'go' ? [row] : []));
  const asked = new Map<string, { target: Target; rows: Row[] }>();
  const ask = (target: Target, row?: Row) => {
    const key = target.kind === 'org' ? 'org' : target.userId;
    const one = asked.get(key) ?? { target, rows: [] };
    if (row !== undefined) one.rows.push(row);
    asked.set(key, one);
  };
  for (const row of going) {
    for (const call of row.calls) {
      if (call.kind === 'set-enforced') ask({ kind: 'org' }, row);
      if (call.kind === 'set-opt-out') ask(userOf(call), row);
    }
  }
  for (const target of doubt) ask(target);
  const inDoubt = (target: Target) => doubt.some((one) => sameTarget(one, target));

  const settings: Step[] = [];
  const unsettled: Unsettled[] = [];
  for (const { target, rows } of asked.values()) {
    if (target.kind === 'org') {
      if (rows.length > 0 || after.enforced)
        settings.push({ call: { kind: 'set-enforced', enforced: after.enforced }, target, rows });
      else unsettled.push(target);
      continue;
    }
    const optOut = after.optedOut.has(target.userId);
    if (isSo(live.get(target.userId), optOut) && !inDoubt(target)) continue;
    const call = { kind: 'set-opt-out' as const, optOut, user: target.user, userId: target.userId };
    settings.push({ call, target, rows });
  }
  const resets = going.flatMap((row) => row.calls.flatMap((call) => resetOf(call, row)));
  settings.sort((a, b) => order(a.call) - order(b.call));
  return { steps: [...settings, ...resets], unsettled };
}

function isSo(user: { mfaOptOut?: boolean } | 'gone' | undefined, optOut: boolean): boolean {
  return user === 'gone' ? !optOut : user?.mfaOptOut === optOut;
}

/** What will be in force when every row that goes is done; a user may bear several opt-outs, under several e-mails. */
export function afterwards(state: State, decided: readonly Decided[]): Afterwards {
  const going = decided.flatMap(({ row, verdict }) => (verdict.kind === 'go' ? [row] : []));
  const replaced = going.flatMap(({ before }) => before ?? []);
  const left = state.inForce.filter(({ entry }) => !replaced.some((before) => sameEntry(before, entry)));
  const optedOut = new Set([
    ...left.flatMap(({ entry, userId }) => (entry.kind === 'opt-out' ? (userId ?? []) : [])),
    ...going.flatMap(({ after, userId, recorded }) =>
      after?.kind === 'opt-out' ? (userId ?? recorded ?? []) : [],
    ),
  ]);
  let enforced = state.inForce.some(({ entry }) => entry.kind === 'enforce' && entry.enforce);
  for (const { calls } of going)
    for (const call of calls) if (call.kind === 'set-enforced') enforced = call.enforced;
  return { optedOut, enforced };
}

function resetOf(call: Call, row: Row): Step[] {
  if (call.kind !== 'reset') return [];
  const { user, userId } = userOf(call);
  return [{ call: { kind: 'reset', user, userId }, target: { kind: 'user', user, userId }, rows: [row] }];
}

/** An approved row that names nobody is a mistake of this program: passed over, it would be reported as done. */
function userOf({ user, userId }: Extract<Call, { userId?: string }>): Target & { kind: 'user' } {
  if (userId === undefined) throw new Error('a call is made only to a user that was looked up');
  return { kind: 'user', user, userId };
}

/** Of what is set; resets come after it. */
function order(call: Call): number {
  if (call.kind === 'set-opt-out') return call.optOut ? 1 : 0;
  return 2;
}
