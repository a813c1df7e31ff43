import { z } from 'zod';
import { callsOf, type Plan } from '../plan/plan.ts';
import { canonicalJson, type Json } from '../text/canonical.ts';

const entry = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const refusal = z.object({ code: z.string(), message: z.string() });

/** What the output `plan-file` holds. Texts are data: quote them before they get anywhere near a shell. */
export const planFileSchema = z
  .object({
    schema: z.literal(1),
    org: z.object({
      id: z.string(),
      name: z.string().optional(),
      environment: z.enum(['production', 'sandbox']),
    }),
    origin: z.string().describe('The API that the plan is for'),
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    status: z.string().describe('As the output status'),
    changes: z.int().nonnegative().describe('Rows that would call the tenant'),
    rows: z.array(
      z.object({
        kind: z.enum(['enforce', 'lift', 'opt-out', 'opt-in', 'amend', 'reset', 'rule']),
        direction: z.enum(['loosen', 'reset', 'tighten', 'neutral']),
        origin: z.enum(['introduced', 'waiting']),
        before: entry.optional(),
        after: entry.optional(),
        userId: z.string().optional(),
        need: z.enum(['call', 'already-so', 'in-force', 'nothing']),
        refusals: z.array(refusal),
      }),
    ),
    warnings: z.array(z.object({ code: z.string(), message: z.string(), subject: z.string().optional() })),
    refusals: z.array(refusal),
  })
  .meta({ title: 'Plan file of the Resolver MFA policy action' });

export type PlanFile = z.infer<typeof planFileSchema>;

/** A plan for later steps of the job, as the text of a file. */
export function planFile(plan: Plan, status: string): string {
  const file = {
    schema: 1,
    org: plan.org,
    origin: plan.origin,
    digest: plan.digest,
    status,
    changes: callsOf(plan).length,
    rows: plan.rows.map((row) => ({
      kind: row.kind,
      direction: row.direction,
      origin: row.origin,
      before: row.before,
      after: row.after,
      userId: row.userId ?? row.recorded,
      need: row.need,
      refusals: row.refusals,
    })),
    warnings: plan.warnings,
    refusals: plan.refusals,
  };
  return canonicalJson(file as unknown as Json);
}
