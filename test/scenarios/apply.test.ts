import { afterEach, beforeEach, expect, test } from 'vitest';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

test('carries out what was approved, once', async () => {
  world.seed();
  const pull = world.merged({
    optOuts: [{ user: 'lobby.kiosk@acme.example' }],
    resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }],
  });
  const first = await world.applyPush();
  expect(first.outputs).toMatchObject({ status: 'applied', changes: '2' });
  expect(world.takeWrites()).toEqual({
    tenant: [
      'PUT /user/users/1732/membership {"mfaOptOut":true}',
      'PUT /user/users/mfa/reset {"userId":103}',
    ],
    github: [
      `mutation createCommitOnBranch ${world.ledger}`,
      `mutation createCommitOnBranch ${world.ledger}`,
      `POST /repos/acme/mfa-policy/issues/${pull}/comments`,
    ],
  });
  expect(world.comment(pull)).toContain('approved by `bo-chen`');

  const second = await world.applyPush();
  expect(second.code).toBe(0);
  expect(second.outputs.status).toBe('no-changes');
  expect(world.takeWrites()).toEqual({ tenant: [], github: [] });
});
