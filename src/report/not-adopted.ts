import type { Plan } from '../plan/plan.ts';
import { missing } from './held-back.ts';
import { compact, fence, join, type Markdown, md } from './markdown.ts';

/** The plan of an Org that is not adopted, and how it is. */
export function notAdoptedText(view: {
  plan: Plan;
  whole: Markdown;
  hadState: boolean;
  rulesMissing: readonly string[];
}): Markdown {
  const why = view.hadState
    ? md`The commit at which everything was approved is no longer on the default branch, or lies too far back.`
    : md`This Org has no valid ledger yet.`;
  return compact(
    join(
      [
        md`**Not adopted: nothing was carried out.** ${why}\n\n`,
        md`An **administrator of this repository** reads the plan below, then starts the apply workflow by hand with the input adopt set to its digest:`,
        fence(view.plan.digest),
        md`This approves everything that the file says now. Resets in the file are closed, not carried out. Opt-outs that were made by hand in the tenant and that the file does not name stay as they are, unseen.\n\n`,
        view.rulesMissing.length > 0
          ? md`After that, each change ${missing({ kind: 'rules', missing: view.rulesMissing })}.\n\n`
          : md``,
        view.whole,
      ],
      md``,
    ),
  );
}
