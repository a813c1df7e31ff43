import { type Refusal, type Row, rowUsers } from '../plan/row.ts';
import type { Decided } from './verdict.ts';

/** Whom the rows that are carried out protect no longer. */
export function endedProtections(decided: readonly Decided[]): ReadonlySet<string> {
  const ended = decided.flatMap(({ row: { before, after }, verdict }) =>
    verdict.kind === 'go' && before?.kind === 'protected' && after === undefined ? [before.user] : [],
  );
  return new Set(ended);
}

/**
 * The refusals of an approved row, as far as protection goes (design, section 9.5): a protection that ends in the same apply is no
 * longer in the way, unless it stood when the row's pull request was merged or has stood since. `guarded`: whom it protected then.
 */
export function withProtection(
  row: Row,
  guarded: ReadonlySet<string>,
  ended: ReadonlySet<string>,
): readonly Refusal[] {
  const open = row.after !== undefined && 'user' in row.after && ended.has(row.after.user);
  const left = open ? row.refusals.filter(({ code }) => code !== 'protected') : row.refusals;
  const stood = weakens(row) && rowUsers(row).some((user) => guarded.has(user));
  return stood && !left.some(({ code }) => code === 'protected') ? [...left, PROTECTED_BEFORE] : left;
}

/** Whether a row weakens somebody's sign-in. A rule does not by itself: else no protection could ever end. */
function weakens({ kind, direction }: Row): boolean {
  return kind === 'reset' || (kind !== 'rule' && direction === 'loosen');
}

const PROTECTED_BEFORE: Refusal = {
  code: 'protected',
  message:
    'This account was protected when the pull request was merged, or later. Merge its removal from protected first, then propose this again.',
};
