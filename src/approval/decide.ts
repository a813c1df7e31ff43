import { daysBetween } from '../plan/dates.ts';
import type { InForce } from '../plan/known.ts';
import { judgeLimits } from '../plan/limits.ts';
import { RESET_DAYS } from '../plan/resolve.ts';
import type { Refusal, Row } from '../plan/row.ts';
import { sameName } from '../policy/entry.ts';
import { type ApprovedStep, type Authority, commitOf, pullsOf } from './authority.ts';
import { type Binding, bindingOf, placeOf, protectedSince, type Standing } from './binding.ts';
import { type Mainline, toldAt } from './mainline.ts';
import { endedProtections, withProtection } from './protection.ts';
import type { Reading } from './said.ts';
import { type Evidence, judgeStep, type Lack } from './steps.ts';
import { refuseTaken } from './taken.ts';
import type { Trail } from './trace.ts';
import type { Decided, HeldBack, Restraint, Verdict } from './verdict.ts';

/** A row with how its entry came about. */
export interface Traced {
  row: Row;
  trail: Trail;
  reading: Reading;
}

export interface DecideInput {
  traced: readonly Traced[];
  evidence: Evidence;
  inForce: InForce;
  /** The entries in force, with what they rest on. */
  standing: readonly Standing[];
  /** The adopted commit, where trails end at it. */
  adoption?: { commit: string; by: readonly string[] };
  /** The commit at which trails end. */
  end: string;
  restraint: Restraint | undefined;
  now: Date;
}

/**
 * Judges each row: rules that tighten first, under what is in force; then all others, bound by them, and served by a rule that loosens
 * only where their newest step came after it. A rule that loosens serves no other rule (design, sections 9.3 to 9.5).
 */
export function decide(input: DecideInput): Decided[] {
  const rules = input.traced.filter(({ row }) => row.kind === 'rule');
  const tightening = rules.filter(({ row }) => row.direction === 'tighten');
  const loosening = rules.filter(({ row }) => row.direction !== 'tighten');
  const others = input.traced.filter(({ row }) => row.kind !== 'rule');
  const judgeAll = (traced: readonly Traced[], standing: readonly Standing[]) =>
    traced.map((one) => judge(one, standing, input));
  const tightened = judgeAll(tightening, input.standing).map(asRefused);
  const bound = settled(input.standing, tightened);
  const loosened = judgeAll(loosening, bound).map(asRefused);
  const after = settled(bound, loosened);
  const decided = judgeAll(others, after);
  return refuse([...loosened, ...tightened, ...decided], after, input);
}

/** A rule that can't be applied whatever its approvals are binds nobody, and serves nobody. */
function asRefused(one: Decided): Decided {
  const { refusals } = one.row;
  if (one.verdict.kind !== 'go' || refusals.length === 0) return one;
  return { ...one, verdict: { kind: 'refused', refusals } };
}

/** What is in force once some rules have been settled. */
function settled(standing: readonly Standing[], decided: readonly Decided[]): Standing[] {
  const going = decided.flatMap(({ row, verdict }) => (verdict.kind === 'go' ? [{ row, verdict }] : []));
  const left = standing.filter(
    ({ entry }) => !going.some(({ row: { before } }) => before !== undefined && sameName(before, entry)),
  );
  const came = going.flatMap(({ row: { after, userId }, verdict: { authority } }): Standing[] => {
    if (after === undefined) return [];
    const commit = commitOf(authority);
    return [
      { entry: after, ...(userId !== undefined && { userId }), ...(commit !== undefined && { commit }) },
    ];
  });
  return [...left, ...came];
}

/** The pull requests that are told of a row, the newest first. */
export function toldOf(trail: Trail, mainline: Mainline): number[] {
  const steps = trail.kind === 'date' ? [] : trail.steps;
  return [...new Set(steps.flatMap(({ commit }) => toldAt(commit, mainline).map(({ number }) => number)))];
}

