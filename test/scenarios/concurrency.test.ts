import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { recordsDigest } from '../../src/ledger/record.ts';
import type { ActionResult } from '../sandbox/action.ts';
import {
  ENFORCE,
  expectAtRest,
  expectRun,
  HALL,
  KIOSK,
  KIOSK_IN_FORCE,
  LOBBY,
  LOST,
  optOut,
  reset,
  resetsOf,
  UNDONE,
} from './expected.ts';
import { runHere } from './in-process.ts';
import { breakGitHub, failGitHub, hold, isCommit, isOptOut, when } from './scripted.ts';
import { NOW, type RunOptions, World } from './world.ts';

const POLICY = { ...KIOSK, resets: [LOST] };
const MINUTES = 60_000;

let world: World;
/** Every call that changed the tenant, over all runs. */
let sent: string[];
beforeEach(async () => {
  world = await World.start();
  sent = [];
  world.tenant.onRequest(({ method, path, body }) => {
    if (method !== 'GET') sent.push(`${method} ${path} ${body}`);
    return undefined;
  });
});
afterEach(() => world.close());

const ended = ({ outputs, code }: ActionResult) => [outputs.status, code];

/** Options of a run whose time a test moves on while it waits for an answer. */
function slowRun(options: RunOptions): { options: RunOptions; pass(milliseconds: number): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-policy-clock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'passed');
  const pass = (milliseconds: number) => writeFileSync(file, String(milliseconds));
  pass(0);
  return { options: { ...options, env: { SANDBOX_PASSED: file } }, pass };
}

describe('two applies at once', () => {
  test.each([
    ['of two runs', { runId: 801 }],
    ['as two jobs of one run', { runId: 800, attempt: 1 }],
  ])(
    '%s: the one that finds the other’s intent is refused, and says when to run again',
    async (_, second) => {
      world.seed();
      world.merged(POLICY);
      const held = hold(world, { tenant: isOptOut });
      const first = world.applyPush({ runId: 800 });
      await held.reached;
      await expectRun(world, () => world.applyPush(second), {
        status: 'refused',
        says: ['Another run is applying changes', 'run this again after 09:20 UTC'],
      });
      held.release();
      expect(ended(await first)).toEqual(['applied', 0]);
      expect(sent).toEqual([optOut(1732), reset(103)]);
      expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
      await expectAtRest(world);
    },
  );

  test.each([
    ['before its intent', 'CommitToLedger'],
    ['before it asks for the tip once more', 'Head'],
    ['while it reads the reviews', 'Reviews'],
  ])('the one that is overtaken %s plans again, and finds nothing left to do', async (_, operation) => {
    world.seed();
    world.merged(POLICY);
    const held = hold(world, { github: (request) => request.operation === operation });
    const first = world.applyPush();
    await held.reached;
    expect(ended(await world.applyPush())).toEqual(['applied', 0]);
    held.release();
    expect(ended(await first)).toEqual(['no-changes', 0]);
    expect(sent).toEqual([optOut(1732), reset(103)]);
    expect(world.state().records).toMatchObject({ count: 1 });
  });

  test('an adoption that is overtaken by another is refused, and loses no record', async () => {
    world.push(KIOSK);
    const { outputs } = await world.applyPush();
    const adopt = () => world.applyByHand({ inputs: { adopt: outputs.digest ?? '' } });
    const held = hold(world, { github: ({ path }) => path.endsWith('/git/refs') });
    const first = adopt();
    await held.reached;
    expect(ended(await adopt())).toEqual(['applied', 0]);
    const head = world.repo.tip(world.ledger);
    held.release();
    const overtaken = await first;
    expect(ended(overtaken)).toEqual(['refused', 1]);
    expect(overtaken.summary).toContain('not that of the plan as it is now');
    expect(world.repo.tip(world.ledger)).toBe(head);
    expect(sent).toEqual([optOut(1732), ENFORCE]);
  });

  test('a plan beside an apply is made, and disturbs nothing', async () => {
    world.seed();
    world.merged(POLICY);
    const held = hold(world, { tenant: isOptOut });
    const first = world.applyPush();
    await held.reached;
    const pull = world.open({ optOuts: [{ user: LOBBY }, { user: HALL }], resets: [LOST] });
    await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: [HALL],
    });
    held.release();
    expect(ended(await first)).toEqual(['applied', 0]);
    expect(sent).toEqual([optOut(1732), reset(103)]);
  });
});

