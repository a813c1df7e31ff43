import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Status } from '../../src/ports/status.ts';
import type { ActionResult } from '../sandbox/action.ts';
import type { LoggedRequest } from '../sandbox/github/faults.ts';
import type { RecordedRequest } from '../sandbox/tenant/contract.ts';
import {
  ENFORCE,
  expectAtRest,
  expectRun,
  KIOSK_IN_FORCE,
  LOBBY,
  optOut,
  reset,
  resetsOf,
} from './expected.ts';
import { applyHere } from './in-process.ts';
import { isComment, isCommit, isEnforce, isOptOut, isReset, preload } from './scripted.ts';
import { NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.seed({ enforce: false });
  world.merged({
    enforce: true,
    optOuts: [{ user: LOBBY }],
    resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }],
  });
});
afterEach(() => world.close());

const ALL = [optOut(1732), ENFORCE, reset(103)];
const ENFORCED = ['+ enforce true', '- enforce false'];
const LEDGER = ['ledger', 'ledger'];

type Where =
  | { tenant: (request: RecordedRequest) => boolean }
  | { github: (request: LoggedRequest) => boolean };

/** A second commit to the ledger is the outcome. */
function nthCommit(nth: number): (request: LoggedRequest) => boolean {
  let count = 0;
  return (request) => isCommit(request) && ++count === nth;
}

/**
 * An apply that gets signals while a request waits for its answer. The answer comes a moment later, when the process has heard them,
 * or never.
 */
async function signalled(
  where: Where,
  signals: readonly NodeJS.Signals[],
  answer: 'later' | 'never' = 'later',
  runId = 900,
): Promise<ActionResult> {
  let pid: number | undefined;
  let isHit = false;
  const hit = (fits: boolean) => {
    if (!fits || isHit || pid === undefined) return false;
    isHit = true;
    for (const name of signals) process.kill(pid, name);
    return true;
  };
  const off =
    'tenant' in where
      ? world.tenant.onRequest((request) => {
          if (!hit(where.tenant(request))) return undefined;
          return answer === 'never'
            ? { when: 'after', do: 'hang' }
            : { when: 'before', do: 'delay', milliseconds: 300 };
        })
      : world.github.onRequest((request) => {
          if (!hit(where.github(request))) return undefined;
          return answer === 'never'
            ? { when: 'after', do: 'hang' }
            : { when: 'before', do: 'delay', ms: 300 };
        });
  const result = await world.applyPush({
    runId,
    started(id) {
      pid = id;
    },
  });
  off();
  expect(isHit, 'the signal was given').toBe(true);
  return result;
}

