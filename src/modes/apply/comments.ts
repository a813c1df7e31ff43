import { pullsOf } from '../../approval/authority.ts';
import { draftOf, groundOf, ledgerWriter } from '../../ledger/branch/write.ts';
import { join, type Markdown, md } from '../../report/markdown.ts';
import { outcomeText } from '../../report/outcome.ts';
import { COMMENT_LIMIT } from '../../report/plan.ts';
import { writeOver, writeRefusal, writeResult } from '../comment.ts';
import type { ApplyContext } from './context.ts';
import { bestEffort, type Effort } from './effort.ts';
import type { Ready } from './prepare.ts';
import { besides, cut, type Done, ofPull, viewOf } from './views.ts';

/**
 * Updates the comment of every pull request whose rows were handled, or to which an earlier apply could not tell what it did. Those that
 * can't be written are due at the next apply, which the ledger notes.
 */
export async function tellPulls(context: ApplyContext, done: Done): Promise<Effort[]> {
  const { ready, after } = done;
  const handled = [
    // What is wrong with the file at the tip is told to the pull request that made it.
    ...(ready.problem !== undefined && ready.pull !== undefined ? [ready.pull] : []),
    ...done.outcomes.flatMap(({ pulls }) => pulls),
    ...done.interrupted.flatMap(({ authority }) => pullsOf(authority)),
  ];
  const failed: { number: number; effort: Effort }[] = [];
  for (const number of new Set([...handled, ...(after.due ?? [])])) {
    const text = () => {
      const own = outcomeText({ ...viewOf(context, done), ...ofPull(done, number) });
      return number === ready.pull && ready.problem !== undefined
        ? join([own, ...besides(context, done)], md`\n\n`)
        : own;
    };
    const effort = await comment(context, ready, number, text);
    if (effort.why !== undefined) failed.push({ number, effort });
  }
  const told = [...handled, ...(after.due ?? [])];
  const tip =
    ready.pull === undefined || told.includes(ready.pull) ? [] : [await tellTip(context, done, ready.pull)];
  const due = failed.map(({ number }) => number);
  const [first] = failed;
  const efforts =
    first === undefined ? tip : [...tip, { ...first.effort, what: commentsOn(due), next: NEXT_APPLY }];
  if (due.join() === (after.due ?? []).join()) return efforts;
  const what = 'The list of comments that are still to be written';
  return [...efforts, await bestEffort(what, () => noteDue(context, done, due))];
}

const NEXT_APPLY = 'The next apply tries again.';

function commentsOn(pulls: readonly number[]): string {
  const [first, second] = pulls;
  if (second === undefined) return `The comment on pull request ${first}`;
  const names = pulls.slice(0, 5).join(', ');
  return `The comments on pull requests ${names}${pulls.length > 5 ? ` and ${pulls.length - 5} more` : ''}`;
}

async function noteDue(
  context: ApplyContext,
  { ready, after, writer, recorded }: Done,
  due: number[],
): Promise<void> {
  if (recorded === 'nowhere') return;
  const at = writer ?? (await ledgerWriter(context, ready.scope, groundOf(ready.ledger)));
  const { due: _, ...rest } = draftOf(after);
  if (at !== 'moved') await at.outcome(due.length === 0 ? rest : { ...rest, due }, undefined);
}

/** The pull request that made the tip has no row: whatever was said of it before the merge, or of a refusal, is out of date. */
function tellTip(context: ApplyContext, done: Done, number: number): Promise<Effort> {
  const text = () => outcomeText({ ...viewOf(context, done), ...ofPull(done, number) });
  return written(context, done.ready.plan.org.id, number, text, writeOver);
}

/** Shows on a pull request what an apply did. */
export function comment(
  context: ApplyContext,
  { plan }: Pick<Ready, 'plan'>,
  number: number,
  text: () => Markdown,
): Promise<Effort> {
  return written(context, plan.org.id, number, text, writeResult);
}

/** Shows a refusal of the whole on the pull request that made the tip. */
export function tellRefusal(
  context: ApplyContext,
  { org, pull }: { org: string; pull: number },
  text: Markdown,
): Promise<Effort> {
  return written(context, org, pull, () => text, writeRefusal);
}

function written(
  { discussion, settings, log }: ApplyContext,
  org: string,
  pull: number,
  text: () => Markdown,
  write: typeof writeResult,
): Promise<Effort> {
  const identity = { host: settings.host, org, policy: settings.policy };
  return bestEffort(`The comment on pull request ${pull}`, async () => {
    const shown = cut(text(), COMMENT_LIMIT);
    const { comments } = await discussion.conversation(pull);
    log('The comment on the pull request', await write({ discussion, pull, identity }, comments, shown));
  });
}
