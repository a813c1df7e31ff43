import { branchOf } from '../../src/ledger/branch-name.ts';
import { type LedgerCommit, newestVerified } from '../../src/ledger/newest.ts';
import { recordsDigest } from '../../src/ledger/record.ts';
import { type FileKind, type Scope, signed, verified } from '../../src/ledger/signature.ts';
import { readState, type State, stateJson } from '../../src/ledger/state.ts';
import { entriesOf } from '../../src/policy/entry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { forms } from '../../src/runner/forms.ts';
import { ledgerKeySecrets } from '../../src/runner/ledger-key.ts';
import { unbroken } from '../report/reading.ts';
import { type ActionResult, runAction } from '../sandbox/action.ts';
import { type GitHub, startGitHub } from '../sandbox/github/github.ts';
import type { RepositoryHandle } from '../sandbox/github/repository.ts';
import { ledgerRules, strictRules } from '../sandbox/github/rules.ts';
import { LEDGER_KEY, ledgerKey } from '../sandbox/ledger-key.ts';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import type { Tenant, TenantOptions } from '../sandbox/tenant/contract.ts';
import { startTenant } from '../sandbox/tenant/tenant.ts';

/** The key that must never show. No sink of any scenario may hold it in any form. */
export const KEY = 'canary-7Qm2xLw9Rk4vTz8s';
export const NOW = new Date('2026-11-24T09:00:00Z');

const APPLY_PERMISSIONS = { contents: 'write', 'pull-requests': 'write', issues: 'write' } as const;
const PLAN_PERMISSIONS = { contents: 'read', 'pull-requests': 'write' } as const;

export const USERS = [
  { id: 101, email: 'ana.diaz@acme.example' },
  { id: 102, email: 'bo.chen@acme.example' },
  { id: 103, email: 'cy.lee@acme.example' },
  { id: 1732, email: 'lobby.kiosk@acme.example' },
  { id: 1733, email: 'hall.kiosk@acme.example' },
  { id: 1734, email: 'yard.kiosk@acme.example' },
  { id: 105, email: 'root.admin@acme.example', isAdmin: true },
];

export interface WorldOptions {
  tenant?: Partial<TenantOptions>;
  isPrivate?: boolean;
  approvals?: number;
}

export interface RunOptions {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  /** Left out, every run is a new one. */
  runId?: number;
  attempt?: number;
  key?: boolean;
  started?(pid: number): void;
}

export interface PullEvent {
  payload: unknown;
  /** The test merge. */
  sha: string;
}

/** An embedded tenant and GitHub with one repository, and the action run against them. */
export class World {
  readonly github: GitHub;
  readonly tenant: Tenant;
  readonly repo: RepositoryHandle;
  now: Date = NOW;
  #run = 1000;

  private constructor(github: GitHub, tenant: Tenant, repo: RepositoryHandle) {
    this.github = github;
    this.tenant = tenant;
    this.repo = repo;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const clock = { now: NOW };
    const github = await startGitHub({ now: () => clock.now });
    const tenant = await startTenant({
      now: () => clock.now,
      org: { id: 166, name: 'Acme Risk' },
      apiKey: KEY,
      users: USERS,
      mfaOptOutReadable: false,
      envelope: 'mixed',
      ...options.tenant,
    });
    const repo = github.repository({ owner: 'acme', name: 'mfa-policy', private: options.isPrivate ?? true });
    for (const login of ['ana-diaz', 'bo-chen', 'cy-lee']) repo.user(login, { permission: 'write' });
    repo.user('olga-owner', { permission: 'admin' });
    repo.user('wes-writer', { permission: 'write' });
    repo.rules('main', strictRules(options.approvals ?? 1));
    repo.commit({
      branch: 'main',
      files: { 'README.md': 'MFA policy\n' },
      by: 'olga-owner',
      message: 'Start',
    });
    const world = new World(github, tenant, repo);
    repo.rules(world.ledger, ledgerRules());
    Object.defineProperty(world, 'now', {
      get: () => clock.now,
      set: (value: Date) => {
        clock.now = value;
      },
    });
    return world;
  }

  async close(): Promise<void> {
    await Promise.all([this.github.close(), this.tenant.close()]);
  }

  get ledger(): string {
    return branchOf('mfa-ledger', new URL(this.tenant.url).host, '166');
  }

  /** The state as the ledger's head holds it. */
  state(): State {
    return JSON.parse(String(this.repo.file(this.ledger, 'state.json')));
  }

  /** The newest state of the ledger that one of these keys verifies, whatever lies above it; undefined where there is none. */
  vouched(publicKeys: readonly string[] = [LEDGER_KEY.publicKey]): State | undefined {
    const commits: LedgerCommit[] = [];
    let oid = this.repo.has(this.ledger) ? this.repo.tip(this.ledger) : undefined;
    while (oid !== undefined) {
      const parents = this.repo.parents(oid);
      commits.push({ oid, tree: oid, parents });
      [oid] = parents;
    }
    const search = newestVerified(commits, true, ({ oid: at, parents: [onto, ...others] }) => {
      const text = this.repo.file(at, 'state.json');
      if (text === undefined || onto === undefined || others.length > 0) return undefined;
      const contents = publicKeys.map((key) => verified(key, this.scope, 'state', text));
      const content = contents.find((one) => one !== undefined);
      const state = content && readState(content);
      return state?.onto === onto ? state : undefined;
    });
    return search.kind === 'found' ? search.state : undefined;
  }

