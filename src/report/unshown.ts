import { type Markdown, md, words } from './markdown.ts';

/** Why a plan is not put on its pull request, and the run is green all the same. */
export type Superseded = 'newer-commit' | 'merged' | 'closed';

/** In one sentence, for the log. */
export function supersededBecause(why: Superseded): string {
  switch (why) {
    case 'newer-commit':
      return 'The pull request has a newer commit, and the run for that commit shows its plan.';
    case 'merged':
      return 'The pull request is merged, and the apply shows what comes of it.';
    case 'closed':
      return 'The pull request is closed. Reopen it to get a plan.';
  }
}

/** The summary of a plan that nobody is to approve any more. */
export function supersededText(why: Superseded, plan: Markdown = md``): Markdown {
  return md`**This plan is out of date.** ${words(supersededBecause(why))}\n\n${plan}`;
}

/** The summary of a plan that its pull request does not show although it should. `fault` is a sentence of this program. */
export function unwrittenText(fault: string, plan: Markdown): Markdown {
  return md`**The pull request doesn’t show this plan as it should**: a comment could not be written or deleted. ${words(fault)} Fix the cause, then run this again.\n\n${plan}`;
}
