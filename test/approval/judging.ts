import type { Standing } from '../../src/approval/binding.ts';
import { type DecideInput, decide } from '../../src/approval/decide.ts';
import { readingOf } from '../../src/approval/said.ts';
import type { Lack } from '../../src/approval/steps.ts';
import { type Trail, trace } from '../../src/approval/trace.ts';
import type { Decided, Verdict } from '../../src/approval/verdict.ts';
import type { InForce } from '../../src/plan/known.ts';
import type { PlanInput } from '../../src/plan/plan-input.ts';
import { entryOf, type Row } from '../../src/plan/row.ts';
import { type Entry, entryKey } from '../../src/policy/entry.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { inForce, NOW, plan } from '../plan/plans.ts';
import type { History, Says } from './histories.ts';

/** Trails and verdicts of histories, in words that a test can read. */

export interface Circumstances {
  /** What is in force; usually what the oldest commit says. */
  inForce?: Policy | readonly Entry[];
  /** Users that opt-outs in force were set on, by e-mail, and accounts of approvers, by login. */
  ids?: Record<string, string>;
  /** Which commits entries in force rest on, by their name; usually on older ones than were read. */
  restsOn?: Record<string, string>;
  /** The commit at which trails end. */
  end?: string;
  /** The end was adopted, but for the entries of these names. */
  adoptedBut?: readonly string[];
  restraint?: DecideInput['restraint'];
  /** What is known when the plan is made. */
  asked?: Partial<PlanInput>;
  now?: Date;
}

/** How the row came about: its steps, the newest first, with `adopted` where it begins there; or the kind of its trail. */
export function trailOf(of: History, row: Row, circumstances: Circumstances = {}): string {
  return inWords(traceOf(of, row, circumstances));
}

export function traceOf(of: History, row: Row, circumstances: Circumstances = {}): Trail {
  const { mainline } = of;
  const { end = 'c0', adoptedBut, now = NOW } = circumstances;
  const isAdopted = adoptedBut !== undefined && !names(row).some((name) => adoptedBut.includes(name));
  const entries = standingIn(of, circumstances).entries.map(({ entry }) => entry);
  const reading = readingOf(row, mainline.policyOf, now);
  return trace(row, reading, { mainline, inForce: entries, end, adopted: isAdopted });
}

function inWords(trail: Trail): string {
  if (trail.kind === 'date') return `date ${trail.ended}`;
  if (trail.kind === 'none') return 'none';
  return [...trail.steps.map(({ commit }) => commit.oid), ...(trail.adopted ? ['adopted'] : [])].join(' ');
}

/** The verdict on each row of the plan of the tip, by the name of its entry. */
export function verdictsOn(of: History, circumstances: Circumstances = {}): Record<string, string> {
  const decided = decideOn(of, circumstances);
  const told = new Set(decided.map(({ row }) => entryKey(entryOf(row))));
  if (told.size < decided.length) throw new Error('two rows of one name');
  return Object.fromEntries(decided.map(({ row, verdict }) => [entryKey(entryOf(row)), toldOf(verdict)]));
}

/** The verdict on the one row of the plan of the tip. */
export function verdictOn(of: History, circumstances: Circumstances = {}): string {
  const verdicts = Object.values(verdictsOn(of, circumstances));
  const [verdict] = verdicts;
  if (verdict === undefined || verdicts.length > 1) throw new Error(`${verdicts.length} rows, not one`);
  return verdict;
}

/** Makes the plan of the tip, traces its rows and decides, as an apply does. */
export function decideOn(of: History, circumstances: Circumstances = {}): Decided[] {
  const { mainline, tip } = of;
  const { end = 'c0', adoptedBut, restsOn = {}, restraint, asked, now = NOW } = circumstances;
  const current = standingIn(of, circumstances);
  const { rows } = plan({ policy: policyIn(tip), inForce: current, now, ...asked });
  const traced = rows.map((row) => ({
    row,
    trail: traceOf(of, row, circumstances),
    reading: readingOf(row, mainline.policyOf, now),
  }));
  const standing = current.entries.map((one): Standing => {
    const commit = restsOn[entryKey(one.entry)];
    return { ...one, ...(commit !== undefined && { commit }) };
  });
  return decide({
    traced,
    evidence: of,
    inForce: current,
    standing,
    ...(adoptedBut !== undefined && { adoption: { commit: end, by: ['olga-owner'] } }),
    end,
    restraint,
    now,
  });
}

/** A verdict in short: `go by #2, #1`, `refused for max-resets`, `held back: c1 pushed`. */
export function toldOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'go': {
      const { authority } = verdict;
      if (authority.kind !== 'approved') return `go by ${authority.kind}`;
      return `go by ${authority.steps.map(({ number }) => `#${number}`).join(', ')}`;
    }
    case 'refused':
      return `refused for ${verdict.refusals.map(({ code }) => code).join(', ')}`;
    case 'held-back': {
      const { why } = verdict;
      return `held back: ${why.kind === 'steps' ? why.lacks.map(lackOf).join(', ') : why.kind}`;
    }
  }
}

function lackOf(lack: Lack): string {
  if (lack.kind === 'no-source')
    return `${lack.commit} ${lack.cause}${'pull' in lack ? ` #${lack.pull}` : ''}`;
  const { approvals, needed } = lack.judgement;
  return `${lack.commit} has ${approvals.length} of ${needed} approvals of #${lack.pull}`;
}

function standingIn({ oldest }: History, { inForce: of, ids }: Circumstances): InForce {
  return inForce(of ?? policyIn(oldest), ids === undefined ? {} : { ids });
}

function policyIn(of: Says): Policy {
  if ('org' in of) return of;
  throw new Error('what the plan is made of, or is in force, can be read');
}

function names({ before, after }: Row): string[] {
  return [before, after].flatMap((entry) => (entry === undefined ? [] : [entryKey(entry)]));
}
