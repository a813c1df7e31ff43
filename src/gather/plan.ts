import { TenantFault } from '../faults.ts';
import type { Known } from '../plan/known.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { Repository } from '../ports/repository.ts';
import type { KeyOwner, TenantReader } from '../ports/tenant.ts';
import { accountsOf, lookUp } from './users.ts';

/** Who looks users up; without one, nobody does. */
export interface LookUp {
  reader: TenantReader;
  owner(): Promise<KeyOwner>;
  /** Milliseconds between the tenant's clock and ours, as far as known once it was asked. */
  skew(): number | undefined;
  /** Further e-mails that are looked up, beside those that rows are about. */
  further: readonly string[];
}

/** How far the clocks may lie apart (threats and faults, R26). */
const SKEW_MS = 5 * 60_000;

/** Makes the plan: once to know whom it is about, then with what the tenant and GitHub say of them. */
export async function makePlanWith(
  repository: Repository,
  input: Omit<PlanInput, 'known' | 'accounts' | 'skewed'>,
  lookUps: LookUp | undefined,
): Promise<{ plan: Plan; known: Known }> {
  const draft = makePlan({ ...input, known: { looked: false }, accounts: new Map(), skewed: false });
  const accounts = await accountsOf(repository, draft.rows);
  const known = lookUps === undefined ? ({ looked: false } as const) : await asked(lookUps, input, draft);
  const skewed = Math.abs(lookUps?.skew() ?? 0) > SKEW_MS;
  return { plan: makePlan({ ...input, known, accounts, skewed }), known };
}

/** A fault of the tenant refuses the whole plan: an error is never taken for an empty answer. */
async function asked(
  { reader, owner, further }: LookUp,
  { policy }: Pick<PlanInput, 'policy'>,
  draft: Plan,
): Promise<Known> {
  try {
    return await lookUp(reader, await owner(), policy.org.id, draft.rows, further);
  } catch (error) {
    if (!(error instanceof TenantFault)) throw error;
    return { looked: false, failed: error.message };
  }
}
