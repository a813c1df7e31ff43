import { afterCalls, interruptedResets } from '../../apply/after.ts';
import type { StepResult } from '../../apply/execute.ts';
import { doubtsOf, outcomeOf } from '../../apply/outcome.ts';
import { recordOf } from '../../apply/record.ts';
import { applyStatus } from '../../apply/status.ts';
import type { Step, Unsettled } from '../../apply/steps.ts';
import type { Decided } from '../../approval/verdict.ts';
import {
  draftOf,
  groundOf,
  type LedgerWriter,
  ledgerWriter,
  type RecordDraft,
} from '../../ledger/branch/write.ts';
import { type State, stateJson } from '../../ledger/state.ts';
import { canonicalJson } from '../../text/canonical.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import type { Ready } from './prepare.ts';
import type { Done } from './views.ts';

/** An apply whose calls are over. */
export interface Calls {
  trigger: ApplyTrigger;
  ready: Ready;
  decided: readonly Decided[];
  /** The state before the intent, and with it. */
  before: State;
  claimed: State;
  unsettled: readonly Unsettled[];
  /** Whether the Org is adopted, also by this very apply. */
  isAdopted: boolean;
  results: ReadonlyMap<Step, StepResult>;
  /** With what the intent was written, where there was one. */
  writing?: { writer: LedgerWriter; nonce: string };
}

/** The baseline is not left to lie further than this behind the tip when nothing else is to be written. */
const STALE_BASELINE = 100;

/** Puts together what became of each row, and writes it to the ledger; `moved` only where no intent was written. */
export async function conclude(context: ApplyContext, calls: Calls): Promise<Done | 'moved'> {
  const { trigger, ready, decided, before, claimed, unsettled, isAdopted, results, writing } = calls;
  const { run, settings } = context;
  const { material, plan, ledger } = ready;
  const outcomes = outcomeOf(decided, results);
  const doubts = doubtsOf(results);
  const now = context.clock.now();
  const isReadable = ready.problem === undefined;
  const tip = isAdopted && isReadable ? material.tip : undefined;
  const after = afterCalls(claimed, outcomes, results, tip, now.toISOString());
  const interrupted = ledger.kind === 'valid' ? interruptedResets(ledger.state) : [];
  const open = unsettled.length + interrupted.length > 0;
  const status = applyStatus(outcomes, doubts, { open, isAdopted, isReadable });
  const done = { ready, after, results, outcomes, doubts, unsettled, interrupted, status };

  const record = (): RecordDraft => ({
    at: now,
    commit: material.tip,
    content: recordOf({
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
      ...(ready.file && { policy: ready.file }),
      plan,
      requestOf: settings.requestOf,
      outcomes,
      doubts,
      interrupted: interrupted.map(({ request }) => request),
      before,
      after,
      startedAt: ready.startedAt,
      endedAt: now,
      status,
      ...(ledger.kind === 'valid' && ledger.state.record && { previous: ledger.state.record }),
      unusual: settings.unusual,
      foreign: ledger.kind === 'none' ? [] : ledger.foreign,
      found: ledger.kind === 'unverified' ? ledger.records.map(({ name }) => name) : [],
    }),
  });
  if (writing !== undefined)
    return { ...done, writer: writing.writer, recorded: await recordCalls(writing, after, record) };
  if (!mustWrite(ready, before, after)) return { ...done, recorded: 'whole' };
  const writer = await ledgerWriter(context, ready.scope, groundOf(ledger));
  if (writer === 'moved') return 'moved';
  const written = await writer.outcome(draftOf(after), record());
  if (written === 'moved') return 'moved';
  return { ...done, writer, recorded: written === 'committed' ? 'whole' : 'nowhere' };
}

/**
 * Calls were made: what came of them is written whatever goes wrong on the way (design, section 10.7). Where the record can't be made or
 * may not leave, the state alone is written: what is in force must not be lost with the evidence.
 */
async function recordCalls(
  { writer, nonce }: { writer: LedgerWriter; nonce: string },
  after: State,
  record: () => RecordDraft,
): Promise<Done['recorded']> {
  const draft = draftOf(after);
  try {
    return (await writer.outcome(draft, record(), nonce)) === 'committed' ? 'whole' : 'nowhere';
  } catch {
    return (await writer.outcome(draft, undefined, nonce)) === 'committed' ? 'without-evidence' : 'nowhere';
  }
}

/**
 * An apply without calls commits only what has changed. That the file differs from the one last seen is a change, a baseline that lies far
 * back, and what has to be undone.
 */
function mustWrite({ ledger, distance, unseen }: Ready, before: State, after: State): boolean {
  if (ledger.kind !== 'valid') return true;
  const { state } = ledger;
  if (state.sending !== undefined || ledger.foreign.length > 0 || unseen) return true;
  if (distance > STALE_BASELINE && after.baseline !== before.baseline) return true;
  const plain = ({
    baseline: _,
    seen: __,
    time: ___,
    record: ____,
    records: _____,
    onto: ______,
    ...rest
  }: State) => canonicalJson(stateJson(rest as State));
  return plain(state) !== plain(after);
}
