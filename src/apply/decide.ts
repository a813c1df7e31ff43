import type { RecordedSource } from '../ledger/state.ts';
import type { InForce } from '../plan/known.ts';
import { judgeLimits, tighter } from '../plan/limits.ts';
import { type Approval, type Approvers, type Judgement, judgeReviews, type Source } from '../plan/reviews.ts';
import type { Refusal, Row } from '../plan/row.ts';
import { type Entry, guardrailsOf, sameName } from '../policy/entry.ts';
import type { Guardrails, Policy } from '../policy/policy.ts';
import { endedProtections, withProtection } from './protection.ts';
import type { Traced } from './source.ts';

/** Whether a row is carried out, and by what authority; or what is missing, in words. */
export type Verdict =
  | { kind: 'go'; source: RecordedSource; approvals: Approval[] }
  | { kind: 'held-back'; why: HeldBack; pull?: number }
  | { kind: 'refused'; refusals: Refusal[]; pull?: number };

/** What a held-back row lacks. */
export type HeldBack =
  | { kind: 'direct'; commit: string; merge?: boolean }
  | { kind: 'approvals'; judgement: Judgement }
  | { kind: 'rules'; missing: readonly string[] };

export interface Decided {
  row: Row;
  traced: Traced;
  verdict: Verdict;
}

export interface DecideInput {
  rows: readonly Row[];
  traced: ReadonlyMap<Row, Traced>;
  sources: ReadonlyMap<number, Source>;
  inForce: InForce;
  approved: string;
  now: Date;
  /** Rules of the default branch that are off. */
  rulesMissing: readonly string[];
}

/** Refusals that a looser rule would lift: they keep `approved` where it is until the row is brought again. */
const BY_RULE: readonly Refusal['code'][] = [
  'administrator',
  'lift-not-allowed',
  'max-opt-outs',
  'max-opt-out-days',
  'max-resets',
  'protected',
];

/**
 * Judges each row: rules that tighten first, under what is in force; then all others, bound by them, and served by a rule that loosens
 * only where their pull request was merged after it. A rule that loosens serves no other rule (design, sections 9.3 to 9.5).
 */
export function decide(input: DecideInput): Decided[] {
  const entries = input.inForce.entries.map(({ entry }) => entry);
  const rules = input.rows.filter(({ kind }) => kind === 'rule');
  const others = input.rows.filter(({ kind }) => kind !== 'rule');
  const tightening = rules.filter(({ direction }) => direction === 'tighten');
  const tightened = tightening.map((row) => decideRow(row, input, bindingOf(entries), false));
  const bound = bindingOf(withRows(entries, going(tightened)));
  const loosened = rules
    .filter((row) => !tightening.includes(row))
    .map((row) => decideRow(row, input, bound, false));
  const after = bindingOf(withRows(entries, going([...tightened, ...loosened])));
  const decided = others.map((row) => decideRow(row, input, after, true));
  return refuse([...loosened, ...tightened, ...decided], input, after);
}

function going(decided: readonly Decided[]): Row[] {
  return decided.filter(({ verdict }) => verdict.kind === 'go').map(({ row }) => row);
}

/** Whether everything that the file says at the tip has been approved. */
export function isAllApproved(decided: readonly Decided[]): boolean {
  return decided.every(({ verdict }) => {
    if (verdict.kind === 'go') return true;
    return verdict.kind === 'refused' && !verdict.refusals.some(({ code }) => BY_RULE.includes(code));
  });
}

/** Entries after some rows have been carried out. */
export function withRows(entries: readonly Entry[], rows: readonly Row[]): Entry[] {
  const left = entries.filter(
    (entry) => !rows.some(({ before }) => before !== undefined && sameName(before, entry)),
  );
  return [
    ...left,
    ...rows.flatMap(({ after }) => (after === undefined || after.kind === 'reset' ? [] : [after])),
  ];
}

interface Binding {
  guardrails: Guardrails;
  approvers: Approvers;
}

