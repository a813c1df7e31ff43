import { type Entry, entriesOf, sameEntry, sameName } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import { type Json, sha256 } from '../text/canonical.ts';
import { hasEnded } from './dates.ts';
import { type Difference, differences } from './differences.ts';
import { type InForce, NOTHING_IN_FORCE } from './known.ts';
import { judgeLimits } from './limits.ts';
import type { PlanInput } from './plan-input.ts';
import { type Draft, rowOf } from './resolve.ts';
import { byDanger, classify, digest, entryOf, looseness, type Row } from './row.ts';
import { type PlanRefusal, refusalsOf, type Warning, warningsOf } from './warnings.ts';

/** The rows of design, section 6, with what is to be known of them. Data: the same function makes it for every mode. */
export interface Plan {
  readonly org: Policy['org'];
  /** The tenant's API, as in `https://us.core.resolver.com`. */
  readonly origin: string;
  readonly rows: readonly Row[];
  readonly warnings: readonly Warning[];
  readonly refusals: readonly PlanRefusal[];
  readonly digest: string;
}

/** The difference between what is in force and the policy, and in a pull request also between its base and the policy. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { policy, now } = input;
  const inForce = input.inForce ?? NOTHING_IN_FORCE;
  const entries = input.wanted ?? entriesOf(policy);
  const ended = entries.filter((entry): entry is OptOutEntry => hasPassed(entry, now));
  const rows = draftsOf(input, inForce, entries, ended).map((draft) => rowOf(draft, input, inForce));
  const limited = withLimits(rows, input).sort(byDanger);
  return {
    org: policy.org,
    origin: input.origin,
    rows: limited,
    warnings: warningsOf(input, limited, ended),
    refusals: refusalsOf(input),
    digest: digest(limited, policy.org.id, input.origin, policy.publicKey),
  };
}

/** The hash under which the ledger knows a reset request's entry. */
export function requestHash(entry: Entry & { kind: 'reset' }): string {
  return sha256(entry as unknown as Json);
}

/** Rows that would call the tenant: neither refused, nor already so. */
export function callsOf(plan: Plan): Row[] {
  return plan.rows.filter(({ need, refusals }) => need === 'call' && refusals.length === 0);
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

/** The differences that become rows: what waits, then what the pull request introduces, also where that waits or is in force already. */
function draftsOf(
  { base, now, ...input }: PlanInput,
  inForce: InForce,
  entries: readonly Entry[],
  ended: readonly OptOutEntry[],
): Draft[] {
  const live = (some: readonly Entry[]) => some.filter((entry) => !hasPassed(entry, now));
  const wanted = live(entries);
  const current = inForce.entries.map(({ entry }) => entry);
  const due = current.filter((entry): entry is OptOutEntry => hasPassed(entry, now));
  const all = differences(live(current), wanted);
  const drafts = [
    ...due.map((before): Draft => draftOf({ before }, { byDate: before.expires })),
    ...all
      .map((difference) => draftOf(difference, { inForce: isSettled(difference.after, inForce) }))
      .filter((draft) => !draft.inForce || inForce.former === true),
  ];
  if (base === undefined) return drafts;
  const before = base.policy === undefined ? current : entriesOf(base.policy);
  const introduced = differences(live(before), wanted).filter(
    (one) => !isSettledRemoval(one, inForce) && (base.policy !== undefined || !isSettled(one.after, inForce)),
  );
  const late = ended.filter((after) => !before.some((entry) => sameEntry(entry, after)));
  return [
    ...introduced.reduce((all, one) => introduce(all, one, input.inForce !== undefined), drafts),
    ...late.map((after) => draftOf({ after }, { introduced: true })),
  ];
}

function isSettled(entry: Entry | undefined, inForce: InForce): boolean {
  return entry?.kind === 'reset' && inForce.requests.get(entry.request)?.hash === requestHash(entry);
}

/** A settled reset may stay in the file or go: neither says anything. */
function isSettledRemoval({ before, after }: Difference, inForce: InForce): boolean {
  return after === undefined && before?.kind === 'reset' && inForce.requests.has(before.request);
}

function draftOf(
  { before, after }: Difference,
  marks: { byDate?: string; introduced?: boolean; inForce?: boolean },
): Draft {
  return {
    ...classify(before, after),
    ...(before && { before }),
    ...(after && { after }),
    origin: marks.introduced ? 'introduced' : 'waiting',
    inForce: marks.inForce ?? false,
    ...(marks.byDate !== undefined && { byDate: marks.byDate }),
  };
}

/** Marks the difference that the pull request introduces, or adds it where the ledger says that it is in force already. */
function introduce(drafts: readonly Draft[], difference: Difference, adopted: boolean): Draft[] {
  const found = drafts.find((draft) => draft.byDate === undefined && isChangeOf(draft, difference));
  if (found === undefined) return [...drafts, draftOf(difference, { introduced: true, inForce: adopted })];
  const own = draftOf(difference, { introduced: true });
  const looser = looseness(own.direction) > looseness(found.direction);
  // An entry in force stays the side before where the base has none; the calls go by what is in force.
  const marked: Draft = looser
    ? { ...found, ...own, calls: found.calls }
    : { ...found, origin: 'introduced' };
  return drafts.map((draft) => (draft === found ? marked : draft));
}

function isChangeOf(draft: Draft, difference: Difference): boolean {
  const [own, other] = [entryOf(draft), entryOf(difference)];
  if (difference.after !== undefined) return draft.after !== undefined && sameEntry(own, other);
  return draft.after === undefined && sameName(own, other);
}

/** The rows with the refusals of the limits; those that are refused for another reason do not count. */
function withLimits(rows: readonly Row[], { limits, inForce, now }: PlanInput): Row[] {
  if (limits === undefined) return [...rows];
  const open = rows.filter(({ refusals }) => refusals.length === 0);
  const judged = judgeLimits(open, {
    guardrailsOf: () => limits,
    // Of those that wait nobody knows here by which pull requests they came.
    groupOf: ({ origin }) => (origin === 'introduced' ? origin : undefined),
    inForce,
    now,
  });
  return rows.map((row) => ({ ...row, refusals: judged.get(row) ?? row.refusals }));
}
