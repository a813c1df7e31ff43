import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEDGER_KEY } from '../sandbox/ledger-key.ts';
import { World } from '../scenarios/world.ts';
import { text } from './files.ts';

/** The line that the README tells to write. */
const withKey = (policy: string) =>
  policy.replace(/^# (ledger-public-key: ).*$/m, `$1${LEDGER_KEY.publicKey}`);

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

test('the template’s policy goes the way of the README: pull request, merge, not adopted, adopted by hand', async () => {
  const pull = world.open(withKey(text('templates/mfa-policy.yml')));
  expect((await world.plan(pull, { inputs: { mode: 'plan' } })).outputs.status).toBe('planned');
  world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
  world.repo.merge(pull, { by: 'bo-chen' });

  const merged = await world.applyPush({ inputs: { mode: 'apply', adopt: '' } });
  expect([merged.code, merged.outputs.status]).toEqual([0, 'not-adopted']);
  expect(world.takeWrites().tenant).toEqual([]);
  const digest = merged.outputs.digest ?? '';
  expect(merged.summary).toContain(digest);

  const adopted = await world.applyByHand({ inputs: { mode: 'apply', adopt: digest } });
  expect([adopted.code, adopted.outputs.status]).toEqual([0, 'applied']);
  expect(world.takeWrites().tenant).toEqual([
    'PUT /user/users/1732/membership {"mfaOptOut":true}',
    expect.stringMatching(/^PUT \/user\/org\/mfa .*true/),
  ]);
});
