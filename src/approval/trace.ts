import type { Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import { type Commit, isUntraceableMerge, type Mainline } from './mainline.ts';
import { contentOf, type Reading, type Said } from './said.ts';

/** A commit of the mainline at which a row's entry changes. */
export interface Step {
  commit: Commit;
  /** How far behind the tip it lies. */
  position: number;
  before: Said;
  after: Said;
}

/** How a row's entry came from what is in force to what the tip says (design, section 9.2). */
export type Trail =
  /** The end of an opt-out, approved by its date. */
  | { kind: 'date'; ended: string }
  /** The newest step first. `adopted`: it begins at the commit that an administrator adopted, and not at what is in force. */
  | { kind: 'steps'; steps: readonly Step[]; adopted: boolean }
  /** The mainline meets neither: the file is new here, or the state was made otherwise. With the steps that it shows all the same. */
  | { kind: 'none'; steps: readonly Step[] };

export interface TrailInput {
  mainline: Mainline;
  /** The entries that are in force. */
  inForce: readonly Entry[];
  /** The commit at which everything was in force, or the adopted one while there is none: no trail goes further back. */
  end: string;
  /** Whether the end is the adopted commit, and the adoption approved what it says of this row. */
  adopted: boolean;
}

/**
 * Walks the mainline from the tip back, until it says of the row's entry what is in force; never path history, which hides one side
 * of a merge. Every change on the way is a step, also a merge of which nobody knows what it hides.
 */
export function trace(row: Row, reading: Reading, { mainline, inForce, end, adopted }: TrailInput): Trail {
  if (row.byDate !== undefined) return { kind: 'date', ended: row.byDate };
  const { commits, policyOf } = mainline;
  const goal = reading.ofEntries(inForce).text;
  const steps: Step[] = [];
  let position = 0;
  for (;;) {
    const commit = commits[position];
    if (commit === undefined) return { kind: 'none', steps };
    const said = reading.ofFile(commit.file);
    if (said.text === goal) return { kind: 'steps', steps, adopted: false };
    if (commit.oid === end) return adopted ? { kind: 'steps', steps, adopted } : { kind: 'none', steps };
    const below = readableBelow(position, mainline, end);
    if (below === undefined) return { kind: 'none', steps };
    const changed = said.text !== reading.ofFile(below.commit.file).text;
    let one = commit;
    for (const older of commits.slice(position + 1, below.position + 1)) {
      // Within what can't be read, nothing is a step for an entry that is the same before and after it.
      const isChange = changed && contentOf(one.file) !== contentOf(older.file);
      if (isChange || isUntraceableMerge(one, mainline)) {
        steps.push({
          commit: one,
          position,
          before: reading.ofFile(older.file),
          after: reading.ofFile(one.file),
        });
      }
      one = older;
      position += 1;
    }
  }

  function readableBelow(from: number, line: Mainline, last: string) {
    for (let at = from; line.commits[at] !== undefined && line.commits[at]?.oid !== last; at += 1) {
      const commit = commits[at + 1];
      if (commit !== undefined && policyOf(commit.file) !== undefined) return { commit, position: at + 1 };
    }
    return undefined;
  }
}
