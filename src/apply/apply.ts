import { sameTarget } from '../ledger/state.ts';
import type { CallResult, Clock, TenantReader, TenantWriter } from '../ports.ts';
import type { Step } from './steps.ts';

/** Design, section 10.7, as far as calls go. */
export type StepResult =
  | { kind: 'done'; sentAt: string; verifiedAt?: string; note?: string }
  | { kind: 'failed'; sentAt: string; why: string; status?: number }
  | { kind: 'unknown'; sentAt: string; why: string }
  | { kind: 'not-started'; why: string };

export interface ApplyPorts {
  org: string;
  reader: TenantReader;
  writer: TenantWriter;
  clock: Clock;
  cancelled(): boolean;
  /** No call starts later than this. */
  deadline: Date;
}

/** How long a readable state may take to show what was written (threats and faults, R15). */
const SETTLE_MS = 30_000;
const POLL_MS = 3_000;
/** Polls are counted, too: by a clock that stands still or is set back, no time would ever have gone by (R39). */
const POLLS = SETTLE_MS / POLL_MS;

/**
 * Makes the calls in the order they are given. A setting is read back where it can be read; a reset is sent once, and not at all where
 * `enforce` or a row of the same user failed, or the outcome of another reset is unknown: what loses one answer may lose them all.
 * After a cancel, the deadline or an unauthorised answer nothing new is started.
 */
export async function carryOut(steps: readonly Step[], ports: ApplyPorts): Promise<Map<Step, StepResult>> {
  const results = new Map<Step, StepResult>();
  const isLate = lateness(ports);
  for (const step of steps) {
    const obstacle = obstacleOf(step, results, ports, isLate());
    results.set(
      step,
      obstacle === undefined ? await attempt(step, ports) : { kind: 'not-started', why: obstacle },
    );
  }
  return results;
}

function obstacleOf(
  step: Step,
  results: ReadonlyMap<Step, StepResult>,
  ports: ApplyPorts,
  late: boolean,
): string | undefined {
  if (ports.cancelled()) return 'the run was cancelled';
  if (late) return 'the run took longer than it may after its intent';
  const earlier = [...results];
  if (earlier.some(([, result]) => result.kind === 'failed' && result.status === 401)) {
    return 'the tenant no longer accepts the key';
  }
  if (step.call.kind !== 'reset') return undefined;
  if (earlier.some(([other, result]) => other.call.kind === 'reset' && result.kind === 'unknown'))
    return 'nobody knows whether the reset before it happened, and a further one waits for that';
  const bad = earlier.filter(([, result]) => result.kind !== 'done');
  if (bad.some(([other]) => other.call.kind === 'set-enforced'))
    return 'enforcement was not confirmed, and a reset waits for it';
  if (bad.some(([other]) => other.call.kind !== 'reset' && sameTarget(other.target, step.target))) {
    return 'another change of this user was not confirmed, and a reset waits for it';
  }
  return undefined;
}

/** Tells whether the deadline has passed. What went by before a clock was set back has gone by all the same (R39). */
function lateness({ clock, deadline }: ApplyPorts): () => boolean {
  let last = clock.now().getTime();
  let left = deadline.getTime() - last;
  return () => {
    const now = clock.now().getTime();
    left -= Math.max(0, now - last);
    last = now;
    return left <= 0;
  };
}

/** After these a reset has surely not happened, and its claim is released (design, section 8). */
const CLEAN = [400, 401, 403, 404, 422, 429];

/** Never throws: a bug while one call is made must not hide what became of the others (design, section 10.7). */
async function attempt(step: Step, ports: ApplyPorts): Promise<StepResult> {
  const sentAt = ports.clock.now().toISOString();
  try {
    return await send(step, sentAt, ports);
  } catch {
    return {
      kind: 'unknown',
      sentAt,
      why: 'a bug in this action ended the call, which may have taken effect',
    };
  }
}

async function send(step: Step, sentAt: string, ports: ApplyPorts): Promise<StepResult> {
  const result = await call(step, ports.writer);
  switch (result.kind) {
    case 'confirmed': {
      const { note } = result;
      return confirm(step, { kind: 'done', sentAt, ...(note !== undefined && { note }) }, ports);
    }
    case 'refused':
      if (step.call.kind === 'reset' && !CLEAN.includes(result.status))
        return { kind: 'unknown', sentAt, why: result.why };
      return { kind: 'failed', sentAt, why: result.why, status: result.status };
    case 'not-sent':
      return { kind: 'failed', sentAt, why: result.why };
    case 'unknown':
      return confirm(step, { kind: 'unknown', sentAt, why: result.why }, ports);
  }
}

function call({ call: one }: Step, writer: TenantWriter): Promise<CallResult> {
  if (one.kind === 'set-enforced') return writer.setEnforced(one.enforced);
  return one.kind === 'reset' ? writer.reset(one.userId) : writer.setOptOut(one.userId, one.optOut);
}

/** Reads a setting back where the tenant lets it be read; where not, what its answer said stands. */
async function confirm(
  { call: one }: Step,
  byAnswer: Extract<StepResult, { kind: 'done' | 'unknown' }>,
  ports: ApplyPorts,
): Promise<StepResult> {
  if (one.kind !== 'set-opt-out') return byAnswer;
  const { sentAt } = byAnswer;
  const until = ports.clock.now().getTime() + SETTLE_MS;
  for (let poll = 1; ; poll += 1) {
    const is = await readBack(one.userId, ports);
    if (is === undefined) return byAnswer;
    const verifiedAt = ports.clock.now().toISOString();
    if (is === one.optOut) {
      return byAnswer.kind === 'done'
        ? { ...byAnswer, verifiedAt }
        : {
            kind: 'done',
            sentAt,
            verifiedAt,
            note: 'the answer did not confirm it, the state read back does',
          };
    }
    if (poll > POLLS || ports.clock.now().getTime() >= until || ports.cancelled()) {
      return byAnswer.kind === 'unknown'
        ? byAnswer
        : { kind: 'unknown', sentAt, why: 'accepted, but the state read back did not change' };
    }
    await ports.clock.sleep(POLL_MS);
  }
}

/** The state of an opt-out, or undefined where it can't be read. A fault of this read decides nothing. */
async function readBack(userId: string, { org, reader }: ApplyPorts): Promise<boolean | undefined> {
  try {
    const member = await reader.membership(org, userId);
    return member === 'gone' ? undefined : member.mfaOptOut;
  } catch {
    return undefined;
  }
}
