import { createHash } from 'node:crypto';
import type { RecordedSource, State } from '../ledger/state.ts';
import type { Json } from '../plan/canonical.ts';
import { dayOf, daysBetween } from '../plan/dates.ts';
import type { Plan } from '../plan/plan.ts';
import type { RequestOf } from '../plan/request.ts';
import { calledUser } from '../plan/row.ts';
import { guardrailsOf } from '../policy/entry.ts';
import type { HeldBack } from './decide.ts';
import type { DoubtOutcome, RowOutcome } from './outcome.ts';

export interface RecordInput {
  run: {
    id: string;
    attempt: number;
    event: string;
    workflow: string;
    action: string;
    startedBy: readonly string[];
    senderId: string;
  };
  ref: string;
  commit: string;
  policy: { blob: string; bytes: Uint8Array };
  plan: Plan;
  requestOf: RequestOf;
  outcomes: readonly RowOutcome[];
  doubts: readonly DoubtOutcome[];
  /** Requests of resets that a dead run may have sent. */
  lost: readonly string[];
  before: State;
  after: State;
  startedAt: string;
  endedAt: Date;
  status: string;
  /** The record before this one. */
  previous?: State['record'];
  /** Names of variables that change TLS or proxies. */
  unusual: readonly string[];
  /** Commits of the ledger that this apply undid. */
  foreign: readonly string[];
  /** Records that an adoption found in place, under no state that vouches for them. */
  found: readonly string[];
}

/**
 * The evidence of one apply (threats and faults, section 4): enough to answer who was exempt on a day, why, until when and who approved it.
 * Never a secret, never an answer's body.
 */
export function recordOf(input: RecordInput): { readonly [key: string]: Json | undefined } {
  const { plan, before, after, endedAt } = input;
  const today = dayOf(endedAt);
  return {
    schema: 1,
    run: { ...input.run, startedBy: [...input.run.startedBy] },
    ref: input.ref,
    commit: input.commit,
    policy: {
      blob: input.policy.blob,
      sha256: createHash('sha256').update(input.policy.bytes).digest('hex'),
    },
    org: plan.org.id,
    origin: plan.origin,
    digest: plan.digest,
    approved: { before: before.approved, after: after.approved },
    rows: input.outcomes.map((one) => rowRecord(one, input.requestOf)),
    doubts: input.doubts.map(({ target, result, why, call }) => ({
      target,
      result,
      why,
      call: call && (input.requestOf(call) as Json | undefined),
    })),
    resetsLost: [...input.lost],
    guardrails: guardrailsOf(after.inForce.map(({ entry }) => entry)) as unknown as Json,
    optOuts: after.inForce.flatMap((one) =>
      one.entry.kind === 'opt-out'
        ? [
            {
              ...(one as unknown as { [key: string]: Json }),
              daysLeft: daysBetween(today, one.entry.expires),
            },
          ]
        : [],
    ),
    unusualVariables: [...input.unusual],
    foreignCommits: [...input.foreign],
    recordsFound: [...input.found],
    startedAt: input.startedAt,
    endedAt: endedAt.toISOString(),
    status: input.status,
    previous: input.previous as Json | undefined,
  };
}

function rowRecord(
  { row, result, why, call, sentAt, verifiedAt, verdict }: RowOutcome,
  requestOf: RequestOf,
): Json {
  return {
    kind: row.kind,
    direction: row.direction,
    before: row.before as Json | undefined,
    after: row.after as Json | undefined,
    target: calledUser(row),
    call: call && requestOf(call),
    result,
    why: why ?? (verdict.kind === 'held-back' ? heldBackText(verdict.why) : undefined),
    sentAt,
    verifiedAt,
    source: verdict.kind === 'go' ? (verdict.source as RecordedSource as Json) : undefined,
    approvals: verdict.kind === 'go' ? (verdict.approvals as unknown as Json) : undefined,
  } as Json;
}

function heldBackText(why: HeldBack): string {
  switch (why.kind) {
    case 'direct':
      return `pushed without a pull request in ${why.commit}`;
    case 'approvals':
      return `${why.judgement.approvals.length} of ${why.judgement.needed} approvals`;
    case 'rules':
      return `branch rules are off: ${why.missing.join(', ')}`;
  }
}