function judge({ row, trail, reading }: Traced, standing: readonly Standing[], input: DecideInput): Decided {
  const { mainline } = input.evidence;
  const pulls = toldOf(trail, mainline);
  const decided = (verdict: Verdict): Decided => ({ row, trail, pulls, verdict });
  const heldBack = (why: HeldBack) => decided({ kind: 'held-back', why });
  if (trail.kind === 'date') return decided({ kind: 'go', authority: { kind: 'date', ended: trail.ended } });
  if (row.refusals.some(({ code }) => code === 'lapsed'))
    return decided({ kind: 'refused', refusals: row.refusals });
  // Where rules are off, what a row lacks besides is told all the same.
  if (input.restraint !== undefined && input.restraint.kind !== 'rules') return heldBack(input.restraint);
  const place = placeOf(trail, mainline, input.end);
  if (trail.kind === 'none' || place === undefined) {
    // What can't be applied whatever its approvals are says more than that it has none.
    const { refusals } = row;
    return refusals.length > 0 ? decided({ kind: 'refused', refusals }) : heldBack({ kind: 'no-trail' });
  }
  const { adoption, evidence, restraint } = input;
  const go = (authority: Authority) =>
    restraint === undefined ? decided({ kind: 'go', authority }) : heldBack(restraint);
  if (trail.steps.length === 0)
    return adoption === undefined ? heldBack({ kind: 'no-trail' }) : go({ kind: 'adoption', ...adoption });
  const binding = bindingOf(place, standing, mainline);
  const approved: ApprovedStep[] = [];
  const lacks: Lack[] = [];
  for (const step of trail.steps) {
    const judged = judgeStep(row, step, reading, binding, evidence);
    if (judged.kind === 'approved') approved.push(judged.step);
    else lacks.push(judged);
  }
  if (lacks.length > 0) return heldBack({ kind: 'steps', lacks });
  return go({ kind: 'approved', steps: approved });
}

/** Turns approved rows that can't be applied into refused ones; the limits are judged on those that remain. */
function refuse(decided: readonly Decided[], standing: readonly Standing[], input: DecideInput): Decided[] {
  const { mainline } = input.evidence;
  const places = new Map(decided.map(({ row, trail }) => [row, placeOf(trail, mainline, input.end)]));
  const ended = endedProtections(decided);
  const own = decided.map((one) => {
    if (one.verdict.kind !== 'go') return one;
    const place = places.get(one.row);
    const guarded = place === undefined ? NOBODY : protectedSince(place, mainline);
    const refusals = asMerged(one.row, one.verdict.authority, withProtection(one.row, guarded, ended));
    return refusals.length === 0 ? one : { ...one, verdict: { kind: 'refused' as const, refusals } };
  });
  const going = own.flatMap(({ row, verdict }) =>
    verdict.kind === 'go' ? [{ row, authority: verdict.authority }] : [],
  );
  // `max-resets` counts those of one pull request: the one that a row came by last.
  const groups = new Map(going.map(({ row, authority }) => [row, pullsOf(authority)[0]]));
  const limits = judgeLimits(
    going.map(({ row }) => row),
    {
      guardrailsOf: (row) => limitsOf(places.get(row), standing, input).guardrails,
      groupOf: (row) => groups.get(row),
      inForce: input.inForce,
      now: input.now,
    },
  );
  const limited = own.map((one): Decided => {
    const refusals = limits.get(one.row);
    return refusals === undefined ? one : { ...one, verdict: { kind: 'refused', refusals } };
  });
  return refuseTaken(limited, input.inForce);
}

/**
 * A reset's last day is held against the day of its merge, not against today: what was approved too long ahead is not kept until its
 * day is near (threats and faults, T56).
 */
function asMerged({ after }: Row, authority: Authority, refusals: readonly Refusal[]): readonly Refusal[] {
  const [newest] = authority.kind === 'approved' ? authority.steps : [];
  if (after?.kind !== 'reset' || newest === undefined) return refusals;
  const others = refusals.filter(({ code }) => code !== 'date-too-far');
  const isInTime = daysBetween(newest.mergedAt.slice(0, 10), after.notAfter) <= RESET_DAYS;
  return isInTime ? others : [...others, TOO_LONG_AHEAD];
}

const NOBODY: ReadonlySet<string> = new Set();

const TOO_LONG_AHEAD: Refusal = {
  code: 'date-too-far',
  message: `\`not-after\` is more than ${RESET_DAYS} days after the merge, so this is never applied. Open a new request, under a new id.`,
};

function limitsOf(
  place: ReturnType<typeof placeOf>,
  standing: readonly Standing[],
  input: DecideInput,
): Binding {
  // An end by date has no place: no limit concerns it.
  const anywhere = { position: -1, adopted: false, from: 0 };
  return bindingOf(place ?? anywhere, standing, input.evidence.mainline);
}
