import type { Flaw } from '../policy/problem.ts';
import { join, type Markdown, md, table, words } from './markdown.ts';

/** How many problems a comment lists; the rest is counted. All are marked on the file's lines as far as the runner shows them. */
const LISTED = 50;

/** What follows for a pull request. */
export const NOTHING_PLANNED = md`Nothing is planned, and nothing would be applied.`;
/** What follows for an apply. */
export const NOTHING_APPLIED = md`Nothing that it says is applied. What was in force stays in force; opt-outs still end on their date.`;

/** A policy file that can't be used: every problem with its place, never a value; `then`: what follows. */
export function problemsText(file: string, problems: readonly Flaw[], then = NOTHING_PLANNED): Markdown {
  const listed = problems.slice(0, LISTED);
  const rest = problems.length - listed.length;
  const count = problems.length === 1 ? md`1 problem` : md`${problems.length} problems`;
  return join(
    [
      md`### MFA policy: the file can’t be used\n\n**${file} has ${count}.** ${then}\n`,
      table(
        [md`Line`, md`Column`, md`What is wrong`],
        listed.map(({ line, column, message }) => [md`${line}`, md`${column}`, words(message)]),
      ),
      rest > 0 ? md`\n… and ${rest} more.\n` : md``,
    ],
    md``,
  );
}

/** A refusal that concerns the whole, in one paragraph: what happened, what was written, what to do. */
export function refusalText(sentences: readonly (string | Markdown)[]): Markdown {
  const shown = sentences.map((one) => (typeof one === 'string' ? words(one) : one));
  return md`### MFA policy: refused\n\n${join(shown, md`\n\n`)}\n`;
}

/** A comment on a pull request whose base is not the default branch. */
export function notYetText(): Markdown {
  return md`This is **not a policy change yet**: the base of this pull request is not the default branch. An approval given here will not count there.\n`;
}

/** A comment on a pull request that no longer touches the policy. */
export function untouchedText(): Markdown {
  return md`This pull request **no longer changes the MFA policy**. Nothing will happen when it is merged.\n`;
}
