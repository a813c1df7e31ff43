import type { InterruptedReset } from '../../apply/after.ts';
import type { StepResult } from '../../apply/execute.ts';
import type { DoubtOutcome, RowOutcome } from '../../apply/outcome.ts';
import { type ApplyStatus, applyStatus } from '../../apply/status.ts';
import type { Step, Unsettled } from '../../apply/steps.ts';
import { pullsOf } from '../../approval/authority.ts';
import { GitHubFault } from '../../faults.ts';
import { draftOf, groundOf, type LedgerWriter, ledgerWriter } from '../../ledger/branch/write.ts';
import { recordsDigest } from '../../ledger/record.ts';
import { inForceOf, type State } from '../../ledger/state.ts';
import type { Plan } from '../../plan/plan.ts';
import { requestsOf } from '../../plan/request.ts';
import { guardrailsOf } from '../../policy/entry.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Trigger } from '../../ports/run.ts';
import type { Status } from '../../ports/status.ts';
import { rerunCommand } from '../../report/commands.ts';
import { issueMarker } from '../../report/comment.ts';
import { earlierOf } from '../../report/earlier.ts';
import { firstReason, firstSentence } from '../../report/first-reason.ts';
import { isSourceless, issueText } from '../../report/held-back.ts';
import { cutToFit, fence, join, type Markdown, md } from '../../report/markdown.ts';
import { notAdoptedText, whyNotAdopted } from '../../report/not-adopted.ts';
import { type OutcomeView, outcomeText } from '../../report/outcome.ts';
import { COMMENT_LIMIT, type PlanView, planText, SUMMARY_LIMIT } from '../../report/plan.ts';
import { exemptAfter, exemptNow, type Posture } from '../../report/posture.ts';
import { firstProblem, NOTHING_APPLIED, problemsText, refusalText } from '../../report/problems.ts';
import { type Recorded, sentText } from '../../report/sent.ts';
import { writeResult } from '../comment.ts';
import { madeBy, siteOf } from '../context.ts';
import { marksOf, problemMarks } from '../marks.ts';
import type { Annotation, Result } from '../result.ts';
import type { ApplyContext } from './context.ts';
import type { Prepared, Ready } from './prepare.ts';

export type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

/** An apply that is over. */
export interface Done {
  ready: Ready;
  /** The state that it leaves. */
  after: State;
  /** With what it was written, where it was. */
  writer?: LedgerWriter;
  results: ReadonlyMap<Step, StepResult>;
  outcomes: readonly RowOutcome[];
  doubts: readonly DoubtOutcome[];
  unsettled: readonly Unsettled[];
  interrupted: readonly InterruptedReset[];
  status: ApplyStatus;
  recorded: Recorded;
}

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

/**
 * Updates the comment of every pull request whose rows were handled, or to which an earlier apply could not tell what it did. Those that
 * can't be written are due at the next apply, which the ledger notes.
 */
