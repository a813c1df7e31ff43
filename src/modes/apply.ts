import { carryOut } from '../apply/apply.ts';
import { type Decided, isAllApproved } from '../apply/decide.ts';
import { withIntent } from '../apply/outcome.ts';
import { afterwards, stepsOf } from '../apply/steps.ts';
import { recordsDigest } from '../ledger/record.ts';
import type { State } from '../ledger/state.ts';
import type { Trigger } from '../ports.ts';
import { adopt } from './adopt.ts';
import { conclude } from './conclude.ts';
import type { ApplyContext } from './context.ts';
import { isGitHubFault } from './faults.ts';
import { prepare, type Ready } from './prepare.ts';
import { type Done, publish, publishNotAdopted, publishRefused, publishUnrecorded } from './publish.ts';
import type { Result } from './result.ts';
import { type Draft, draftOf, groundOf, ledgerWriter } from './write-ledger.ts';

type ApplyTrigger = Extract<Trigger, { kind: 'apply' }>;

/** How often everything is read and planned again because the branch or the ledger moved before the first call. */
const ROUNDS = 4;
/** No call starts later than this after its intent (design, section 8). */
const DEADLINE_MS = 15 * 60_000;

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
    if (ready.state === undefined) throw new Error('an adopted Org has a state');
    return carryOn(context, trigger, ready, decided, draftOf(ready.state), distance);
  }
  if (settings.adopt === '') return publishNotAdopted(context, trigger, ready);
  const adoption = await adopt(context, trigger, ready);
  if (adoption.kind === 'refused') return publishRefused(context, { kind: 'refused', why: [adoption.why] });
  return carryOn(context, trigger, ready, adoption.decided, adoption.draft, undefined);
}

const STANDS =
  'This Org is adopted already: its ledger is valid. Nothing was carried out. Start again without the input adopt to apply what is approved.';

/** `distance`: commits between the tip and the state's `approved`; undefined at an adoption. */
async function carryOn(
  context: ApplyContext,
  trigger: ApplyTrigger,
  ready: Ready,
  decided: Decided[],
  draft: Draft,
  distance: number | undefined,
): Promise<Result | 'moved'> {
  const { clock, run, repository } = context;
  const { material, plan, ledger, scope } = ready;
  const before = asState(draft, ready);
  const { steps, unsettled } = stepsOf(decided, draft.doubt, afterwards(before, decided));
  const approved = isAllApproved(decided) ? material.tip : before.approved;

  let nonce = '';
  let claimed = before;
  const writer =
    steps.length > 0 && !context.cancelled()
      ? await ledgerWriter(context, scope, groundOf(ledger))
      : undefined;
  if (writer === 'moved') return 'moved';
  const started = clock.now();
  if (writer !== undefined) {
    if ((await repository.tip(trigger.defaultBranch)) !== material.tip) return 'moved';
    nonce = `${run.runId}.${run.attempt}.${context.nonce()}`;
    const intent = {
      run: run.runId,
      attempt: run.attempt,
      nonce,
      time: started.toISOString(),
      targets: [],
    };
    claimed = withIntent(before, steps, decided, intent);
    if ((await writer.intent(draftOf(claimed))) === 'moved') return 'moved';
  }

  const results = await carryOut(steps, {
    org: plan.org.id,
    reader: context.tenant,
    writer: context.writer,
    clock,
    cancelled: context.cancelled,
    deadline: new Date(started.getTime() + DEADLINE_MS),
  });
  const calls = { trigger, ready, decided, distance, before, claimed, approved, unsettled, results };
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
