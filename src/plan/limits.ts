import type { Guardrails } from '../policy/policy.ts';
import { dayOf, daysBetween, hasEnded } from './dates.ts';
import type { InForce } from './known.ts';
import type { Refusal, Row } from './row.ts';

export interface LimitContext {
  /** The guardrails that bind a row: those in force, and what the row's own time said, whichever is tighter. */
  guardrailsOf(row: Row): Guardrails;
  /** By which pull request a reset came: `max-resets` counts those of one. It does not judge where that is not known. */
  groupOf(row: Row): number | string | undefined;
  inForce: InForce | undefined;
  now: Date;
}

/**
 * Which of the rows go beyond a limit (design, sections 6 and 9.5). `rows` are those that would be carried out:
 * a row that is refused or held back for another reason does not count.
 */
export function judgeLimits(rows: readonly Row[], context: LimitContext): Map<Row, Refusal[]> {
  const judged = new Map<Row, Refusal[]>();
  const resets = Map.groupBy(
    rows.filter((row) => row.kind === 'reset' && row.calls.length > 0 && context.groupOf(row) !== undefined),
    context.groupOf,
  );
  const optOuts = optOutsAfterwards(rows, context);
  for (const row of rows) {
    const limits = context.guardrailsOf(row);
    const found = [
      ...judgeOptOut(row, limits, optOuts, context.now),
      ...judgeAdministrator(row, limits),
      ...judgeLift(row, limits),
      ...judgeReset(row, limits, resets.get(context.groupOf(row))?.length ?? 0),
    ];
    if (found.length > 0) judged.set(row, found);
  }
  return judged;
}

interface OptOutCount {
  now: number;
  afterwards: number;
}

function optOutsAfterwards(rows: readonly Row[], { inForce, now }: LimitContext): OptOutCount {
  const current = (inForce?.entries ?? []).filter(
    ({ entry }) => entry.kind === 'opt-out' && !hasEnded(entry.expires, now),
  ).length;
  const changing = rows.filter((row) => row.need !== 'in-force' && row.byDate === undefined);
  const added = changing.filter((row) => row.kind === 'opt-out' && row.calls.length > 0).length;
  const ended = changing.filter((row) => row.kind === 'opt-in' && row.calls.length > 0).length;
  return { now: current, afterwards: current + added - ended };
}

function judgeOptOut(row: Row, limits: Guardrails, count: OptOutCount, now: Date): Refusal[] {
  if (row.after?.kind !== 'opt-out' || row.need === 'in-force') return [];
  const found: Refusal[] = [];
  if (row.kind === 'opt-out' && count.afterwards > Math.max(limits.maxOptOuts, count.now)) {
    found.push({
      code: 'max-opt-outs',
      message: `There would be ${count.afterwards} opt-outs; \`max-opt-outs\` allows ${limits.maxOptOuts}. ${STAY}`,
    });
  }
  const days = daysBetween(dayOf(now), row.after.expires);
  const shortened = row.kind === 'amend' && row.direction === 'tighten';
  if (days > limits.maxOptOutDays && !shortened) {
    found.push({
      code: 'max-opt-out-days',
      message: `\`expires\` is ${days} days ahead; \`max-opt-out-days\` allows ${limits.maxOptOutDays}. ${STAY}`,
    });
  }
  return found;
}

function judgeAdministrator(row: Row, limits: Guardrails): Refusal[] {
  if (row.administrator === undefined || row.after?.kind !== 'opt-out' || limits.allowAdminOptOuts) return [];
  // Who is exempt already may be exempt for a shorter time, or for another reason.
  if (row.direction !== 'loosen') return [];
  const what =
    row.administrator === 'yes'
      ? 'This user is an administrator of the Org'
      : 'The tenant does not say whether this user is an administrator of the Org';
  return [{ code: 'administrator', message: `${what}; \`allow-admin-opt-outs\` is off. ${ALLOW}` }];
}

function judgeLift(row: Row, limits: Guardrails): Refusal[] {
  if (row.kind !== 'lift' || row.calls.length === 0 || limits.allowLift) return [];
  return [
    { code: 'lift-not-allowed', message: `Enforcement is lifted only while \`allow-lift\` is on. ${ALLOW}` },
  ];
}

function judgeReset(row: Row, limits: Guardrails, count: number): Refusal[] {
  if (row.kind !== 'reset' || row.calls.length === 0 || count <= limits.maxResets) return [];
  return [
    {
      code: 'max-resets',
      message: `This pull request asks for ${count} resets; \`max-resets\` allows ${limits.maxResets}. ${STAY}`,
    },
  ];
}

const STAY = 'Stay within the limit in force, or merge a higher limit first, then propose this again.';
const ALLOW = 'Merge a change that turns it on first, then propose this again.';
