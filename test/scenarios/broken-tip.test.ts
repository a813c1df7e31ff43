import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileSpec } from '../sandbox/github/commits.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, resetsOf, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { applied } from './trail.ts';
import { World } from './world.ts';

/** A file at the tip that can't be read stops everything but ended opt-outs and doubts (T59p). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const ENDED = { user: HALL, expires: '2026-11-24' };

const BROKEN: [string, FileSpec | null][] = [
  ['broken', 'version: 1\n'],
  ['missing', null],
  ['a link', { symlink: 'README.md' }],
];

describe.each(BROKEN)('a policy that is %s', (_, file) => {
  test('keeps no ended opt-out alive, nor a doubt open, and lets nothing else happen', async () => {
    world.seed({ optOuts: [ENDED, { user: LOBBY }] }, (state) => ({
      ...state,
      doubt: [{ kind: 'user', userId: '1734', user: YARD }],
    }));
    world.merged({
      optOuts: [ENDED, { user: LOBBY }, { user: 'root.admin@acme.example' }],
      guardrails: { 'allow-admin-opt-outs': true },
      resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }],
    });
    world.repo.commit({ files: { 'mfa-policy.yml': file }, by: 'olga-owner' });
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optIn(1733), optIn(1734)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${HALL} until 2026-11-24`],
      says: [HALL, YARD],
    });
    expect([resetsOf(world), world.state().doubt]).toEqual([{}, []]);
    await expectRun(world, push, { status: 'refused' });
  });

  test('lets an opt-out end on the day that comes while it is there', async () => {
    world.seed({ optOuts: [{ user: HALL, expires: '2026-11-25' }] });
    world.repo.commit({ files: { 'mfa-policy.yml': file }, by: 'olga-owner' });
    expect(await applyHere(world)).toMatchObject({ status: 'refused' });
    world.takeWrites();
    world.now = new Date('2026-11-25T00:00:00Z');
    await expectRun(world, push, {
      status: 'partial',
      tenant: [optIn(1733)],
      github: ['ledger', 'ledger'],
      inForce: [`- opt-out ${HALL} until 2026-11-25`],
      says: [HALL],
    });
  });
});

test('what waited is applied once the file says it again, whoever restored it: its own step alone counts', async () => {
  world.seed();
  const pull = world.merged({ optOuts: [{ user: LOBBY }] });
  world.push('version: 1\n', 'wes-writer');
  await applyHere(world);
  world.push({ optOuts: [{ user: LOBBY }] }, 'wes-writer');
  await expectRun(
    world,
    push,
    applied({
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', `comment on ${pull}`],
      inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    }),
  );
});

test('an end goes only to the Org that the newest readable file names', async () => {
  world.seed({ optOuts: [ENDED] });
  world.push('version: 1\n');
  world.tenant.state.org.id = '167';
  await expectRun(world, push, { status: 'refused' });
  world.tenant.state.org.id = '166';
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optIn(1733)],
    github: ['ledger', 'ledger'],
    inForce: [`- opt-out ${HALL} until 2026-11-24`],
  });
});
