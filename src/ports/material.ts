import type { Commit, FileAt, Pull } from '../approval/mainline.ts';
import type { Source } from '../approval/reviews.ts';
import type { Conversation } from './discussion.ts';
import type { LedgerHead } from './ledger-branch.ts';

/** The policy file at a commit. `irregular`: a symbolic link, a folder, a submodule. `too-large`: refused by its size, not read. */
export type PolicyFile =
  | { kind: 'missing' }
  | { kind: 'irregular' }
  | { kind: 'too-large'; blob: string }
  | { kind: 'file'; blob: string; bytes: Uint8Array };

/** The commits of a pull request's branch that its base does not have, the oldest first. */
export interface Branch {
  commits: readonly { oid: string; file: FileAt }[];
  /** The commit at which it left its base; absent where the branch holds merges or is long, so that it has to be asked for. */
  left?: { oid: string; file: FileAt };
}

/** A pull request as it is while it is planned. */
export interface PlannedPull {
  conversation: Conversation;
  branch: Branch;
  /** Who opened it and what reviewers think of it so far. */
  source: Source;
}

export interface PlanMaterial {
  repositoryId: string;
  isPrivate: boolean;
  /** The commit of the default branch, and the policy that it holds. */
  tip: { commit: string; file: PolicyFile };
  file: PolicyFile;
  base: PolicyFile;
  /** The commit of the base; in a pull request the first parent of the planned merge. */
  baseCommit: string;
  /** Names of the files in the policy's folder, the policy among them. */
  siblings: readonly string[];
  ledgers: readonly LedgerHead[];
  /** The second parent of the planned commit: the head that it merges into the base, with its file. Absent where the commit is no merge. */
  head?: { oid: string; file: PolicyFile };
  /** Absent outside of a pull request. */
  pull?: PlannedPull;
}

export interface TipMaterial {
  repositoryId: string;
  isPrivate: boolean;
  defaultBranch: string;
  tip: string;
  file: PolicyFile;
  siblings: readonly string[];
  /** The newest commits of the mainline, from the tip back. */
  mainline: readonly Commit[];
  /** Texts that came along, by blob id. */
  texts: ReadonlyMap<string, Uint8Array>;
  /** The newest merged pull requests: GitHub fills in associations late. */
  recent: readonly Pull[];
  ledgers: readonly LedgerHead[];
}