describe('the first signal: nothing new is started, the call in flight ends, outcome and report are written;', () => {
  interface Phase {
    at: string;
    where: Where;
    status: Status;
    sent: readonly string[];
    github: readonly string[];
    inForce?: readonly string[];
  }
  const github = (operation: string): Where => ({ github: (request) => request.operation === operation });
  const phases: readonly Phase[] = [
    { at: 'the first request', where: github('Tip'), status: 'failed', sent: [], github: ['ledger'] },
    {
      at: 'a look at a user',
      where: { tenant: ({ path }) => path.includes('?search=') },
      status: 'failed',
      sent: [],
      github: ['ledger'],
    },
    { at: 'the reviews', where: github('Reviews'), status: 'failed', sent: [], github: ['ledger'] },
    { at: 'the tip once more', where: github('Head'), status: 'failed', sent: [], github: LEDGER },
    { at: 'the intent', where: { github: nthCommit(1) }, status: 'failed', sent: [], github: LEDGER },
    {
      at: 'the opt-out',
      where: { tenant: isOptOut },
      status: 'partial',
      sent: ALL.slice(0, 1),
      github: LEDGER,
      inForce: [KIOSK_IN_FORCE],
    },
    {
      at: 'the enforcement',
      where: { tenant: isEnforce },
      status: 'partial',
      sent: ALL.slice(0, 2),
      github: LEDGER,
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
    },
    {
      at: 'the reset',
      where: { tenant: isReset },
      status: 'applied',
      sent: ALL,
      github: LEDGER,
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
    },
    {
      at: 'the outcome',
      where: { github: nthCommit(2) },
      status: 'applied',
      sent: ALL,
      github: LEDGER,
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
    },
    {
      at: 'the comment',
      where: { github: isComment },
      status: 'applied',
      sent: ALL,
      github: LEDGER,
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
    },
  ];

  test.each(phases)('at $at', async ({ where, status, sent, github: ledger, inForce }) => {
    const result = await expectRun(world, () => signalled(where, ['SIGINT']), {
      status,
      tenant: sent,
      github: [...ledger, 'comment on 1'],
      inForce: inForce ?? [],
      ...(sent.length === ALL.length && { baseline: 'tip' as const }),
      ...(sent.length < ALL.length && { says: ['the run was cancelled'] }),
    });
    expect(result.signal).toBeNull();
    expect(world.state().sending).toBeUndefined();
    expect(resetsOf(world)).toEqual(sent.length === ALL.length ? { 'INC-1': 'done' } : {});
    // The next run, at once, makes what is left, and nothing twice.
    world.takeWrites();
    expect(await applyHere(world)).toMatchObject({
      status: sent.length < ALL.length ? 'applied' : 'no-changes',
    });
    expect(world.takeWrites().tenant).toEqual(ALL.slice(sent.length));
    expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
  });

  test('and so it is for SIGTERM', async () => {
    await expectRun(world, () => signalled({ tenant: isEnforce }, ['SIGTERM']), {
      status: 'partial',
      tenant: ALL.slice(0, 2),
      github: [...LEDGER, 'comment on 1'],
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
      says: ['the run was cancelled'],
    });
  });

  test('but a call that never ends is waited for 5 s alone, and its outcome is unknown', async () => {
    const start = performance.now();
    await expectRun(world, () => signalled({ tenant: isReset }, ['SIGINT'], 'never'), {
      status: 'unknown',
      tenant: ALL,
      github: [...LEDGER, 'comment on 1'],
      inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
      baseline: 'tip',
      says: ['never sent again under this request'],
    });
    expect(performance.now() - start).toBeGreaterThan(5_000);
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectAtRest(world);
  });
});

test('a signal that comes when the result is shown already takes nothing of it back', async () => {
  const late = `
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => {
      if (String(text).includes('- Status')) queueMicrotask(() => process.emit('SIGINT', 'SIGINT'));
      return write(text, ...rest);
    };`;
  const env = preload(late);
  await expectRun(world, () => world.applyPush({ env }), {
    status: 'applied',
    tenant: ALL,
    github: [...LEDGER, 'comment on 1'],
    inForce: [...ENFORCED, KIOSK_IN_FORCE].sort(),
    baseline: 'tip',
  });
});

describe('the second signal ends the run at once:', () => {
  test.each<[string, Where, readonly string[], boolean]>([
    [
      'before the intent, there is nothing to take up',
      { github: ({ operation }) => operation === 'Reviews' },
      [],
      false,
    ],
    ['in the first call, the next attempt takes up the intent', { tenant: isOptOut }, ALL.slice(0, 1), true],
    ['in the reset, the next attempt does not send it again', { tenant: isReset }, ALL, true],
    ['in the outcome that arrived, all is recorded', { github: nthOutcome() }, ALL, false],
  ])('%s', async (_, where, sent, isTakenUp) => {
    const result = await signalled(where, ['SIGINT', 'SIGTERM'], 'never');
    // Which of two at once is the second one, the system decides.
    expect(['SIGINT', 'SIGTERM']).toContain(result.signal);
    expect(result.code).toBeNull();
    await world.github.idle();
    expect(world.takeWrites().tenant).toEqual(sent);
    expect(world.state().sending === undefined).toBe(!isTakenUp);

    const next = await world.applyPush({ runId: 900, attempt: 2 });
    const isDone = sent.length === ALL.length && !isTakenUp;
    expect([next.outputs.status, next.code]).toEqual(
      isTakenUp ? ['unknown', 1] : [isDone ? 'no-changes' : 'applied', 0],
    );
    expect(world.takeWrites().tenant).toEqual(isTakenUp ? ALL.slice(0, 2) : isDone ? [] : ALL);
    expect(resetsOf(world)).toEqual({ 'INC-1': isTakenUp ? 'unknown' : 'done' });
    if (isTakenUp) expect(next.summary).toContain('never sent again under this request');
    world.now = new Date(NOW.getTime() + 60_000);
    await expectAtRest(world);
  });
});

/** Made anew for each use, as it counts. */
function nthOutcome(): (request: LoggedRequest) => boolean {
  return nthCommit(2);
}
