import type { Decided } from '../approval/verdict.ts';
import type { Target } from '../ledger/state.ts';
import type { Row } from '../plan/row.ts';
import type { StepResult } from './execute.ts';
import type { Sent, Step } from './steps.ts';

/** Design, section 10.8. Nothing is `done` that the tenant's answer did not confirm. */
export type ResultKind = 'done' | 'already' | 'failed' | 'unknown' | 'not-started' | 'held-back' | 'refused';

/** What became of one row. */
export interface RowOutcome extends Decided {
  result: ResultKind;
  why?: string;
  /** The calls that were made for it; of rows of one user they may stand for several. */
  calls: readonly Sent[];
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

interface Made {
  call: Sent;
  result: StepResult;
}

/** Puts each row together with what became of its calls. */
export function outcomeOf(decided: readonly Decided[], results: ReadonlyMap<Step, StepResult>): RowOutcome[] {
  const byRow = new Map<Row, Made[]>();
  for (const [{ call, rows }, result] of results) {
    for (const row of rows) byRow.set(row, [...(byRow.get(row) ?? []), { call, result }]);
  }
  return decided.map((one): RowOutcome => {
    const { row, verdict } = one;
    if (verdict.kind === 'held-back') return { ...one, result: 'held-back', calls: [] };
    if (verdict.kind === 'refused') {
      const why = verdict.refusals.map(({ message }) => message).join(' ');
      return { ...one, result: 'refused', why, calls: [] };
    }
    const made = byRow.get(row);
    if (made === undefined) {
      const already = row.need === 'in-force' || row.calls.length > 0;
      return { ...one, result: already ? 'already' : 'done', calls: [] };
    }
    return { ...one, ...together(made) };
  });
}

/** What needs somebody first: of two calls of one row the worse one says what became of it. */
const WORST: readonly StepResult['kind'][] = ['unknown', 'failed', 'not-started', 'done'];

function together(made: readonly Made[]): Omit<RowOutcome, keyof Decided> {
  const badness = ({ result }: Made) => WORST.indexOf(result.kind);
  const worst = made.reduce((a, b) => (badness(b) < badness(a) ? b : a));
  const { kind, ...rest } = worst.result;
  const { note, why, sentAt, verifiedAt } = rest as {
    note?: string;
    why?: string;
    sentAt?: string;
    verifiedAt?: string;
  };
  const words = why ?? note;
  return {
    result: kind,
    calls: made.filter(({ result }) => result.kind !== 'not-started').map(({ call }) => call),
    ...(words !== undefined && { why: words }),
    ...(sentAt !== undefined && { sentAt }),
    ...(verifiedAt !== undefined && { verifiedAt }),
  };
}

/** What became of the doubts that had a call of their own. */
export function doubtsOf(results: ReadonlyMap<Step, StepResult>): DoubtOutcome[] {
  return [...results]
    .filter(([step]) => step.rows.length === 0)
    .map(([{ call, target }, result]) => {
      const made = result.kind === 'not-started' ? {} : { call };
      if (isGone(result)) return { target, result: 'done', why: 'the user is gone', ...made };
      return { target, result: result.kind, ...('why' in result && { why: result.why }), ...made };
    });
}

/** A user that the tenant no longer knows has no setting left to doubt. */
export function isGone(result: StepResult): boolean {
  return result.kind === 'failed' && result.status === 404;
}
