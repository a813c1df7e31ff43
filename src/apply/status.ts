import type { DoubtOutcome, ResultKind, RowOutcome } from './outcome.ts';

/** How an apply ended, as far as rows and doubts say (design, section 13): the first that fits. */
export type ApplyStatus =
  | 'unknown'
  | 'not-adopted'
  | 'partial'
  | 'failed'
  | 'held-back'
  | 'refused'
  | 'applied'
  | 'no-changes';

/** What else an apply ends with. */
export interface Circumstances {
  /** A doubt about the Org that nothing may settle, or a reset that a dead run may have sent. */
  open: boolean;
  isAdopted: boolean;
  /** The file at the tip can be read. */
  isReadable: boolean;
}

export function applyStatus(
  outcomes: readonly RowOutcome[],
  doubts: readonly DoubtOutcome[],
  { open, isAdopted, isReadable }: Circumstances,
): ApplyStatus {
  const results = new Set<ResultKind>([...outcomes, ...doubts].map(({ result }) => result));
  const good = results.has('done') || results.has('already');
  const bad = !isReadable || [...results].some((result) => result !== 'done' && result !== 'already');
  if (results.has('unknown') || open) return 'unknown';
  if (!isAdopted) return 'not-adopted';
  if (good && bad) return 'partial';
  if (results.has('failed') || results.has('not-started')) return 'failed';
  if (results.has('held-back')) return 'held-back';
  if (results.has('refused') || !isReadable) return 'refused';
  return good ? 'applied' : 'no-changes';
}
