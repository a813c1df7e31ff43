import { carryOut } from '../apply/apply.ts';
import { type Decided, isAllApproved } from '../apply/decide.ts';
import { afterCalls, doubtsOf, lostResets, outcomeOf, withIntent } from '../apply/outcome.ts';
import { recordOf } from '../apply/record.ts';
import { applyStatus } from '../apply/status.ts';
import { afterwards, stepsOf } from '../apply/steps.ts';
import { recordsDigest } from '../ledger/record.ts';
import { type State, stateJson } from '../ledger/state.ts';
import { canonicalJson } from '../plan/canonical.ts';
import type { Trigger } from '../ports.ts';
import { adopt } from './adopt.ts';
import type { ApplyContext } from './context.ts';
import { isGitHubFault } from './faults.ts';
import { prepare, type Ready } from './prepare.ts';
import { publish, publishNotAdopted, publishRefused } from './publish.ts';
import type { Result } from './result.ts';
import { type Draft, ledgerWriter } from './write-ledger.ts';

type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

/** How often everything is read and planned again because the branch or the ledger moved before the first call. */
const ROUNDS = 4;
/** No call starts later than this after its intent (design, section 8). */
const DEADLINE_MS = 15 * 60_000;
/** The line is not left to grow longer than this behind the tip when nothing else is to be written. */
const STALE_APPROVED = 100;

/** Carries out what was approved on the tip of the default branch, and records it (design, sections 8 to 10). */
export async function apply(context: ApplyContext, trigger: ApplyTrigger): Promise<Result> {
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const prepared = await prepare(context, trigger);
      const result =
        prepared.kind === 'refused'
          ? publishRefused(context, prepared)
          : await applyOnce(context, trigger, prepared);
      if (result !== 'moved') return result;
    }
    return publishRefused(context, { kind: 'refused', why: [MOVED] });
  } catch (error) {
    // After the first call no fault of GitHub comes this far: what was sent is told in any case.
    if (!isGitHubFault(error)) throw error;
    return publishRefused(context, { kind: 'refused', why: [error.message, UNREACHED] });
  }
}

const UNREACHED =
  'Nothing was sent to the tenant. Should the ledger hold the intent of this run, the next one takes it up. Mend the cause, then run this again.';

const MOVED =
  'The default branch or the ledger kept moving while this run looked at them. Nothing was sent to the tenant. Run it again when no other run is under way.';

async function applyOnce(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
): Promise<Result | 'moved'> {
  const { settings } = context;
  if (ready.adopted !== undefined) {
    if (settings.adopt !== '') return publishRefused(context, { kind: 'refused', why: [STANDS] });
    const { decided, distance } = ready.adopted;
    return carryOn(context, trigger, ready, decided, draftOf(ready.state), distance);
  }
  if (settings.adopt === '') return publishNotAdopted(context, trigger, ready);
  const adoption = await adopt(context, trigger, ready);
  if (adoption.kind === 'refused') return publishRefused(context, { kind: 'refused', why: [adoption.why] });
  return carryOn(context, trigger, ready, adoption.decided, adoption.draft, undefined);
}

const STANDS =
  'This Org is adopted already: its ledger is valid. Nothing was carried out. Start again without the input adopt to apply what is approved.';

function draftOf(state: State | undefined): Draft {
  if (state === undefined) throw new Error('an adopted Org has a state');
  const { onto: _, record: __, records: ___, ...draft } = state;
  return draft;
}

/** `distance`: commits between the tip and the state's `approved`; undefined at an adoption. */
async function carryOn(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
  decided: Decided[],
  draft: Draft,
  distance: number | undefined,
): Promise<Result | 'moved'> {
  const { clock, run, settings, repository } = context;
  const { material, plan, ledger } = ready;
  if (ledger.kind === 'unchecked') throw new Error('an apply checks the seal');
  const before = asState(draft, ready);
  const { steps, unsettled } = stepsOf(decided, draft.doubt, afterwards(before, decided));
  const approved = isAllApproved(decided) ? material.tip : before.approved;

  const writing = { intended: false, nonce: '' };
  let claimed = before;
  const begin = async () => ledgerWriter(context, plan.org.id, material.repositoryId, ledger);
  const writer = steps.length > 0 && !context.cancelled() ? await begin() : undefined;
  if (writer === 'moved') return 'moved';
  const started = clock.now();
  if (writer !== undefined) {
    if ((await repository.tip(trigger.defaultBranch)) !== material.tip) return 'moved';
    writing.nonce = `${run.runId}.${run.attempt}.${context.nonce()}`;
    const intent = {
      run: run.runId,
      attempt: run.attempt,
      nonce: writing.nonce,
      time: started.toISOString(),
      targets: [],
    };
    claimed = withIntent(before, steps, decided, intent);
    if ((await writer.intent(draftOf(claimed))) === 'moved') return 'moved';
    writing.intended = true;
  }

  const results = await carryOut(steps, {
    org: plan.org.id,
    reader: context.tenant,
    writer: context.writer,
    clock,
    cancelled: context.cancelled,
    deadline: new Date(started.getTime() + DEADLINE_MS),
  });
  const outcomes = outcomeOf(decided, results);
  const doubts = doubtsOf(results);
  const now = clock.now();
  const after = afterCalls(claimed, outcomes, results, approved, now.toISOString());
  const lost = ledger.kind === 'valid' ? lostResets(ledger.state) : [];
  const status = applyStatus(outcomes, doubts, unsettled.length + lost.length > 0);

  let unwritten = false;
  if (writing.intended || mustWrite(ready, before, after, distance)) {
    const content = recordOf({
      run: {
        id: run.runId,
        attempt: run.attempt,
        event: run.event,
        workflow: run.workflow,
        action: run.action,
        startedBy: trigger.starters,
        senderId: trigger.senderId,
      },
      ref: `refs/heads/${trigger.defaultBranch}`,
      commit: material.tip,
      policy: ready.read,
      plan,
      requestOf: settings.requestOf,
      outcomes,
      doubts,
      lost: lost.map(({ request }) => request),
      before,
      after,
      startedAt: ready.startedAt,
      endedAt: now,
      status,
      ...(ledger.kind === 'valid' && ledger.state.record && { previous: ledger.state.record }),
      unusual: settings.unusual,
      found: ledger.kind === 'none' ? ledger.headRecords.map(({ name }) => name) : [],
    });
    const record = { at: now, commit: material.tip, content };
    const last = writer ?? (await begin());
    if (last === 'moved') return 'moved';
    const written = await last.outcome(draftOf(after), record, writing.intended ? writing.nonce : undefined);
    if (written === 'moved' && !writing.intended) return 'moved';
    unwritten = written !== 'committed';
  }
  return publish(context, { trigger, ready, outcomes, doubts, unsettled, lost, status, unwritten });
}

function asState(draft: Draft, { material }: Ready): State {
  return { ...draft, records: recordsDigest([]), onto: material.tip };
}

/** An apply without calls commits only what has changed; a new seal after a rotation, or an `approved` that lies far back, is a change. */
function mustWrite({ ledger }: Ready, before: State, after: State, distance: number | undefined): boolean {
  if (distance === undefined) return true;
  const plain = (state: State) => canonicalJson(stateJson({ ...state, approved: before.approved }));
  const dead = ledger.kind === 'valid' && ledger.state.sending !== undefined;
  const previousKey = ledger.kind === 'valid' && ledger.previousKey;
  const stale = distance > STALE_APPROVED && after.approved !== before.approved;
  return dead || previousKey || stale || plain(before) !== plain(after);
}
