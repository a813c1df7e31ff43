import { describe, expect, it } from 'vitest';
import { enforceBody, resetBody } from '../../src/resolver/bodies.ts';
import { tenantWriter } from '../../src/resolver/writer.ts';
import type { Misanswer } from '../sandbox/tenant/misanswer.ts';
import { alwaysFailing, failing, jsonAnswer, rig } from './rig.ts';

describe('a writer', () => {
  it('makes exactly the documented calls', async () => {
    const { tenant, writer } = await rig();
    expect(await writer.setEnforced(true)).toEqual({ kind: 'confirmed' });
    expect(await writer.setEnforced(false)).toEqual({ kind: 'confirmed' });
    expect(await writer.setOptOut('1732', true)).toEqual({ kind: 'confirmed' });
    expect(await writer.setOptOut('1732', false)).toEqual({ kind: 'confirmed' });
    expect(await writer.reset('1732')).toEqual({ kind: 'confirmed' });
    expect(tenant.writes()).toEqual([
      'PUT /user/org/mfa {"enforceMfa":true}',
      'PUT /user/org/mfa {"enforceMfa":false}',
      'PUT /user/users/1732/membership {"mfaOptOut":true}',
      'PUT /user/users/1732/membership {"mfaOptOut":false}',
      'PUT /user/users/mfa/reset {"userId":1732}',
    ]);
    expect(tenant.state.enforced).toBe(false);
    expect(tenant.state.users.get('1732')).toMatchObject({
      optOut: false,
      enrolled: false,
      resets: 1,
      isActive: true,
      isAdmin: false,
    });
  });

  it('resets the user of a large id, and not the one whose number is nearest', async () => {
    const { tenant, writer } = await rig({
      users: [
        { id: '9007199254740992', email: 'a@b.example' },
        { id: '9007199254740993', email: 'c@d.example' },
      ],
    });
    await writer.reset('9007199254740993');
    expect(tenant.state.users.get('9007199254740992')?.resets).toBe(0);
    expect(tenant.state.users.get('9007199254740993')?.resets).toBe(1);
  });

  it.each(['', '..', '1/2', '01', 'me', '1,"isAdmin":true'])('sends nothing for the id %j', async (id) => {
    const { tenant, writer } = await rig();
    expect((await writer.setOptOut(id, false)).kind).toBe('not-sent');
    expect((await writer.reset(id)).kind).toBe('not-sent');
    expect(tenant.connections()).toBe(0);
  });

  it('sends nothing without a body, and says where to find it', async () => {
    const { tenant, http } = await rig();
    const writer = tenantWriter(http, { enforce: enforceBody(''), reset: resetBody('{"userId":7}') });
    expect(await writer.setEnforced(true)).toEqual({
      kind: 'not-sent',
      why: expect.stringMatching(/enforce-body.*Swagger Docs/),
    });
    expect(await writer.reset('1732')).toEqual({
      kind: 'not-sent',
      why: expect.stringMatching(/`reset-body` does not hold/),
    });
    expect(await writer.setOptOut('1732', true)).toEqual({ kind: 'confirmed' });
    expect(tenant.writes()).toHaveLength(1);
  });
});

const lost: [name: string, fault: Misanswer][] = [
  ['the connection is lost', { do: 'destroy' }],
  ['500', jsonAnswer('{}', 500)],
  ['502 of a proxy', { do: 'answer', status: 502, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ['half an answer', { do: 'truncate', body: '{', framing: 'length' }],
];

describe.each(lost)('when the call took effect and the answer is %s', (_, fault) => {
  it('a state is set again, and confirmed', async () => {
    const { tenant, writer } = await rig();
    failing(tenant, 'after', fault);
    expect(await writer.setOptOut('1732', true)).toEqual({ kind: 'confirmed' });
    expect(tenant.writes()).toHaveLength(2);
    expect(tenant.state.users.get('1732')?.optOut).toBe(true);
  });

  it('a state that is never confirmed is unknown', async () => {
    const { tenant, writer } = await rig();
    alwaysFailing(tenant, 'after', fault);
    expect((await writer.setEnforced(true)).kind).toBe('unknown');
    expect(tenant.writes()).toHaveLength(4);
    expect(tenant.state.enforced).toBe(true);
  });

  it('a reset is unknown, and happened once', async () => {
    const { tenant, writer, clock } = await rig();
    failing(tenant, 'after', fault);
    expect((await writer.reset('1732')).kind).toBe('unknown');
    expect(tenant.state.users.get('1732')?.resets).toBe(1);
    expect(clock.slept).toEqual([]);
  });

  it.each([
    ['403', jsonAnswer('{"statusCode":403}', 403)],
    ['404', jsonAnswer('{"statusCode":404}', 404)],
    ['409', jsonAnswer('{}', 409)],
  ])('a later %s is no clean refusal', async (status, refusal) => {
    const { tenant, writer } = await rig();
    failing(tenant, 'after', fault, refusal);
    const result = await writer.setOptOut('1732', true);
    expect(result).toMatchObject({
      kind: 'unknown',
      why: expect.stringMatching(
        new RegExp(`status ${status}.*An earlier try of the same call may have taken effect`),
      ),
    });
    expect(tenant.writes()).toHaveLength(2);
  });
});

describe('a clean refusal', () => {
  it.each([400, 401, 403, 404, 409, 412, 422])(
    'of %i says that nothing was changed, at once',
    async (status) => {
      const { tenant, writer } = await rig();
      alwaysFailing(tenant, 'before', jsonAnswer(`{"statusCode":${status}}`, status));
      expect(await writer.setOptOut('1732', true)).toMatchObject({
        kind: 'refused',
        status,
        why: expect.stringContaining(`status ${status}`),
      });
      expect(await writer.reset('1732')).toMatchObject({ kind: 'refused', status });
      expect(tenant.writes()).toHaveLength(2);
    },
  );

  it('of 429 is one after four tries, as nothing was changed by any of them', async () => {
    const { tenant, writer } = await rig();
    alwaysFailing(tenant, 'before', { do: 'answer', status: 429, headers: { 'retry-after': '2' } });
    expect(await writer.setOptOut('1732', true)).toMatchObject({ kind: 'refused', status: 429 });
    expect(tenant.writes()).toHaveLength(4);
  });

  it('comes of a key that was deleted, of a user who is gone, and of a key without the right', async () => {
    const { tenant, writer } = await rig();
    expect(await writer.setOptOut('4', true)).toMatchObject({ kind: 'refused', status: 404 });
    tenant.state.keyOwner.isAdmin = false;
    expect(await writer.setEnforced(true)).toMatchObject({
      kind: 'refused',
      status: 403,
      why: expect.stringContaining('administrator of the Org'),
    });
    tenant.state.keyValid = false;
    expect(await writer.reset('1732')).toMatchObject({
      kind: 'refused',
      status: 401,
      why: expect.stringContaining('was not deleted'),
    });
  });
});

it('a body with another field name is confirmed without effect: why no name is ever guessed', async () => {
  const { tenant, http } = await rig();
  const writer = tenantWriter(http, { enforce: enforceBody('{"mfa":true}'), reset: resetBody('{"id":1}') });
  expect(await writer.setEnforced(true)).toEqual({ kind: 'confirmed' });
  expect(await writer.reset('1732')).toEqual({ kind: 'confirmed' });
  expect(tenant.state.enforced).toBe(false);
  expect(tenant.state.users.get('1732')?.resets).toBe(0);
});
