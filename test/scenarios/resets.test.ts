import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { expectAtRest, expectRun, HALL, LOBBY, optOut, reset, resetsOf, YARD } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { failTenant, isReset } from './scripted.ts';
import { applied } from './trail.ts';
import { World } from './world.ts';

/** Resets that are tried again keep the pull request that asked for them, its approvals and its limit (T59m); none is kept for later (T56). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const USERS = [LOBBY, HALL, YARD];
const IDS = [1732, 1733, 1734];
/** Requests 1 to `count`, for the three kiosks in turn. */
const asking = (count: number): PolicyText => ({
  guardrails: { 'max-resets': 3 },
  resets: Array.from({ length: count }, (_, index) => ({
    request: `INC-${index + 1}`,
    user: USERS[index % 3] ?? '',
  })),
});
const calls = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => reset(IDS[(first - 1 + index) % 3] ?? 0));

describe('seven resets of three pull requests, of which the first answer is lost', () => {
  beforeEach(() => {
    world.seed({ guardrails: { 'max-resets': 3 } });
    for (const count of [3, 5, 7]) world.merged(asking(count));
    failTenant(world, isReset, { when: 'after', do: 'destroy' });
  });

  test('are each done once: each pull request is within its own limit and told of its own, on the later run, too', async () => {
    await expectRun(world, push, {
      status: 'unknown',
      tenant: calls(1, 1),
      github: ['ledger', 'ledger', 'comment on 1', 'comment on 2', 'comment on 3'],
      says: ['INC-1'],
    });
    await expectRun(
      world,
      push,
      applied({
        tenant: calls(2, 7),
        github: ['ledger', 'ledger', 'comment again', 'comment again', 'comment again'],
      }),
    );
    const done = ['INC-2', 'INC-3', 'INC-4', 'INC-5', 'INC-6', 'INC-7'];
    expect(resetsOf(world)).toEqual({
      'INC-1': 'unknown',
      ...Object.fromEntries(done.map((request) => [request, 'done'])),
    });
    for (const [pull, requests] of [
      [1, ['INC-1', 'INC-2', 'INC-3']],
      [2, ['INC-4', 'INC-5']],
      [3, ['INC-6', 'INC-7']],
    ] as const) {
      for (const words of [...requests, 'bo-chen']) expect(world.comment(pull)).toContain(words);
    }
    expect(IDS.map((id) => world.tenant.state.users.get(String(id))?.resets)).toEqual([3, 2, 2]);
    await expectAtRest(world);
  });
});

test('a reset that was merged long before its last day is refused for ever, not kept until that day is near', async () => {
  const late: PolicyText = {
    resets: [{ request: 'INC-1', user: 'cy.lee@acme.example', notAfter: '2026-12-20' }],
  };
  world.seed();
  world.merged(late);
  await expectRun(world, push, {
    status: 'refused',
    github: ['ledger', 'comment on 1'],
    says: ['INC-1', '3 days'],
  });
  world.now = new Date('2026-12-18T09:00:00Z');
  await expectRun(world, push, { status: 'refused', github: ['comment again'], says: ['INC-1', '3 days'] });
  expect(resetsOf(world)).toEqual({});
  expect(world.tenant.state.users.get('103')?.resets).toBe(0);
});

test('a request id that the ledger knows with other content refuses its own row alone', async () => {
  world.seed();
  world.merged({ resets: [{ request: 'INC-1', user: LOBBY }] });
  await applyHere(world);
  world.merged({ optOuts: [{ user: YARD }], resets: [{ request: 'INC-1', user: HALL }] });
  await expectRun(world, push, {
    status: 'partial',
    tenant: [optOut(1734)],
    github: ['ledger', 'ledger', 'comment on 2'],
    inForce: [`+ opt-out ${YARD} until 2027-01-31`],
    says: ['INC-1'],
  });
});
