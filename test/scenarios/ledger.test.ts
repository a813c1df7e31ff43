import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readState, type State } from '../../src/ledger/state.ts';
import { expectRun, HALL, LOBBY, optOut, reset, resetsOf } from './expected.ts';
import { KEY, NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const KIOSK = { optOuts: [{ user: LOBBY }] };
const LOST = { request: 'INC-1', user: 'cy.lee@acme.example' };
const IN_FORCE = [`+ opt-out ${LOBBY} until 2027-01-31`];

/** Commits text to the ledger, as a workflow of a side branch could. */
function forge(files: Record<string, string | null>, parents?: string[]): string {
  const branch = world.ledger;
  return world.repo.commit({
    branch,
    files,
    by: 'github-actions[bot]',
    message: 'Record',
    ...(parents && { parents }),
  });
}

function stateText(rev = world.ledger): string {
  return String(world.repo.file(rev, 'state.json'));
}

function fitting(): State {
  const state = readState(stateText());
  if (state === undefined) throw new Error('the ledger has no state');
  return state;
}

describe('a ledger that somebody has written to', () => {
  test.each<[string, () => void]>([
    [
      'a value edited under the old seal',
      () => forge({ 'state.json': stateText().replace('"value": 10', '"value": 99') }),
    ],
    [
      'the seal of another key',
      () =>
        world.commitState(
          { ...fitting(), onto: world.repo.tip(world.ledger), inForce: [] },
          { key: `${KEY}-other` },
        ),
    ],
    [
      'the seal of another Org',
      () =>
        world.commitState({ ...fitting(), onto: world.repo.tip(world.ledger), inForce: [] }, { org: '46' }),
    ],
    ['white space under a fitting seal', () => forge({ 'state.json': stateText().replace('{\n', '{\n\n') })],
    [
      'a duplicate key under a fitting seal',
      () => forge({ 'state.json': stateText().replace('"doubt": []', '"doubt": [],\n  "doubt": []') }),
    ],
    ['the newest state committed twice', () => forge({ 'state.json': stateText(), 'note.txt': 'again' })],
    ['junk instead of a state', () => forge({ 'state.json': '{}' })],
    ['no state at all', () => forge({ 'state.json': null })],
    ['20 junk commits', () => Array.from({ length: 20 }, (_, index) => forge({ 'state.json': `${index}` }))],
  ])(
    'holds %s: the newest state that fits is used, what lies above is named and written over',
    async (_, tamper) => {
      world.seed();
      tamper();
      const pull = world.merged(KIOSK);
      await expectOver('applied', pull);
      await expectRun(world, () => world.applyPush(), { status: 'no-changes', silent: ['Foreign commits'] });
    },
  );

  test('has an old state put back on top: it is not taken for the newest', async () => {
    world.seed();
    const old = stateText();
    world.merged(KIOSK);
    await world.applyPush();
    forge({ 'state.json': old });
    await expectRun(world, () => world.applyPush(), {
      status: 'no-changes',
      says: ['Foreign commits on the ledger'],
    });
    expect(world.tenant.state.users.get('1732')?.optOut).toBe(true);
  });

  test('has a merge on top: it is not adopted', async () => {
    world.seed();
    const head = world.repo.tip(world.ledger);
    const [root = ''] = world.repo.parents(head);
    forge({ 'state.json': stateText() }, [head, root]);
    world.merged(KIOSK);
    await expectRun(world, () => world.applyPush(), { status: 'not-adopted', github: ['comment on 1'] });
  });

  test('has records deleted, renamed and invented: the next commit puts them right', async () => {
    world.seed();
    world.merged(KIOSK);
    await world.applyPush();
    world.merged({ optOuts: [{ user: LOBBY }, { user: HALL }] });
    await world.applyPush();
    const names = recordNames();
    expect(names).toHaveLength(2);
    const [first = '', second = ''] = names;
    forge({
      [first]: null,
      [second]: null,
      'applies/20200101T000000000Z-0000000.json': String(world.repo.file(world.ledger, second)),
    });
    world.merged({ optOuts: [{ user: HALL }] });
    const { summary } = await world.applyPush();
    expect(summary).toContain('Foreign commits on the ledger');
    expect(recordNames()).toEqual([...names, expect.stringContaining('applies/')]);
    for (const name of names)
      expect(JSON.parse(String(world.repo.file(world.ledger, name))).seal).toMatch(/^[0-9a-f]{64}$/);
  });

  function recordNames(): string[] {
    const { record } = world.state();
    const names: string[] = [];
    let next = record;
    while (next !== undefined) {
      const text = world.repo.file(world.ledger, next.path);
      if (text === undefined) throw new Error(`${next.path} is missing`);
      names.unshift(next.path);
      next = JSON.parse(text).previous;
    }
    return names;
  }
});

async function expectOver(status: 'applied', pull: number): Promise<void> {
  world.takeWrites();
  const result = await world.applyPush();
  expect(result.outputs.status).toBe(status);
  expect(result.summary).toContain('Foreign commits on the ledger');
  expect(world.takeWrites()).toEqual({
    tenant: [optOut(1732)],
    github: [
      `mutation createCommitOnBranch ${world.ledger}`,
      `mutation createCommitOnBranch ${world.ledger}`,
      `POST /repos/acme/mfa-policy/issues/${pull}/comments`,
    ],
  });
}

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
      inForce: IN_FORCE,
      approved: 'tip',
      says: ['which an earlier run was sending when it died', 'Ask the user whether enrolment is asked for'],
    });
    expect(world.comment(1)).toContain('never sent again under this request');
    expect(resetsOf(world)).toEqual({ 'INC-1': 'unknown' });
    await expectRun(world, () => world.applyPush(), { status: 'no-changes' });
  });
});