  get scope(): Scope {
    const repository = String(this.repo.id);
    return { origin: this.tenant.url, org: '166', repository, branch: this.ledger };
  }

  /** A direct push of the policy. */
  push(policy: PolicyText | string, by = 'olga-owner'): string {
    return this.repo.commit({ branch: 'main', files: file(policy), by, message: 'Change the policy' });
  }

  /** A pull request that changes the policy. */
  open(policy: PolicyText | string | null, by = 'ana-diaz'): number {
    return this.repo.openPullRequest({
      by,
      base: 'main',
      files: policy === null ? { 'mfa-policy.yml': null } : file(policy),
    });
  }

  /** Opened by ana, approved by bo, merged by bo. */
  merged(
    policy: PolicyText | string,
    options: { by?: string; approvedBy?: string[]; method?: 'merge' | 'squash' | 'rebase' } = {},
  ): number {
    const pull = this.open(policy, options.by);
    for (const by of options.approvedBy ?? ['bo-chen']) this.repo.review(pull, { by, state: 'APPROVED' });
    this.repo.merge(pull, { method: options.method ?? 'merge', by: 'bo-chen' });
    return pull;
  }

  /** What starts the plan of a pull request, as GitHub says it now. */
  pullEvent(pull: number, action = 'synchronize'): PullEvent {
    return { payload: this.repo.pullRequestEvent(pull, action), sha: this.repo.testMerge(pull) ?? '' };
  }

  /** The plan of a pull request. Without the key, as the template has it, unless it is asked for; of an earlier event where one is given. */
  plan(
    pull: number,
    options: RunOptions & { event?: PullEvent; token?: Record<string, 'read' | 'write'> } = {},
  ): Promise<ActionResult> {
    const { payload, sha } = options.event ?? this.pullEvent(pull);
    const env = { GITHUB_SHA: sha, GITHUB_REF: `refs/pull/${pull}/merge`, ...options.env };
    const token = options.token ?? PLAN_PERMISSIONS;
    return this.run('pull_request', payload, { key: false, ...options, env }, token);
  }

  /** The apply that a push to the default branch starts. */
  applyPush(options: RunOptions = {}): Promise<ActionResult> {
    const env = { GITHUB_REF: 'refs/heads/main', GITHUB_SHA: this.repo.tip('main'), ...options.env };
    return this.run('push', this.repo.pushEvent({ sender: 'bo-chen' }), { ...options, env });
  }

  /** The apply that a person starts by hand. */
  applyByHand(options: RunOptions & { by?: string } = {}): Promise<ActionResult> {
    const by = options.by ?? 'olga-owner';
    const env = {
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: this.repo.tip('main'),
      GITHUB_TRIGGERING_ACTOR: by,
      ...options.env,
    };
    return this.run('workflow_dispatch', this.repo.dispatchEvent({ sender: by }), { ...options, env });
  }

  /** The id of a run that was not there before. */
  newRun(): number {
    this.#run += 1;
    return this.#run;
  }

  async run(
    event: string,
    payload: unknown,
    options: RunOptions,
    permissions: Record<string, 'read' | 'write'> = APPLY_PERMISSIONS,
  ): Promise<ActionResult> {
    const newRun = this.newRun();
    const result = await runAction({
      event,
      payload,
      now: this.now,
      ...(options.started && { started: options.started }),
      ...this.surroundings({ runId: newRun, ...options }, permissions),
    });
    this.assertNoLeak(result);
    return result;
  }

  /** What the workflow and the runner give a run. */
  surroundings(
    options: RunOptions & { runId: number },
    permissions: Record<string, 'read' | 'write'> = APPLY_PERMISSIONS,
  ) {
    const inputs: Record<string, string> = {
      mode: 'auto',
      'api-url': this.tenant.url,
      'github-token': this.github.token(permissions),
      'enforce-body': this.tenant.exampleValues.enforce,
      'reset-body': this.tenant.exampleValues.reset,
      ...(options.key === false ? {} : { 'api-key': KEY, 'ledger-key': LEDGER_KEY.pem }),
      ...options.inputs,
    };
    const env: Record<string, string> = {
      GITHUB_REPOSITORY: this.repo.fullName,
      GITHUB_RUN_ID: String(options.runId),
      GITHUB_RUN_ATTEMPT: String(options.attempt ?? 1),
      GITHUB_API_URL: this.github.apiUrl,
      GITHUB_GRAPHQL_URL: this.github.graphqlUrl,
      GITHUB_SERVER_URL: this.github.serverUrl,
      ...options.env,
    };
    return { inputs, env };
  }

