import { type Decided, decide } from '../apply/decide.ts';
import { afterDeath } from '../apply/outcome.ts';
import { missingLedgerRules, missingRules } from '../apply/rules.ts';
import { mergedAt, type Stretch, said, type Traced, trace } from '../apply/source.ts';
import { publicKeyOf, type Scope } from '../ledger/signature.ts';
import { inForceOf, type State } from '../ledger/state.ts';
import { tighter } from '../plan/limits.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { Row } from '../plan/row.ts';
import { guardrailsOf } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import type { TipMaterial, Trigger } from '../ports.ts';
import { buried, otherKey, unnamedKey } from '../report/ledger.ts';
import type { Markdown } from '../report/markdown.ts';
import type { ApplyContext } from './context.ts';
import { isTenantFault } from './faults.ts';
import { lookUp, lookupFailed } from './known.ts';
import { type LedgerRead, ledgerHead, readLedger, scopeOf } from './ledger.ts';
import { policyOf, type ReadPolicy, readPolicy } from './policy.ts';
import { readStretch } from './stretch.ts';

type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;
type Usable = Extract<ReadPolicy, { kind: 'policy' }>;

/** What an apply has found out before it writes anything. */
export type Prepared =
  | {
      kind: 'refused';
      why: (string | Markdown)[];
      plan?: Plan;
      problems?: Extract<ReadPolicy, { kind: 'problems' }>['problems'];
    }
  | Ready;

export interface Ready {
  kind: 'ready';
  material: TipMaterial;
  read: Usable;
  /** What the ledger's files are signed for. */
  scope: Scope;
  ledger: Exclude<LedgerRead, { kind: 'buried' }>;
  /** The state that is built upon, a dead run's intent already turned into doubt; absent while not adopted and nothing fits. */
  state?: State;
  /** A valid state whose `approved` is on the line; absent: not adopted. */
  adopted?: { decided: Decided[]; distance: number };
  plan: Plan;
  /** Rules of the default branch that are off. */
  rulesMissing: readonly string[];
  /** The merged pull request that made the tip, if one did. */
  pull?: number;
  startedAt: string;
}

/** Reads the tip, the ledger, the line and the tenant, and judges each row; writes nothing. */
export async function prepare(context: ApplyContext, trigger: ApplyTrigger): Promise<Prepared> {
  const { repository, settings, clock } = context;
  const startedAt = clock.now().toISOString();
  const material = await currentTip(context, trigger);
  if (material === undefined) {
    return refused(
      'GitHub still shows an older state of the default branch than the one that started this run. Nothing was written. Run it again in a few minutes.',
    );
  }
  const read = readPolicy(material.file, settings.policy, material.siblings, context.redact);
  if (read.kind === 'refused') return refused(`${read.why} Nothing was written.`);
  if (read.kind === 'problems') return { kind: 'refused', why: [], problems: read.problems };

  const org = read.policy.org.id;
  const { publicKey } = read.policy;
  const own = publicKeyOf(context.signing);
  if (publicKey === undefined) return refused(unnamedKey(own));
  if (publicKey !== own) return refused(otherKey(publicKey, own));
  const scope = scopeOf(settings, org, material.repositoryId);
  const head = await ledgerHead(repository, settings, material.ledgers, org);
  const ledger = await readLedger(repository, head, scope, publicKey);
  if (ledger.kind === 'buried') return refused(buried(scope.branch, ledger.why, ledger.putBack));
  const alive = ledger.kind === 'valid' ? livingRun(ledger.state, context) : undefined;
  if (alive !== undefined) return refused(alive);
  const state = ledger.kind === 'valid' ? afterDeath(ledger.state) : undefined;
  const line = state === undefined ? undefined : await readStretch(repository, material, state.approved);

  const plan = await makeApplyPlan(context, read.policy, state);
  if (plan.refusals.length > 0)
    return { kind: 'refused', why: plan.refusals.map(({ message }) => message), plan };
  const [rules, ledgerRules] = await Promise.all([
    repository.rules(trigger.defaultBranch),
    repository.rules(scope.branch),
  ]);
  const inForce = state === undefined ? undefined : inForceOf(state);
  const binding =
    inForce === undefined
      ? read.policy.guardrails
      : tighter(guardrailsOf(inForce.entries.map(({ entry }) => entry)), read.policy.guardrails);
  const rulesMissing = [
    ...missingRules(rules, binding),
    ...missingLedgerRules(ledgerRules, settings.ledgerBranch),
  ];
  const stretch: Omit<Stretch, 'commits'> = {
    recent: material.recent,
    repositoryId: material.repositoryId,
    defaultBranch: trigger.defaultBranch,
  };
  const [tip] = material.line;
  const pull = tip === undefined ? undefined : mergedAt(tip, stretch)?.number;
  const ready: Ready = {
    kind: 'ready',
    material,
    read,
    scope,
    ledger,
    ...(state && { state }),
    plan,
    rulesMissing,
    ...(pull !== undefined && { pull }),
    startedAt,
  };
  if (state === undefined || line === undefined) return ready;

  const distance = line.commits.length - 1;
  if (plan.rows.length === 0) return { ...ready, adopted: { decided: [], distance } };
  const texts = await line.texts();
  const policies = new Map<string, Policy | undefined>();
  const commits = line.commits.map((commit) => {
    const blob = commit.file.kind === 'file' ? commit.file.blob : '';
    if (!policies.has(blob)) policies.set(blob, policyOf(texts.get(blob)));
    return said(commit, policies.get(blob), org);
  });
  const traced = new Map<Row, Traced>(plan.rows.map((row) => [row, trace(row, { ...stretch, commits })]));
  const pulls = [...traced.values()].flatMap((one) => (one.kind === 'pull-request' ? [one.pull] : []));
  const unique = [...new Map(pulls.map((one) => [one.number, one])).values()];
  const decided = decide({
    rows: plan.rows,
    traced,
    sources: await repository.sources(unique),
    inForce: inForceOf(state),
    approved: state.approved,
    now: clock.now(),
    rulesMissing,
  });
  return { ...ready, adopted: { decided, distance } };
}

