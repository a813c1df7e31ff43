import type { InForce } from '../plan/known.ts';
import type { Refusal } from '../plan/row.ts';
import { type Entry, entryKey, sameEntry } from '../policy/entry.ts';
import type { Decided } from './verdict.ts';

/**
 * Refuses an opt-out under an e-mail that another one in force keeps, because the change that would give it up is not carried out: what is
 * in force is always what a policy file can say, so anybody can put it back.
 */
export function refuseTaken(decided: readonly Decided[], { entries }: Pick<InForce, 'entries'>): Decided[] {
  const going = decided.flatMap(({ row, verdict }) => (verdict.kind === 'go' ? [row] : []));
  const current = byKey(entries.map(({ entry }) => entry));
  const replaced = byKey(going.flatMap(({ before }) => before ?? []));
  const isTaken = (after: Entry) =>
    current(after).some((kept) => !replaced(kept).some((before) => sameEntry(before, kept)));
  let found = false;
  const judged = decided.map((one): Decided => {
    const { after } = one.row;
    if (one.verdict.kind !== 'go' || after?.kind !== 'opt-out' || !isTaken(after)) return one;
    found = true;
    return { ...one, verdict: { kind: 'refused', refusals: [TAKEN] } };
  });
  // What one that is refused now would have given up is kept, too.
  return found ? refuseTaken(judged, { entries }) : judged;
}

function byKey(entries: readonly Entry[]): (like: Entry) => readonly Entry[] {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) index.set(entryKey(entry), [...(index.get(entryKey(entry)) ?? []), entry]);
  return (like) => index.get(entryKey(like)) ?? [];
}

const TAKEN: Refusal = {
  code: 'taken',
  message:
    'Another opt-out under this e-mail is in force, and the change that would end or rename it is not carried out. Fix that change first, then run this again.',
};
