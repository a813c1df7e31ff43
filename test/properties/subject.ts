import type { State } from '../../src/ledger/state.ts';
import { type Entry, sameEntry, sameName } from '../../src/policy/entry.ts';

/**
 * What is judged as one: everything of one kind that bears one of these names (design, section 9.2). Absence is a content, too, and
 * an opt-out whose date has come is absent.
 */
export interface Subject {
  kind: Entry['kind'];
  names: ReadonlySet<string>;
  /** What is in force of it, and what the tip says. */
  was: readonly Entry[];
  is: Entry | undefined;
}

/** Everything in which the tip differs from what is in force. */
export function subjectsOf(state: State, tip: readonly Entry[]): Subject[] {
  const { inForce, resets } = state;
  const isSettled = (entry: Entry) =>
    entry.kind === 'reset' && resets.some(({ request }) => request === entry.request);
  const new_ = tip.filter(
    (entry) => !isSettled(entry) && !inForce.some((one) => sameEntry(one.entry, entry)),
  );
  const gone = inForce.filter(({ entry }) => !tip.some((one) => sameName(one, entry)));
  return [
    ...new_.map((is) => {
      const was = inForce.filter(({ entry }) => sameName(entry, is));
      return subjectOf(is.kind, was, is);
    }),
    ...gone.map((was) => subjectOf(was.entry.kind, [was], undefined)),
  ];
}

function subjectOf(kind: Entry['kind'], was: State['inForce'], is: Entry | undefined): Subject {
  const sides = [...was.map(({ entry }) => entry), ...(is === undefined ? [] : [is])];
  const names = sides.flatMap(namesOf);
  const recorded = kind === 'opt-out' ? was.flatMap(({ userId }) => userId ?? []) : [];
  return { kind, names: new Set([...names, ...recorded]), was: was.map(({ entry }) => entry), is };
}

function namesOf(entry: Entry): string[] {
  switch (entry.kind) {
    case 'enforce':
      return ['enforce'];
    case 'opt-out':
      return [entry.user, ...(entry.id === undefined ? [] : [entry.id])];
    case 'reset':
      return [entry.request];
    case 'guardrail':
      return [entry.name];
    case 'protected':
      return [entry.user];
    case 'approver':
      return [entry.login, entry.user];
  }
}

/** What entries say of a subject, as a text that is equal where they say the same. */
export function contentOf(entries: readonly Entry[], subject: Subject, today: string): string {
  return JSON.stringify(
    bearing(entries, subject, today)
      .map((entry) => JSON.stringify(Object.entries(entry).sort()))
      .sort(),
  );
}

/** The entries that bear the subject's name. */
export function bearing(entries: readonly Entry[], { kind, names }: Subject, today: string): Entry[] {
  return entries.filter(
    (entry) =>
      entry.kind === kind && !hasEnded(entry, today) && namesOf(entry).some((name) => names.has(name)),
  );
}

export function hasEnded(entry: Entry, today: string): boolean {
  return entry.kind === 'opt-out' && entry.expires <= today;
}
