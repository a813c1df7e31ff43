import {
  type Claim,
  type InForceRecord,
  type RecordedSource,
  type State,
  sameTarget,
  type Target,
} from '../ledger/state.ts';
import { requestHash } from '../plan/plan.ts';
import { calledUser, type Row } from '../plan/row.ts';
import { type Entry, sameName } from '../policy/entry.ts';
import type { StepResult } from './apply.ts';
import type { Decided } from './decide.ts';
import type { Sent, Step } from './steps.ts';

/** Design, section 10.7. Nothing is `done` that the tenant's answer did not confirm. */
export type ResultKind = 'done' | 'already' | 'failed' | 'unknown' | 'not-started' | 'held-back' | 'refused';

/** What became of one row. */
export interface RowOutcome extends Decided {
  result: ResultKind;
  why?: string;
  /** The call that was made; of two rows of one user it may stand for both. */
  call?: Sent;
  sentAt?: string;
  verifiedAt?: string;
}

/** What became of a target that was in doubt. */
export interface DoubtOutcome {
  target: Target;
  result: 'done' | 'failed' | 'unknown' | 'not-started';
  why?: string;
  /** The call that was made. */
  call?: Sent;
}

/** Puts each row together with what became of its call. */
export function outcomeOf(decided: readonly Decided[], results: ReadonlyMap<Step, StepResult>): RowOutcome[] {
  const byRow = new Map<Row, { call: Sent; result: StepResult }>();
  for (const [{ call, row, ended }, result] of results) {
    if (row !== undefined) byRow.set(row, { call, result });
    if (ended !== undefined) byRow.set(ended, { call, result });
  }
  return decided.map((one) => {
    if (one.verdict.kind === 'held-back') return { ...one, result: 'held-back' };
    if (one.verdict.kind === 'refused') {
      return { ...one, result: 'refused', why: one.verdict.refusals.map(({ message }) => message).join(' ') };
    }
    const made = byRow.get(one.row);
    if (made === undefined) return { ...one, result: one.row.live || one.row.inForce ? 'already' : 'done' };
    const { kind, ...rest } = made.result;
    const { note, ...facts } = rest as { note?: string; why?: string; sentAt?: string; verifiedAt?: string };
    return { ...one, result: kind, ...callOf(made), ...facts, ...(note !== undefined && { why: note }) };
  });
}

/** What became of the doubts that had a call of their own. */
export function doubtsOf(results: ReadonlyMap<Step, StepResult>): DoubtOutcome[] {
  return [...results]
    .filter(([step]) => step.row === undefined)
    .map(([{ call, target }, result]) => {
      const made = callOf({ call, result });
      if (isGone(result)) return { target, result: 'done', why: 'the user is gone', ...made };
      return { target, result: result.kind, ...('why' in result && { why: result.why }), ...made };
    });
}

function callOf({ call, result }: { call: Sent; result: StepResult }): { call?: Sent } {
  return result.kind === 'not-started' ? {} : { call };
}

/** A user that the tenant no longer knows has no setting left to doubt. */
function isGone(result: StepResult): boolean {
  return result.kind === 'failed' && result.status === 404;
}

/** A run that died between its intent and its outcome: its targets are in doubt, its resets will never be sent again. */
export function afterDeath(state: State): State {
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
export type LostReset = Pick<Claim, 'request' | 'user' | 'source'>;

export function lostResets(state: State): LostReset[] {
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
    verdict.kind === 'go' && row.kind === 'reset' ? [claimOf(row, 'claimed', verdict.source, run.time)] : [],
  );
  return { ...state, sending: { ...run, targets }, resets: withClaims(state.resets, claims) };
}

/** The state after the calls. `approved` is the commit at which everything that the file said is approved from now on. */
export function afterCalls(
  before: State,
  outcomes: readonly RowOutcome[],
  results: ReadonlyMap<Step, StepResult>,
  approved: string,
  now: string,
): State {
  const { sending: _, ...state } = before;
  const effective = outcomes.filter(
    ({ result, row }) => (result === 'done' || result === 'already') && row.kind !== 'reset',
  );
  return {
    ...state,
    approved,
    inForce: [...effective.filter(isEnd), ...effective.filter((one) => !isEnd(one))]
      .reduce((entries, one) => withEntry(entries, one, now), state.inForce)
      .sort(byName),
    resets: withClaims(
      state.resets.filter(({ request, state: is }) => is !== 'claimed' || !wasReleased(request, outcomes)),
      outcomes.flatMap((one) => settledClaim(one, now)),
    ),
    doubt: doubtAfter(state.doubt, results),
  };
}

/** Ends come first: an entry that ends and begins anew is in force anew. */
function isEnd({ row }: RowOutcome): boolean {
  return row.after === undefined;
}

function withEntry(
  entries: readonly InForceRecord[],
  { row, verdict }: RowOutcome,
  since: string,
): InForceRecord[] {
  const { before, after } = row;
  const old = before === undefined ? undefined : entries.find(({ entry }) => sameName(entry, before));
  const left = entries.filter((one) => one !== old && !(after !== undefined && sameName(one.entry, after)));
  if (after === undefined || after.kind === 'reset' || verdict.kind !== 'go') return left;
  const userId = calledUser(row) ?? old?.userId;
  const record = { entry: after, since, source: verdict.source, approvals: verdict.approvals };
  return [...left, userId === undefined ? record : { ...record, userId }];
}

function byName(a: InForceRecord, b: InForceRecord): number {
  return JSON.stringify(a.entry) < JSON.stringify(b.entry) ? -1 : 1;
}

function doubtAfter(doubt: readonly Target[], results: ReadonlyMap<Step, StepResult>): Target[] {
  let left = [...doubt];
  for (const [step, result] of results) {
    if (step.call.kind === 'reset' || result.kind === 'not-started') continue;
    if (result.kind !== 'failed' || isGone(result))
      left = left.filter((target) => !sameTarget(target, step.target));
    if (result.kind === 'unknown') left.push(step.target);
  }
  return left;
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
  if (row.refusals.some(({ code }) => code === 'lapsed')) {
    return [claimOf(row, 'lapsed', { kind: 'date', ended: row.after.notAfter }, now)];
  }
  if (verdict.kind !== 'go' || (result !== 'done' && result !== 'unknown')) return [];
  return [claimOf(row, result, verdict.source, now)];
}

/** The ledger's note of a reset request; its hash tells later whether an entry under the same id has other content. */
export function claimOf(row: Row, state: Claim['state'], source: RecordedSource, time: string): Claim {
  const entry = row.after as Entry & { kind: 'reset' };
  const userId = calledUser(row);
  return {
    request: entry.request,
    state,
    hash: requestHash(entry),
    user: entry.user,
    ...(userId !== undefined && { userId }),
    source,
    time,
  };
}

function withClaims(claims: readonly Claim[], more: readonly Claim[]): Claim[] {
  const left = claims.filter(({ request }) => !more.some((one) => one.request === request));
  return [...left, ...more].sort((a, b) => (a.request < b.request ? -1 : 1));
}
