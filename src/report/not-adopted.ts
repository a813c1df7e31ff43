import type { Plan } from '../plan/plan.ts';
import { adoptionCommand } from './commands.ts';
import { missing } from './held-back.ts';
import { compact, fence, join, type Markdown, md } from './markdown.ts';

/** The plan of an Org that is not adopted, and how it is. */
export function notAdoptedText(view: {
  plan: Plan;
  workflow: string;
  whole: Markdown;
  why: Markdown;
  rulesMissing: readonly string[];
}): Markdown {
  return compact(
    join(
      [
        md`### ⏳ Not adopted: nothing new was applied\n\n${view.why}\n\n`,
        md`An **administrator of this repository** reads the plan below, then approves exactly that by its digest, with this command or under Actions > Run workflow:`,
        fence(adoptionCommand(view.workflow, view.plan.digest)),
        md`This approves everything that the file says now. Resets in the file are closed, not applied. Opt-outs that were made in Resolver and that the file does not name stay as they are, unseen.\n\n`,
        view.rulesMissing.length > 0
          ? md`After that, each change ${missing({ kind: 'rules', missing: view.rulesMissing })}.\n\n`
          : md``,
        view.whole,
      ],
      md``,
    ),
  );
}

/** Why an Org is not adopted. */
export function whyNotAdopted(adopted: NotAdopted): Markdown {
  switch (adopted.kind) {
    case 'no-state':
      return md`This Org has no valid ledger yet.`;
    case 'history':
      return md`What the ledger rests on is no longer on the default branch, because the history was rewritten, or lies more than 1000 commits back. Only opt-outs that have ended, and what is in doubt, were applied.`;
    case 'taken-back':
      return md`The default branch was at commit ${adopted.commit.slice(0, 12)}, which is no longer part of it: the history was rewritten. Only opt-outs that have ended, and what is in doubt, were applied.`;
    case 'path':
      return md`The ledger is about the policy file ${adopted.was}, not about this one. Only opt-outs that have ended, and what is in doubt, were applied.`;
  }
}

export type NotAdopted =
  | { kind: 'no-state' }
  | { kind: 'history' }
  | { kind: 'taken-back'; commit: string }
  | { kind: 'path'; was: string };
