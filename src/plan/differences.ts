import { type Entry, sameEntry, sameName } from '../policy/entry.ts';

/** One entry on two sides; at least one is given. */
export interface Difference {
  before?: Entry;
  after?: Entry;
}

/**
 * The entries that differ between two sides. Equal entries are matched first, then opt-outs by their pins, then by name,
 * so that an entry that only moved or was only reformatted makes no difference.
 */
export function differences(from: readonly Entry[], to: readonly Entry[]): Difference[] {
  const left = new Set(from);
  const right = new Set(to);
  const found: Difference[] = [];
  const settle = (same: (a: Entry, b: Entry) => boolean, keep: boolean) => {
    const index = new Map<string, Entry[]>();
    for (const before of left) {
      for (const key of keysOf(before)) index.set(key, [...(index.get(key) ?? []), before]);
    }
    for (const after of right) {
      const candidates = keysOf(after).flatMap((key) => index.get(key) ?? []);
      const before = candidates.find((candidate) => left.has(candidate) && same(candidate, after));
      if (before === undefined) continue;
      left.delete(before);
      right.delete(after);
      if (keep) found.push({ before, after });
    }
  };
  settle(sameEntry, false);
  settle((a, b) => pinned(a) && pinned(b) && sameName(a, b), true);
  settle(sameName, true);
  for (const before of left) found.push({ before });
  for (const after of right) found.push({ after });
  return found;
}

/** The entry of `entries` that names the same thing, if there is one; the same entry, where it is among them. */
export function named(entries: readonly Entry[], entry: Entry): Entry | undefined {
  return (
    entries.find((candidate) => sameEntry(candidate, entry)) ??
    entries.find((candidate) => pinned(candidate) && pinned(entry) && sameName(candidate, entry)) ??
    entries.find((candidate) => sameName(candidate, entry))
  );
}

function pinned(entry: Entry): boolean {
  return entry.kind === 'opt-out' && entry.id !== undefined;
}

/** Where two entries can meet at all; narrows the search, so that 2 000 entries are compared in a moment. */
function keysOf(entry: Entry): string[] {
  switch (entry.kind) {
    case 'enforce':
      return ['enforce'];
    case 'opt-out':
      return entry.id === undefined
        ? [`opt-out ${entry.user}`]
        : [`opt-out ${entry.user}`, `pin ${entry.id}`];
    case 'reset':
      return [`reset ${entry.request}`];
    case 'guardrail':
      return [`guardrail ${entry.name}`];
    case 'protected':
      return [`protected ${entry.user}`];
    case 'approver':
      return [`approver ${entry.login}`];
  }
}
