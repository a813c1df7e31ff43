import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/plan/row.ts';
import { enforceBody, resetBody } from '../../src/resolver/bodies.ts';
import { requestOf } from '../../src/resolver/calls.ts';
import { tenantWriter } from '../../src/resolver/writer.ts';
import { rig } from './rig.ts';

const user = 'ana.diaz@acme.example';
const BODIES = { enforce: enforceBody('{"org":{"mfa":true}}'), reset: resetBody('{"userIds":[1]}') };

describe('what a call is said to send', () => {
  it('is what the writer sends, byte for byte', async () => {
    const { tenant, http } = await rig();
    const writer = tenantWriter(http, BODIES);
    await writer.setEnforced(true);
    await writer.setEnforced(false);
    await writer.setOptOut('1732', true);
    await writer.setOptOut('1732', false);
    await writer.reset('1732');
    const calls: Call[] = [
      { kind: 'set-enforced', enforced: true },
      { kind: 'set-enforced', enforced: false },
      { kind: 'set-opt-out', optOut: true, user, userId: '1732' },
      { kind: 'set-opt-out', optOut: false, user, userId: '1732' },
      { kind: 'reset', user, userId: '1732' },
    ];
    const said = calls.map(requestOf(BODIES));
    expect(said.map((one) => `${one?.method} ${one?.path} ${one?.body}`)).toEqual(tenant.writes());
  });

  it('names a user who was not looked up by words', () => {
    const said = requestOf(BODIES);
    expect(said({ kind: 'set-opt-out', optOut: true, user })).toEqual({
      method: 'PUT',
      path: '/user/users/<user id>/membership',
      body: '{"mfaOptOut":true}',
    });
    expect(said({ kind: 'reset', user })).toEqual({
      method: 'PUT',
      path: '/user/users/mfa/reset',
      body: '{"userIds":[<user id>]}',
    });
  });

  it('is nothing where the body is not known', () => {
    const said = requestOf({ enforce: enforceBody(''), reset: resetBody('{"a":1,"b":1}') });
    expect(said({ kind: 'set-enforced', enforced: true })).toBeUndefined();
    expect(said({ kind: 'reset', user, userId: '1732' })).toBeUndefined();
  });
});
