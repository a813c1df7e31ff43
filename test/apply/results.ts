import type { StepResult } from '../../src/apply/execute.ts';
import { afterwards, type Live, type Step, stepsOf } from '../../src/apply/steps.ts';
import type { State, Target } from '../../src/ledger/state.ts';
import type { Row } from '../../src/plan/row.ts';
import { state } from '../ledger/states.ts';
import { decided } from './rows.ts';

/** What becomes of calls, for tests of an apply. */

export const SENT_AT = '2026-11-24T09:00:00.000Z';
export const DONE: StepResult & { kind: 'done' } = { kind: 'done', sentAt: SENT_AT };
export const FAILED: StepResult = { kind: 'failed', sentAt: SENT_AT, why: 'no', status: 403 };
export const GONE: StepResult = { kind: 'failed', sentAt: SENT_AT, why: 'no such user', status: 404 };
export const LOST: StepResult = { kind: 'unknown', sentAt: SENT_AT, why: 'lost' };
export const LATER: StepResult = { kind: 'not-started', why: 'cancelled' };

interface Circumstances {
  before?: State;
  doubt?: readonly Target[];
  /** What a read just now has shown. */
  live?: Live;
}

/** The steps of rows that all go, and of doubts. */
export function stepsFor(
  rows: readonly Row[],
  { before = state(), doubt = before.doubt, live = new Map() }: Circumstances = {},
): Step[] {
  const all = rows.map((of) => decided(of));
  return stepsOf(all, doubt, afterwards(before, all), live).steps;
}

/** The same, each with its result in the order of the calls; one that is not given is done. */
export function ended(
  rows: readonly Row[],
  results: readonly StepResult[],
  circumstances: Circumstances = {},
): Map<Step, StepResult> {
  return new Map(stepsFor(rows, circumstances).map((step, index) => [step, results[index] ?? DONE]));
}
