import { createHash } from 'node:crypto';
import type { Lack } from '../approval/steps.ts';
import type { Trail } from '../approval/trace.ts';
import type { HeldBack } from '../approval/verdict.ts';
import type { State } from '../ledger/state.ts';
import { dayOf, daysBetween } from '../plan/dates.ts';
import type { Plan } from '../plan/plan.ts';
import type { RequestOf } from '../plan/request.ts';
import { guardrailsOf } from '../policy/entry.ts';
import type { Json } from '../text/canonical.ts';
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
  /** The file at that commit; absent where it can't be read. */
  policy?: { blob: string; bytes: Uint8Array };
  plan: Plan;
  requestOf: RequestOf;
  outcomes: readonly RowOutcome[];
  doubts: readonly DoubtOutcome[];
  /** Requests of resets that a dead run may have sent. */
  interrupted: readonly string[];
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
    policy: input.policy && {
      blob: input.policy.blob,
      sha256: createHash('sha256').update(input.policy.bytes).digest('hex'),
    },
    org: plan.org.id,
    origin: plan.origin,
    digest: plan.digest,
    baseline: { before: before.baseline, after: after.baseline },
    adopted: after.adopted as unknown as Json,
    rows: input.outcomes.map((one) => rowRecord(one, input.requestOf)),
    doubts: input.doubts.map(({ target, result, why, call }) => ({
      target,
      result,
      why,
      call: call && (input.requestOf(call) as Json | undefined),
    })),
    resetsInterrupted: [...input.interrupted],
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
  { row, result, why, calls, sentAt, verifiedAt, trail, pulls, verdict }: RowOutcome,
  requestOf: RequestOf,
): Json {
  return {
    kind: row.kind,
    direction: row.direction,
    before: row.before as Json | undefined,
    after: row.after as Json | undefined,
    recorded: row.recorded,
    userId: row.userId,
    calls: calls.map((call) => (requestOf(call) as Json | undefined) ?? null),
    result,
    why: why ?? (verdict.kind === 'held-back' ? heldBackText(verdict.why) : undefined),
    sentAt,
    verifiedAt,
    authority: verdict.kind === 'go' ? (verdict.authority as unknown as Json) : undefined,
    // Of what goes, the authority holds each step.
    trail: verdict.kind === 'go' ? undefined : trailRecord(trail),
    pulls: verdict.kind === 'go' ? undefined : [...pulls],
  };
}

function trailRecord(trail: Trail): Json {
  return trail.kind === 'date' ? [] : trail.steps.map(({ commit }) => commit.oid);
}

function heldBackText(why: HeldBack): string {
  switch (why.kind) {
    case 'rules':
      return `branch rules are off: ${why.missing.join(', ')}`;
    case 'unreadable':
      return 'the policy file can’t be read';
    case 'not-adopted':
      return 'the Org is not adopted';
    case 'no-trail':
      return 'the default branch does not lead from what is in force to what it says';
    case 'steps':
      return why.lacks.map(lackText).join('; ');
  }
}

function lackText(lack: Lack): string {
  switch (lack.kind) {
    case 'no-source':
      return `${CAUSES[lack.cause]} in ${lack.commit}`;
    case 'approvals': {
      const { approvals, needed } = lack.judgement;
      return `${approvals.length} of ${needed} approvals on pull request ${lack.pull}`;
    }
  }
}

const CAUSES = {
  pushed: 'pushed without a pull request',
  merge: 'merged without a pull request',
  'other-step': 'its pull request proposes a different change to this than its merge made',
  gone: 'the head of its pull request is gone',
};
