import type { RowOutcome } from '../apply/outcome.ts';
import type { Lack } from '../approval/steps.ts';
import type { HeldBack } from '../approval/verdict.ts';
import type { Plan } from '../plan/plan.ts';
import type { Markdown } from './markdown.ts';

/**
 * Why a run is red, in one sentence of this program's words and numbers, for its annotation. What names people or accounts stays in the
 * summary.
 */

/** Of a plan: what refuses the whole, or the first row that it introduces. */
export function firstRefusal({ refusals, rows }: Plan): string | undefined {
  const own = rows.filter(({ origin }) => origin === 'introduced');
  return [...refusals, ...own.flatMap((row) => row.refusals)][0]?.message;
}

/** Of a text of several sentences the first one, without the marks of Markdown. */
export function firstSentence(text: string | Markdown): string {
  const plain = (typeof text === 'string' ? text : text.text).replaceAll(/[`*]/g, '');
  return /^.*?[.:](?=\s|$)/.exec(plain)?.[0] ?? plain;
}

const NEED = ['unknown', 'failed', 'not-started', 'held-back', 'refused'];

/** Of an apply: what needs somebody first, and how many rows more there are. */
export function firstReason(outcomes: readonly RowOutcome[]): string | undefined {
  const open = outcomes.filter(({ result }) => NEED.includes(result));
  const [first, ...others] = open.toSorted((a, b) => NEED.indexOf(a.result) - NEED.indexOf(b.result));
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${reasonOf(first)}${more}`;
}

function reasonOf({ result, why, verdict }: RowOutcome): string {
  if (verdict.kind === 'held-back') return heldBackBecause(verdict.why);
  const name = { unknown: 'Unknown outcome', 'not-started': 'Not started', failed: 'Failed' }[
    result as string
  ];
  const lead = name === undefined ? '' : `${name}: `;
  return `${lead}${(why ?? 'the summary says more').replace(/\.$/, '')}.`;
}

function heldBackBecause(why: HeldBack): string {
  switch (why.kind) {
    case 'rules':
      return `Branch rules are off: ${why.missing.join(', ')}.`;
    case 'unreadable':
      return 'The policy file can’t be read.';
    case 'not-adopted':
      return 'An administrator of the repository has to adopt the Org again.';
    case 'no-trail':
      return 'The default branch does not lead from what is in force to this.';
    case 'steps':
      return `${why.lacks.slice(0, 1).map(lacking).join('')}.`;
  }
}

function lacking(lack: Lack): string {
  if (lack.kind === 'no-source') {
    const commit = lack.commit.slice(0, 7);
    if (!('pull' in lack)) return `Nobody reviewed what was pushed in ${commit}`;
    return lack.cause === 'gone'
      ? `The head of pull request ${lack.pull}, merged in ${commit}, is gone`
      : `Pull request ${lack.pull} proposed a different change than its merge ${commit} made`;
  }
  const { needed, approvals, may } = lack.judgement;
  const open = needed - approvals.length;
  const amount = `${open}${approvals.length > 0 ? ' more' : ''} ${open === 1 ? 'approval' : 'approvals'}`;
  const left = may.length >= open ? '' : ', but no eligible approver is left';
  return `Pull request ${lack.pull} needs ${amount}${left}`;
}
