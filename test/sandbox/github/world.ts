import type { Activity } from './activity.ts';
import type { Behaviour } from './behaviour.ts';
import type { Environment } from './environments.ts';
import type { Commit, Store } from './git/store.ts';
import type { BaseChange } from './open-pulls.ts';
import type { Review } from './reviews.ts';
import type { Rule } from './rules.ts';
import type { Ruleset } from './rulesets.ts';

/** The whole state of the fake. Values only: what may happen to them stands in the files named after each. */

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Account {
  id: number;
  /** Without the suffix `[bot]`, which only REST shows. */
  login: string;
  type: 'User' | 'Bot' | 'Organization';
  deleted: boolean;
}

export type Scope = 'contents' | 'pull-requests' | 'issues' | 'actions';
/** What a job's `permissions` give its token. `metadata: read` always comes with it. */
export type Permissions = Partial<Record<Scope, 'read' | 'write' | 'none'>>;

export interface Token {
  permissions: Permissions;
  /** The repository that the token is of; absent for a token that reaches every repository. */
  repositoryId: number | undefined;
}

export interface Comment {
  id: number;
  number: number;
  author: Account;
  editor: Account | undefined;
  lastEditedAt: Date | undefined;
  body: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string;
  labels: string[];
  state: 'OPEN' | 'CLOSED';
  author: Account;
  createdAt: Date;
  closedAt: Date | undefined;
  updatedAt: Date;
  /** Grows with every update, for the order of what happened within one second. */
  updated: number;
}

export interface Pull {
  id: number;
  number: number;
  repository: Repository;
  head: Repository;
  headBranch: string;
  headOid: string;
  base: string;
  /** The base's tip: now while it is open, else when it was merged or closed. */
  baseOid: string;
  author: Account;
  title: string;
  body: string;
  draft: boolean;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  createdAt: Date;
  updatedAt: Date;
  updated: number;
  closedAt: Date | undefined;
  mergedAt: Date | undefined;
  mergedBy: Account | undefined;
  mergeCommit: string | undefined;
  /** What a merge wrote: the merge commit, the squashed commit, the rebased ones. */
  written: string[];
  /** The commits of its branch that the base did not have, oldest first; of an open one as of now. */
  commits: string[];
  testMerge: { base: string; head: string; oid: string | undefined } | undefined;
  /** How often clients asked for the test merge of these two commits. */
  asked: { of: string; times: number };
  reviews: Review[];
  baseChanges: BaseChange[];
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  isPrivate: boolean;
  defaultBranch: string;
  deleted: boolean;
  store: Store;
  /** Full name → commit. */
  refs: Map<string, string>;
  /** Login in lower case → role. */
  roles: Map<string, Role>;
  /** Rules set for one branch by its name. */
  rules: Map<string, readonly Rule[]>;
  rulesets: Ruleset[];
  /** By name in lower case. */
  environments: Map<string, Environment>;
  issues: Map<number, Issue>;
  pulls: Map<number, Pull>;
  comments: Comment[];
  /** The oldest first. */
  activity: Activity[];
  parent: Repository | undefined;
  behaviour: Behaviour;
  /** Commits that GitHub has collected. */
  lost: Map<string, Commit>;
  /** Dismisses stale approvals on every branch, whatever its rules say. */
  dismissStale: boolean;
  associationsLate: boolean;
  /** Pull requests that a test attached to a commit. */
  attached: Map<string, Pull[]>;
}

export interface World {
  /** The time of something that happens now. */
  now(): Date;
  /** The time without anything happening: a clock of ticks does not move. */
  peek(): Date;
  nextId(): number;
  accounts: Map<string, Account>;
  repositories: Repository[];
  tokens: Map<string, Token>;
  apiUrl: string;
  serverUrl: string;
}

export function nameWithOwner(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return world.repositories.find((each) => !each.deleted && nameWithOwner(each).toLowerCase() === wanted);
}

/** As GitHub writes a time: UTC, whole seconds. */
export function iso(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