function bindingOf(entries: readonly Entry[]): Binding {
  const approvers = entries.flatMap((entry) =>
    entry.kind === 'approver' ? [[entry.login, entry.user] as const] : [],
  );
  return { guardrails: guardrailsOf(entries), approvers: new Map(approvers) };
}

/** What binds a row: what is in force, and what the file said before the row's pull request, whichever is tighter. */
function boundBy({ guardrails, approvers }: Binding, before: Policy | undefined): Binding {
  if (before === undefined) return { guardrails, approvers };
  const earlier = new Map(before.approvers.map(({ login, user }) => [login, user]));
  return {
    guardrails: tighter(guardrails, before.guardrails),
    approvers: new Map([...approvers].filter(([login, user]) => earlier.get(login) === user)),
  };
}

function beforeOf(traced: Traced): Policy | undefined {
  return 'before' in traced ? traced.before : undefined;
}

function tracedOf(row: Row, { traced }: DecideInput): Traced {
  const found = traced.get(row);
  if (found === undefined) throw new Error('every row is traced');
  return found;
}

function decideRow(row: Row, input: DecideInput, binding: Binding, serveEarlier: boolean): Decided {
  const traced = tracedOf(row, input);
  return { row, traced, verdict: judge(row, traced, input, binding, serveEarlier) };
}

function judge(
  row: Row,
  traced: Traced,
  input: DecideInput,
  binding: Binding,
  serveEarlier: boolean,
): Verdict {
  if (traced.kind === 'date') {
    return { kind: 'go', source: { kind: 'date', ended: traced.ended }, approvals: [] };
  }
  if (row.refusals.some(({ code }) => code === 'lapsed')) return { kind: 'refused', refusals: row.refusals };
  if (traced.kind === 'direct') {
    return { kind: 'held-back', why: { kind: 'direct', commit: traced.commit, merge: traced.merge } };
  }
  if (input.rulesMissing.length > 0)
    return { kind: 'held-back', why: { kind: 'rules', missing: input.rulesMissing } };
  if (traced.kind === 'approved')
    return { kind: 'go', source: { kind: 'approved', commit: input.approved }, approvals: [] };
  const source = input.sources.get(traced.pull.number);
  if (source === undefined) return { kind: 'held-back', why: { kind: 'direct', commit: traced.commit } };
  const bound = serveEarlier ? boundBy(binding, traced.before) : binding;
  const judgement = judgeReviews(source, row, bound.approvers, bound.guardrails);
  if (!judgement.enough) {
    return { kind: 'held-back', why: { kind: 'approvals', judgement }, pull: source.number };
  }
  const recorded: RecordedSource = {
    kind: 'pull-request',
    number: source.number,
    author: source.author.login,
    headCommit: source.headCommit,
    mergeCommit: traced.commit,
    mergedAt: source.mergedAt,
  };
  return { kind: 'go', source: recorded, approvals: judgement.approvals };
}

/** Turns approved rows that can't be carried out into refused ones; the limits are judged on those that remain. */
function refuse(decided: readonly Decided[], input: DecideInput, binding: Binding): Decided[] {
  const ended = endedProtections(decided);
  const own = decided.map((one) => {
    if (one.verdict.kind !== 'go') return one;
    const refusals = withProtection(one.row, beforeOf(one.traced), ended);
    return refusals.length === 0 ? one : refused(one, refusals);
  });
  const limits = judgeLimits(going(own), {
    guardrailsOf: (row) => boundBy(binding, beforeOf(tracedOf(row, input))).guardrails,
    groupOf(row) {
      const traced = tracedOf(row, input);
      return traced.kind === 'pull-request' ? String(traced.pull.number) : '';
    },
    inForce: input.inForce,
    now: input.now,
  });
  return own.map((one) => {
    const beyond = limits.get(one.row);
    return beyond === undefined ? one : refused(one, beyond);
  });
}

function refused(one: Decided, refusals: readonly Refusal[]): Decided {
  const pull = one.traced.kind === 'pull-request' ? one.traced.pull.number : undefined;
  return {
    ...one,
    verdict: { kind: 'refused', refusals: [...refusals], ...(pull !== undefined && { pull }) },
  };
}
