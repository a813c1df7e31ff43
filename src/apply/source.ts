import { named } from '../plan/differences.ts';
import { entryOf, type Row } from '../plan/row.ts';
import { type Entry, entriesOf, sameEntry } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import type { LineCommit, Pull } from '../ports.ts';

/** A commit of the line with what the policy said at it; no policy where it is missing, unreadable or of another Org. */
export interface Said {
  commit: LineCommit;
  policy: Policy | undefined;
  entries: readonly Entry[];
}

/** A commit of the line with its policy, for the Org that is applied. */
export function said(commit: LineCommit, policy: Policy | undefined, org: string): Said {
  const own = policy?.org.id === org ? policy : undefined;
  return { commit, policy: own, entries: own === undefined ? [] : entriesOf(own) };
}

/**
 * What wrote a row's entry. `approved`: nothing since everything was approved. `date`: the end of an opt-out.
 * `before` is what the file said before that, or when everything was approved: its limits bind the row, if they are tighter.
 */
export type Traced =
  | { kind: 'approved'; before?: Policy | undefined }
  | { kind: 'date'; ended: string }
  | { kind: 'pull-request'; pull: Pull; commit: string; before: Policy | undefined }
  | { kind: 'direct'; commit: string; merge: boolean; before: Policy | undefined };

export interface Stretch {
  /** From the tip back to the commit at which everything was approved, both included. */
  commits: readonly Said[];
  /** The newest merged pull requests, asked for beside the line: GitHub fills in associations late. */
  recent: readonly Pull[];
  repositoryId: string;
  defaultBranch: string;
}

/**
 * The newest commit of the line at which a row's entry becomes what it is at the tip, and the merged pull request that made it
 * (design, section 9.2). Never path history: it hides one side of a merge.
 */
export function trace(row: Row, stretch: Stretch): Traced {
  if (row.byDate !== undefined) return { kind: 'date', ended: row.byDate };
  const { commits } = stretch;
  const asAtTip = comparison(
    row,
    commits.slice(0, 1).flatMap(({ entries }) => entries),
  );
  const older = commits.findIndex(
    ({ entries }, index) => !asAtTip(entries) || isAstray(commits[index - 1], stretch),
  );
  if (older === -1) return { kind: 'approved', before: commits.at(-1)?.policy };
  const wrote = commits[older - 1];
  if (wrote === undefined) throw new Error('a row is made from the tip that it is traced from');
  const before = commits.slice(older).find(({ policy }) => policy !== undefined)?.policy;
  const hides = commits.slice(older, older + 1).some(({ entries }) => asAtTip(entries));
  const pull = hides ? undefined : mergedAt(wrote.commit, stretch);
  if (pull === undefined) {
    return { kind: 'direct', commit: wrote.commit.oid, merge: wrote.commit.others.length > 0, before };
  }
  return { kind: 'pull-request', pull, commit: wrote.commit.oid, before };
}

/**
 * A merge that GitHub did not make for a pull request: its first parent may be any older state of the branch, and what the branch
 * said in between, a withdrawal perhaps, hides behind the other. So nothing is traced past it.
 */
function isAstray(said: Said | undefined, stretch: Stretch): boolean {
  if (said === undefined || said.commit.others.length === 0) return false;
  const [head, ...more] = said.commit.others;
  return more.length > 0 || mergedAt(said.commit, stretch)?.head !== head;
}

/** The pull request of this repository into the default branch whose merge is exactly this commit. */
export function mergedAt(commit: LineCommit, stretch: Omit<Stretch, 'commits'>): Pull | undefined {
  return [...commit.pulls, ...stretch.recent].find(
    (pull) =>
      pull.merged &&
      pull.mergeCommit === commit.oid &&
      pull.repositoryId === stretch.repositoryId &&
      pull.base === stretch.defaultBranch,
  );
}

/**
 * Whether a policy says of a row's entry what the tip says: the very entry, or its absence. An entry that is absent at the tip
 * is looked for by its name; by its content where another entry of the tip now bears that name.
 */
function comparison(row: Row, tip: readonly Entry[]): (entries: readonly Entry[]) => boolean {
  const entry = entryOf(row);
  const isSaid = (entries: readonly Entry[]) => entries.some((one) => sameEntry(one, entry));
  if (row.after !== undefined) return isSaid;
  if (named(tip, entry) === undefined) return (entries) => named(entries, entry) === undefined;
  return (entries) => !isSaid(entries);
}