  /** The digest that the last unadopted apply showed, adopted by an administrator. */
  async adopt(policy: PolicyText | string = {}): Promise<ActionResult> {
    this.push(policy);
    const { outputs } = await this.applyPush();
    return this.applyByHand({ inputs: { adopt: outputs.digest ?? '' } });
  }

  /** Puts a ledger in place as an adoption of the tip leaves it, without running one. `optOutIds`: user ids by e-mail. */
  seed(policy: PolicyText = {}, change: (state: State) => State = (state) => state): string {
    const commit = this.push(policy);
    const parsed = parsePolicy(new TextEncoder().encode(policyText(policy)));
    if (parsed.kind === 'problems') throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
    const by = ['olga-owner'];
    const authority = { kind: 'adoption' as const, commit, by };
    const since = NOW.toISOString();
    const entries = entriesOf(parsed.policy).filter(({ kind }) => kind !== 'reset');
    const inForce = entries.map((entry) => {
      const id =
        entry.kind === 'opt-out'
          ? [...this.tenant.state.users.values()].find(({ email }) => email === entry.user)?.id
          : undefined;
      const account = entry.kind === 'approver' ? this.repo.user(entry.login).id : id;
      return { entry, since, authority, ...(account !== undefined && { userId: String(account) }) };
    });
    for (const { entry, userId } of inForce) {
      if (entry.kind === 'enforce') this.tenant.state.enforced = entry.enforce;
      const user = entry.kind === 'opt-out' ? this.tenant.state.users.get(userId ?? '') : undefined;
      if (user !== undefined) user.optOut = true;
    }
    inForce.sort((a, b) => (JSON.stringify(a.entry) < JSON.stringify(b.entry) ? -1 : 1));
    const root = this.repo.commit({
      branch: this.ledger,
      files: { 'README.md': '# MFA ledger\n' },
      from: null,
      by: 'olga-owner',
      message: 'Start the ledger',
    });
    return this.commitState(
      change({
        schema: 1,
        policy: 'mfa-policy.yml',
        baseline: commit,
        adopted: { commit, digest: '0'.repeat(64), by, time: since, refused: [] },
        seen: commit,
        time: since,
        inForce,
        resets: [],
        doubt: [],
        records: recordsDigest([]),
        onto: root,
      }),
    );
  }

  /** Commits a signed state onto the ledger, as the action would; with another key, scope or kind, as a forger would. */
  commitState(state: State, forged: Partial<Scope> & { seed?: number; kind?: FileKind } = {}): string {
    const { seed = 1, kind = 'state', ...scope } = forged;
    const text = signed(ledgerKey(seed).key, { ...this.scope, ...scope }, kind, stateJson(state));
    return this.repo.commit({
      branch: this.ledger,
      files: { 'state.json': text },
      by: 'github-actions[bot]',
      message: 'Record',
    });
  }

  /** What the tenant was asked to change, and what GitHub was, in order; both are forgotten. */
  takeWrites(): { tenant: string[]; github: string[] } {
    const taken = { tenant: this.tenant.writes(), github: this.github.writes() };
    this.tenant.requests.length = 0;
    this.github.requests.length = 0;
    return taken;
  }

  /** The one comment of this action on a pull request, in its words. */
  comment(pull: number): string {
    const own = this.repo
      .comments(pull)
      .filter(({ body }) => /^<!-- mfa-policy (?:plan|result|refusal) /.test(body));
    const [one] = own;
    if (one === undefined || own.length > 1) throw new Error(`${own.length} comments of the action, not one`);
    return unbroken(one.body);
  }

  /** Searches the canary in everything that a run has written anywhere. */
  assertNoLeak(result: ActionResult): void {
    const written = this.github.requests
      .filter(({ write }) => write)
      .map(({ body }) => JSON.stringify(body ?? null));
    const masks = /^::add-mask::.*$/gm;
    const sinks = [
      result.stdout.replace(masks, ''),
      result.stderr,
      result.summary,
      result.planFile,
      JSON.stringify(result.outputs),
      ...written,
    ];
    const decoded = written.flatMap((body) =>
      Array.from(body.matchAll(/"contents":"([^"]*)"/g), ([, text = '']) =>
        Buffer.from(text, 'base64').toString(),
      ),
    );
    const all = [...sinks, ...decoded].join('\n').toLowerCase();
    for (const [name, canaries] of CANARIES) {
      if (canaries.some((form) => all.includes(form)))
        throw new Error(`the ${name} stands in something that the run wrote`);
    }
  }
}

/** What no run may write anywhere, in every form that the redactor knows. */
const CANARIES = [['key', [KEY]] as const, ['private key', ledgerKeySecrets(LEDGER_KEY.pem)] as const].map(
  ([name, secrets]) => [name, secrets.flatMap(forms).map((form) => form.toLowerCase())] as const,
);

function file(policy: PolicyText | string): Record<string, string> {
  return { 'mfa-policy.yml': typeof policy === 'string' ? policy : policyText(policy) };
}
