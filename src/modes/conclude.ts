import type { StepResult } from '../apply/apply.ts';
import type { Decided } from '../apply/decide.ts';
import { afterCalls, doubtsOf, lostResets, outcomeOf } from '../apply/outcome.ts';
import { recordOf } from '../apply/record.ts';
import { applyStatus } from '../apply/status.ts';
import type { Step, Unsettled } from '../apply/steps.ts';
import { type State, stateJson } from '../ledger/state.ts';
import { canonicalJson } from '../plan/canonical.ts';
import type { ApplyContext } from './context.ts';
import type { Ready } from './prepare.ts';
import type { ApplyTrigger, Done } from './publish.ts';
import { draftOf, groundOf, type LedgerWriter, ledgerWriter, type RecordDraft } from './write-ledger.ts';

/** An apply whose calls are over. */
export interface Calls {
  trigger: ApplyTrigger;
  ready: Ready;
  decided: readonly Decided[];
  /** Commits between the tip and the state's `approved`; undefined at an adoption. */
  distance: number | undefined;
  /** The state before the intent, and with it. */
  before: State;
  claimed: State;
  approved: string;
  unsettled: readonly Unsettled[];
  results: ReadonlyMap<Step, StepResult>;
  /** With what the intent was written, where there was one. */
  writing?: { writer: LedgerWriter; nonce: string };
}

/** The line is not left to grow longer than this behind the tip when nothing else is to be written. */
const STALE_APPROVED = 100;

/** Puts together what became of each row, and writes it to the ledger; `moved` only where no intent was written. */
export async function conclude(context: ApplyContext, calls: Calls): Promise<Done | 'moved'> {
  const { trigger, ready, decided, before, claimed, approved, unsettled, results, writing } = calls;
  const { run, settings } = context;
  const { material, plan, ledger } = ready;
  const outcomes = outcomeOf(decided, results);
  const doubts = doubtsOf(results);
  const now = context.clock.now();
  const after = afterCalls(claimed, outcomes, results, approved, now.toISOString());
  const lost = ledger.kind === 'valid' ? lostResets(ledger.state) : [];
  const status = applyStatus(outcomes, doubts, unsettled.length + lost.length > 0);
  const done = { trigger, ready, results, outcomes, doubts, unsettled, lost, status };

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
      foreign: ledger.kind === 'none' ? [] : ledger.foreign,
      found: ledger.kind === 'unverified' ? ledger.records.map(({ name }) => name) : [],
    }),
  });
  if (writing !== undefined) return { ...done, recorded: await recordCalls(writing, after, record) };
  if (!mustWrite(ready, before, after, calls.distance)) return { ...done, recorded: 'whole' };
  const writer = await ledgerWriter(context, ready.scope, groundOf(ledger));
  const written = writer === 'moved' ? writer : await writer.outcome(draftOf(after), record());
  if (written === 'moved') return 'moved';
  return { ...done, recorded: written === 'committed' ? 'whole' : 'nowhere' };
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

/** An apply without calls commits only what has changed; an `approved` that lies far back, and what has to be undone, is a change. */
function mustWrite({ ledger }: Ready, before: State, after: State, distance: number | undefined): boolean {
  if (distance === undefined) return true;
  const plain = (state: State) => canonicalJson(stateJson({ ...state, approved: before.approved }));
  const dead = ledger.kind === 'valid' && ledger.state.sending !== undefined;
  const foreign = ledger.kind === 'valid' && ledger.foreign.length > 0;
  const stale = distance > STALE_APPROVED && after.approved !== before.approved;
  return dead || foreign || stale || plain(before) !== plain(after);
}
