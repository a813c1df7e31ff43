import type { RowOutcome } from '../apply/outcome.ts';
import type { Judgement } from '../approval/reviews.ts';
import type { Lack } from '../approval/steps.ts';
import type { HeldBack } from '../approval/verdict.ts';
import type { Row } from '../plan/row.ts';
import { adoptionCommand, approvalCommand, putBackCommands, rerunCommand } from './commands.ts';
import { code, fence, join, list, type Markdown, md, words } from './markdown.ts';
import { asPolicy } from './put-back.ts';
import { anyOf, title } from './rows.ts';

/** By which commands what is held back goes on. */
export interface WayOut {
  runId: string;
  /** The file of this run's workflow, and the digest of what an administrator would adopt. */
  workflow: string;
  digest: string;
  /** The default branch, and the path of the policy. */
  branch: string;
  policy: string;
  /** The text of the adoption, with its command, stands beside this one. */
  isAdoptionTold: boolean;
}

/** What is missing of each held-back row, and what gives it. */
export function heldBack(outcomes: readonly RowOutcome[], way: WayOut): Markdown {
  const held = outcomes.flatMap(({ row, verdict }) =>
    verdict.kind === 'held-back' ? [{ row, why: verdict.why }] : [],
  );
  if (held.length === 0) return md``;
  const isAlone = held.length <= FEW_ROWS;
  const groups = Map.groupBy(held, (one) => (isAlone ? one : missing(one.why).text));
  const items = [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ why }) => md`**${names(group.map(({ row }) => row))}**: ${missing(why)}`),
  );
  return join(
    [
      md`\n**What is missing**${list(items)}`,
      byCommands(held, way),
      byPuttingBack(outcomes.filter(isSourceless), way),
      byAdopting(held, way),
    ],
    md``,
  );
}

/** Above this, rows that lack the same are told together. */
const FEW_ROWS = 15;
/** So many of them are named. */
const NAMED = 4;

function names(rows: readonly Row[]): Markdown {
  const named = join(rows.slice(0, NAMED).map(title), md`, `);
  return rows.length > NAMED ? md`${named} and ${rows.length - NAMED} more` : named;
}

type Held = readonly { why: HeldBack }[];

function lacksOf(held: Held): Lack[] {
  return held.flatMap(({ why }) => (why.kind === 'steps' ? why.lacks : []));
}

/** Nobody is asked for an approval that would not be enough. */
function byCommands(held: Held, { runId }: WayOut): Markdown {
  const approvals = lacksOf(held).flatMap((lack) =>
    lack.kind === 'approvals' && canBeGiven(lack.judgement) ? [approvalCommand(lack.pull)] : [],
  );
  const helps = approvals.length > 0 || held.some(({ why }) => why.kind === 'rules');
  if (!helps) return md``;
  const lead =
    approvals.length > 0
      ? md`**What fixes it:** an approver approves, then anyone with write access runs this again:`
      : md`**What fixes it:** once the rules are on, run this again:`;
  return md`${lead}${fence([...new Set(approvals), rerunCommand(runId)].join('\n'))}`;
}

function canBeGiven({ needed, approvals, may }: Judgement): boolean {
  return may.length >= needed - approvals.length;
}

/** What nobody could review: the text that leads back to what is in force, and the commands of the pull request. */
function byPuttingBack(sourceless: readonly RowOutcome[], { branch, policy }: WayOut): Markdown {
  if (sourceless.length === 0) return md``;
  const back = sourceless.flatMap(({ row: { before } }) => (before === undefined ? [] : [asPolicy(before)]));
  const out = sourceless.filter(({ row: { before } }) => before === undefined).map(({ row }) => title(row));
  const put =
    back.length === 0
      ? md``
      : md`To put back what is in force, the file has to say:${fence(back.join('\n'))}`;
  const take = out.length === 0 ? md`` : md`Remove from the file: ${join(out, md`, `)}.\n\n`;
  const pushed = pushedCommit(sourceless);
  const commands = putBackCommands(
    branch,
    pushed === undefined ? { kind: 'edit', policy } : { kind: 'revert', commit: pushed },
  );
  const lead =
    pushed === undefined
      ? md`**What fixes it:** a pull request that does so, from a clone of this repository:`
      : md`**What fixes it:** a pull request that undoes what was pushed, from a clone of this repository:`;
  return md`${PUT_BACK}\n\n${put}${take}${commands === undefined ? md`` : md`${lead}${fence(commands)}`}`;
}

/** The one commit that was pushed, where nothing else keeps these rows from having a source: of several, the order is not known here. */
function pushedCommit(sourceless: readonly RowOutcome[]): string | undefined {
  const commits = sourceless.flatMap(({ verdict }) =>
    verdict.kind === 'held-back' && verdict.why.kind === 'steps'
      ? verdict.why.lacks.map((lack) =>
          lack.kind === 'no-source' && lack.cause === 'pushed' ? lack.commit : undefined,
        )
      : [undefined],
  );
  const [only, ...others] = new Set(commits);
  return others.length === 0 ? only : undefined;
}

/** The way out where nobody can give what is missing, or nobody could. */
function byAdopting(held: Held, { workflow, digest, isAdoptionTold }: WayOut): Markdown {
  const needs = ({ why }: { why: HeldBack }) =>
    why.kind === 'not-adopted' ||
    why.kind === 'no-trail' ||
    lacksOf([{ why }]).some((lack) => lack.kind === 'no-source' || !canBeGiven(lack.judgement));
  if (isAdoptionTold || !held.some(needs)) return md``;
  return md`An administrator of the repository can read the file and approve everything that it says now:${fence(adoptionCommand(workflow, digest))}`;
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
      return md`the default branch does not lead from what is in force to this`;
    case 'steps':
      return join(why.lacks.map(lackText), md`; `);
  }
}

function lackText(lack: Lack): Markdown {
  if (lack.kind === 'approvals') return approvals(lack.pull, lack.judgement);
  const commit = lack.commit.slice(0, 7);
  switch (lack.cause) {
    case 'pushed':
      return md`was pushed without a pull request in ${commit}, so nobody reviewed it`;
    case 'merge':
      return md`was pushed without a pull request in ${commit}, a merge that may hide an earlier change`;
    case 'gone':
      return md`the head of pull request ${lack.pull}, merged in ${commit}, is gone, so nobody can tell what was reviewed`;
    case 'other-step':
      return md`pull request ${lack.pull} proposed a different change to this than its merge ${commit} made: the default branch had changed it, too`;
  }
}

const PUT_BACK = md`Put it back to what is in force in a pull request, merge that, then propose the change again.`;

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
  const from = may.length < lack ? md`, ${tooFew(may)}` : md` from ${anyOf(may)}`;
  return md`needs ${amount} ${words(lack === 1 ? 'approval' : 'approvals')}${from}${have}${tail}`;
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
  return md`The default branch says something about MFA that **nobody reviewed**. It is not applied and not in force; what was in force stays in force.${list(items)}${PUT_BACK} Or an administrator of the repository adopts what the file says. Every apply stays red until then, and its summary gives the commands. This issue is then closed.\n`;
}
