import { withIntent } from '../../apply/after.ts';
import { execute } from '../../apply/execute.ts';
import { afterwards, stepsOf } from '../../apply/steps.ts';
import type { Decided } from '../../approval/verdict.ts';
import { GitHubFault } from '../../faults.ts';
import { showsOptOuts } from '../../gather/users.ts';
import { type Draft, draftOf, groundOf, ledgerWriter } from '../../ledger/branch/write.ts';
import { recordsDigest } from '../../ledger/record.ts';
import type { State } from '../../ledger/state.ts';
import { liveOf } from '../../plan/known.ts';
import type { Result } from '../result.ts';
import { adopt } from './adopt.ts';
import { conclude } from './conclude.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import { publishNotAdopted } from './not-adopted.ts';
import { prepare, type Ready } from './prepare.ts';
import { publish, publishUnrecorded } from './publish.ts';
import { publishRefused } from './refused.ts';
import type { Done } from './views.ts';

/** How often everything is read and planned again because the branch or the ledger moved before the first call. */
const ROUNDS = 4;
/** No call starts later than this after its intent (design, section 8). */
const DEADLINE_MS = 15 * 60_000;

/** Applies what was approved on the tip of the default branch, and records it (design, sections 8 to 10). */
export async function apply(context: ApplyContext, trigger: ApplyTrigger): Promise<Result> {
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const prepared = await prepare(context, trigger);
      const result =
        prepared.kind === 'refused'
          ? await publishRefused(context, prepared)
          : await attempt(context, trigger, prepared);
      if (result !== 'moved') return result;
    }
    return publishRefused(context, { kind: 'refused', why: [MOVED] });
  } catch (error) {
    // After the first call no fault of GitHub comes this far: what was sent is told in any case.
    if (!(error instanceof GitHubFault)) throw error;
    return publishRefused(context, { kind: 'refused', why: [error.message, UNREACHED] });
  }
}

const UNREACHED =
  'Nothing was sent to the tenant. If the ledger holds the intent of this run, the next run takes over. Fix the cause, then run this again.';

const MOVED =
  'The default branch or the ledger kept moving while this run looked at them. Nothing was sent to the tenant. Run it again when no other run is under way.';

async function attempt(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
): Promise<Result | 'moved'> {
  if (context.settings.adopt !== '') {
    const adoption = await adopt(context, trigger, ready);
    if (adoption.kind === 'refused')
      return publishRefused(context, { kind: 'refused', why: [...adoption.why], plan: ready.plan });
    return applyDecided(context, trigger, ready, { ...adoption, isAdopted: true });
  }
  if (ready.state === undefined) return publishNotAdopted(context, trigger, ready);
  const isAdopted = ready.adopted.kind === 'adopted';
  const draft = draftOf({
    ...ready.state,
    ...(isAdopted && { seen: ready.material.tip, time: ready.startedAt }),
  });
  return applyDecided(context, trigger, ready, { decided: ready.decided, draft, isAdopted });
}

interface ToApply {
  decided: readonly Decided[];
  draft: Draft;
  isAdopted: boolean;
}

/** Intent, calls, outcome (design, section 8): each written before the next begins. */
async function applyDecided(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
  { decided, draft, isAdopted }: ToApply,
): Promise<Result | 'moved'> {
  const { clock, run, repository } = context;
  const { material, plan, ledger, scope } = ready;
  const before = asState(draft, ready);
  const after = afterwards(before, decided);
  const { steps, unsettled } = stepsOf(decided, draft.doubt, after, liveOf(ready.known));
  const writer =
    steps.length > 0 && !context.cancelled()
      ? await ledgerWriter(context, scope, groundOf(ledger))
      : undefined;
  if (writer === 'moved') return 'moved';
  const started = clock.now();
  let nonce = '';
  let claimed = before;
  if (writer !== undefined) {
    if ((await repository.tip()) !== material.tip) return 'moved';
    nonce = `${run.runId}.${run.attempt}.${context.nonce()}`;
    const intent = { run: run.runId, attempt: run.attempt, nonce, time: started.toISOString(), targets: [] };
    claimed = withIntent(before, steps, decided, intent);
    if ((await writer.intent(draftOf(claimed))) === 'moved') return 'moved';
  }
  const results = await execute(steps, {
    org: plan.org.id,
    reader: context.tenant,
    writer: context.writer,
    clock,
    cancelled: context.cancelled,
    deadline: new Date(started.getTime() + DEADLINE_MS),
    readable: showsOptOuts(ready.known),
  });
  const calls = { trigger, ready, decided, before, claimed, unsettled, isAdopted, results };
  const isSent = [...results.values()].some(({ kind }) => kind !== 'not-started');
  let done: Done | 'moved';
  // Whatever is thrown after the first call, what was sent is told (design, section 10.7).
  try {
    done = await conclude(context, { ...calls, ...(writer && { writing: { writer, nonce } }) });
  } catch (error) {
    if (!isSent) throw error;
    return publishUnrecorded(plan, results);
  }
  return done === 'moved' ? done : publish(context, done);
}

function asState(draft: Draft, { material }: Ready): State {
  return { ...draft, records: recordsDigest([]), onto: material.tip };
}
