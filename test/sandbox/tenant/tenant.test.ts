import { describe, expect, it, onTestFinished } from 'vitest';
import type { Tenant, TenantOptions } from './contract.ts';
import { startTenant } from './tenant.ts';

const KEY = 'sandbox-key-0123456789';

async function started(options: Partial<TenantOptions> = {}): Promise<Tenant> {
  const tenant = await startTenant({
    now: () => new Date('2026-11-24T12:00:00Z'),
    org: { id: 166, name: 'Acme Risk' },
    apiKey: KEY,
    users: [
      { id: 1732, email: 'ana.diaz@acme.example' },
      { id: '9007199254740993', email: 'ana.diaz@acme.example.org', isAdmin: true, isSSO: true },
    ],
    mfaOptOutReadable: true,
    envelope: 'mixed',
    ...options,
  });
  onTestFinished(() => tenant.close());
  return tenant;
}

async function call(tenant: Tenant, method: string, path: string, body?: string, key: string | null = KEY) {
  const response = await fetch(tenant.url + path, {
    method,
    headers: key === null ? {} : { 'x-api-key': key },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe('the sandbox tenant', () => {
  it('tells who the key belongs to', async () => {
    const tenant = await started();
    const { status, text, headers } = await call(tenant, 'GET', '/user/users/me');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      id: 9001,
      isAdmin: true,
      currentOrg: { id: 166, name: 'Acme Risk' },
    });
    expect(headers.get('date')).toBe('Tue, 24 Nov 2026 12:00:00 GMT');
  });

  it('finds near matches too, and writes large ids as numbers', async () => {
    const tenant = await started();
    const { text } = await call(tenant, 'GET', '/user/users?search=ana.diaz%40acme.example');
    expect(text).toMatch(
      /^{"data":\[{"id":1732,"first":"Ana","last":"Diaz",.*"id":9007199254740993,.*"isSSO":true}\]}$/,
    );
  });

  it.each([
    [null, 403],
    ['wrong', 401],
  ])('refuses the key %j', async (key, status) => {
    const tenant = await started();
    const answer = await call(tenant, 'GET', '/user/users/me', undefined, key);
    expect([answer.status, answer.text]).toEqual([
      status,
      `{"statusCode":${status},"message":"access.denied"}`,
    ]);
    expect(JSON.stringify(tenant.requests)).not.toContain(KEY);
  });

  it.each([
    ['POST', '/user/org/mfa', '{"enforceMfa":true}', 404],
    ['PUT', '/user/org/mfa', 'no JSON', 400],
    ['PUT', '/user/elsewhere', '{}', 404],
    ['PUT', '/user/users/4/membership', '{"mfaOptOut":true}', 404],
    ['PUT', '/user/users/mfa/reset', '{"userId":4}', 404],
    ['GET', '/user/elsewhere', undefined, 404],
    ['GET', '/user/org/167/user/1732', undefined, 403],
    ['GET', '/user/org/166/user/4', undefined, 404],
  ])('answers %s %s %s with %i', async (method, path, body, status) => {
    const tenant = await started();
    expect((await call(tenant, method, path, body)).status).toBe(status);
  });

  it('carries out what its Example Values say', async () => {
    const tenant = await started({ fields: { enforce: 'mfaOn' } });
    expect((await call(tenant, 'PUT', '/user/org/mfa', tenant.exampleValues.enforce)).status).toBe(204);
    const reset = tenant.exampleValues.reset.replace('1', '9007199254740993');
    expect((await call(tenant, 'PUT', '/user/users/mfa/reset', reset)).status).toBe(204);
    expect(tenant.state.enforced).toBe(true);
    expect(tenant.state.users.get('9007199254740993')).toMatchObject({ resets: 1, enrolled: false });
    expect(tenant.state.users.get('1732')).toMatchObject({ resets: 0, enrolled: true });
  });

  it('writes the whole example of a membership to the user, which is why it is never sent', async () => {
    const tenant = await started();
    await call(tenant, 'PUT', '/user/users/1732/membership', tenant.exampleValues.membership);
    expect(tenant.state.users.get('1732')).toMatchObject({ optOut: true, isAdmin: true, ssoBypass: true });
  });

  it('ignores a body with another field name, with 204', async () => {
    const tenant = await started();
    expect((await call(tenant, 'PUT', '/user/org/mfa', '{"mfa":true}')).status).toBe(204);
    expect((await call(tenant, 'PUT', '/user/users/mfa/reset', '{"id":1732}')).status).toBe(204);
    expect(tenant.state).toMatchObject({ enforced: false });
    expect(tenant.state.users.get('1732')?.resets).toBe(0);
  });

  it('names every write in strict mode', async () => {
    const tenant = await started({ writesForbidden: true });
    await call(tenant, 'GET', '/user/users/me');
    await call(tenant, 'PUT', '/user/users/1732/membership', '{"mfaOptOut":true}');
    expect(tenant.violations).toEqual(['PUT /user/users/1732/membership {"mfaOptOut":true}']);
    expect(tenant.writes()).toEqual(tenant.violations);
  });

  it.each(['before', 'after'] as const)('goes wrong %s it acts', async (when) => {
    const tenant = await started();
    const stop = tenant.onRequest(async () => ({ when, do: 'answer', status: 500 }));
    const answer = await call(tenant, 'PUT', '/user/users/1732/membership', '{"mfaOptOut":true}');
    expect(answer.status).toBe(500);
    expect(tenant.state.users.get('1732')?.optOut).toBe(when === 'after');
    expect(tenant.requests[0]?.status).toBe(when === 'after' ? 200 : undefined);
    stop();
    expect((await call(tenant, 'GET', '/user/users/me')).status).toBe(200);
  });

  it('acts once, and answers as usual after a delay', async () => {
    const tenant = await started({ latency: 1 });
    tenant.onRequest(() => ({ when: 'after', do: 'delay', milliseconds: 1 }));
    expect((await call(tenant, 'PUT', '/user/users/mfa/reset', '{"userId":1732}')).status).toBe(204);
    expect(tenant.state.users.get('1732')?.resets).toBe(1);
  });

  it('ends the connection when a hook throws', async () => {
    const tenant = await started();
    tenant.onRequest(() => Promise.reject(new Error('harness')));
    await expect(call(tenant, 'GET', '/user/users/me')).rejects.toThrow('fetch failed');
  });

  it('tells when an answer is out', async () => {
    const tenant = await started();
    const out: string[] = [];
    tenant.afterResponse(({ method, path }) => void out.push(`${method} ${path}`));
    await call(tenant, 'GET', '/user/users/me');
    expect(out).toEqual(['GET /user/users/me']);
  });

  it('is changed by hand', async () => {
    const tenant = await started({ mfaOptOutReadable: false });
    tenant.addUser({ id: 5, email: 'bo@acme.example' });
    tenant.changeEmail(1732, 'ana@acme.example');
    tenant.removeUser('9007199254740993');
    expect([...tenant.state.users.values()].map((user) => user.email)).toEqual([
      'mfa.service@acme.example',
      'ana@acme.example',
      'bo@acme.example',
    ]);
    expect((await call(tenant, 'GET', '/user/org/166/user/5')).text).not.toContain('mfaOptOut');
  });

  it('ends what hangs when it is closed', async () => {
    const tenant = await started();
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    tenant.onRequest(() => {
      arrived();
      return { when: 'before', do: 'hang' };
    });
    const pending = call(tenant, 'GET', '/user/users/me').catch(() => 'ended');
    await arrival;
    await tenant.close();
    expect(await pending).toBe('ended');
  });
});