describe('an apply that takes long', () => {
  test('starts no call later than 15 minutes after its intent; the next run makes what is left', async () => {
    world.seed();
    const pull = world.merged(POLICY);
    const { options, pass } = slowRun({});
    when(world, { tenant: isOptOut }, () => pass(15 * MINUTES));
    await expectRun(world, () => world.applyPush(options), {
      status: 'partial',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      says: ['the time for calls after the run’s intent was over'],
    });
    expect(resetsOf(world)).toEqual({});
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [reset(103)],
      github: ['ledger', 'ledger', 'comment again'],
      baseline: 'tip',
    });
  });

  test('makes the call that begins just before', async () => {
    world.seed();
    world.merged(POLICY);
    const { options, pass } = slowRun({});
    when(world, { tenant: isOptOut }, () => pass(15 * MINUTES - 1));
    expect(ended(await world.applyPush(options))).toEqual(['applied', 0]);
  });

  test('and is taken over after 20 minutes ends red, overwrites nothing and sends nothing more', async () => {
    world.seed();
    world.merged(POLICY);
    const { options, pass } = slowRun({ runId: 800 });
    const held = hold(world, { tenant: isOptOut });
    const first = world.applyPush(options);
    await held.reached;
    world.now = new Date(NOW.getTime() + 20 * MINUTES);
    pass(20 * MINUTES);
    await expectRun(world, () => world.applyPush({ runId: 801 }), {
      status: 'unknown',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: ['the reset `INC-1`', 'never sent again under this request'],
    });
    const head = world.repo.tip(world.ledger);
    held.release();
    const slow = await first;
    expect(ended(slow)).toEqual(['unknown', 1]);
    expect(slow.summary).toContain('The calls were made, but the ledger could not be written');
    expect(slow.summary).toContain('the time for calls after the run’s intent was over');
    expect(sent).toEqual([optOut(1732), optOut(1732)]);
    expect(world.repo.tip(world.ledger)).toBe(head);
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectAtRest(world);
  });
});

