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
import type { Markdown } from '../report/markdown.ts';
import { COMMENT_LIMIT, type PlanView, planText } from '../report/plan.ts';
import { notYetText, problemsText, refusalText, untouchedText } from '../report/problems.ts';
import { writeComment } from './comment.ts';
import type { Context } from './context.ts';
import { isGitHubFault, isTenantFault } from './faults.ts';
import { lookUp, lookupFailed } from './known.ts';
import { type LedgerRead, readLedger, sealersOf } from './ledger.ts';
import { basePolicyOf, problemMarks, type ReadPolicy, readPolicy } from './policy.ts';
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
  const base = basePolicyOf(material.base, context.redact);

  if (sameFile(material.file, material.base)) {
    await comment(context, trigger, material, base?.org.id, untouchedText(), 'nothing');
    return { status: 'no-changes', message: 'The policy is untouched: nothing is planned.', annotations: [] };
  }
  if (trigger.kind === 'plan' && trigger.pull.base !== trigger.defaultBranch) {
    await comment(context, trigger, material, base?.org.id, notYetText());
    return {
      status: 'no-changes',
      message: 'The base is not the default branch: this is not a policy change yet.',
      annotations: [],
    };
  }
  const read = readPolicy(material.file, settings.policy, material.siblings, context.redact);
  if (read.kind !== 'policy') return unusable(context, trigger, material, read, base);
  return planned(context, trigger, material, read, base, owner);
}

async function planned(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  read: Extract<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
  owner: Promise<Settled<KeyOwner>> | undefined,
): Promise<Result> {
  const { settings, tenant, clock } = context;
  const { policy, places } = read;
  const sealers = sealersOf(settings, policy.org.id, material.repositoryId);
  const head = material.ledgers.find(({ org }) => org === policy.org.id);
  const ledger = await readLedger(context.repository, head, sealers);
  const inForce = ledger.kind === 'none' ? undefined : inForceOf(ledger.state);
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
  made.warnings.push(...ledgerWarnings(ledger, material));

  const view: PlanView = {
    plan: made,
    now: clock.now(),
    foreign: ledger.kind === 'unchecked' ? [] : ledger.foreign,
    requests: requestsOf(made, settings.requestOf),
    ...(trigger.kind === 'plan' && { author: { login: trigger.pull.author, bot: trigger.pull.authorIsBot } }),
    ...(inForce && { rules: rulesOf(inForce) }),
  };
  const summary = planText(view, SUMMARY_LIMIT);
  try {
    await comment(context, trigger, material, policy.org.id, planText(view, COMMENT_LIMIT));
  } catch (error) {
    // The reviewers have not seen this plan: the job must not be green.
    if (!isGitHubFault(error)) throw error;
    const message = `The plan is made, but its comment could not be written: the pull request does not show it. ${error.message} Nothing was written to the tenant. Run this again.`;
    return { status: 'failed', message, summary, annotations: rowMarks(made, places), plan: made };
  }
  const refused = isRefused(made);
  return {
    status: refused ? 'refused' : made.rows.length === 0 ? 'no-changes' : 'planned',
    message: refused
      ? 'The plan is refused; nothing was written to the tenant. See the comment or the summary for each reason.'
      : 'The plan is made; nothing was written to the tenant.',
    summary,
    annotations: rowMarks(made, places),
    plan: made,
  };
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

function ledgerWarnings(ledger: LedgerRead, material: PlanMaterial): Warning[] {
  const found: Warning[] = [];
  if (ledger.kind === 'unchecked') {
    found.push({
      code: 'unchecked',
      message:
        'The ledger’s seal was not checked: this job has no API key. What is in force is shown as the ledger says.',
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

async function unusable(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  read: Exclude<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
): Promise<Result> {
  const text =
    read.kind === 'refused' ? refusalText([read.why]) : problemsText(context.settings.policy, read.problems);
  const org = read.kind === 'problems' ? read.orgId : undefined;
  await comment(context, trigger, material, org ?? base?.org.id, text);
  return {
    status: 'refused',
    message: 'The policy file can’t be used; nothing was planned and nothing was written to the tenant.',
    summary: text,
    annotations:
      read.kind === 'problems'
        ? problemMarks(read.problems)
        : [{ level: 'error', message: read.why, line: 1, column: 1 }],
  };
}

async function comment(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  org: string | undefined,
  text: Markdown,
  absent: 'create' | 'nothing' = 'create',
): Promise<void> {
  if (trigger.kind !== 'plan') return;
  if (!trigger.pull.mayComment) {
    context.log(
      'The token of this run may not comment, for the pull request comes from a fork or from Dependabot: see the summary.',
    );
    return;
  }
  const identity = { host: context.settings.host, org: org ?? 'unknown', policy: context.settings.policy };
  const { runId, attempt } = context.run;
  const target = {
    discussion: context.discussion,
    pull: trigger.pull.number,
    identity,
    run: { runId, attempt },
  };
  const written = await writeComment(target, material.comments, () => text.text, absent);
  context.log('The comment on the pull request', written);
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
