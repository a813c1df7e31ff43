import type { StepResult } from '../../apply/execute.ts';
import type { Step } from '../../apply/steps.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Status } from '../../ports/status.ts';
import { firstReason } from '../../report/first-reason.ts';
import { join, type Markdown, md } from '../../report/markdown.ts';
import { outcomeText } from '../../report/outcome.ts';
import { COMMENT_LIMIT, SUMMARY_LIMIT } from '../../report/plan.ts';
import { firstProblem } from '../../report/problems.ts';
import { sentText } from '../../report/sent.ts';
import { marksOf } from '../marks.ts';
import type { Annotation, Result } from '../result.ts';
import { comment, tellPulls } from './comments.ts';
import type { ApplyContext } from './context.ts';
import { type Effort, warningOf } from './effort.ts';
import { tellOfPushes } from './issue.ts';
import { adoptionText, besides, cut, type Done, viewOf } from './views.ts';

/**
 * Shows what an apply did: in the summary, in the comment of each pull request whose rows it handled, in the issue. Never throws: the
 * calls were made, and what came of them is shown whatever goes wrong on the way, at last in the plainest form.
 */
export async function publish(context: ApplyContext, done: Done): Promise<Result> {
  const { ready, outcomes, status, recorded } = done;
  let sound = recorded !== 'without-evidence';
  const { problem } = ready;
  const annotations: Annotation[] = problem === undefined ? [] : marksOf(problem);
  const note = (effort: Effort) => {
    annotations.push(...warningOf(effort));
    if (effort.bug) sound = false;
  };
  for (const effort of await tellPulls(context, done)) note(effort);
  note(await tellOfPushes(context, ready, outcomes));
  if (status === 'not-adopted' && ready.pull !== undefined)
    note(await comment(context, ready, ready.pull, () => adoptionText(context, ready, COMMENT_LIMIT)));
  let summary: Markdown;
  try {
    summary = cut(
      join([outcomeText(viewOf(context, done)), ...besides(context, done)], md`\n\n`),
      SUMMARY_LIMIT,
    );
  } catch {
    sound = false;
    summary = sentText(done.results, recorded);
  }
  const shown = recorded === 'nowhere' ? 'unknown' : status;
  const message = messageOf(recorded === 'nowhere' ? 'unwritten' : status, reasonOf(done));
  return {
    status: shown,
    message: sound ? message : `${message} ${BROKEN}`,
    summary,
    annotations,
    plan: ready.plan,
    ...(!sound && { broken: true }),
  };
}

const BROKEN =
  'A bug in this action kept something of it from being recorded or shown: the log and the summary say what.';

/** Calls were made, and a bug kept their outcome from being written. The next run finds the intent in the ledger. */
export function publishUnrecorded(plan: Plan, results: ReadonlyMap<Step, StepResult>): Result {
  return {
    status: 'unknown',
    message: `${messageOf('unwritten', '')} ${BROKEN}`,
    summary: sentText(results, 'nowhere'),
    annotations: [],
    plan,
    broken: true,
  };
}

/** Why a run is red: a row that needs somebody, else the file. */
function reasonOf({ outcomes, ready }: Done): string {
  const { problem } = ready;
  const file = problem?.kind === 'problems' ? firstProblem(problem.problems) : problem?.why;
  return firstReason(outcomes) ?? file ?? 'the summary says why.';
}

export function messageOf(status: Status | 'unwritten', reason: string): string {
  switch (status) {
    case 'applied':
      return 'Applied: everything that was approved is applied.';
    case 'no-changes':
      return 'Nothing to do: the file says what is in force.';
    case 'held-back':
      return `Held back, nothing new was applied: ${reason}`;
    case 'partial':
      return `Applied in part: ${reason}`;
    case 'failed':
      return `Nothing new was applied: ${reason}`;
    case 'refused':
      return `Refused, nothing new was applied: ${reason}`;
    case 'not-adopted':
      return 'Not adopted, nothing new was applied: an administrator of the repository has to approve the plan by its digest.';
    case 'unwritten':
      return 'The calls were made, but the ledger could not be written: keep the summary and run this again.';
    default:
      return `The outcome of at least one call is unknown: ${reason}`;
  }
}
