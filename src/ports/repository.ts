import type { Commit, Pull } from '../approval/mainline.ts';
import type { Source } from '../approval/reviews.ts';
import type { BranchRules } from '../approval/rules.ts';
import type { RecordFile } from '../ledger/record.ts';
import type { LedgerHead, LedgerPage } from './ledger-branch.ts';
import type { PlanMaterial, PolicyFile, TipMaterial } from './material.ts';

/** A move of a branch, as the server lists it; a commit id of zeros stands for none. */
export interface Move {
  before: string;
  after: string;
  at: string;
}

/** Reads of the repository. Has no method that writes. Every method throws a `GitHubFault` when the answer can't be believed. */
export interface Repository {
  planMaterial(commit: string, of: { pull: number } | { base: string }, host: string): Promise<PlanMaterial>;
  tipMaterial(host: string): Promise<TipMaterial>;
  /** The policy file alone, at one commit, and the names beside it. */
  file(commit: string): Promise<{ file: PolicyFile; siblings: readonly string[] }>;
  /** Where the default branch is now. */
  tip(): Promise<string>;
  /** Further commits of the mainline, starting with this one. */
  mainline(from: string): Promise<Commit[]>;
  /** Contents by blob id, each checked against its id; one of more than `most` bytes is refused by its size, and absent. */
  contents(blobs: readonly string[], most: number): Promise<Map<string, Uint8Array>>;
  /** The pull requests with their reviews as they are now. */
  sources(pulls: readonly Pull[]): Promise<Map<number, Source>>;
  /** The best common ancestor of a commit and one of the mainline, as GitHub chooses it; undefined where there is none, or the commit is gone. */
  mergeBase(commit: string, mainline: string): Promise<string | undefined>;
  /**
   * The newest 100 moves of a branch, the newest first; where the oldest of them came after `since`, behind them those that may have
   * taken commits back before. Undefined where the server lists none.
   */
  activity(branch: string, since: string): Promise<readonly Move[] | undefined>;
  /** The numbers of GitHub accounts by login; null for a login that is nobody's. */
  accounts(logins: readonly string[]): Promise<Map<string, string | null>>;
  /** The rules of a branch, which need not exist. */
  rules(branch: string): Promise<BranchRules>;
  /** Whether `tip` lies behind `commit`, so that GitHub has not caught up yet. */
  isBehind(tip: string, commit: string): Promise<boolean>;
  /** The role of a person in this repository, such as `admin`; `none` where GitHub knows no such person. */
  role(login: string): Promise<string>;
  /** The head of the ledger of this host and Org, asked for by its exact name; undefined where there is none. */
  ledger(host: string, org: string): Promise<LedgerHead | undefined>;
  /** The commits of a ledger from this one back. */
  ledgerHistory(from: string, after?: string): Promise<LedgerPage>;
  /** The records at a commit of a ledger. */
  ledgerRecords(commit: string): Promise<readonly RecordFile[]>;
}
