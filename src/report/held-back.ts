import type { HeldBack } from '../apply/decide.ts';
import type { RowOutcome } from '../apply/outcome.ts';
import type { Judgement } from '../plan/reviews.ts';
import { fence, join, list, type Markdown, md, words } from './markdown.ts';
import { anyOf, title } from './rows.ts';

/** What is missing of each held-back row, and the commands that give it. */
export function heldBack(outcomes: readonly RowOutcome[], runId: string): Markdown {
  const items = outcomes.flatMap(({ row, verdict }) =>
    verdict.kind === 'held-back' ? [md`**${title(row)}**: ${missing(verdict.why)}`] : [],
  );
  if (items.length === 0) return md``;
  const commands = new Set(
    outcomes.flatMap(({ verdict }) => {
      if (verdict.kind !== 'held-back') return [];
      const { why } = verdict;
      if (why.kind === 'direct') return [`git revert ${why.merge ? '-m 1 ' : ''}${why.commit}`];
      return why.kind === 'approvals' && verdict.pull !== undefined
        ? [`gh pr review ${verdict.pull} --approve`]
        : [];
    }),
  );
  const next = [...commands, `gh run rerun ${runId}`].join('\n');
  return md`\n**What is missing**${list(items)}What mends it, by whoever may:${fence(next)}`;
}

/** What a held-back row lacks, in words. */
export function missing(why: HeldBack): Markdown {
  switch (why.kind) {
    case 'direct':
      return md`was pushed without a pull request in ${why.commit.slice(0, 7)}, so nobody reviewed it. Take it back, then bring it in a pull request`;
    case 'rules':
      return md`waits for branch rules that are off: ${words(why.missing.join(', '))}. Turn them on in a ruleset, under Settings > Rules > Rulesets`;
    case 'approvals':
      return approvals(why.judgement);
  }
}

function approvals({ needed, approvals: counted, discounted, may }: Judgement): Markdown {
  const lack = needed - counted.length;
  const amount = counted.length === 0 ? md`${lack}` : md`${lack} more`;
  const from =
    may.length < lack
      ? md`but too few approvers are left who may give it: bring another approver first`
      : md`from ${anyOf(may)}`;
  const others = discounted.map(({ login, why }) => md`${login} ${words(why)}`);
  const tail = others.length === 0 ? md`` : md`; not counted: ${join(others, md`, `)}`;
  return md`needs ${amount} ${words(lack === 1 ? 'approval' : 'approvals')} ${from}${tail}`;
}

/** The issue about what was pushed without a pull request. */
export function issueText(outcomes: readonly RowOutcome[]): Markdown {
  const items = outcomes.flatMap(({ row, verdict }) =>
    verdict.kind === 'held-back' && verdict.why.kind === 'direct'
      ? [md`**${title(row)}**: ${missing(verdict.why)}`]
      : [],
  );
  return md`The default branch says something about MFA that **nobody reviewed**. It is not carried out and not in force; what was in force stays in force.${list(items)}Every apply stays red until the file says again what is in force, or a reviewed pull request says something else. This issue is then closed.\n`;
}
