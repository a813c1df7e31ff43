import { type Entry, entriesOf, sameEntry, sameName } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import { type Json, sha256 } from './canonical.ts';
import { hasEnded } from './dates.ts';
import { type Difference, differences } from './differences.ts';
import type { InForce } from './known.ts';
import type { PlanInput } from './plan-input.ts';
import { resolveRow } from './resolve.ts';
import { byDanger, classify, digest, entryOf, looseness, type Row } from './row.ts';
import { type PlanRefusal, refusalsOf, type Warning, warningsOf } from './warnings.ts';

/** The rows of design, section 6, with what is to be known of them. Data: the same function makes it for every mode. */
export interface Plan {
  org: Policy['org'];
  /** The tenant's API, as in `https://us.core.resolver.com`. */
  origin: string;
  rows: Row[];
  warnings: Warning[];
  refusals: PlanRefusal[];
  digest: string;
}

const NOTHING: InForce = {
  entries: [],
  requests: new Map(),
  doubted: new Set(),
};

/** The difference between what is in force and the policy, and in a pull request also between its base and the policy. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { policy, now, known } = input;
  const inForce = input.inForce ?? NOTHING;
  const entries = entriesOf(policy);
  const wanted = liveEntries(entries, now);
  const ended = entries.filter((entry): entry is OptOutEntry => hasPassed(entry, now));
  const base = input.base?.policy === undefined ? [] : liveEntries(entriesOf(input.base.policy), now);

  const current = inForce.entries.map(({ entry }) => entry);
  const due = current.filter((entry): entry is OptOutEntry => hasPassed(entry, now));
  const rows: Row[] = due.map((before) => newRow({ before }, { byDate: before.expires }));
  for (const difference of differences(liveEntries(current, now), wanted)) {
    if (difference.after?.kind === 'reset' && isSettled(difference.after, inForce)) continue;
    rows.push(newRow(difference, {}));
  }
  if (input.base !== undefined) {
    for (const difference of differences(base, wanted)) {
      if (!isSettledRemoval(difference, inForce)) introduce(rows, difference, input.inForce !== undefined);
    }
    for (const after of ended) {
      const stood =
        input.base.policy !== undefined &&
        entriesOf(input.base.policy).some((entry) => sameEntry(entry, after));
      if (!stood) rows.push(newRow({ after }, { introduced: true }));
    }
  }

  const guarded = [
    ...policy.protected,
    ...current.flatMap((entry) => (entry.kind === 'protected' ? [entry.user] : [])),
  ];
  const context = { inForce, known, now, readiness: input.readiness, guarded: new Set(guarded) };
  for (const row of rows) resolveRow(row, context);
  rows.sort(byDanger);

  return {
    org: policy.org,
    origin: input.origin,
    rows,
    warnings: warningsOf(input, rows, ended),
    refusals: refusalsOf(input),
    digest: digest(rows, policy.org.id, input.origin),
  };
}

/** The hash under which the ledger knows a reset request's entry. */
export function requestHash(entry: Entry & { kind: 'reset' }): string {
  return sha256(entry as unknown as Json);
}

/** Rows that would call the tenant: neither refused, nor already so. */
export function callsOf(plan: Plan): Row[] {
  return plan.rows.filter(
    (row) => row.call !== undefined && !row.live && !row.inForce && row.refusals.length === 0,
  );
}

/** What makes a plan red: a refusal of the whole, or of a row that this pull request introduces. */
export function isRefused(plan: Plan): boolean {
  return (
    plan.refusals.length > 0 ||
    plan.rows.some((row) => row.origin === 'introduced' && row.refusals.length > 0)
  );
}

type OptOutEntry = Entry & { kind: 'opt-out' };

function hasPassed(entry: Entry, now: Date): entry is OptOutEntry {
  return entry.kind === 'opt-out' && hasEnded(entry.expires, now);
}

function liveEntries(entries: readonly Entry[], now: Date): Entry[] {
  return entries.filter((entry) => !hasPassed(entry, now));
}

function isSettled(entry: Entry & { kind: 'reset' }, inForce: InForce): boolean {
  return inForce.requests.get(entry.request)?.hash === requestHash(entry);
}

/** A settled reset may stay in the file or go: neither says anything. */
function isSettledRemoval({ before, after }: Difference, inForce: InForce): boolean {
  return after === undefined && before?.kind === 'reset' && inForce.requests.has(before.request);
}

function newRow(
  { before, after }: Difference,
  marks: { byDate?: string; introduced?: boolean; inForce?: boolean },
): Row {
  const { kind, direction, calls } = classify(before, after);
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin: marks.introduced ? 'introduced' : 'waiting',
    inForce: marks.inForce ?? false,
    ...(marks.byDate !== undefined && { byDate: marks.byDate }),
    ...(calls && !marks.inForce && { call: callOf(kind, entryOf({ before, after })) }),
    live: false,
    refusals: [],
    notes: [],
  };
}

function callOf(kind: Row['kind'], entry: Entry): NonNullable<Row['call']> {
  if (entry.kind === 'opt-out') return { kind: 'set-opt-out', optOut: kind === 'opt-out', user: entry.user };
  if (entry.kind === 'reset') return { kind: 'reset', user: entry.user };
  return { kind: 'set-enforced', enforced: kind === 'enforce' };
}

/** Marks the row that the pull request introduces, or adds it where the ledger says that it is in force already. */
function introduce(rows: Row[], difference: Difference, adopted: boolean): void {
  const { before, after } = difference;
  const row = rows.find((candidate) => candidate.byDate === undefined && isChangeOf(candidate, difference));
  if (row === undefined) {
    rows.push(newRow(difference, { introduced: true, inForce: adopted }));
    return;
  }
  row.origin = 'introduced';
  const change = classify(before, after);
  if (looseness(change.direction) <= looseness(row.direction)) return;
  row.direction = change.direction;
  row.kind = change.kind;
  if (before !== undefined) row.before = before;
}

function isChangeOf(row: Row, difference: Difference): boolean {
  const [own, other] = [entryOf(row), entryOf(difference)];
  if (difference.after !== undefined) return row.after !== undefined && sameEntry(own, other);
  return row.after === undefined && sameName(own, other);
}
