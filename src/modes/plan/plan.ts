import { type Binding, proposedBinding } from '../../approval/binding.ts';
import { makePlanWith } from '../../gather/plan.ts';
import { basePolicyOf, policyIn, type ReadPolicy, readPolicy } from '../../gather/policy.ts';
import { type Proposal, proposalOf } from '../../gather/proposal.ts';
import { type LedgerRead, ledgerHead, readLedger, scopeOf } from '../../ledger/branch/read.ts';
import { inForceOf } from '../../ledger/state.ts';
import { isRefused, type Plan } from '../../plan/plan.ts';
import { requestsOf } from '../../plan/request.ts';
import { entryKey } from '../../policy/entry.ts';
import type { Policy } from '../../policy/policy.ts';
import type { PlanMaterial, PolicyFile } from '../../ports/material.ts';
import type { Trigger } from '../../ports/run.ts';
import { firstRefusal, firstSentence } from '../../report/first-reason.ts';
import { buried } from '../../report/ledger.ts';
import { type Audience, COMMENT_LIMIT, type PlanView, planText, SUMMARY_LIMIT } from '../../report/plan.ts';
import { exemptAfter } from '../../report/posture.ts';
import {
  firstProblem,
  NOTHING_PLANNED,
  notYetText,
  problemsText,
  refusalText,
  untouchedText,
} from '../../report/problems.ts';
import { type Context, madeBy, siteOf } from '../context.ts';
import { marksOf } from '../marks.ts';
import type { Annotation, Result } from '../result.ts';
import { type PlanAnswer, showPlan } from './comment.ts';

type PlanTrigger = Extract<Trigger, { kind: 'plan' | 'plan-queue' }>;

/** Plans what a pull request, or a group of a merge queue, would change; writes nothing but its one comment. */
export async function plan(context: Context, trigger: PlanTrigger): Promise<Result> {
  const { repository, settings } = context;
  const of = trigger.kind === 'plan' ? { pull: trigger.pull.number } : { base: trigger.base };
  const material = await repository.planMaterial(trigger.commit, of, settings.host);
  const answer = await answerOf(context, trigger, material);
  return trigger.kind === 'plan' ? showPlan(context, trigger, material, answer) : answer.result;
}

async function answerOf(context: Context, trigger: PlanTrigger, material: PlanMaterial): Promise<PlanAnswer> {
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
    ? planned(context, trigger, material, read, base)
    : unusable(context, trigger.commit, read, base);
}

async function planned(
  context: Context,
  trigger: PlanTrigger,
  material: PlanMaterial,
  read: Extract<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
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
  const now = clock.now();
  const proposal = await proposalOf(context.repository, material, now);
  const binding = inForce && proposedBinding(inForce.entries, policy);
  const limits = binding?.guardrails ?? policy.guardrails;
  const { plan: made } = await makePlanWith(
    context.repository,
    {
      origin: settings.origin,
      sandboxHost: settings.sandboxHost,
      ...(inForce && { inForce }),
      policy,
      base: base === undefined || base.org.id !== policy.org.id ? {} : { policy: base },
      ...(proposal && { isCrossed: proposal.isCrossed }),
      now,
      readiness: settings.readiness,
      isPublic: !material.isPrivate,
      limits,
    },
    tenant && {
      reader: tenant,
      skew: () => undefined,
      further: [...[...policy.optOuts, ...policy.approvers].map(({ user }) => user), ...policy.protected],
    },
  );

  const audience: Audience =
    trigger.kind === 'plan'
      ? {
          kind: 'review',
          openedByBot: trigger.pull.authorIsBot,
          ...(binding && proposal && { approvals: approvalsOf(made, proposal, binding) }),
        }
      : { kind: 'queue' };
  const view: PlanView = {
    plan: made,
    now,
    audience,
    posture: { exempt: exemptAfter(made, inForce, now), most: limits.maxOptOuts },
    made: madeBy(context, material.head?.oid ?? trigger.commit, made.digest),
    lines: { commit: trigger.commit, places },
    foreign: ledger.kind === 'none' ? [] : ledger.foreign,
    ...(ledger.kind === 'buried' && {
      obstacle: buried(scope.branch, ledger.why, ledger.putBack, 'by-plan'),
    }),
    ...adoptionNeeded(policy, tip, ledger, settings.policy),
    requests: requestsOf(made, settings.requestOf),
  };
  const refused = isRefused(made) || view.obstacle !== undefined;
  const reason = firstRefusal(made) ?? firstSentence(view.obstacle ?? '');
  const result: Result = {
    status: refused ? 'refused' : made.rows.length === 0 ? 'no-changes' : 'planned',
    message: refused ? `Blocked: ${reason}` : 'The plan is made.',
    summary: planText(view, SUMMARY_LIMIT),
    annotations: rowMarks(made, places),
    plan: made,
  };
  const comment = planText(view, COMMENT_LIMIT);
  const lookedUp = tenant !== undefined;
  return { result, comment, org: policy.org.id, absent: 'create', lookedUp };
}

/** What of this change makes an administrator adopt after the merge. */
function adoptionNeeded(
  policy: Policy,
  tip: Policy | undefined,
  ledger: LedgerRead,
  path: string,
): Pick<PlanView, 'needsAdoption'> {
  if (tip !== undefined && tip.org.id !== policy.org.id) return { needsAdoption: 'org' };
  if (ledger.kind !== 'valid') return {};
  if (tip?.publicKey !== policy.publicKey) return { needsAdoption: 'key' };
  return ledger.state.policy === path ? {} : { needsAdoption: 'path' };
}

/** What the approvals given so far are worth for each change that this pull request introduces. */
function approvalsOf(
  { rows }: Plan,
  proposal: Proposal,
  { approvers, guardrails }: Binding,
): NonNullable<Extract<Audience, { kind: 'review' }>['approvals']> {
  return rows
    .filter(({ origin, refusals }) => origin === 'introduced' && refusals.length === 0)
    .map((row) => ({ row, judgement: proposal.judge(row, approvers, guardrails) }));
}

function unusable(
  { settings, run }: Context,
  commit: string,
  read: Exclude<ReadPolicy, { kind: 'policy' }>,
  base: Policy | undefined,
): PlanAnswer {
  const text =
    read.kind === 'refused'
      ? refusalText([read.why])
      : problemsText(settings.policy, read.problems, NOTHING_PLANNED, {
          site: siteOf(settings, run),
          commit,
        });
  const org = read.kind === 'problems' ? read.orgId : undefined;
  const reason = read.kind === 'refused' ? read.why : firstProblem(read.problems);
  const result: Result = {
    status: 'refused',
    message: `Blocked: the policy file can’t be used. ${reason}`,
    summary: text,
    annotations: marksOf(read),
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