async function tellPulls(context: ApplyContext, done: Done): Promise<Effort[]> {
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
  const due = failed.map(({ number }) => number);
  const [first] = failed;
  const efforts = first === undefined ? [] : [{ ...first.effort, what: commentsOn(due), next: NEXT_APPLY }];
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

/** What else there is to say: how the Org is adopted again, or what is wrong with the file at the tip. */
function besides(context: ApplyContext, { ready, status }: Done): Markdown[] {
  const { problem } = ready;
  if (problem?.kind === 'problems')
    return [
      problemsText(context.settings.policy, problem.problems, NOTHING_APPLIED, {
        site: siteOf(context.settings, context.run),
        commit: ready.material.tip,
      }),
    ];
  if (problem !== undefined) return [refusalText([problem.why])];
  return status === 'not-adopted' ? [adoptionText(context, ready, SUMMARY_LIMIT)] : [];
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

function viewOf(context: ApplyContext, done: Done): OutcomeView {
  const { ready } = done;
  return {
    plan: ready.plan,
    outcomes: done.outcomes,
    doubts: done.doubts,
    unsettled: done.unsettled,
    interrupted: done.interrupted,
    earlier: [],
    status: done.status,
    recorded: done.recorded,
    foreign: ready.ledger.kind === 'none' ? [] : ready.ledger.foreign,
    recordsDiffer: recordsDiffer(ready),
    rulesMissing: ready.rulesMissing,
    posture: postureOf(done.after, context.clock.now()),
    made: madeBy(context, ready.material.tip, ready.plan.digest),
    way: {
      workflow: context.run.workflowFile,
      branch: ready.material.defaultBranch,
      policy: context.settings.policy,
    },
    now: context.clock.now(),
  };
}

/** Who is exempt by a state. */
function postureOf({ inForce }: State, now: Date): Posture {
  const entries = inForce.map(({ entry }) => entry);
  return { exempt: exemptNow(entries, now), most: guardrailsOf(entries).maxOptOuts };
}

/** What of it concerns one pull request. */
function ofPull(done: Done, number: number): Partial<OutcomeView> {
  const outcomes = done.outcomes.filter(({ pulls }) => pulls.includes(number));
  const interrupted = done.interrupted.filter(({ authority }) => pullsOf(authority).includes(number));
  const isReadable = done.ready.problem === undefined || number !== done.ready.pull;
  const circumstances = { open: interrupted.length > 0, isAdopted: true, isReadable };
  const status = applyStatus(outcomes, [], circumstances);
  const earlier = earlierOf(done.after, number, outcomes);
  // One that is told only now has nothing left to do.
  const shown = status === 'no-changes' ? 'applied' : status;
  return { outcomes, doubts: [], unsettled: [], interrupted, status: shown, earlier };
}

/** Shows the whole plan of an Org without a valid ledger, with the digest that adopts it. */
export async function publishNotAdopted(context: ApplyContext, ready: Ready): Promise<Result> {
  const effort =
    ready.pull === undefined
      ? undefined
      : await comment(context, ready, ready.pull, () => adoptionText(context, ready, COMMENT_LIMIT));
  return {
    status: 'not-adopted',
    message: messageOf('not-adopted', ''),
    summary: adoptionText(context, ready, SUMMARY_LIMIT),
    annotations: effort === undefined ? [] : warningOf(effort),
    plan: ready.plan,
  };
}

/** The whole plan, and how it is adopted. */
function adoptionText(context: ApplyContext, ready: Ready, limit: typeof COMMENT_LIMIT): Markdown {
  const { plan, ledger, adopted, rulesMissing } = ready;
  const now = context.clock.now();
  // An adoption closes resets and sends none, whatever would be refused of them.
  const sent = { ...plan, rows: plan.rows.filter(({ kind }) => kind !== 'reset') };
  const rows = plan.rows.map((row) => (row.kind === 'reset' ? { ...row, refusals: [] } : row));
  const view: PlanView = {
    plan: { ...plan, rows },
    now,
    audience: { kind: 'adoption' },
    posture: {
      exempt: exemptAfter(plan, ready.state && inForceOf(ready.state), now),
      most: ready.policy.guardrails.maxOptOuts,
    },
    made: madeBy(context, ready.material.tip, plan.digest),
    lines: { commit: ready.material.tip, places: placesOf(ready) },
    foreign: ledger.kind === 'none' ? [] : ledger.foreign,
    requests: requestsOf(sent, context.settings.requestOf),
  };
  const room = { codePoints: limit.codePoints - 4_000, bytes: limit.bytes - 16_000 };
  const why = whyNotAdopted(adopted.kind === 'adopted' ? { kind: 'no-state' } : adopted);
  return notAdoptedText({
    plan,
    workflow: context.run.workflowFile,
    whole: planText(view, room),
    why,
    rulesMissing,
  });
}

/** Where each entry stands in the file at the tip. */
function placesOf({ file }: Ready): PlanView['lines']['places'] {
  const parsed = file && parsePolicy(file.bytes);
  return parsed?.kind === 'policy' ? parsed.places : new Map();
}

/** Shows why nothing was applied at all. */
export function publishRefused(
  context: ApplyContext,
  prepared: Extract<Prepared, { kind: 'refused' }>,
): Result {
  const text =
    prepared.problems === undefined
      ? refusalText([...prepared.why, ...againAfter(context, prepared.plan)])
      : problemsText(context.settings.policy, prepared.problems, NOTHING_APPLIED);
  const reason =
    prepared.problems === undefined
      ? prepared.why.slice(0, 1).map(firstSentence).join('')
      : firstProblem(prepared.problems);
  return {
    status: 'refused',
    message: `Refused, nothing was sent to the tenant: ${reason}`,
    summary: text,
    annotations: prepared.problems === undefined ? [] : problemMarks(prepared.problems),
    ...(prepared.plan && { plan: prepared.plan }),
  };
}

/** What to do once the tenant answers again. */
function againAfter({ run }: ApplyContext, plan: Plan | undefined): Markdown[] {
  if (!plan?.refusals.some(({ code }) => code === 'lookup-failed')) return [];
  return [
    md`Nothing was sent that changes the tenant. When it answers again, run this again:${fence(rerunCommand(run.runId))}`,
  ];
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
    const pushed = outcomes.filter(isSourceless);
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

/** How it went to show something beside the summary. */
interface Effort {
  what: string;
  /** Why it was not shown. */
  why?: string;
  /** What shows it then, other than the summary of this run. */
  next?: string;
  /** It was no fault of GitHub that kept it from being shown. */
  bug?: boolean;
}

/** What people see beside the summary decides nothing: whatever goes wrong there is a warning, the result follows the apply. */
async function bestEffort(what: string, write: () => Promise<void>): Promise<Effort> {
  try {
    await write();
    return { what };
  } catch (error) {
    const isFault = error instanceof GitHubFault;
    return { what, why: isFault ? error.message : 'This is a bug in the action.', bug: !isFault };
  }
}

function warningOf({ what, why, next }: Effort): Annotation[] {
  if (why === undefined) return [];
  const parts = [`${what} could not be updated.`, why, 'The summary of this run shows the result.', next];
  return [{ level: 'warning', message: parts.filter((part) => part !== undefined).join(' ') }];
}

function recordsDiffer({ ledger }: Ready): boolean {
  return ledger.kind === 'valid' && recordsDigest(ledger.records).sha256 !== ledger.state.records.sha256;
}

function cut(text: Markdown, limit: typeof COMMENT_LIMIT): Markdown {
  return cutToFit(text, md`… The rest is in the summary of the run, or was too long to be shown.`, limit);
}

/** Why a run is red: a row that needs somebody, else the file. */
function reasonOf({ outcomes, ready }: Done): string {
  const { problem } = ready;
  const file = problem?.kind === 'problems' ? firstProblem(problem.problems) : problem?.why;
  return firstReason(outcomes) ?? file ?? 'the summary says why.';
}

function messageOf(status: Status | 'unwritten', reason: string): string {
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
