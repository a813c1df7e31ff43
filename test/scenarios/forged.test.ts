import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '../../src/plan/canonical.ts';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { HALL, LOBBY, optIn } from './expected.ts';
import { NOW, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const push = () => world.applyPush();

/** A commit that a workflow of a side branch makes: by the same app, signed by GitHub. */
function write(text: string, parents?: string[]): string {
  return world.repo.commit({
    branch: world.ledger,
    files: { 'state.json': text },
    by: 'github-actions[bot]',
    message: 'Record',
    ...(parents && { parents }),
  });
}

const textOf = (rev: string) => world.repo.file(rev, 'state.json') ?? '';
/** The state with nothing asked for any more: no approvals, the kiosk of the hall exempt already. */
const loose = () =>
  textOf(world.ledger).replace(
    '"name": "required-approvals",\n        "value": 1',
    '"name": "required-approvals",\n        "value": 0',
  );
const reseal = (change: Parameters<World['commitState']>[1]) => {
  const { seal: _, ...state } = JSON.parse(loose());
  return world.commitState({ ...state, onto: world.repo.tip(world.ledger) }, change);
};

const FORGERIES: { name: string; forge(older: string): string }[] = [
  { name: 'an edited value under the old seal', forge: () => write(loose()) },
  {
    name: 'a value edited together with what it is written onto',
    forge: () => write(canonicalJson({ ...JSON.parse(loose()), onto: world.repo.tip(world.ledger) })),
  },
  { name: 'the seal of another key', forge: () => reseal({ key: 'another-key-of-20-letters' }) },
  { name: 'the seal of another Org', forge: () => reseal({ org: '167' }) },
  { name: 'no seal', forge: () => write('{}') },
  { name: 'the newest state once more', forge: () => write(textOf(world.ledger)) },
  { name: 'an older state', forge: (older) => write(textOf(older)) },
  { name: 'white space under a fitting seal', forge: () => write(textOf(world.ledger).trimEnd()) },
  {
    name: 'no state at all',
    forge: () =>
      world.repo.commit({ branch: world.ledger, files: { 'state.json': null }, by: 'github-actions[bot]' }),
  },
];

/** A ledger of two states, of which the newer vouches for a request more; returns where the older stands. */
function twoStates(): string {
  const older = world.seed();
  const { seal: _, ...state } = world.state();
  const source = { kind: 'adoption' as const, commit: state.approved, by: ['olga-owner'] };
  const user = 'cy.lee@acme.example';
  const claim = { request: 'INC-1', state: 'done' as const, hash: '0'.repeat(64), user, source };
  world.commitState({ ...state, resets: [{ ...claim, time: NOW.toISOString() }], onto: older });
  return older;
}

test.each(FORGERIES)('ignores and names $name on top of the ledger', async ({ forge }) => {
  const older = twoStates();
  expect(loose()).not.toBe(textOf(world.ledger));
  const foreign = forge(older);
  const pull = world.merged(
    { optOuts: [{ user: HALL }], resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] },
    { approvedBy: [] },
  );
  world.takeWrites();
  const seen = await push();
  expect(seen.outputs.status).toBe('held-back');
  expect(seen.code).toBe(1);
  expect(world.takeWrites()).toEqual({
    tenant: [],
    github: [`POST /repos/acme/mfa-policy/issues/${pull}/comments`],
  });
  expect(seen.summary).toContain(`**the opt-out of \`${HALL}\`**: needs 1 approval`);
  expect(seen.summary).toContain('**the reset `INC-1` of `cy.lee@acme.example`**: needs 1 approval');
  expect(seen.planFile).toContain('request-reused');
  expect(seen.summary).toContain('**Foreign commits on the ledger**');
  expect(seen.summary).toContain(`\`${foreign.slice(0, 12)}\``);
});

test('finds the state below 20 commits of junk, and writes over them', async () => {
  world.seed(WITH_LOBBY);
  for (let index = 0; index < 20; index += 1) write(`junk ${index}`);
  world.takeWrites();
  const pull = world.merged({});
  const seen = await push();
  expect(seen.outputs.status).toBe('applied');
  expect(seen.summary).toContain('and 15 more');
  expect(world.takeWrites()).toEqual({
    tenant: [optIn(1732)],
    github: [
      `mutation createCommitOnBranch ${world.ledger}`,
      `mutation createCommitOnBranch ${world.ledger}`,
      `POST /repos/acme/mfa-policy/issues/${pull}/comments`,
    ],
  });
  expect(world.state().inForce.filter(({ entry }) => entry.kind === 'opt-out')).toEqual([]);
  expect((await push()).summary).not.toContain('Foreign commits');
});

test.each(['head first', 'old commit first'])('is not adopted below a merge, %s', async (order) => {
  const older = twoStates();
  const head = world.repo.tip(world.ledger);
  write(textOf(older), order === 'head first' ? [head, older] : [older, head]);
  world.takeWrites();
  const seen = await push();
  expect(seen.outputs.status).toBe('not-adopted');
  expect(seen.code).toBe(1);
  expect(world.takeWrites().tenant).toEqual([]);
});
