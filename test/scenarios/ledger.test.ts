import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerRules } from '../sandbox/github/rules.ts';
import {
  digestOf,
  expectAtRest,
  expectRun,
  HALL,
  KIOSK,
  KIOSK_IN_FORCE,
  LOBBY,
  LOST,
  optIn,
  optOut,
  UNDONE,
} from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

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

function merge(headFirst: boolean): void {
  const head = world.repo.tip(world.ledger);
  const [root = ''] = world.repo.parents(head);
  forge({ 'state.json': stateText() }, headFirst ? [head, root] : [root, head]);
}

function junk(count: number): void {
  for (let index = 0; index < count; index += 1) forge({ 'state.json': `${index}` });
}

function stateText(rev = world.ledger): string {
  return String(world.repo.file(rev, 'state.json'));
}

/** Where no apply has put a record. */
const INVENTED = 'applies/20200101T000000000Z-0000000.json';

function read(path: string): string {
  const text = world.repo.file(world.ledger, path);
  if (text === undefined) throw new Error(`${path} is not in the ledger`);
  return text;
}

/** The records that stand in the ledger, oldest first. */
function records(): string[] {
  return world.repo.files(world.ledger).filter((path) => path.startsWith('applies/'));
}

/** Replaces a part of the state under the signature that it has. */
function edit(from: string, to: string): void {
  const text = stateText();
  expect(text).toContain(from);
  forge({ 'state.json': text.replace(from, to) });
}

/** Commits a state that would let nothing be in force, under a signature that was made for something else. */
function signFor(other: Parameters<World['commitState']>[1]): void {
  const state = world.vouched();
  if (state === undefined) throw new Error('the ledger has no state');
  world.commitState({ ...state, onto: world.repo.tip(world.ledger), inForce: [] }, other);
}

describe('a ledger that somebody has written to', () => {
  test.each<[string, () => void]>([
    ['a value edited under the old signature', () => edit('"value": 10', '"value": 99')],
    ['the signature of another key', () => signFor({ seed: 2 })],
    ['a signature for another tenant', () => signFor({ origin: 'https://us.core.resolver.com' })],
    ['a signature for another Org', () => signFor({ org: '46' })],
    ['a signature for another repository', () => signFor({ repository: '1' })],
    ['a signature for another branch', () => signFor({ branch: 'mfa-ledger/elsewhere/166' })],
    ['a signature for a record', () => signFor({ kind: 'record' })],
    ['white space under a valid signature', () => edit('{\n', '{\n\n')],
    ['a duplicate key under a valid signature', () => edit('"doubt": []', '"doubt": [],\n  "doubt": []')],
    ['the newest state committed twice', () => forge({ 'state.json': stateText(), 'note.txt': 'again' })],
    ['junk instead of a state', () => forge({ 'state.json': '{}' })],
    ['no state at all', () => forge({ 'state.json': null })],
    ['20 junk commits', () => Array.from({ length: 20 }, (_, index) => forge({ 'state.json': `${index}` }))],
  ])(
    'holds %s: the newest state that fits is used, what lies above is named and written over',
    async (_, tamper) => {
      world.seed();
      tamper();
      const foreign = world.repo.tip(world.ledger).slice(0, 12);
      const pull = world.merged(KIOSK);
      await expectRun(world, () => runHere(world), {
        status: 'applied',
        tenant: [optOut(1732)],
        github: [...UNDONE, 'ledger', 'ledger', `comment on ${pull}`],
        inForce: [KIOSK_IN_FORCE],
        baseline: 'tip',
        says: ['Foreign commits on the ledger', `\`${foreign}\``],
      });
      expect(await expectAtRest(world)).not.toContain('Foreign commits');
    },
  );

  test('has an old state put back on top: a reset that was done is not sent again', async () => {
    world.seed();
    const old = stateText();
    world.merged({ ...KIOSK, resets: [LOST] });
    await applyHere(world);
    forge({ 'state.json': old });
    await expectRun(world, () => runHere(world), {
      status: 'no-changes',
      github: [...UNDONE, 'ledger'],
      says: ['Foreign commits on the ledger'],
    });
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
    expect(world.tenant.state.users.get('1732')?.optOut).toBe(true);
  });

  test.each<[string, () => void]>([
    ['a merge of the head and an old commit on top', () => merge(true)],
    ['a merge of an old commit and the head on top', () => merge(false)],
    ['1 001 junk commits on top', () => junk(1_001)],
  ])(
    'has %s: it is refused, with the commit to put it back to, and never taken for one that is not adopted',
    async (_, bury) => {
      world.seed();
      const valid = world.repo.tip(world.ledger);
      bury();
      const pull = world.merged(KIOSK);
      await expectRun(world, () => runHere(world), {
        status: 'refused',
        github: [`comment on ${pull}`],
        says: ['The newest valid state of the ledger is', `Put the branch back to commit \`${valid}\``],
        silent: ['adopt'],
      });
      world.repo.push(world.ledger, valid, 'olga-owner');
      await expectRun(world, () => runHere(world), {
        status: 'applied',
        tenant: [optOut(1732)],
        github: ['ledger', 'ledger', 'comment again'],
        inForce: [KIOSK_IN_FORCE],
        baseline: 'tip',
      });
    },
  );

  test.each([100, 300])('has %d junk commits on top: the state below is used', async (count) => {
    world.seed();
    junk(count);
    const pull = world.merged(KIOSK);
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: [...UNDONE, 'ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
      says: [`and ${count - 5} more`],
    });
  });

  test.each<[string, Record<string, string | null>]>([
    ['its state replaced by a folder', { 'state.json': null, 'state.json/x': 'x' }],
    ['its records replaced by a file', { applies: 'x' }],
    ['a folder beside the records', { 'applies/x/y': 'x', 'other/z': 'z' }],
    ['its README deleted', { 'README.md': null }],
  ])('has %s: all of it is undone', async (_, files) => {
    world.seed();
    const before = world.repo.files(world.ledger);
    forge(files);
    const pull = world.merged(KIOSK);
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: [...UNDONE, 'ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
    expect(world.repo.files(world.ledger)).toEqual([...before, String(world.state().record?.path)].sort());
    await expectAtRest(world);
  });

  test.each<[string, (first: string, second: string) => Record<string, string | null>]>([
    ['deleted', (first, second) => ({ [first]: null, [second]: null })],
    ['renamed', (first) => ({ [first]: null, [INVENTED]: read(first) })],
    ['edited', (first) => ({ [first]: read(first).replace('bo-chen', 'wes-writer') })],
    ['invented', (first) => ({ [INVENTED]: read(first) })],
    ['put in each other’s place', (first, second) => ({ [first]: read(second), [second]: read(first) })],
  ])('has records %s: the next commit puts them right', async (_, tamper) => {
    world.seed();
    for (const [hour, optOuts] of [[{ user: LOBBY }], [{ user: LOBBY }, { user: HALL }]].entries()) {
      world.now = new Date(NOW.getTime() + hour * 3_600_000);
      world.merged({ optOuts });
      await applyHere(world);
    }
    world.now = new Date(NOW.getTime() + 2 * 3_600_000);
    const [first = '', second = ''] = records();
    expect(records()).toEqual([first, second]);
    const texts = [read(first), read(second)];
    forge(tamper(first, second));
    expect([records(), ...records().map(read)]).not.toEqual([[first, second], ...texts]);
    const pull = world.merged({ optOuts: [{ user: HALL }] });
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optIn(1732)],
      github: [...UNDONE, 'ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      baseline: 'tip',
      says: ['Foreign commits on the ledger'],
    });
    expect(records()).toEqual([first, second, world.state().record?.path]);
    expect([read(first), read(second)]).toEqual(texts);
    expect(world.state().records.count).toBe(3);
    expect(await expectAtRest(world)).not.toMatch(/Foreign commits|vouches for/);
  });
});

