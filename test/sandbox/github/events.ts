import { account, restLogin } from './accounts.ts';
import { between, contains } from './git/history.ts';
import { pushedCommitShape } from './git-shapes.ts';
import { fullName, tip } from './names.ts';
import { accountShape, type Json, pullShape, repositoryShape } from './shapes.ts';
import type { Pull, Repository, World } from './world.ts';

/** What the runner writes to the file at `GITHUB_EVENT_PATH` (docs.github.com, "Webhook events and payloads"). */

const NOTHING = '0'.repeat(40);

function common(world: World, repository: Repository, sender: string): Json {
  return {
    ...place(world, repository),
    sender: accountShape(world, account(world, sender)),
  };
}

function place(world: World, repository: Repository): Json {
  const { owner } = repository;
  return {
    repository: repositoryShape(world, repository),
    ...(owner.type === 'Organization' ? { organization: accountShape(world, owner) } : {}),
  };
}

export function pullRequestEvent(world: World, pull: Pull, action: string, sender = pull.author.login): Json {
  const ofAction =
    action === 'synchronize' ? { after: pull.headOid } : action === 'edited' ? { changes: {} } : {};
  return {
    action,
    number: pull.number,
    pull_request: pullShape(world, pull),
    ...ofAction,
    ...common(world, pull.repository, sender),
  };
}

export interface PushOptions {
  /** Left out: the default branch. */
  ref?: string;
  before?: string;
  /** Left out: where the ref is now. */
  after?: string;
  sender?: string;
  deleted?: boolean;
}

export function pushEvent(world: World, repository: Repository, options: PushOptions = {}): Json {
  const { deleted = false, sender = repository.owner.login } = options;
  const ref = fullName(options.ref ?? repository.defaultBranch);
  const after = deleted ? NOTHING : (options.after ?? tip(repository, ref) ?? NOTHING);
  const { store } = repository;
  const parent = store.get(after);
  const before = options.before ?? (parent?.type === 'commit' ? parent.parents[0] : undefined) ?? NOTHING;
  const known = store.has(before) ? before : undefined;
  const commits = deleted ? [] : between(store, known, after).slice(0, 20).reverse();
  const who = account(world, sender);
  return {
    ref,
    before,
    after,
    created: before === NOTHING,
    deleted,
    forced: !deleted && known !== undefined && !contains(store, after, known),
    base_ref: null,
    compare: '',
    commits: commits.map((oid) => pushedCommitShape(repository, oid)),
    head_commit: deleted ? null : pushedCommitShape(repository, after),
    pusher: { name: restLogin(who), email: `${who.id}+${restLogin(who)}@users.noreply.github.com` },
    ...common(world, repository, sender),
  };
}

export interface DispatchOptions {
  sender?: string;
  inputs?: Record<string, string>;
  ref?: string;
  workflow?: string;
}

export function dispatchEvent(world: World, repository: Repository, options: DispatchOptions = {}): Json {
  return {
    inputs: options.inputs ?? null,
    ref: fullName(options.ref ?? repository.defaultBranch),
    workflow: options.workflow ?? '.github/workflows/mfa-policy.yml',
    ...common(world, repository, options.sender ?? repository.owner.login),
  };
}

export interface MergeGroupOptions {
  head: string;
  base?: string;
  into?: string;
  sender?: string;
}

export function mergeGroupEvent(world: World, repository: Repository, options: MergeGroupOptions): Json {
  const into = options.into ?? repository.defaultBranch;
  const base = options.base ?? tip(repository, into) ?? NOTHING;
  return {
    action: 'checks_requested',
    merge_group: {
      head_sha: options.head,
      head_ref: `refs/heads/gh-readonly-queue/${into}/pr-1-${base}`,
      base_sha: base,
      base_ref: fullName(into),
      head_commit: pushedCommitShape(repository, options.head),
    },
    ...common(world, repository, options.sender ?? repository.owner.login),
  };
}

export interface ScheduleOptions {
  /** The line of the workflow. */
  schedule?: string;
  workflow?: string;
  /** Older servers tell nothing else than the line (github.com/octokit/webhooks/issues/141). */
  older?: boolean;
}

/**
 * A scheduled run is told the line that started it, and since September 2022 where it runs
 * (github.blog/changelog/2022-09-27-github-actions-additional-information-available-in-github-event-payload-for-scheduled-workflow-runs).
 * Nobody sent it.
 */
export function scheduleEvent(world: World, repository: Repository, options: ScheduleOptions = {}): Json {
  const { schedule = '17 5 * * *', workflow = '.github/workflows/mfa-apply.yml', older = false } = options;
  return older ? { schedule } : { schedule, workflow, ...place(world, repository) };
}
