import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectAtRest, expectRun, KIOSK, KIOSK_IN_FORCE, LOST, optOut, reset, resetsOf } from './expected.ts';
import { NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

describe('a run that died between a reset and its answer', () => {
  /** Kills the action when the tenant has reset the profile and before it answers. */
  async function die(run: { runId: number }): Promise<void> {
    world.seed();
    world.merged({ ...KIOSK, resets: [LOST] });
    let pid = 0;
    const off = world.tenant.onRequest(({ path }) => {
      if (!path.endsWith('/mfa/reset')) return undefined;
      process.kill(pid, 'SIGKILL');
      return { when: 'after', do: 'destroy' };
    });
    const { signal } = await world.applyPush({
      ...run,
      started: (id) => {
        pid = id;
      },
    });
    off();
    expect(signal).toBe('SIGKILL');
    expect(world.takeWrites().tenant).toEqual([optOut(1732), reset(103)]);
    expect(resetsOf(world)).toEqual({ 'INC-1': 'claimed' });
  }

  test('keeps others out for 20 minutes, and says when to run again', async () => {
    await die({ runId: 7000 });
    world.now = new Date(NOW.getTime() + 19 * 60_000);
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      says: ['run this again after 09:20 UTC'],
    });
  });

  test.each([
    ['another run, 20 minutes later', { runId: 7001 }, 20],
    ['the next attempt of the same run', { runId: 7000, attempt: 2 }, 0],
  ])('is taken over by %s: the setting is sent again, the reset never', async (_, run, minutes) => {
    await die({ runId: 7000 });
    world.now = new Date(NOW.getTime() + minutes * 60_000);
    await expectRun(world, () => world.applyPush(run), {
      status: 'unknown',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: ['which an earlier run was sending when it died', 'Ask the user whether enrolment is asked for'],
    });
    expect(world.comment(1)).toContain('never sent again under this request');
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
    await expectAtRest(world);
  });
});