/** How often a tip that lies behind the event's commit is asked for again. */
const TIP_TRIES = 3;
const TIP_WAIT_MS = 5_000;

async function currentTip(
  { repository, settings, clock }: ApplyContext,
  trigger: ApplyTrigger,
): Promise<TipMaterial | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const material = await repository.tipMaterial(trigger.defaultBranch, settings.host);
    const seen = material.line.some(({ oid }) => oid === trigger.commit);
    if (seen || !(await repository.isBehind(material.tip, trigger.commit))) return material;
    if (attempt === TIP_TRIES) return undefined;
    await clock.sleep(TIP_WAIT_MS);
  }
}

/** How long the intent of another run is taken for alive (design, section 8). */
const INTENT_ALIVE_MS = 20 * 60_000;

function livingRun({ sending }: State, { run, clock }: ApplyContext): string | undefined {
  if (sending === undefined) return undefined;
  if (sending.run === run.runId && sending.attempt < run.attempt) return undefined;
  const until = Date.parse(sending.time) + INTENT_ALIVE_MS;
  if (clock.now().getTime() >= until) return undefined;
  const time = new Date(until).toISOString().slice(11, 16);
  return `Another run is applying changes, or died while it did. Nothing was written. If it does not finish, run this again after ${time} UTC: it then takes over.`;
}

/** How far the clocks may lie apart (threats and faults, R26). */
const SKEW_MS = 5 * 60_000;

async function makeApplyPlan(context: ApplyContext, policy: Policy, state: State | undefined): Promise<Plan> {
  const { settings, clock, tenant } = context;
  const input: PlanInput = {
    origin: settings.origin,
    sandboxHost: settings.sandboxHost,
    ...(state && { inForce: inForceOf(state) }),
    policy,
    known: { looked: false },
    now: clock.now(),
    readiness: settings.readiness,
  };
  const draft = makePlan(input);
  try {
    const owner = await tenant.me();
    const known = await lookUp(tenant, owner, policy.org.id, draft.rows);
    const made = makePlan({ ...input, known });
    if (Math.abs(context.skew() ?? 0) > SKEW_MS) {
      for (const row of made.rows) {
        if (row.direction === 'loosen' || row.kind === 'reset')
          row.refusals.push({ code: 'clock-skew', message: SKEWED });
      }
    }
    return made;
  } catch (error) {
    if (!isTenantFault(error)) throw error;
    draft.refusals.push(lookupFailed(error));
    return draft;
  }
}

const SKEWED =
  'The clocks of this runner and of the tenant lie more than 5 minutes apart. Nothing is loosened or reset by a clock that may be wrong.';

function refused(why: string | Markdown): Prepared {
  return { kind: 'refused', why: [why] };
}
