import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApplyContext } from '../../src/modes/apply/context.ts';
import type { Result } from '../../src/modes/result.ts';
import {
  ENFORCE,
  expectAtRest,
  expectRun,
  KIOSK,
  KIOSK_IN_FORCE,
  LOST,
  optOut,
  reset,
  resetsOf,
} from './expected.ts';
import { applyHere } from './in-process.ts';
import { KEY, World } from './world.ts';

let world: World;
let pull: number;
beforeEach(async () => {
  world = await World.start();
  world.seed({ enforce: false });
  pull = world.merged({ enforce: true, ...KIOSK, resets: [LOST] });
  world.takeWrites();
});
afterEach(() => world.close());

const ALL = [optOut(1732), ENFORCE, reset(103)];
const EVERYTHING = ['+ enforce true', '- enforce false', KIOSK_IN_FORCE].sort();

/** An apply into which something faulty was put. */
async function applyWith(change: (context: ApplyContext) => ApplyContext): Promise<Result> {
  const result = await applyHere(world, { runId: world.newRun(), change });
  if (result === 'died') throw new Error('the apply was cut off');
  expect(`${result.message} ${result.summary}`).not.toContain('words-of-an-error');
  return result;
}

/** Throws in the place of a value, from a certain moment on. */
function faulty<T>(value: T, isTime: () => boolean): T {
  if (isTime()) throw new TypeError('words-of-an-error');
  return value;
}

const isSent = () => world.tenant.writes().length === ALL.length;
const isRecorded = () => isSent() && world.state().sending === undefined;

describe('R37: whatever goes wrong after the first call, what was sent is recorded and shown:', () => {
  test('a record that may not leave, for it holds a secret: the state is written without it, and the run is red', async () => {
    const env = { GITHUB_WORKFLOW_REF: `acme/mfa-policy/.github/workflows/${KEY}.yml@refs/heads/main` };
    await expectRun(world, () => world.applyPush({ env }), {
      status: 'applied',
      code: 1,
      tenant: ALL,
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
      says: [
        'Everything that was approved is applied',
        'but not the record of this apply',
        'Keep this summary',
      ],
    });
    expect([world.state().record, resetsOf(world)]).toEqual([undefined, { 'INC-1': 'done' }]);
    expect(world.comment(pull)).toContain('but not the record of this apply');
    await expectAtRest(world);
  });

  test('a record that can’t be made: the same', async () => {
    const { status, broken, summary } = await applyWith((context) => ({
      ...context,
      run: {
        ...context.run,
        get workflow() {
          return faulty('', isSent);
        },
      },
    }));
    expect([status, broken, String(summary)]).toEqual([
      'applied',
      true,
      expect.stringContaining('but not the record of this apply'),
    ]);
    expect(world.state()).not.toHaveProperty('record');
    await expectAtRest(world);
  });

  /** The next apply writes the comment that is due, and notes that; then nothing is left. */
  async function expectTold(): Promise<void> {
    world.takeWrites();
    const { status } = (await applyHere(world)) as Result;
    const { tenant, github } = world.takeWrites();
    expect([status, tenant, github.length]).toEqual(['no-changes', [], 2]);
    expect(github[0]).toMatch(/issues\/1\/comments$/);
    expect(world.comment(1)).toContain('By earlier runs');
    await expectAtRest(world);
  }

  test('a comment and an issue that can’t be made: all else is as ever, and the run is red', async () => {
    const broken = async () => faulty([] as never, () => true);
    const result = await applyWith((context) => ({
      ...context,
      discussion: { ...context.discussion, conversation: broken, issues: broken },
    }));
    expect([result.status, result.broken]).toEqual(['applied', true]);
    expect(String(result.summary)).toContain('Everything that was approved is applied');
    const told =
      'could not be updated. This is a bug in the action. The summary of this run shows the result.';
    expect(result.annotations.map(({ message }) => message)).toEqual([
      `The comment on pull request 1 ${told} The next apply tries again.`,
      `The issue about what was pushed ${told}`,
    ]);
    expect(world.state().record).toBeDefined();
    await expectTold();
  });

  test('a summary that can’t be made: what was sent is listed', async () => {
    const result = await applyWith((context) => ({
      ...context,
      run: {
        ...context.run,
        get runId() {
          return faulty('77', isRecorded);
        },
      },
    }));
    expect([result.status, result.broken]).toEqual(['applied', true]);
    const summary = String(result.summary);
    expect(summary).toContain('The opt-out of `lobby.kiosk@acme.example`: done');
    expect(summary).toContain('Enforcing MFA: done');
    expect(summary).toContain('The reset of `cy.lee@acme.example`: done');
    await expectTold();
  });

  test('an outcome that can’t be made: what was sent is listed, and the next run takes up the intent', async () => {
    const result = await applyWith((context) => ({
      ...context,
      clock: { ...context.clock, now: () => faulty(world.now, isSent) },
    }));
    expect([result.status, result.broken]).toEqual(['unknown', true]);
    expect(String(result.summary)).toContain('Enforcing MFA: done');
    expect(String(result.summary)).toContain('shown here and nowhere else');
    expect(world.state().sending).toBeDefined();
    world.now = new Date(world.now.getTime() + 20 * 60_000);
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732), ENFORCE],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: EVERYTHING,
      baseline: 'tip',
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
  });

  test('summary, outputs and plan file that can’t be written: ledger and comment tell it', async () => {
    const nowhere = (name: string) => join('/nowhere', name);
    const env = {
      GITHUB_STEP_SUMMARY: nowhere('summary'),
      GITHUB_OUTPUT: nowhere('output'),
      RUNNER_TEMP: nowhere('temp'),
    };
    const { code, stdout } = await world.applyPush({ env });
    expect(code).toBe(0);
    expect(stdout).toContain('- Status: "applied"');
    expect(stdout).toContain('The summary was not written');
    expect(world.takeWrites().tenant).toEqual(ALL);
    expect(world.comment(pull)).toContain('Everything that was approved is applied');
    expect(world.state().record).toBeDefined();
  });
});

test('R37: before the first call, a bug ends the run red, and nothing is sent', async () => {
  await expect(applyWith((context) => ({ ...context, nonce: () => faulty('', () => true) }))).rejects.toThrow(
    'words-of-an-error',
  );
  expect(world.takeWrites().tenant).toEqual([]);
});
