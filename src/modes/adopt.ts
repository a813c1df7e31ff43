import type { Decided } from '../apply/decide.ts';
import { claimOf } from '../apply/outcome.ts';
import type { RecordedSource } from '../ledger/state.ts';
import { inForceOf } from '../ledger/state.ts';
import { judgeLimits } from '../plan/limits.ts';
import type { Trigger } from '../ports.ts';
import type { ApplyContext } from './context.ts';
import type { Ready } from './prepare.ts';
import type { Draft } from './write-ledger.ts';

type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

export type Adoption =
  | { kind: 'adopted'; decided: Decided[]; draft: Draft }
  | { kind: 'refused'; why: string };

/**
 * The first apply for an Org (design, section 8): started by hand by an administrator of the repository, who names the digest of
 * exactly this plan. Everything that the file says at the tip is thereby approved, judged by its own guardrails.
 */
export async function adopt(context: ApplyContext, trigger: ApplyTrigger, ready: Ready): Promise<Adoption> {
  const { settings, repository, clock } = context;
  const { plan, material, read, state } = ready;
  if (trigger.by !== 'dispatch') {
    return refused('An adoption is started by hand, by workflow_dispatch.');
  }
  if (settings.adopt !== plan.digest) {
    return refused(
      'The digest given by the input adopt is not that of the plan as it is now. Read the plan again, then start with its digest.',
    );
  }
  for (const starter of trigger.starters) {
    if ((await repository.role(starter)) !== 'admin') {
      return refused(
        'An adoption is started by an administrator of the repository; who started this run, or ran it again, is none.',
      );
    }
  }
  const now = clock.now();
  const source: RecordedSource = { kind: 'adoption', commit: material.tip, by: trigger.starters };
  const inForce = state === undefined ? undefined : inForceOf(state);
  const carried = plan.rows.filter(({ kind }) => kind !== 'reset');
  const open = carried.filter(({ refusals }) => refusals.length === 0);
  const limits = judgeLimits(open, {
    guardrailsOf: () => read.policy.guardrails,
    groupOf: () => '',
    inForce,
    now,
  });
  const decided = carried.map((row): Decided => {
    const refusals = limits.get(row) ?? row.refusals;
    const traced = { kind: 'approved' } as const;
    return refusals.length > 0
      ? { row, traced, verdict: { kind: 'refused', refusals } }
      : { row, traced, verdict: { kind: 'go', source, approvals: [] } };
  });
  const resets = plan.rows.filter((row) => row.kind === 'reset' && row.after !== undefined);
  const closed = resets.map((row) => claimOf(row, 'closed', source, now.toISOString()));
  const known = state?.resets ?? [];
  const draft: Draft = {
    schema: 1,
    approved: material.tip,
    inForce: state?.inForce ?? [],
    resets: [...known, ...closed.filter(({ request }) => !known.some((claim) => claim.request === request))],
    doubt: state?.doubt ?? [],
  };
  return { kind: 'adopted', decided, draft };
}

function refused(why: string): Adoption {
  return { kind: 'refused', why: `${why} Nothing was carried out, and nothing was written.` };
}
