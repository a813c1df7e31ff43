import type { Authority } from '../approval/authority.ts';
import type { Decided } from '../approval/verdict.ts';
import { type Claim, type InForceRecord, type State, sameTarget, type Target } from '../ledger/state.ts';
import { requestHash } from '../plan/plan.ts';
import type { Row } from '../plan/row.ts';
import { type Entry, entryKey, sameEntry } from '../policy/entry.ts';
import type { StepResult } from './execute.ts';
import { isGone, type RowOutcome } from './outcome.ts';
import type { Step } from './steps.ts';

/** A run that died between its intent and its outcome: its targets are in doubt, its resets will never be sent again. */
export function recover(state: State): State {
  if (state.sending === undefined) return state;
  const { sending, ...rest } = state;
  const known = (target: Target) => state.doubt.some((one) => sameTarget(one, target));
  return {
    ...rest,
    doubt: [...state.doubt, ...sending.targets.filter((target) => !known(target))],
    resets: state.resets.map((claim) => (claim.state === 'claimed' ? { ...claim, state: 'unknown' } : claim)),
  };
}

/** A reset that a run had claimed and not settled when it died: nobody knows whether it happened. */
export type InterruptedReset = Pick<Claim, 'request' | 'user' | 'authority'>;

export function interruptedResets(state: State): InterruptedReset[] {
  return state.sending === undefined ? [] : state.resets.filter((claim) => claim.state === 'claimed');
}

/** The state with an intent: what is about to be sent, so that a run that dies leaves a trace. */
export function withIntent(
  state: State,
  steps: readonly Step[],
  decided: readonly Decided[],
  run: NonNullable<State['sending']>,
): State {
  const targets = steps.filter(({ call }) => call.kind !== 'reset').map(({ target }) => target);
  const claims = decided.flatMap(({ row, verdict }) =>
    verdict.kind === 'go' && row.kind === 'reset'
      ? [claimOf(row, 'claimed', verdict.authority, run.time)]
      : [],
  );
  return { ...state, sending: { ...run, targets }, resets: withClaims(state.resets, claims) };
}

/** The state after the calls. `tip`: the commit that was applied, where the file there can be read. */
export function afterCalls(
  before: State,
  outcomes: readonly RowOutcome[],
  results: ReadonlyMap<Step, StepResult>,
  tip: string | undefined,
  now: string,
): State {
  const { sending: _, ...state } = before;
  const effective = outcomes.filter(
    ({ result, row }) => (result === 'done' || result === 'already') && row.kind !== 'reset',
  );
  const left = outcomes.some((one) => !isSettled(one));
  const inForce = inForceAfter(state.inForce, effective, now);
  return {
    ...state,
    ...(!left && tip !== undefined && { baseline: tip }),
    inForce,
    resets: withClaims(
      state.resets.filter(({ request, state: is }) => is !== 'claimed' || !wasReleased(request, outcomes)),
      outcomes.flatMap((one) => settledClaim(one, now)),
    ),
    doubt: doubtAfter(state, inForce, results),
  };
}

/** Whether nothing is left of a row that needs its trail: it is in force, ends by its date, or is a reset that will not be sent again. */
function isSettled({ row, result }: RowOutcome): boolean {
  if (result === 'done' || result === 'already' || row.byDate !== undefined) return true;
  return row.kind === 'reset' && (result === 'unknown' || isLapsed(row));
}

function isLapsed({ refusals }: Row): boolean {
  return refusals.some(({ code }) => code === 'lapsed');
}

/**
 * What rows replace goes first, then comes what replaces it: one row's new name may be another row's former one. What a row was to replace
 * and did not, though somebody else has its name now, goes as well: its user is in doubt.
 */
