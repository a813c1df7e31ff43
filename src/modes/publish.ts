import type { StepResult } from '../apply/apply.ts';
import type { DoubtOutcome, LostReset, RowOutcome } from '../apply/outcome.ts';
import { type ApplyStatus, applyStatus } from '../apply/status.ts';
import type { Step, Unsettled } from '../apply/steps.ts';
import { recordsDigest } from '../ledger/record.ts';
import type { Plan } from '../plan/plan.ts';
import { requestsOf } from '../plan/request.ts';
import type { Status, Trigger } from '../ports.ts';
import { issueMarker } from '../report/comment.ts';
import { issueText } from '../report/held-back.ts';
import { cutToFit, type Markdown, md } from '../report/markdown.ts';
import { notAdoptedText } from '../report/not-adopted.ts';
import { type OutcomeView, outcomeText } from '../report/outcome.ts';
import { COMMENT_LIMIT, planText } from '../report/plan.ts';
import { problemsText, refusalText } from '../report/problems.ts';
import { type Recorded, sentText } from '../report/sent.ts';
import { writeResult } from './comment.ts';
import type { ApplyContext } from './context.ts';
import { isGitHubFault } from './faults.ts';
import { SUMMARY_LIMIT } from './plan.ts';
import { problemMarks } from './policy.ts';
import type { Prepared, Ready } from './prepare.ts';
import type { Annotation, Result } from './result.ts';

export type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

/** An apply that is over. */
export interface Done {
  trigger: ApplyTrigger;
  ready: Ready;
  results: ReadonlyMap<Step, StepResult>;
  outcomes: readonly RowOutcome[];
  doubts: readonly DoubtOutcome[];
  unsettled: readonly Unsettled[];
  lost: readonly LostReset[];
  status: ApplyStatus;
  recorded: Recorded;
}

/**
 * Shows what an apply did: in the summary, in the comment of each pull request whose rows it handled, in the issue. Never throws: the
 * calls were made, and what came of them is shown whatever goes wrong on the way, at last in the plainest form.
 */
export async function publish(context: ApplyContext, done: Done): Promise<Result> {
  const { ready, outcomes, status, recorded } = done;
  const numbers = [...outcomes.map(pullOfRow), ...done.lost.map(pullOfClaim)].filter(
    (number) => number !== undefined,
  );
  let sound = recorded !== 'without-evidence';
  const annotations: Annotation[] = [];
  const note = ({ warning, bug }: Effort) => {
    if (warning !== undefined) annotations.push(warning);
    if (bug) sound = false;
  };
  for (const number of new Set(numbers)) {
    const text = () => outcomeText({ ...viewOf(context, done), ...ofPull(done, number) });
    note(await comment(context, ready, number, text));
  }
  note(await tellOfPushes(context, ready, outcomes));
  let summary: Markdown;
  try {
    summary = cut(outcomeText(viewOf(context, done)), SUMMARY_LIMIT);
  } catch {
    sound = false;
    summary = sentText(done.results, recorded);
  }
  const shown = recorded === 'nowhere' ? 'unknown' : status;
  const message = messageOf(recorded === 'nowhere' ? 'unwritten' : status);
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
    message: `${messageOf('unwritten')} ${BROKEN}`,
    summary: sentText(results, 'nowhere'),
    annotations: [],
    plan,
    broken: true,
  };
}

function viewOf(context: ApplyContext, done: Done): OutcomeView {
  const { ready } = done;
  return {
    plan: ready.plan,
    outcomes: done.outcomes,
    doubts: done.doubts,
    unsettled: done.unsettled,
    lost: done.lost,
    status: done.status,
    recorded: done.recorded,
    foreign: ready.ledger.kind === 'none' ? [] : ready.ledger.foreign,
    recordsDiffer: recordsDiffer(ready),
    rulesMissing: ready.rulesMissing,
    commit: ready.material.tip,
    runId: context.run.runId,
    attempt: context.run.attempt,
    now: context.clock.now(),
  };
}

/** What of it concerns one pull request. */
function ofPull(done: Done, number: number): Partial<OutcomeView> {
  const outcomes = done.outcomes.filter((one) => pullOfRow(one) === number);
  const lost = done.lost.filter((one) => pullOfClaim(one) === number);
  return { outcomes, doubts: [], unsettled: [], lost, status: applyStatus(outcomes, [], lost.length > 0) };
}

function pullOfRow({ traced }: RowOutcome): number | undefined {
  return traced.kind === 'pull-request' ? traced.pull.number : undefined;
}

function pullOfClaim({ source }: LostReset): number | undefined {
  return source.kind === 'pull-request' ? source.number : undefined;
}

