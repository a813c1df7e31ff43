/** What the modes need from outside. Adapters in `resolver/`, `github/` and `runner/` implement it; `main.ts` puts them together. */

import type { Commit, FileAt, Pull } from './approval/mainline.ts';
import type { Source } from './approval/reviews.ts';
import type { BranchRules } from './approval/rules.ts';
import type { LedgerCommit } from './ledger/newest.ts';
import type { RecordFile } from './ledger/record.ts';

/** Time and chance, injected so that tests decide both. */
export interface Clock {
  now(): Date;
  /** Resolves after `milliseconds`, or at once when `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
}

/** Who the key belongs to: `GET /user/users/me`. */
export interface KeyOwner {
  userId: string;
  orgId: string;
  email?: string;
}

/** A user as `GET /user/users?search=` tells of it. A flag that the answer does not hold is absent, never guessed. */
export interface TenantUser {
  /** Decimal digits; never a JavaScript number, which loses digits above 2^53. */
  id: string;
  /** As the tenant writes it. */
  email: string;
  active?: boolean;
  administrator?: boolean;
  /** Signs in by SSO, so that MFA is not asked for. */
  sso?: boolean;
}

/** A user's membership of the Org: `GET /user/org/{orgId}/user/{userId}`. */
export interface Membership {
  /** Present only when the answer holds it as a boolean: that it is readable is not documented. */
  mfaOptOut?: boolean;
}

/** Reads of the tenant. Has no method that writes. Every method throws a `TenantFault` when the answer can't be believed. */
export interface TenantReader {
  me(): Promise<KeyOwner>;
  /** The users whose e-mail is exactly this one, compared without case in ASCII; none is an empty list. */
  findUsers(email: string): Promise<TenantUser[]>;
  /** `gone` only for a 404 of exactly this user. */
  membership(orgId: string, userId: string): Promise<Membership | 'gone'>;
}

/**
 * What is known after a call that writes.
 * `confirmed`: the tenant's answer is a success; `note` says where it is another one than documented. `refused`: a clean refusal (400, 401, 403, 404, 422, 429), nothing was changed.
 * `not-sent`: no byte of the request left. `unknown`: it may or may not have taken effect.
 */
export type CallResult =
  | { kind: 'confirmed'; note?: string }
  | { kind: 'refused'; status: number; why: string }
  | { kind: 'not-sent'; why: string }
  | { kind: 'unknown'; why: string };

/** Calls that change the tenant. Built by `main.ts` for an apply alone. */
export interface TenantWriter {
  setEnforced(enforced: boolean): Promise<CallResult>;
  setOptOut(userId: string, optOut: boolean): Promise<CallResult>;
  /** Sent once: never repeated by the client. */
  reset(userId: string): Promise<CallResult>;
}

/** An answer of the tenant that can't be used. The message is ours alone: it never holds a body, a header or the text of another error. */
export interface TenantFault extends Error {
  readonly name: 'TenantFault';
  readonly code:
    | 'unreachable'
    | 'timed-out'
    | 'not-authorised'
    | 'not-found'
    | 'redirected'
    | 'unexpected-status'
    | 'unexpected-content-type'
    | 'unexpected-encoding'
    | 'too-large'
    | 'not-json'
    | 'unexpected-shape'
    | 'rate-limited'
    | 'clock-skew';
  readonly status?: number;
}

/** Which run of which repository this is; from the runner's environment. */
export interface RunInfo {
  owner: string;
  repository: string;
  runId: string;
  attempt: number;
  event: string;
  /** Which workflow file at which ref, and which version of this action; as the runner says, for the record. */
  workflow: string;
  /** The name of the workflow's file, as commands take it. */
  workflowFile: string;
  action: string;
}

/** What the event asks for. `commit` is the event's own; an apply uses it only to notice a stale tip. */
export type Trigger =
  | { kind: 'plan'; commit: string; pull: PullOfEvent; defaultBranch: string }
  | { kind: 'plan-queue'; commit: string; base: string; defaultBranch: string }
  | {
      kind: 'apply';
      commit: string;
      defaultBranch: string;
      by: 'push' | 'dispatch';
      starters: string[];
      /** The sender's number, which a renaming does not change. */
      senderId: string;
    };

export interface PullOfEvent {
  number: number;
  base: string;
  /** The last commit of its branch when the event was sent. */
  head: string;
  author: string;
  authorIsBot: boolean;
  /** False for a fork and for Dependabot, whose runs have a token that can only read. */
  mayComment: boolean;
}

/** The policy file at a commit. `irregular`: a symbolic link, a folder, a submodule. `too-large`: refused by its size, not read. */
export type PolicyFile =
  | { kind: 'missing' }
  | { kind: 'irregular' }
  | { kind: 'too-large'; blob: string }
  | { kind: 'file'; blob: string; bytes: Uint8Array };

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

/** A comment that this token's identity wrote, which every workflow of the repository shares. */
export interface OwnComment {
  id: string;
  body: string;
}

/** A pull request at one moment, with the own comments on it, oldest first. */
export interface Conversation {
  state: 'open' | 'merged' | 'closed';
  /** The last commit of its branch. */
  head: string;
  comments: readonly OwnComment[];
}

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

/** What people see in the repository: the comment on a pull request and the issue. */
export interface Discussion {
  conversation(pull: number): Promise<Conversation>;
  createComment(pull: number, body: string): Promise<void>;
  updateComment(id: string, body: string): Promise<void>;
  /** Also where the comment is gone already. */
  deleteComment(id: string): Promise<void>;
  /** Open issues of this project whose body starts with `marker`. */
  issues(marker: string): Promise<{ number: number; body: string }[]>;
  createIssue(title: string, body: string): Promise<void>;
  updateIssue(number: number, change: { body?: string; state?: 'closed' }): Promise<void>;
}

export type GitHubFaultCode =
  | 'unreachable'
  | 'not-authorised'
  | 'not-found'
  | 'exists'
  | 'stale'
  | 'rate-limited'
  | 'unexpected'
  | 'too-many-requests';

/** An answer of GitHub that can't be used. The message is ours alone: method and path, status, the next step. */
export interface GitHubFault extends Error {
  readonly name: 'GitHubFault';
  readonly code: GitHubFaultCode;
  /** Milliseconds that GitHub asks to wait. */
  readonly wait: number | undefined;
}

/** The output `status` (design, section 13). */
export type Status =
  | 'no-changes'
  | 'planned'
  | 'applied'
  | 'held-back'
  | 'not-adopted'
  | 'partial'
  | 'refused'
  | 'failed'
  | 'unknown';