function inForceAfter(
  before: readonly InForceRecord[],
  effective: readonly RowOutcome[],
  now: string,
): InForceRecord[] {
  const replacedBy = ({ row }: RowOutcome) =>
    before.find(({ entry }) => row.before !== undefined && sameEntry(entry, row.before));
  const replaced = new Set(effective.map(replacedBy));
  const taken = new Set(
    effective.flatMap(({ row: { after } }) => (after === undefined ? [] : [entryKey(after)])),
  );
  return [
    ...before.filter((one) => !replaced.has(one) && !taken.has(entryKey(one.entry))),
    ...effective.flatMap((one) => recordOf(one, replacedBy(one), now)),
  ].sort(byEntry);
}

function recordOf(
  { row, verdict }: RowOutcome,
  old: InForceRecord | undefined,
  since: string,
): InForceRecord[] {
  const { after } = row;
  if (after === undefined || after.kind === 'reset' || verdict.kind !== 'go') return [];
  const userId = row.userId ?? old?.userId;
  // An exemption that is reworded or moved in time goes on.
  const goesOn = old !== undefined && after.kind === 'opt-out' && userId === old.userId;
  const record = {
    entry: after,
    since: goesOn ? old.since : since,
    authority: verdict.authority as InForceRecord['authority'],
  };
  return [userId === undefined ? record : { ...record, userId }];
}

function byEntry(a: InForceRecord, b: InForceRecord): number {
  return JSON.stringify(a.entry) < JSON.stringify(b.entry) ? -1 : 1;
}

/**
 * Whose state in the tenant is not known, or is another one than what is in force now: a call may have been confirmed for a row that did
 * not come into force, or have failed for one whose name another entry bears now.
 */
function doubtAfter(
  before: Pick<State, 'doubt' | 'inForce'>,
  inForce: readonly InForceRecord[],
  results: ReadonlyMap<Step, StepResult>,
): Target[] {
  const [were, are] = [optedOut(before.inForce), optedOut(inForce)];
  let left = [...before.doubt];
  for (const [{ call, target }, result] of results) {
    if (call.kind === 'reset') continue;
    const wasIn = left.some((one) => sameTarget(one, target));
    left = left.filter((one) => !sameTarget(one, target));
    if (isGone(result)) continue;
    const isDone = result.kind === 'done';
    const differs =
      call.kind === 'set-opt-out' && (isDone ? call.optOut : were.has(call.userId)) !== are.has(call.userId);
    if (result.kind === 'unknown' || (wasIn && !isDone) || differs) left.push(target);
  }
  return left;
}

function optedOut(entries: readonly InForceRecord[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ entry, userId }) =>
      entry.kind === 'opt-out' && userId !== undefined ? [userId] : [],
    ),
  );
}

function wasReleased(request: string, outcomes: readonly RowOutcome[]): boolean {
  return outcomes.some(
    ({ row, result }) =>
      row.after?.kind === 'reset' &&
      row.after.request === request &&
      (result === 'failed' || result === 'not-started'),
  );
}

function settledClaim({ row, result, verdict }: RowOutcome, now: string): Claim[] {
  if (row.after?.kind !== 'reset') return [];
  if (isLapsed(row)) return [claimOf(row, 'lapsed', { kind: 'date', ended: row.after.notAfter }, now)];
  if (verdict.kind !== 'go' || (result !== 'done' && result !== 'unknown')) return [];
  return [claimOf(row, result, verdict.authority, now)];
}

/** The ledger's note of a reset request; its hash tells later whether an entry under the same id has other content. */
export function claimOf(row: Row, state: Claim['state'], authority: Authority, time: string): Claim {
  const entry = row.after as Entry & { kind: 'reset' };
  return {
    request: entry.request,
    state,
    hash: requestHash(entry),
    user: entry.user,
    ...(row.userId !== undefined && { userId: row.userId }),
    authority: authority as Claim['authority'],
    time,
  };
}

/** Claims with some of them replaced. */
export function withClaims(claims: readonly Claim[], more: readonly Claim[]): Claim[] {
  const left = claims.filter(({ request }) => !more.some((one) => one.request === request));
  return [...left, ...more].sort((a, b) => (a.request < b.request ? -1 : 1));
}
