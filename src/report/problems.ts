import type { Flaw } from '../policy/problem.ts';
import { join, link, type Markdown, md, table, words } from './markdown.ts';
import { linePage, type Site } from './pages.ts';

/** How many problems a comment lists; the rest is counted. All are marked on the file's lines as far as the runner shows them. */
const LISTED = 50;

/** What follows for a pull request. */
export const NOTHING_PLANNED = md`Nothing is planned, and nothing would be applied. Fix these lines, then push again.`;
/** What follows for an apply. */
export const NOTHING_APPLIED = md`Nothing that it says is applied. What was in force stays in force; opt-outs still end on their date. Fix these lines in a pull request.`;

/**
 * A policy file that can't be used: every problem with its place, never a value; `then`: what follows; `at`: the file at its commit, to
 * link to.
 */
export function problemsText(
  file: string,
  problems: readonly Flaw[],
  then = NOTHING_PLANNED,
  at?: { site: Site; commit: string },
): Markdown {
  const listed = problems.slice(0, LISTED);
  const rest = problems.length - listed.length;
  const count = problems.length === 1 ? md`1 problem` : md`${problems.length} problems`;
  const place = ({ line, column }: Flaw) =>
    md`${link(md`Line ${line}`, at && linePage(at.site, at.commit, line))}, column ${column}`;
  return join(
    [
      md`### ⛔ Blocked: the policy file has ${count}\n\n${file} can’t be used. ${then}\n`,
      table(
        [md`Where`, md`What is wrong`],
        listed.map((one) => [place(one), words(one.message)]),
      ),
      rest > 0 ? md`\n… and ${rest} more.\n` : md``,
    ],
    md``,
  );
}

/** The first of them in one sentence, for the annotation of the run. */
export function firstProblem(problems: readonly Flaw[]): string {
  return problems
    .slice(0, 1)
    .map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}`)
    .join('');
}

/** A refusal that concerns the whole, in one paragraph each: what happened, what was written, what to do. */
export function refusalText(sentences: readonly (string | Markdown)[]): Markdown {
  return endedText(md`⛔ Refused`, sentences);
}

/** Applying is not set up yet, which is nobody's fault. */
export function waitingText(sentences: readonly string[]): Markdown {
  return endedText(md`⏳ Applying is not set up yet`, sentences);
}

/** A run that failed, for no fault of the change. */
export function failureText(sentences: readonly (string | Markdown)[]): Markdown {
  return endedText(md`❌ Failed`, sentences);
}

function endedText(verdict: Markdown, sentences: readonly (string | Markdown)[]): Markdown {
  const shown = sentences.map((one) => (typeof one === 'string' ? words(one) : one));
  return md`### ${verdict}\n\n${join(shown, md`\n\n`)}\n`;
}

/** A comment on a pull request whose base is not the default branch. */
export function notYetText(): Markdown {
  return md`This is **not a policy change yet**: the base of this pull request is not the default branch. An approval given here will not count there.\n`;
}

/** A comment on a pull request that no longer touches the policy. */
export function untouchedText(): Markdown {
  return md`This pull request **no longer changes the MFA policy**. Merging it makes no change of its own.\n`;
}
