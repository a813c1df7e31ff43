import { inForceOf } from '../ledger/state.ts';
import type { InForce } from '../plan/known.ts';
import { judgeLimits, tighter } from '../plan/limits.ts';
import { isRefused, makePlan, type Plan } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import { requestsOf } from '../plan/request.ts';
import type { Warning } from '../plan/warnings.ts';
import { entryKey, guardrailsOf } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import type { KeyOwner, PlanMaterial, PolicyFile, Trigger } from '../ports.ts';
import { buried } from '../report/ledger.ts';
import { COMMENT_LIMIT, type PlanView, planText } from '../report/plan.ts';
import { notYetText, problemsText, refusalText, untouchedText } from '../report/problems.ts';
import type { Context } from './context.ts';
import { isTenantFault } from './faults.ts';
import { lookUp, lookupFailed } from './known.ts';
import { ledgerHead, readLedger, scopeOf } from './ledger.ts';
import { type PlanAnswer, showPlan } from './plan-comment.ts';
import { basePolicyOf, policyIn, problemMarks, type ReadPolicy, readPolicy } from './policy.ts';
import type { Annotation, Result } from './result.ts';
import { type Settled, settle, value } from './settled.ts';

type PlanTrigger = Extract<Trigger, { kind: 'plan' | 'plan-queue' }>;

/** The summary of a step holds this much (threats and faults, section 3). */
export const SUMMARY_LIMIT = { codePoints: 800_000, bytes: 900_000 };

/** Plans what a pull request, or a group of a merge queue, would change; writes nothing but its one comment. */
export async function plan(context: Context, trigger: PlanTrigger): Promise<Result> {
  const { repository, settings, tenant } = context;
  const owner = settle(tenant?.me());
  const of = trigger.kind === 'plan' ? { pull: trigger.pull.number } : { base: trigger.base };
  const material = await repository.planMaterial(trigger.commit, of, settings.host);
  const answer = await answerOf(context, trigger, material, owner);
  return trigger.kind === 'plan' ? showPlan(context, trigger, material, answer) : answer.result;
}

async function answerOf(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  owner: Promise<Settled<KeyOwner>> | undefined,
): Promise<PlanAnswer> {
  const { settings } = context;
  const base = basePolicyOf(material.base, context.redact);
  if (sameFile(material.file, material.base)) {
    const message = 'The policy is untouched: nothing is planned.';
    const result: Result = { status: 'no-changes', message, annotations: [] };
    return { result, comment: untouchedText(), org: base?.org.id, absent: 'nothing', lookedUp: false };
  }
  if (trigger.kind === 'plan' && trigger.pull.base !== trigger.defaultBranch) {
    const message = 'The base is not the default branch: this is not a policy change yet.';
    const result: Result = { status: 'no-changes', message, annotations: [] };
    return { result, comment: notYetText(), org: base?.org.id, absent: 'create', lookedUp: false };
  }
  const read = readPolicy(material.file, settings.policy, material.siblings, context.redact);
  return read.kind === 'policy'
    ? planned(context, trigger, material, read, base, owner)
    : unusable(settings.policy, read, base);
}

async function planned(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  read: Extract<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
  owner: Promise<Settled<KeyOwner>> | undefined,
): Promise<PlanAnswer> {
  const { settings, tenant, clock } = context;
  const { policy, places } = read;
  const scope = scopeOf(settings, policy.org.id, material.repositoryId);
  const tip = policyIn(material.tip.file);
  const head = await ledgerHead(context.repository, settings, material.ledgers, policy.org.id);
  // By the key at the tip of the default branch, never by one that the pull request brings.
  const ledger = await readLedger(
    context.repository,
    head,
    scope,
    tip?.org.id === policy.org.id ? tip.publicKey : undefined,
  );
  const inForce = ledger.kind === 'valid' ? inForceOf(ledger.state) : undefined;
  const input: PlanInput = {
    origin: settings.origin,
    sandboxHost: settings.sandboxHost,
    ...(inForce && { inForce }),
    policy,
    base: base === undefined || base.org.id !== policy.org.id ? {} : { policy: base },
    known: { looked: false },
    now: clock.now(),
    readiness: settings.readiness,
  };
  const draft = makePlan(input);
  const made =
    tenant === undefined || owner === undefined ? draft : await withTenant(context, input, draft, owner);
  limit(made, policy, inForce, clock.now());
  made.warnings.push(...ledgerWarnings(policy, material));

  const view: PlanView = {
    plan: made,
    now: clock.now(),
    foreign: ledger.kind === 'none' ? [] : ledger.foreign,
    ...(ledger.kind === 'buried' && { obstacle: buried(scope.branch, ledger.why, ledger.putBack) }),
    needsAdoption: inForce !== undefined && tip?.publicKey !== policy.publicKey,
    requests: requestsOf(made, settings.requestOf),
    ...(trigger.kind === 'plan' && { author: { login: trigger.pull.author, bot: trigger.pull.authorIsBot } }),
    ...(inForce && { rules: rulesOf(inForce) }),
  };
  const refused = isRefused(made) || ledger.kind === 'buried';
  const result: Result = {
    status: refused ? 'refused' : made.rows.length === 0 ? 'no-changes' : 'planned',
    message: refused
      ? 'The plan is refused; nothing was written to the tenant. See the comment or the summary for each reason.'
      : 'The plan is made; nothing was written to the tenant.',
    summary: planText(view, SUMMARY_LIMIT),
    annotations: rowMarks(made, places),
    plan: made,
  };
  const comment = planText(view, COMMENT_LIMIT);
  const lookedUp = tenant !== undefined;
  return { result, comment, org: policy.org.id, absent: 'create', lookedUp };
}

