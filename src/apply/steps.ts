import { type State, sameTarget, type Target } from '../ledger/state.ts';
import type { Call, Row } from '../plan/row.ts';
import type { Decided } from './decide.ts';

/** A call that knows whom it goes to. */
export type Sent =
  | Exclude<Call, { userId?: string }>
  | (Extract<Call, { userId?: string }> & { userId: string });

/** One call to the tenant: for a row that goes, or for a target whose last call has no known answer. */
export interface Step {
  call: Sent;
  target: Target;
  /** Absent where only a doubt asks for the call. */
  row?: Row;
  /** The end of an earlier opt-out of the same user, which this one follows at once: one call stands for both. */
  ended?: Row;
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
  const steps = decided.flatMap(({ verdict, row }): Step[] => {
    if (verdict.kind !== 'go' || row.call === undefined || row.live || row.inForce) return [];
    const call = sendable(row.call);
    return [{ call, target: targetOf(call), row }];
  });
  const kept = merged(steps);
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

/** A user whose opt-out ends and begins anew is sent the new one alone, so that MFA is not asked for in between. */
function merged(steps: readonly Step[]): Step[] {
  const of = (kind: Row['kind'], { target }: Step) =>
    steps.find((other) => other.row?.kind === kind && sameTarget(other.target, target));
  return steps.flatMap((step) => {
    if (step.row?.kind === 'opt-in' && of('opt-out', step) !== undefined) return [];
    const ended = step.row?.kind === 'opt-out' ? of('opt-in', step)?.row : undefined;
    return [ended === undefined ? step : { ...step, ended }];
  });
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

/** An approved row that names nobody is a mistake of this program: passed over, it would be reported as done. */
function sendable(call: Call): Sent {
  if (call.kind === 'set-enforced') return call;
  const { userId } = call;
  if (userId === undefined) throw new Error('a call is made only to a user that was looked up');
  return { ...call, userId };
}

function targetOf(call: Sent): Target {
  return call.kind === 'set-enforced'
    ? { kind: 'org' }
    : { kind: 'user', userId: call.userId, user: call.user };
}

function order(call: Call): number {
  if (call.kind === 'set-opt-out') return call.optOut ? 1 : 0;
  return call.kind === 'set-enforced' ? 2 : 3;
}
