import { type Entry, sameEntry, sameName } from '../../src/policy/entry.ts';
import type { Rights } from './approved.ts';
import { authorityOf } from './authority.ts';
import { outOfOrder, unjustified } from './calls.ts';
import { isGranted, type Judged, type Observed } from './judged.ts';
import { refusedAtAdoption } from './ledger-view.ts';
import { isRewritten } from './memory.ts';
import { contentOf, hasEnded, type Subject, subjectsOf } from './subject.ts';

export interface Verdict {
  complaints: string[];
  /** Everything that the tip says otherwise than what was in force, for the census. */
  judged: Judged[];
}

/**
 * Judges what an apply did by the sandbox's whole knowledge of git and reviews: with code of its own, and leniently, so that
 * whatever it complains of is wrong by any reading of the design.
 */
export function judge(observed: Observed): Verdict {
  const judged = judgedOf(observed);
  return {
    judged,
    complaints: [
      ...changes(observed, judged),
      ...unjustified(observed, judged),
      ...outOfOrder(observed.calls),
    ],
  };
}

/** Each difference of tip and ledger with its authority. Only what tightens is allowed while the branch can't be trusted or read. */
function judgedOf({ world, git, memory, before, after, died, today }: Observed): Judged[] {
  const line = git.line();
  const tip = line.at(-1)?.entries;
  if (tip === undefined)
    return subjectsOf(before, []).map((subject) => ({ subject, authority: 'unreadable' }));
  const subjects = subjectsOf(before, tip);
  if (isRewritten(world, memory, line))
    return subjects.map((subject) => ({ subject, authority: 'rewritten' }));
  const places = new Map(line.map(({ oid }, place) => [oid, place]));
  const inForce = before.inForce.map(({ entry }) => entry);
  return subjects.map((subject) => {
    const rights = rightsOver(subject, inForce, died ? tip : after.inForce.map(({ entry }) => entry), died);
    const isOpen = memory.adopted.open && subject.kind !== 'reset' && !refusedAtAdoption(after, subject);
    const from = {
      inForce: contentOf(inForce, subject, today),
      adopted: isOpen ? memory.adopted.commit : undefined,
    };
    return {
      subject,
      authority: authorityOf(subject, line, from, { world, git, places, rights, today }),
    };
  });
}

/**
 * Rules are judged by what is in force; all else by what is in force afterwards, for a rule that tightens binds at once. Which rows a
 * rule that loosens serves is not asked here. Nothing is known of what an apply that was cut off went by: the looser counts.
 */
function rightsOver(
  { kind }: Subject,
  before: readonly Entry[],
  after: readonly Entry[],
  died: boolean,
): Rights {
  const isRule = ['guardrail', 'approver', 'protected'].includes(kind);
  const states = isRule || died ? [before, after] : [after];
  const approvers = new Map<string, string[]>();
  for (const entry of states.flat()) {
    if (entry.kind !== 'approver') continue;
    approvers.set(entry.login, [...(approvers.get(entry.login) ?? []), entry.user]);
  }
  const required = states.map((entries) =>
    Math.max(
      0,
      ...entries.map((entry) =>
        entry.kind === 'guardrail' && entry.name === 'required-approvals' ? Number(entry.value) : 0,
      ),
    ),
  );
  return { approvers, required: Math.min(...required) };
}

/** Entries that came into force or went without authority. */
function changes({ before, after, today }: Observed, judged: readonly Judged[]): string[] {
  const was = before.inForce.map(({ entry }) => entry);
  const is = after.inForce.map(({ entry }) => entry);
  const came = is.filter((entry) => !was.some((one) => sameEntry(one, entry)));
  const went = was.filter((entry) => !is.some((one) => sameName(one, entry)) && !hasEnded(entry, today));
  return [
    ...came
      .filter((entry) => hasEnded(entry, today) || !isGranted(judged, (one) => isSaid(one, entry)))
      .map((entry) => `came into force: ${told(judged, entry)}`),
    ...went
      .filter((entry) => !isGranted(judged, ({ was }) => was.some((one) => sameEntry(one, entry))))
      .map((entry) => `went out of force: ${told(judged, entry)}`),
  ];
}

function isSaid({ is }: Subject, entry: Entry): boolean {
  return is !== undefined && sameEntry(is, entry);
}

function told(judged: readonly Judged[], entry: Entry): string {
  const one = judged.find(({ subject }) => isSaid(subject, entry) || subject.was.includes(entry));
  return `${one?.authority ?? 'the tip does not say so'}: ${JSON.stringify(entry)}`;
}