/** Makes the plan again with what the tenant says of its users; a fault of the tenant refuses the whole plan. */
async function withTenant(
  context: Context,
  input: PlanInput,
  draft: Plan,
  owner: Promise<Settled<KeyOwner>>,
): Promise<Plan> {
  if (context.tenant === undefined) return draft;
  try {
    const further = input.policy.optOuts.map(({ user }) => user);
    const known = await lookUp(context.tenant, value(await owner), input.policy.org.id, draft.rows, further);
    return makePlan({ ...input, known });
  } catch (error) {
    if (!isTenantFault(error)) throw error;
    draft.refusals.push(lookupFailed(error));
    return draft;
  }
}

/** Adds the refusals of the limits in force; what the file tightens binds at once. */
function limit(made: Plan, policy: Policy, inForce: InForce | undefined, now: Date): void {
  const binding =
    inForce === undefined ? policy.guardrails : tighter(rulesOf(inForce).guardrails, policy.guardrails);
  const open = made.rows.filter(({ refusals }) => refusals.length === 0);
  const refused = judgeLimits(open, {
    guardrailsOf: () => binding,
    groupOf: ({ origin }) => origin,
    inForce,
    now,
  });
  for (const [row, refusals] of refused) row.refusals.push(...refusals);
}

function rulesOf({ entries }: InForce): NonNullable<PlanView['rules']> {
  const all = entries.map(({ entry }) => entry);
  const approvers = all.flatMap((entry) =>
    entry.kind === 'approver' ? [{ login: entry.login, user: entry.user }] : [],
  );
  return { guardrails: guardrailsOf(all), approvers };
}

function ledgerWarnings(policy: Policy, material: PlanMaterial): Warning[] {
  const found: Warning[] = [];
  if (policy.publicKey === undefined) {
    found.push({
      code: 'no-ledger-key',
      message: 'The policy names no ledger-public-key. Until it does, nothing can be applied.',
    });
  }
  if (!material.isPrivate) {
    found.push({
      code: 'public',
      message: 'This repository is public: everybody can read the policy, this comment and the ledger.',
    });
  }
  return found;
}

function unusable(
  path: string,
  read: Exclude<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
): PlanAnswer {
  const text = read.kind === 'refused' ? refusalText([read.why]) : problemsText(path, read.problems);
  const org = read.kind === 'problems' ? read.orgId : undefined;
  const result: Result = {
    status: 'refused',
    message: 'The policy file can’t be used; nothing was planned and nothing was written to the tenant.',
    summary: text,
    annotations:
      read.kind === 'problems'
        ? problemMarks(read.problems)
        : [{ level: 'error', message: read.why, line: 1, column: 1 }],
  };
  return { result, comment: text, org: org ?? base?.org.id, absent: 'create', lookedUp: false };
}

function rowMarks(made: Plan, places: ReadonlyMap<string, { line: number; column: number }>): Annotation[] {
  return made.rows.flatMap((row) => {
    const place = row.after === undefined ? undefined : places.get(entryKey(row.after));
    if (place === undefined || row.origin !== 'introduced') return [];
    return row.refusals.map(({ message }) => ({ level: 'error' as const, message, ...place }));
  });
}

function sameFile(a: PolicyFile, b: PolicyFile): boolean {
  return a.kind === b.kind && (a.kind !== 'file' || b.kind !== 'file' || a.blob === b.blob);
}