/** Shows the whole plan of an Org that is not adopted, with the digest that adopts it. */
export async function publishNotAdopted(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
): Promise<Result> {
  const view = {
    plan: ready.plan,
    now: context.clock.now(),
    foreign: ready.ledger.kind === 'none' ? [] : ready.ledger.foreign,
    needsAdoption: false,
    requests: requestsOf(ready.plan, context.settings.requestOf),
  };
  const text = (limit: typeof COMMENT_LIMIT) =>
    notAdoptedText({
      plan: ready.plan,
      whole: planText(view, { codePoints: limit.codePoints - 4_000, bytes: limit.bytes - 16_000 }),
      hadState: ready.state !== undefined,
      rulesMissing: ready.rulesMissing,
    });
  const effort =
    ready.pull === undefined ? {} : await comment(context, ready, ready.pull, () => text(COMMENT_LIMIT));
  return {
    status: 'not-adopted',
    message: `The Org is not adopted: nothing was carried out, nothing was written. The summary says how an administrator adopts it (${trigger.by}).`,
    summary: text(SUMMARY_LIMIT),
    annotations: effort.warning === undefined ? [] : [effort.warning],
    plan: ready.plan,
  };
}

/** Shows why nothing was carried out at all. */
export function publishRefused(
  context: ApplyContext,
  prepared: Extract<Prepared, { kind: 'refused' }>,
): Result {
  const text =
    prepared.problems === undefined
      ? refusalText(prepared.why)
      : problemsText(context.settings.policy, prepared.problems);
  return {
    status: 'refused',
    message:
      'Refused: nothing was sent to the tenant, nothing was written. The summary says why and what to do next.',
    summary: text,
    annotations: prepared.problems === undefined ? [] : problemMarks(prepared.problems),
    ...(prepared.plan && { plan: prepared.plan }),
  };
}

function comment(context: ApplyContext, ready: Ready, number: number, text: () => Markdown): Promise<Effort> {
  const { discussion, settings } = context;
  const identity = { host: settings.host, org: ready.plan.org.id, policy: settings.policy };
  return bestEffort(`The comment on pull request ${number}`, async () => {
    const result = cut(text(), COMMENT_LIMIT);
    const { comments } = await discussion.conversation(number);
    const written = await writeResult({ discussion, pull: number, identity }, comments, result);
    context.log('The comment on the pull request', written);
  });
}

/** Opens, updates or closes the one issue about rows that were pushed without a pull request. */
function tellOfPushes(context: ApplyContext, ready: Ready, outcomes: readonly RowOutcome[]): Promise<Effort> {
  return bestEffort('The issue about what was pushed', async () => {
    const { discussion, settings } = context;
    const marker = issueMarker({ host: settings.host, org: ready.plan.org.id, policy: settings.policy });
    const pushed = outcomes.filter(
      ({ verdict }) => verdict.kind === 'held-back' && verdict.why.kind === 'direct',
    );
    const waits = outcomes.some(({ result }) => result === 'held-back');
    const issues = await discussion.issues(marker.text);
    const [issue, ...more] = issues;
    const body = marker.text + cut(issueText(pushed), COMMENT_LIMIT).text;
    if (pushed.length > 0 && issue === undefined) await discussion.createIssue(ISSUE_TITLE, body);
    if (pushed.length > 0 && issue !== undefined && issue.body !== body)
      await discussion.updateIssue(issue.number, { body });
    const closing = pushed.length === 0 && !waits ? issues : more;
    for (const { number } of closing) await discussion.updateIssue(number, { state: 'closed' });
  });
}

const ISSUE_TITLE = 'MFA policy: a change was pushed without a pull request';

/** How it went to show something beside the summary. `bug`: it was no fault of GitHub that kept it from being shown. */
interface Effort {
  warning?: Annotation;
  bug?: boolean;
}

/** What people see beside the summary decides nothing: whatever goes wrong there is a warning, the result follows the apply. */
async function bestEffort(what: string, write: () => Promise<void>): Promise<Effort> {
  try {
    await write();
    return {};
  } catch (error) {
    const isFault = isGitHubFault(error);
    const why = isFault ? error.message : 'This is a bug in the action.';
    const message = `${what} could not be updated. ${why} The summary of this run shows the result.`;
    return { warning: { level: 'warning', message }, bug: !isFault };
  }
}

function recordsDiffer({ ledger }: Ready): boolean {
  return ledger.kind === 'valid' && recordsDigest(ledger.records).sha256 !== ledger.state.records.sha256;
}

function cut(text: Markdown, limit: typeof COMMENT_LIMIT): Markdown {
  return cutToFit(text, md`… The rest is in the summary of the run, or was too long to be shown.`, limit);
}

function messageOf(status: Status | 'unwritten'): string {
  switch (status) {
    case 'applied':
      return 'Applied: everything that was approved is done.';
    case 'no-changes':
      return 'Nothing to do: the file says what is in force.';
    case 'held-back':
      return 'Held back: nothing new was carried out. The summary names what is missing and the command that gives it.';
    case 'partial':
      return 'Applied in part: the summary says what is done, what is not, and what to do next.';
    case 'failed':
      return 'Failed: nothing new was carried out. The summary says why and what to do next.';
    case 'refused':
      return 'Refused: nothing new was carried out. The summary says why and what to do next.';
    case 'unwritten':
      return 'The calls were made, but the ledger could not be written: keep the summary and run this again.';
    default:
      return 'Of at least one call nobody knows whether it took effect: the summary says what to look at.';
  }
}
