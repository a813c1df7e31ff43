import type { LedgerCommit } from '../ledger/newest.ts';
import type { RecordFile } from '../ledger/record.ts';

/** The head of a ledger branch. */
export interface LedgerHead {
  /** What follows the host in its name: an Org's id, or whatever else somebody has made there. */
  name: string;
  commit: LedgerCommit;
  /** Its `state.json`, where that came along whole. */
  text?: string;
  records: readonly RecordFile[];
}

/** Commits of a ledger over all parents, newest first. */
export interface LedgerPage {
  commits: readonly LedgerCommit[];
  /** Where the next page begins; absent on the last one. */
  next?: string;
}

export type Committed = { kind: 'committed'; oid: string } | { kind: 'moved' };

/** The ledger's branch of one Org. */
export interface LedgerBranch {
  /** Makes the branch with a root commit that says what it is; `moved` where another run has made it meanwhile. */
  create(org: string): Promise<Committed>;
  /** Makes a tree anew on top of exactly `head`, of a branch without a valid state: what it is, and the records that are named. */
  restart(org: string, head: string, records: readonly RecordFile[]): Promise<Committed>;
  /** Puts the tree of a commit back on top of exactly `head`, and with it every file that was changed since; `moved` where the branch is elsewhere. */
  restore(org: string, head: string, tree: string): Promise<Committed>;
  /** Commits files onto exactly `head`, or says that the branch has moved. A lost answer of the own commit is recognised. */
  commit(
    org: string,
    head: string,
    files: readonly { path: string; text: string }[],
    headline: string,
  ): Promise<Committed>;
}
