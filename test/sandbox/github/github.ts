import { ACTIONS, account, renameAccount, setRole } from './accounts.ts';
import { usualBehaviour } from './behaviour.ts';
import type { LoggedRequest, RequestHook, ResponseHook } from './faults.ts';
import { handleOf, type RepositoryHandle } from './repository.ts';
import { GitHubServer } from './server.ts';
import type { Account, Permissions, Repository, World } from './world.ts';

/**
 * A GitHub in this process, on a free port of 127.0.0.1: repositories with a real Git object model, pull requests, reviews,
 * issues, comments; the REST calls and the GraphQL schema that the action uses; faults and a log. Nothing leaves the machine.
 */

export interface GitHubOptions {
  /** The clock. Left out: it starts at 2026-11-24T09:00:00Z and goes one second forward each time something happens. */
  now?: () => Date;
  /** `/api/v3` as of GitHub Enterprise Server; left out: none, as of github.com. */
  prefix?: '' | '/api/v3';
}

export interface RepositoryOptions {
  owner: string;
  name: string;
  private?: boolean;
  defaultBranch?: string;
  /** The repository that this one is a fork of; it shares its objects. */
  forkOf?: RepositoryHandle;
}

export type GitHub = Awaited<ReturnType<typeof startGitHub>>;

export async function startGitHub(options: GitHubOptions = {}) {
  const world = newWorld(options);
  const server = new GitHubServer(world);
  const origin = `http://127.0.0.1:${await server.listen()}`;
  const prefix = options.prefix ?? '';
  world.serverUrl = origin;
  world.apiUrl = origin + prefix;
  account(world, ACTIONS, 'Bot');

  return {
    /** For `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`, `GITHUB_SERVER_URL`. */
    apiUrl: world.apiUrl,
    graphqlUrl: origin + (prefix === '' ? '/graphql' : '/api/graphql'),
    serverUrl: origin,
    world,
    requests: server.requests,
    repository: (wanted: RepositoryOptions): RepositoryHandle =>
      handleOf(world, newRepository(world, wanted)),
    /** A `GITHUB_TOKEN` with these permissions; of one repository, if given, as a job's is. */
    token(permissions: Permissions, repository?: RepositoryHandle): string {
      const secret = `ghs_${String(world.tokens.size + 1).padStart(36, '0')}`;
      world.tokens.set(secret, { permissions, repositoryId: repository?.id });
      return secret;
    },
    /** A user takes another name; the old one is free for another account. */
    renameUser: (from: string, to: string): Account => renameAccount(world, from, to),
    revoke: (secret: string): boolean => world.tokens.delete(secret),
    /** Called for each request once it is read; may answer a fault. Returns what takes the hook away again. */
    onRequest: (hook: RequestHook): (() => void) => added(server.requestHooks, hook),
    /** Called when a request is over: its answer is sent, or its connection ended; not for one that hangs. */
    afterResponse: (hook: ResponseHook): (() => void) => added(server.responseHooks, hook),
    /** The writes so far, in order: `POST /repos/acme/mfa/issues/1/comments`, `mutation createCommitOnBranch mfa-ledger/…`. */
    writes: (): string[] => server.requests.filter(({ write }) => write).map(writeText),
    idle: (): Promise<void> => server.idle(),
    close: (): Promise<void> => server.close(),
  };
}

function added<T>(hooks: Set<T>, hook: T): () => void {
  hooks.add(hook);
  return () => {
    hooks.delete(hook);
  };
}

function newWorld({ now }: GitHubOptions): World {
  let second = Date.UTC(2026, 10, 24, 9) - 1000;
  let id = 1000;
  const ticking = () => {
    second += 1000;
    return new Date(second);
  };
  return {
    now: now ?? ticking,
    peek: now ?? (() => new Date(second)),
    nextId: () => {
      id += 1;
      return id;
    },
    accounts: new Map(),
    repositories: [],
    tokens: new Map(),
    apiUrl: '',
    serverUrl: '',
  };
}

function newRepository(world: World, options: RepositoryOptions): Repository {
  const parent = options.forkOf?.state;
  const owner = account(world, options.owner, parent === undefined ? 'Organization' : 'User');
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name: options.name,
    isPrivate: options.private ?? parent?.isPrivate ?? true,
    defaultBranch: options.defaultBranch ?? parent?.defaultBranch ?? 'main',
    deleted: false,
    store: parent?.store ?? new Map(),
    refs: new Map(parent?.refs),
    roles: new Map(),
    rules: new Map(),
    rulesets: [],
    environments: new Map(),
    issues: new Map(),
    pulls: new Map(),
    comments: [],
    activity: [],
    parent,
    behaviour: usualBehaviour(),
    lost: new Map(),
    dismissStale: false,
    associationsLate: false,
    attached: new Map(),
  };
  setRole(repository, owner.login, 'admin');
  world.repositories.push(repository);
  return repository;
}

function writeText({ method, path, body }: LoggedRequest): string {
  if (path !== '/graphql') return `${method} ${path}`;
  const { query, variables } = body as {
    query: string;
    variables?: { input?: { branch?: { branchName?: string; id?: string } } };
  };
  const field = /\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1] ?? '';
  const branch = variables?.input?.branch;
  return ['mutation', field, branch?.branchName ?? branch?.id].filter((part) => part !== undefined).join(' ');
}
