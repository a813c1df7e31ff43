import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ENFORCE, expectRun, KIOSK, KIOSK_IN_FORCE, LOBBY, LOST, optOut, reset } from './expected.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.seed({ enforce: false });
});
afterEach(() => world.close());

const POLICY = { enforce: true, ...KIOSK, resets: [LOST] };

describe('T1c: a setting that a writer changed', () => {
  test('an address on plain http gets no key where GitHub is elsewhere, though it is on this machine', async () => {
    world.merged(POLICY);
    const env = {
      GITHUB_API_URL: 'https://api.github.com',
      GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
      GITHUB_SERVER_URL: 'https://github.com',
    };
    await expectRun(world, () => world.applyPush({ env }), {
      status: 'refused',
      says: ['Plain http is only for tests, where the tenant and GitHub both run on this machine'],
    });
    expect(world.tenant.connections()).toBe(0);
  });

  test.each([
    ['enforce-body', '{"enforceMfa":true,"orgId":46}', 'exactly one value, `true` or `false`'],
    ['enforce-body', '{"a":{"enforceMfa":true},"b":[false]}', 'exactly one value, `true` or `false`'],
    ['reset-body', '{"userId":1,"alsoReset":[2]}', 'exactly one value, the number 1'],
    ['reset-body', '{"userId":1,"isAdmin":true}', 'exactly one value, the number 1'],
  ])('%s with a further field, as %s, is sent by nobody', async (name, body, words) => {
    const pull = world.open({ ...POLICY, optOuts: [] });
    const inputs = { [name]: body };
    await expectRun(world, () => world.plan(pull, { inputs }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: [words],
    });
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await world.applyPush({ inputs });
    const { tenant } = world.takeWrites();
    expect(tenant).toEqual(name === 'enforce-body' ? [reset(103)] : [ENFORCE]);
  });

  test('bodies that the tenant ignores are seen in the plan, and in the record of the apply', async () => {
    const pull = world.open(POLICY);
    const inputs = { 'enforce-body': '{"ignored":true}', 'reset-body': '{"ignored":[1]}' };
    await expectRun(world, () => world.plan(pull, { inputs }), {
      status: 'planned',
      github: [`comment on ${pull}`],
    });
    for (const line of [
      'PUT /user/users/<user id>/membership\n{"mfaOptOut":true}\n',
      'PUT /user/org/mfa\n{"ignored":true}\n',
      'PUT /user/users/mfa/reset\n{"ignored":[<user id>]}\n',
    ]) {
      expect(world.comment(pull)).toContain(line);
    }
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, () => world.applyPush({ inputs }), {
      status: 'applied',
      tenant: [
        optOut(1732),
        'PUT /user/org/mfa {"ignored":true}',
        'PUT /user/users/mfa/reset {"ignored":[103]}',
      ],
      github: ['ledger', 'ledger', 'comment again'],
      inForce: ['+ enforce true', KIOSK_IN_FORCE, '- enforce false'].sort(),
      baseline: 'tip',
    });
    const { rows } = JSON.parse(String(world.repo.file(world.ledger, world.state().record?.path ?? '')));
    expect(Object.fromEntries(rows.map(({ kind, calls }: Record<string, unknown>) => [kind, calls]))).toEqual(
      {
        'opt-out': [{ method: 'PUT', path: '/user/users/1732/membership', body: '{"mfaOptOut":true}' }],
        enforce: [{ method: 'PUT', path: '/user/org/mfa', body: '{"ignored":true}' }],
        reset: [{ method: 'PUT', path: '/user/users/mfa/reset', body: '{"ignored":[103]}' }],
      },
    );
  });

  test('the plan names no id of a user that the file does not name, though they were looked up', async () => {
    const pull = world.open(POLICY);
    await world.plan(pull, { key: true });
    expect(world.comment(pull)).toContain(LOBBY);
    expect(world.comment(pull)).not.toMatch(/\b(?:1732|103)\b/);
  });
});