describe('a ledger that can’t be written after the calls', () => {
  const UNWRITTEN = [
    'the ledger could not be written',
    'it sends every setting again; resets are never repeated',
  ];

  /** The next run, when the first is taken for dead, sends the setting again, the reset never, and all is green after it. */
  async function expectTakenOver(): Promise<void> {
    expect(resetsOf(world)).toEqual({ 'INC-1': 'claimed' });
    world.now = new Date(NOW.getTime() + 20 * MINUTES);
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: ['the reset `INC-1`', 'never sent again under this request'],
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectAtRest(world);
  }

  test.each([
    ['502 for good', 502, 5],
    ['no right to write any more', 403, 1],
  ])('by %s: the summary says what was sent', async (_, status, tries) => {
    world.seed();
    world.merged(POLICY);
    const commits = { count: 0 };
    const off = breakGitHub(world, (request) => isCommit(request) && ++commits.count > 1, {
      when: 'before',
      do: 'status',
      status,
    });
    const { stdout } = await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732), reset(103)],
      github: ['ledger', ...Array<string>(tries).fill('ledger'), 'comment on 1'],
      says: [...UNWRITTEN, LOST.user, LOBBY],
    });
    expect(stdout).toContain('keep the summary and run this again');
    off();
    await expectTakenOver();
  });

  test('because all of GitHub is out of reach: the run ends, and its summary says so', async () => {
    world.seed();
    world.merged(POLICY);
    let isOut = false;
    when(world, { tenant: isOptOut }, () => {
      isOut = true;
    });
    const off = breakGitHub(world, () => isOut, { when: 'before', do: 'destroy' });
    const result = await world.applyPush();
    expect(ended(result)).toEqual(['unknown', 1]);
    for (const words of UNWRITTEN) expect(result.summary).toContain(words);
    expect(world.repo.comments(1)).toEqual([]);
    off();
    isOut = false;
    expect(resetsOf(world)).toEqual({ 'INC-1': 'claimed' });
    world.now = new Date(NOW.getTime() + 20 * MINUTES);
    expect(ended(await world.applyPush())).toEqual(['unknown', 1]);
    expect(sent).toEqual([optOut(1732), reset(103), optOut(1732)]);
    await expectAtRest(world);
  });

  test.each<[string, Record<string, string | null>]>([
    ['a file', { 'note.txt': 'hello' }],
    ['another state', { 'state.json': '{}' }],
    ['no state', { 'state.json': null }],
  ])(
    'at the first try, because a foreign commit with %s came in between, is written over it',
    async (_, files) => {
      world.seed();
      world.merged(POLICY);
      when(world, { tenant: isOptOut }, () =>
        world.repo.commit({ branch: world.ledger, files, by: 'github-actions[bot]', message: 'Junk' }),
      );
      await expectRun(world, () => world.applyPush(), {
        status: 'applied',
        tenant: [optOut(1732), reset(103)],
        github: ['ledger', 'ledger', ...UNDONE, 'ledger', 'comment on 1'],
        inForce: [KIOSK_IN_FORCE],
        baseline: 'tip',
      });
      expect(resetsOf(world)).toEqual({ 'INC-1': 'done' });
      await expectAtRest(world);
    },
  );

  test('because another run has written it: that one’s state stays, and this run ends red', async () => {
    world.seed();
    const before = world.vouched();
    if (before === undefined) throw new Error('the seeded ledger has no state');
    world.merged(POLICY);
    when(world, { tenant: isOptOut }, () =>
      world.commitState({
        ...before,
        doubt: [{ kind: 'user', userId: '1732', user: LOBBY }],
        resets: world.state().resets.map((claim) => ({ ...claim, state: 'unknown' as const })),
        records: recordsDigest([]),
        onto: world.repo.tip(world.ledger),
      }),
    );
    await expectRun(world, () => world.applyPush(), {
      status: 'unknown',
      tenant: [optOut(1732), reset(103)],
      github: ['ledger', 'ledger', 'comment on 1'],
      says: UNWRITTEN,
    });
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });
});

describe('an intent', () => {
  test.each([
    ['whose answer is lost is the own one', { when: 'after', do: 'destroy' }, ['ledger', 'ledger']],
    [
      'that did not arrive is written again',
      { when: 'before', do: 'destroy' },
      ['ledger', 'ledger', 'ledger'],
    ],
  ] as const)('%s', async (_, fault, ledger) => {
    world.seed();
    world.merged(POLICY);
    failGitHub(world, isCommit, fault);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732), reset(103)],
      github: [...ledger, 'comment on 1'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('whose answer is lost is the own one below a foreign commit, too', async () => {
    world.seed();
    world.merged(POLICY);
    failGitHub(world, isCommit, { when: 'after', do: 'destroy' });
    when(world, { github: ({ path }) => path.includes('/git/ref/') }, () =>
      world.repo.commit({
        branch: world.ledger,
        files: { 'note.txt': 'hello' },
        by: 'github-actions[bot]',
        message: 'Junk',
      }),
    );
    expect(ended(await world.applyPush())).toEqual(['applied', 0]);
    expect(sent).toEqual([optOut(1732), reset(103)]);
    await expectAtRest(world);
  });

  test('that can’t be written stops all: nothing is sent', async () => {
    world.seed();
    world.merged(POLICY);
    const off = breakGitHub(world, isCommit, { when: 'before', do: 'status', status: 502 });
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: Array<string>(5).fill('ledger'),
      says: ['Nothing was sent to the tenant'],
    });
    off();
    expect(ended(await world.applyPush())).toEqual(['applied', 0]);
    expect(sent).toEqual([optOut(1732), reset(103)]);
  });
});
