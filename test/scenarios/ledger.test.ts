import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readState } from '../../src/ledger/state.ts';
import {
  expectAtRest,
  expectRun,
  HALL,
  KIOSK,
  KIOSK_IN_FORCE,
  LOBBY,
  LOST,
  optIn,
  optOut,
} from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { KEY, NOW, World } from './world.ts';

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

/** Replaces a part of the state under the seal that it has. */
function edit(from: string, to: string): void {
  const text = stateText();
  expect(text).toContain(from);
  forge({ 'state.json': text.replace(from, to) });
}

/** Commits a state that would let nothing be in force, under a seal that was made for something else. */
function sealFor(other: Parameters<World['commitState']>[1]): void {
  const state = readState(stateText());
  if (state === undefined) throw new Error('the ledger has no state');
  world.commitState({ ...state, onto: world.repo.tip(world.ledger), inForce: [] }, other);
}

describe('a ledger that somebody has written to', () => {
  test.each<[string, () => void]>([
    ['a value edited under the old seal', () => edit('"value": 10', '"value": 99')],
    ['the seal of another key', () => sealFor({ key: `${KEY}-other` })],
    ['the seal of another tenant', () => sealFor({ origin: 'https://us.core.resolver.com' })],
    ['the seal of another Org', () => sealFor({ org: '46' })],
    ['the seal of another repository', () => sealFor({ repositoryId: '1' })],
    ['the seal of another branch', () => sealFor({ branch: 'mfa-ledger/elsewhere/166' })],
    ['the seal of a record', () => sealFor({ kind: 'record' })],
    ['white space under a fitting seal', () => edit('{\n', '{\n\n')],
    ['a duplicate key under a fitting seal', () => edit('"doubt": []', '"doubt": [],\n  "doubt": []')],
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
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [KIOSK_IN_FORCE],
        approved: 'tip',
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
      says: ['Foreign commits on the ledger'],
    });
    expect(world.tenant.state.users.get('103')?.resets).toBe(1);
    expect(world.tenant.state.users.get('1732')?.optOut).toBe(true);
  });

  test('has a merge on top: it is not adopted', async () => {
    world.seed();
    const head = world.repo.tip(world.ledger);
    const [root = ''] = world.repo.parents(head);
    forge({ 'state.json': stateText() }, [head, root]);
    const merge = world.repo.tip(world.ledger).slice(0, 12);
    world.merged(KIOSK);
    await expectRun(world, () => runHere(world), {
      status: 'not-adopted',
      github: ['comment on 1'],
      says: [`\`${merge}\``],
    });
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
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`- opt-out ${LOBBY} until 2027-01-31`],
      approved: 'tip',
      says: ['Foreign commits on the ledger'],
    });
    expect(records()).toEqual([first, second, world.state().record?.path]);
    expect([read(first), read(second)]).toEqual(texts);
    expect(world.state().records.count).toBe(3);
    expect(await expectAtRest(world)).not.toMatch(/Foreign commits|vouches for/);
  });
});
