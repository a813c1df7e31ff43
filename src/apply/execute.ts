import { sameTarget } from '../ledger/state.ts';
import type { Clock } from '../ports/clock.ts';
import type { TenantReader } from '../ports/tenant.ts';
import type { CallResult, TenantWriter } from '../ports/write/tenant.ts';
import type { Step } from './steps.ts';

/** Design, section 10.8, as far as calls go. */
export type StepResult =
  | { kind: 'done'; sentAt: string; verifiedAt?: string; note?: string }
  | { kind: 'failed'; sentAt: string; why: string; status?: number }
  | { kind: 'unknown'; sentAt: string; why: string }
  | { kind: 'not-started'; why: string };

export interface ExecutePorts {
  org: string;
  reader: TenantReader;
  writer: TenantWriter;
  clock: Clock;
  cancelled(): boolean;
  /** No call starts later than this. */
  deadline: Date;
  /** False where this tenant has shown that an opt-out can't be read back. */
  readable: boolean;
}

/** How long a readable state may take to show what was written (threats and faults, R15). */
const SETTLE_MS = 30_000;
const POLL_MS = 3_000;
/** Polls are counted, too: by a clock that stands still or is set back, no time would ever have gone by (R39). */
const POLLS = SETTLE_MS / POLL_MS;
/** Calls of one kind that are made at once (design, section 10.5). */
const AT_ONCE = 4;

/**
 * Makes the calls: the kinds in the order they are given, of opt-ins and of opt-outs up to four at once, resets one by one and each sent
 * once. A setting is read back where it can be read. After a cancel, the deadline or a denial nothing new is started; no reset is where
 * `enforce` or a setting of the same user failed, or the outcome of another reset is unknown: what loses one answer may lose them all.
 */
export async function execute(steps: readonly Step[], ports: ExecutePorts): Promise<Map<Step, StepResult>> {
  const results = new Map<Step, StepResult>();
  const shared = { ...ports, isLate: lateness(ports), reads: { back: ports.readable } };
  const run = async (step: Step) => {
    const obstacle = obstacleOf(step, results, shared);
    const result: StepResult =
      obstacle === undefined ? await attempt(step, shared) : { kind: 'not-started', why: obstacle };
    results.set(step, result);
  };
  for (const kind of runsOf(steps)) {
    const width = kind[0]?.call.kind === 'set-opt-out' ? AT_ONCE : 1;
    const waiting = kind.values();
    const lane = async () => {
      for (const step of waiting) await run(step);
    };
    await Promise.all(Array.from({ length: width }, lane));
  }
  // Of calls that are made at once, the first need not be the first to end.
  return new Map(steps.map((step) => [step, results.get(step) as StepResult]));
}

interface Running extends ExecutePorts {
  isLate(): boolean;
  /** Whether it is still believed that an opt-out can be read back. */
  reads: { back: boolean };
}

/** The steps in runs of one kind each: what is set to the same may be set at once. */
function runsOf(steps: readonly Step[]): Step[][] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    if (last?.[0] !== undefined && kindOf(last[0]) === kindOf(step)) last.push(step);
    else runs.push([step]);
  }
  return runs;
}

function kindOf({ call }: Step): string {
  return call.kind === 'set-opt-out' ? `${call.kind} ${call.optOut}` : call.kind;
}

function obstacleOf(
  step: Step,
  results: ReadonlyMap<Step, StepResult>,
  running: Running,
): string | undefined {
  if (running.cancelled()) return 'the run was cancelled';
  if (running.isLate()) return 'the time for calls after the run’s intent was over';
  const earlier = [...results];
  if (earlier.some(([, result]) => isDenial(result))) return 'the tenant denied a call before it';
  if (step.call.kind !== 'reset') return undefined;
  if (earlier.some(([other, result]) => other.call.kind === 'reset' && result.kind === 'unknown'))
    return 'the outcome of the reset before it is unknown, and a further one waits for that';
  const bad = earlier.filter(([, result]) => result.kind !== 'done');
  if (bad.some(([other]) => other.call.kind === 'set-enforced'))
    return 'enforcement was not confirmed, and a reset waits for it';
  if (bad.some(([other]) => other.call.kind !== 'reset' && sameTarget(other.target, step.target)))
    return 'another change of this user was not confirmed, and a reset waits for it';
  return undefined;
}

/** The key is no longer accepted, or its user may no longer do this. */
function isDenial(result: StepResult): boolean {
  return result.kind === 'failed' && (result.status === 401 || result.status === 403);
}

/** Tells whether the deadline has passed. What went by before a clock was set back has gone by all the same (R39). */
function lateness({ clock, deadline }: ExecutePorts): () => boolean {
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
async function attempt(step: Step, running: Running): Promise<StepResult> {
  const sentAt = running.clock.now().toISOString();
  try {
    return await send(step, sentAt, running);
  } catch {
    return {
      kind: 'unknown',
      sentAt,
      why: 'a bug in this action ended the call, which may have taken effect',
    };
  }
}

async function send(step: Step, sentAt: string, running: Running): Promise<StepResult> {
  const result = await call(step, running.writer);
  switch (result.kind) {
    case 'confirmed': {
      const { note } = result;
      return confirm(step, { kind: 'done', sentAt, ...(note !== undefined && { note }) }, running);
    }
    case 'refused':
      if (step.call.kind === 'reset' && !CLEAN.includes(result.status))
        return { kind: 'unknown', sentAt, why: result.why };
      return { kind: 'failed', sentAt, why: result.why, status: result.status };
    case 'not-sent':
      return { kind: 'failed', sentAt, why: result.why };
    case 'unknown':
      return confirm(step, { kind: 'unknown', sentAt, why: result.why }, running);
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
  running: Running,
): Promise<StepResult> {
  if (one.kind !== 'set-opt-out' || !running.reads.back) return byAnswer;
  const { sentAt } = byAnswer;
  const until = running.clock.now().getTime() + SETTLE_MS;
  for (let poll = 1; ; poll += 1) {
    const is = await readBack(one.userId, running);
    if (is === undefined) return byAnswer;
    const verifiedAt = running.clock.now().toISOString();
    if (is === one.optOut) {
      return byAnswer.kind === 'done'
        ? { ...byAnswer, verifiedAt }
        : {
            kind: 'done',
            sentAt,
            verifiedAt,
            note: 'the answer did not confirm it, but the state read back does',
          };
    }
    if (poll > POLLS || running.clock.now().getTime() >= until || running.cancelled()) {
      return byAnswer.kind === 'unknown'
        ? byAnswer
        : { kind: 'unknown', sentAt, why: 'accepted, but the state read back did not change' };
    }
    await running.clock.sleep(POLL_MS);
  }
}

/** The state of an opt-out, or undefined where it can't be read. A fault of this read decides nothing. */
async function readBack(userId: string, { org, reader, reads }: Running): Promise<boolean | undefined> {
  try {
    const member = await reader.membership(org, userId);
    if (member === 'gone') return undefined;
    if (member.mfaOptOut === undefined) reads.back = false;
    return member.mfaOptOut;
  } catch {
    return undefined;
  }
}
