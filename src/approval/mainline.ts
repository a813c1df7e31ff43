import type { Policy } from '../policy/policy.ts';

/** The policy file at a commit, by its git id alone. `irregular`: a link, a folder, a submodule. */
export type FileAt = { kind: 'missing' } | { kind: 'irregular' } | { kind: 'file'; blob: string };

/** A pull request that a commit is associated with. */
export interface Pull {
  /** GraphQL node id. */
  id: string;
  number: number;
  merged: boolean;
  base: string;
  /** Database id of the base's repository. */
  repositoryId: string | undefined;
  mergeCommit: string | undefined;
  /** The last commit of its branch. */
  head: string;
  /** The policy file at its head; absent where that commit is gone. */
  file?: FileAt;
}

/** A commit of the default branch by first parents. */
export interface Commit {
  oid: string;
  /** Its first parent; absent for a root. */
  parent: string | undefined;
  /** The other parents of a merge; of more than two, two are enough to tell. */
  others: readonly string[];
  file: FileAt;
  pulls: readonly Pull[];
}

/** What the default branch really said, one state after another (design, section 2). */
export interface Mainline {
  /** From the tip back, by first parents. Reaches at least to the commit at which trails end. */
  commits: readonly Commit[];
  /** The newest merged pull requests, asked for beside the mainline: GitHub fills in associations late. */
  recent: readonly Pull[];
  repositoryId: string;
  defaultBranch: string;
  /** What a file says; undefined where it can't be read as a policy of the Org that is applied. */
  policyOf(file: FileAt): Policy | undefined;
}

/** How far behind the tip a commit of the mainline lies; undefined where it is none of it, or lies further back than was read. */
export function positionOf({ commits }: Mainline, oid: string): number | undefined {
  const index = commits.findIndex((commit) => commit.oid === oid);
  return index === -1 ? undefined : index;
}

/** The pull requests that a commit may have been made by: merged into this very branch, with this commit as their merge (design, 9.2). */
export function mergesAt(commit: Commit, mainline: Mainline): Pull[] {
  return mergedAt(commit, mainline).filter(({ head }) =>
    // A commit that is itself the head was pushed, not merged.
    commit.others.length === 0 ? head !== commit.oid : isMergeOf(commit, head),
  );
}

/** The pull requests that are told of a step: those that may have made it; where none did, all that GitHub calls merged by it. */
export function toldAt(commit: Commit, mainline: Mainline): Pull[] {
  const made = mergesAt(commit, mainline);
  return made.length > 0 ? made : mergedAt(commit, mainline);
}

/** The pull requests that GitHub calls merged into this very branch by a commit. */
function mergedAt(commit: Commit, { recent, repositoryId, defaultBranch }: Mainline): Pull[] {
  const merged = [...commit.pulls, ...recent].filter(
    (pull) =>
      pull.merged &&
      pull.mergeCommit === commit.oid &&
      pull.repositoryId === repositoryId &&
      pull.base === defaultBranch,
  );
  return [...new Map(merged.map((pull) => [pull.number, pull])).values()];
}

function isMergeOf({ others }: Commit, head: string): boolean {
  return others.length === 1 && others[0] === head;
}

/**
 * A merge that GitHub did not make for a pull request: its first parent may be any older state of the branch, and what the branch
 * said in between, a withdrawal perhaps, hides behind the other.
 */
export function isUntraceableMerge(commit: Commit, mainline: Mainline): boolean {
  return commit.others.length > 0 && mergesAt(commit, mainline).length === 0;
}
