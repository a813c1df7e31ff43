import type { RowOutcome } from '../apply/outcome.ts';
import type { Judgement } from '../approval/reviews.ts';
import type { Lack } from '../approval/steps.ts';
import type { HeldBack } from '../approval/verdict.ts';
import { adoptionCommand, approvalCommand, rerunCommand } from './commands.ts';
import { code, fence, join, list, type Markdown, md, words } from './markdown.ts';
import { asPolicy } from './put-back.ts';
import { anyOf, title } from './rows.ts';

/** By which commands what is held back goes on. */
export interface WayOut {
  runId: string;
  /** The file of this run's workflow, and the digest of what an administrator would adopt. */
  workflow: string;
  digest: string;
}

/** What is missing of each held-back row, and what gives it. */
export function heldBack(outcomes: readonly RowOutcome[], way: WayOut): Markdown {
  const held = outcomes.flatMap(({ row, verdict }) =>
    verdict.kind === 'held-back' ? [{ row, why: verdict.why }] : [],
  );
  if (held.length === 0) return md``;
  const items = held.map(({ row, why }) => md`**${title(row)}**: ${missing(why)}`);
  return md`\n**What is missing**${list(items)}${byCommands(held, way)}${byPuttingBack(outcomes.filter(isSourceless), way)}`;
}

function byCommands(held: readonly { why: HeldBack }[], { runId }: WayOut): Markdown {
  const lacks = held.flatMap(({ why }) => (why.kind === 'steps' ? why.lacks : []));
  const approvals = lacks.flatMap((lack) => (lack.kind === 'approvals' ? [approvalCommand(lack.pull)] : []));
  const helps = approvals.length > 0 || held.some(({ why }) => why.kind === 'rules');
  if (!helps) return md``;
  return md`What fixes it, by whoever may:${fence([...new Set(approvals), rerunCommand(runId)].join('\n'))}`;
}

/** What nobody could review: the text that leads back to what is in force, and the other way out. */
function byPuttingBack(sourceless: readonly RowOutcome[], { workflow, digest }: WayOut): Markdown {
  if (sourceless.length === 0) return md``;
  const back = sourceless.flatMap(({ row: { before } }) => (before === undefined ? [] : [asPolicy(before)]));
  const out = sourceless.filter(({ row: { before } }) => before === undefined).map(({ row }) => title(row));
  const put =
    back.length === 0
      ? md``
      : md`To put back what is in force, the file has to say:${fence(back.join('\n'))}`;
  const take = out.length === 0 ? md`` : md`To be taken out of the file: ${join(out, md`, `)}.\n\n`;
  return md`${put}${take}Or an administrator of the repository reads the file and approves everything that it says now:${fence(adoptionCommand(workflow, digest))}`;
}

/** What a held-back row lacks, in words. */
export function missing(why: HeldBack): Markdown {
  switch (why.kind) {
    case 'rules':
      return md`waits for branch rules that are off: ${words(why.missing.join(', '))}. Turn them on in a ruleset, under Settings > Rules > Rulesets`;
    case 'unreadable':
      return md`waits until the policy file can be read again`;
    case 'not-adopted':
      return md`waits until an administrator of the repository adopts the Org again`;
    case 'no-trail':
      return md`the default branch does not lead from what is in force to this. Put the entry back to what is in force in a pull request, merge it, then propose the change again; or an administrator of the repository adopts`;
    case 'steps':
      return join(why.lacks.map(lackText), md`; `);
  }
}

function lackText(lack: Lack): Markdown {
  if (lack.kind === 'approvals') return approvals(lack.pull, lack.judgement);
  const commit = lack.commit.slice(0, 7);
  switch (lack.cause) {
    case 'pushed':
      return md`was pushed without a pull request in ${commit}, so nobody reviewed it. ${PUT_BACK}`;
    case 'merge':
      return md`was pushed without a pull request in ${commit}, a merge that may hide an earlier change. ${PUT_BACK}`;
    case 'gone':
      return md`the head of pull request ${lack.pull}, merged in ${commit}, is gone, so nobody can tell what was reviewed. ${PUT_BACK}`;
    case 'other-step':
      return md`pull request ${lack.pull} made another change of this than the one that came of it in ${commit}: the default branch had changed it, too. ${PUT_BACK}`;
  }
}

const PUT_BACK = md`Put the entry back to what is in force in a pull request, merge it, then propose the change again; or an administrator of the repository adopts`;

function approvals(pull: number, judgement: Judgement): Markdown {
  return md`pull request ${pull} ${approvalText(judgement)}`;
}

/** What approvals are worth, and who may give what is missing; the same in a plan as in an apply. */
export function approvalText({ needed, approvals: counted, discounted, may }: Judgement): Markdown {
  const lack = needed - counted.length;
  const others = discounted.map(({ login, why }) => md`${login} ${words(why)}`);
  const tail = others.length === 0 ? md`` : md`; not counted: ${join(others, md`, `)}`;
  const by = join(
    counted.map(({ login }) => code(login)),
    md`, `,
  );
  if (lack <= 0) return md`approved by ${by}${tail}`;
  const amount = counted.length === 0 ? md`${lack}` : md`${lack} more`;
  const have = counted.length === 0 ? md`` : md`, approved by ${by} so far`;
  const from = may.length < lack ? tooFew(may) : md`from ${anyOf(may)}`;
  return md`needs ${amount} ${words(lack === 1 ? 'approval' : 'approvals')} ${from}${have}${tail}`;
}

function tooFew(may: readonly string[]): Markdown {
  return may.length === 0
    ? md`but no eligible approver is left; add one first, or an administrator of the repository adopts`
    : md`but only ${join(may.map(code), md` and `)} can give one; add another approver first, or an administrator of the repository adopts`;
}

/** Whether nobody can approve a row as it came about: it was pushed, or crossed with another change. */
export function isSourceless({ verdict }: RowOutcome): boolean {
  if (verdict.kind !== 'held-back') return false;
  const { why } = verdict;
  return (
    why.kind === 'no-trail' || (why.kind === 'steps' && why.lacks.some(({ kind }) => kind === 'no-source'))
  );
}

/** The issue about what nobody reviewed. */
export function issueText(outcomes: readonly RowOutcome[]): Markdown {
  const items = outcomes.flatMap((one) =>
    isSourceless(one) && one.verdict.kind === 'held-back'
      ? [md`**${title(one.row)}**: ${missing(one.verdict.why)}`]
      : [],
  );
  return md`The default branch says something about MFA that **nobody reviewed**. It is not applied and not in force; what was in force stays in force.${list(items)}Every apply stays red until the file says again what is in force, or a reviewed pull request says something else. This issue is then closed.\n`;
}
