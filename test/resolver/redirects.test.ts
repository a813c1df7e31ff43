import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alwaysFailing, rejection, rig } from './rig.ts';

let second: Server;
let origin: string;
let received: string[] = [];

beforeAll(async () => {
  second = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end('{"id":9001,"currentOrg":{"id":166}}');
  });
  await new Promise<void>((resolve) => second.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(second.address() as AddressInfo).port}`;
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  await new Promise((resolve) => second.close(resolve));
});

const statuses = [301, 302, 303, 307, 308];

describe.each(statuses)('a redirect by %i', (status) => {
  it.each(['another server', 'the same server'])('to %s is not followed by a read', async (where) => {
    const { tenant, reader } = await rig();
    const location = `${where === 'another server' ? origin : tenant.url}/user/users/me?canary`;
    alwaysFailing(tenant, 'before', { do: 'redirect', status, location });
    const reason = await rejection(reader.me());
    expect(reason).toMatchObject({
      code: 'redirected',
      status,
      message: expect.stringMatching(/points elsewhere, which is never followed/),
    });
    expect(String(reason)).not.toContain('canary');
    expect(tenant.requests).toHaveLength(1);
    expect(received).toEqual([]);
  });

  it.each(['another server', 'the same server'])('to %s is not a success of a write', async (where) => {
    const { tenant, writer } = await rig();
    const location = `${where === 'another server' ? origin : tenant.url}/user/users/me`;
    alwaysFailing(tenant, 'before', { do: 'redirect', status, location });
    expect((await writer.setEnforced(true)).kind).toBe('unknown');
    expect((await writer.setOptOut('1732', true)).kind).toBe('unknown');
    expect((await writer.reset('1732')).kind).toBe('unknown');
    expect(tenant.requests).toHaveLength(3);
    expect(received).toEqual([]);
  });
});
