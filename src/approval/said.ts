import { hasEnded } from '../plan/dates.ts';
import type { Row } from '../plan/row.ts';
import { type Entry, entriesOf } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import { canonicalJson, type Json } from '../text/canonical.ts';
import type { FileAt } from './mainline.ts';

/** What a file says of one row's entry. Two files say the same where the texts are the same. */
export interface Said {
  text: string;
  /** The entries that bear the row's name; none where the file can't be read. */
  entries: readonly Entry[];
}

/** What names a row. */
export type Sides = Pick<Row, 'before' | 'after' | 'recorded'>;

/** Reads what is said of one row. */
export interface Reading {
  /** What these entries say, such as those in force. */
  ofEntries(entries: readonly Entry[]): Said;
  /** What a file says: by its entries, or, where it can't be read, by its very content. */
  ofFile(file: FileAt): Said;
}

/**
 * What is compared of a row: within its own kind, everything that bears its name (design, section 9.2). An opt-out bears the e-mail
 * or the pin of either side, or the id of the user it was set on; an approver the login or the e-mail of either side. Absence is a
 * content, and an opt-out whose date has come by now is absent everywhere.
 */
export function readingOf(row: Sides, policyOf: (file: FileAt) => Policy | undefined, now: Date): Reading {
  const names = namesOf(row);
  const read = (index: Index): Said => {
    const found = new Set(names.flatMap((name) => index.get(name) ?? []));
    const named = [...found].filter(({ entry }) => !isOver(entry, now));
    const texts = named.map(({ text }) => text).sort();
    return { text: JSON.stringify(texts), entries: named.map(({ entry }) => entry) };
  };
  return {
    ofEntries: (entries) => read(indexed(entries)),
    ofFile(file) {
      const policy = policyOf(file);
      return policy === undefined ? { text: contentOf(file), entries: [] } : read(indexOf(policy));
    },
  };
}

/** Entries by the names that they bear, each with its canonical text. */
type Index = ReadonlyMap<string, readonly { entry: Entry; text: string }[]>;

/** A policy is read for every row of a plan: 2 000 of them are found in a moment. */
const indices = new WeakMap<object, Index>();

function indexOf(policy: Policy): Index {
  const known = indices.get(policy) ?? indexed(entriesOf(policy));
  indices.set(policy, known);
  return known;
}

function indexed(entries: readonly Entry[]): Index {
  const known = indices.get(entries);
  if (known !== undefined) return known;
  const index = new Map<string, { entry: Entry; text: string }[]>();
  for (const entry of entries) {
    const one = { entry, text: canonicalJson(entry as unknown as Json) };
    for (const name of borneBy(entry)) index.set(name, [...(index.get(name) ?? []), one]);
  }
  indices.set(entries, index);
  return index;
}

/** A file's content by its git id: what differs in it differs here. */
export function contentOf(file: FileAt): string {
  return file.kind === 'file' ? `file ${file.blob}` : file.kind;
}

function isOver(entry: Entry, now: Date): boolean {
  return entry.kind === 'opt-out' && hasEnded(entry.expires, now);
}

/** The names that an entry bears. */
function borneBy(entry: Entry): string[] {
  switch (entry.kind) {
    case 'enforce':
      return ['enforce'];
    case 'guardrail':
      return [`guardrail ${entry.name}`];
    case 'protected':
      return [`protected ${entry.user}`];
    case 'reset':
      return [`reset ${entry.request}`];
    case 'approver':
      return [`approver ${entry.login}`, `approver of ${entry.user}`];
    case 'opt-out':
      return [`opt-out ${entry.user}`, ...(entry.id === undefined ? [] : [`opt-out pin ${entry.id}`])];
  }
}

/** The names of a row: those of both sides, and of the user that the entry in force was set on. */
function namesOf({ before, after, recorded }: Sides): string[] {
  const sides = [before, after].filter((side) => side !== undefined);
  const names = sides.flatMap(borneBy);
  // A row without a name would be the same everywhere, and so approved by nobody.
  if (names.length === 0) throw new Error('a row has at least one side');
  const isOptOut = sides.some(({ kind }) => kind === 'opt-out');
  return [...new Set([...names, ...(isOptOut && recorded !== undefined ? [`opt-out pin ${recorded}`] : [])])];
}