describe('whatever else stands beside the ledger', () => {
  test('is none of it: 100 branches of other Orgs before it', async () => {
    world.seed();
    const host = world.ledger.slice(0, world.ledger.lastIndexOf('/'));
    for (let org = 1; org <= 100; org += 1) world.repo.push(`${host}/${org}`, 'main', 'wes-writer');
    const pull = world.merged(KIOSK);
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('is none of it: a branch whose name ends like the Org', async () => {
    const host = world.ledger.slice(0, world.ledger.lastIndexOf('/'));
    world.push({});
    world.repo.push(`${host}/x/166`, 'main', 'wes-writer');
    await expectRun(world, () => runHere(world), { status: 'not-adopted' });
  });

  test.each(['mfa-ledger', 'its host', 'below it'])(
    'and keeps it from being started is named: %s',
    async (which) => {
      world.push({});
      const host = world.ledger.slice(0, world.ledger.lastIndexOf('/'));
      const name = which === 'its host' ? host : which === 'below it' ? `${world.ledger}/x` : which;
      world.repo.push(name, 'main', 'wes-writer');
      const adopt = await digestOf(world);
      await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
        status: 'refused',
        github: ['git trees', 'git commits', 'git refs'],
        says: ['can’t be created while'],
      });
    },
  );

  test('does not shadow the policy: a tag named like the default branch', async () => {
    world.seed();
    const old = world.repo.tip('main');
    const pull = world.merged(KIOSK);
    world.repo.tag('main', old);
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });
});

describe('rules of the ledger’s branch', () => {
  test.each([
    ['non_fast_forward', '“Block force pushes”'],
    ['deletion', '“Restrict deletions”'],
    ['required_linear_history', '“Require linear history”'],
  ])('that lack %s: nothing but what tightens is applied, and the rule is named', async (type, words) => {
    world.seed({ optOuts: [{ user: HALL, expires: '2026-12-01' }] });
    world.repo.rules(
      world.ledger,
      ledgerRules().filter((rule) => rule.type !== type),
    );
    world.now = new Date('2026-12-01T06:00:00Z');
    const pull = world.merged(KIOSK);
    await expectRun(world, () => runHere(world), {
      status: 'partial',
      tenant: [optIn(1733)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${HALL} until 2026-12-01`],
      says: [words, 'for the branches that begin with mfa-ledger/'],
    });
  });
});
