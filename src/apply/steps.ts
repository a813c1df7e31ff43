import { type State, sameTarget, type Target } from '../ledger/state.ts';
import type { Call, Row } from '../plan/row.ts';
import type { Decided } from './decide.ts';

/** One call to the tenant: for a row that goes, or for a target whose last call has no known answer. */
export interface Step {
  call: Call & { userId?: string };
  target: Target;
  /** Absent where only a doubt asks for the call. */
  row?: Row;
}

/** A doubt that no call may settle: the Org is never lifted that way. */
export type Unsettled = Target & { kind: 'org' };

/**
 * The calls of an apply in their order (design, section 10.4): opt-ins, opt-outs, enforce or lift, resets. A target in doubt is sent
 * what is in force after this apply, unless a row of it is sent anyway.
 */
export function stepsOf(
  decided: readonly Decided[],
  doubt: readonly Target[],
  after: Afterwards,
): { steps: Step[]; unsettled: Unsettled[] } {
  const going = decided.filter(
    ({ verdict, row }) => verdict.kind === 'go' && row.call !== undefined && !row.live && !row.inForce,
  );
  const steps: Step[] = going.flatMap(({ row }) => {
    const target = targetOf(row.call);
    return row.call === undefined || target === undefined ? [] : [{ call: row.call, target, row }];
  });
  const replaced = (step: Step) =>
    step.row?.kind === 'opt-in' &&
    steps.some((other) => other.row?.kind === 'opt-out' && sameTarget(other.target, step.target));
  const kept = steps.filter((step) => !replaced(step));
  const unsettled: Unsettled[] = [];
  for (const target of doubt) {
    if (kept.some((step) => step.row?.kind !== 'reset' && sameTarget(step.target, target))) continue;
    if (target.kind === 'user') {
      const optOut = after.optedOut.has(target.userId);
      kept.push({ call: { kind: 'set-opt-out', optOut, user: target.user, userId: target.userId }, target });
    } else if (after.enforced) {
      kept.push({ call: { kind: 'set-enforced', enforced: true }, target });
    } else {
      unsettled.push(target);
    }
  }
  return { steps: kept.sort((a, b) => order(a.call) - order(b.call)), unsettled };
}

/** What will be in force when every row that goes is done. */
export interface Afterwards {
  optedOut: ReadonlySet<string>;
  enforced: boolean;
}

export function afterwards(state: State, decided: readonly Decided[]): Afterwards {
  const optedOut = new Set(
    state.inForce.flatMap(({ entry, userId }) =>
      entry.kind === 'opt-out' && userId !== undefined ? [userId] : [],
    ),
  );
  let enforced = state.inForce.some(({ entry }) => entry.kind === 'enforce' && entry.enforce);
  const going = decided.filter(({ verdict }) => verdict.kind === 'go').map(({ row }) => row);
  for (const { call } of going) {
    if (call?.kind === 'set-opt-out' && !call.optOut && call.userId !== undefined)
      optedOut.delete(call.userId);
    if (call?.kind === 'set-enforced') enforced = call.enforced;
  }
  for (const { call } of going) {
    if (call?.kind === 'set-opt-out' && call.optOut && call.userId !== undefined) optedOut.add(call.userId);
  }
  return { optedOut, enforced };
}

/** Whom a call is about. */
export function targetOf(call: Call | undefined): Target | undefined {
  if (call === undefined) return undefined;
  if (call.kind === 'set-enforced') return { kind: 'org' };
  return call.userId === undefined ? undefined : { kind: 'user', userId: call.userId, user: call.user };
}

function order(call: Call): number {
  if (call.kind === 'set-opt-out') return call.optOut ? 1 : 0;
  return call.kind === 'set-enforced' ? 2 : 3;
}
