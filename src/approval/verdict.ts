import type { Refusal, Row } from '../plan/row.ts';
import type { Authority } from './authority.ts';
import type { Lack } from './steps.ts';
import type { Trail } from './trace.ts';

/** Why nothing but ended opt-outs and doubts is applied (design, section 9). */
export type Restraint =
  | { kind: 'rules'; missing: readonly string[] }
  | { kind: 'unreadable' }
  | { kind: 'not-adopted' };

/** What a held-back row lacks. */
export type HeldBack = Restraint | { kind: 'no-trail' } | { kind: 'steps'; lacks: readonly Lack[] };

/** Whether a row is applied, and by what authority; or what is missing. */
export type Verdict =
  | { kind: 'go'; authority: Authority }
  | { kind: 'held-back'; why: HeldBack }
  | { kind: 'refused'; refusals: readonly Refusal[] };

/** A row, judged. */
export interface Decided {
  row: Row;
  trail: Trail;
  /** The pull requests that were merged at its steps, the newest first. */
  pulls: readonly number[];
  verdict: Verdict;
}
