import type { InterruptedReset } from '../../apply/after.ts';
import type { StepResult } from '../../apply/execute.ts';
import type { DoubtOutcome, RowOutcome } from '../../apply/outcome.ts';
import { type ApplyStatus, applyStatus } from '../../apply/status.ts';
import type { Step, Unsettled } from '../../apply/steps.ts';
import { pullsOf } from '../../approval/authority.ts';
import type { LedgerWriter } from '../../ledger/branch/write.ts';
import { recordsDigest } from '../../ledger/record.ts';
import { inForceOf, type State } from '../../ledger/state.ts';
import { requestsOf } from '../../plan/request.ts';
import { guardrailsOf } from '../../policy/entry.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { earlierOf } from '../../report/earlier.ts';
import { cutToFit, type Markdown, md } from '../../report/markdown.ts';
import { notAdoptedText, whyNotAdopted } from '../../report/not-adopted.ts';
import type { OutcomeView } from '../../report/outcome.ts';
import { type COMMENT_LIMIT, type PlanView, planText, SUMMARY_LIMIT } from '../../report/plan.ts';
import { exemptAfter, exemptNow, type Posture } from '../../report/posture.ts';
import { NOTHING_APPLIED, problemsText, refusalText } from '../../report/problems.ts';
import type { Recorded } from '../../report/sent.ts';
import { madeBy, siteOf } from '../context.ts';
import type { ApplyContext } from './context.ts';
import type { Ready } from './prepare.ts';

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

export function viewOf(context: ApplyContext, done: Done): OutcomeView {
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
export function ofPull(done: Done, number: number): Partial<OutcomeView> {
  const outcomes = done.outcomes.filter(({ pulls }) => pulls.includes(number));
  const interrupted = done.interrupted.filter(({ authority }) => pullsOf(authority).includes(number));
  const isReadable = done.ready.problem === undefined || number !== done.ready.pull;
  const circumstances = { open: interrupted.length > 0, isAdopted: true, isReadable };
  const status = applyStatus(outcomes, [], circumstances);
  const earlier = earlierOf(done.after, number, outcomes);
  // One that is told only now has nothing left to do.
  const shown = status === 'no-changes' && earlier.length > 0 ? 'applied' : status;
  return { outcomes, doubts: [], unsettled: [], interrupted, status: shown, earlier };
}

/** What else there is to say: how the Org is adopted again, or what is wrong with the file at the tip. */
export function besides(context: ApplyContext, { ready, status }: Done): Markdown[] {
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

/** The whole plan, and how it is adopted. */
export function adoptionText(context: ApplyContext, ready: Ready, limit: typeof COMMENT_LIMIT): Markdown {
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

function recordsDiffer({ ledger }: Ready): boolean {
  return ledger.kind === 'valid' && recordsDigest(ledger.records).sha256 !== ledger.state.records.sha256;
}

export function cut(text: Markdown, limit: typeof COMMENT_LIMIT): Markdown {
  return cutToFit(text, md`… The rest is in the summary of the run, or was too long to be shown.`, limit);
}
