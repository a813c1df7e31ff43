import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TIMEOUTS, type Timeouts } from '../../src/resolver/exchange.ts';
import { tenantHttp } from '../../src/resolver/http.ts';
import { apiBase } from '../../src/resolver/url.ts';
import { alwaysFailing, baseOf, failing, jsonAnswer, KEY, NOON, rejection, rig, testClock } from './rig.ts';
import { SELF_SIGNED } from './self-signed.ts';

const ME = { template: '/user/users/me' };
/** Long enough that a busy machine sends the request, short enough for a test. */
const SHORT: Timeouts = { connect: 300, headers: 250, call: 300, drain: 60_000 };
const RESET = { template: '/user/users/mfa/reset', body: '{"userId":1732}', repeatable: false };
const OPT_OUT = {
  template: '/user/users/{id}/membership',
  ids: { id: '1732' },
  body: '{"mfaOptOut":true}',
  repeatable: true,
};

/** A server of plain connections; gives its port and how many came. */
async function listen(
  onConnection: (socket: Socket) => void,
): Promise<{ port: number; count: () => number }> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, count: () => count };
}

function clientOf(url: string, further: string[] = [], timeouts = TIMEOUTS) {
  const checked = apiBase(url, further, 'http://127.0.0.1');
  if (checked.kind === 'refused') throw new Error(checked.why);
  const clock = testClock();
  const http = tenantHttp({ base: checked.base, key: KEY, clock, timeouts });
  onTestFinished(() => http.close());
  return { http, clock };
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a request', () => {
  it('carries the key in x-api-key, asks for no encoding and names no user to impersonate', async () => {
    const { tenant, http } = await rig();
    await http.read(ME);
    expect(tenant.requests[0]).toMatchObject({
      method: 'GET',
      path: '/user/users/me',
      key: 'right',
      body: '',
    });
    expect(Object.keys(tenant.requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(tenant.requests[0]?.headers).toMatchObject({
      'accept-encoding': 'identity',
      accept: 'application/json',
    });
  });

  it('that writes goes out on a connection of its own, which it closes', async () => {
    const { tenant, http } = await rig();
    await http.read(ME);
    await http.write(OPT_OUT);
    await http.write(OPT_OUT);
    await http.read(ME);
    expect(tenant.requests.map((request) => request.connection)).toEqual([1, 2, 3, 1]);
    expect(tenant.requests[1]?.headers).toMatchObject({
      connection: 'close',
      'content-type': 'application/json',
    });
  });

  it('goes past the proxies of the environment', async () => {
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy'])
      vi.stubEnv(name, 'http://127.0.0.1:9');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { http } = await rig();
    expect((await http.read(ME)).kind).toBe('value');
    expect(await http.write(OPT_OUT)).toEqual({ kind: 'confirmed' });
  });

  it('goes to the path of the base, and below it', async () => {
    const { tenant, http } = await rig({ path: '/api' });
    expect(await rejection(http.read(ME))).toMatchObject({ code: 'not-found', status: 404 });
    expect(tenant.requests[0]?.path).toBe('/api/user/users/me');
  });

  it('is not sent where its path holds something that is not an id', async () => {
    const { tenant, http } = await rig();
    const path = { template: '/user/users/{id}/membership', ids: { id: '..' } };
    expect(await rejection(http.read(path))).toMatchObject({
      code: 'unexpected-shape',
      message: expect.stringMatching(/^GET \/user\/users\/\{id\}\/membership: not sent: .* is not an id\.$/),
    });
    expect(await http.write({ ...path, body: '{}', repeatable: true })).toEqual({
      kind: 'not-sent',
      why: 'PUT /user/users/{id}/membership: not sent: what was to be put into its path is not an id.',
    });
    expect(tenant.connections()).toBe(0);
  });

  it('waits for a place: never more than eight reads at once', async () => {
    const { tenant, http } = await rig();
    let inFlight = 0;
    let most = 0;
    tenant.onRequest(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inFlight -= 1;
      return undefined;
    });
    const answers = await Promise.all(Array.from({ length: 30 }, () => http.read(ME)));
    expect(answers).toHaveLength(30);
    expect(most).toBe(8);
    expect(tenant.connections()).toBe(8);
  });
});

it('a read that waits for a place is not short of time for it', async () => {
  const { tenant, http, clock } = await rig({ timeouts: SHORT });
  failing(tenant, 'before', ...Array(8).fill({ do: 'hang' }));
  await Promise.all(Array.from({ length: 9 }, () => http.read(ME)));
  expect(clock.slept).toHaveLength(8);
});

describe('without a connection', () => {
  it('a read is tried four times, then the tenant is unreachable', async () => {
    const { http, clock } = clientOf(`http://127.0.0.1:${await closedPort()}`);
    expect(await rejection(http.read(ME))).toMatchObject({
      code: 'unreachable',
      message: 'GET /user/users/me: no connection, or it ended before a whole answer.',
    });
    expect(clock.slept).toEqual([250, 500, 1_000]);
  });

  it('nothing was sent by a write: four tries for a state, one for a reset', async () => {
    const { http, clock } = clientOf(`http://127.0.0.1:${await closedPort()}`);
    expect((await http.write(RESET)).kind).toBe('not-sent');
    expect(clock.slept).toEqual([]);
    expect((await http.write(OPT_OUT)).kind).toBe('not-sent');
    expect(clock.slept).toEqual([250, 500, 1_000]);
  });

  it('as no such host: nothing was sent', async () => {
    const { http } = clientOf('https://nowhere.invalid', ['nowhere.invalid'], SHORT);
    expect((await http.write(RESET)).kind).toBe('not-sent');
  });

  it.each([undefined, '0'])(
    'as a certificate that nobody vouches for: nothing was sent, though NODE_TLS_REJECT_UNAUTHORIZED is %s',
    async (value) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', value);
      let requests = 0;
      const server = createTlsServer(SELF_SIGNED, (_, response) => {
        requests += 1;
        response.writeHead(204).end();
      });
      await new Promise<void>((resolve) => server.listen(0, resolve));
      onTestFinished(() => {
        vi.unstubAllEnvs();
        server.close();
      });
      const { port } = server.address() as AddressInfo;
      const { http } = clientOf(`https://localhost:${port}`, [`localhost:${port}`]);
      expect(await http.write(RESET)).toMatchObject({ kind: 'not-sent' });
      expect(await rejection(http.read(ME))).toMatchObject({ code: 'unreachable' });
      expect(requests).toBe(0);
    },
  );

  it('as no TLS: nothing was sent, not even the key', async () => {
    let received = '';
    const { port, count } = await listen((socket) => {
      socket.on('data', (bytes) => {
        received += bytes.toString('latin1');
        socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
    });
    const { http } = clientOf(`https://localhost:${port}`, [`localhost:${port}`]);
    expect((await http.write(RESET)).kind).toBe('not-sent');
    expect(count()).toBe(1);
    expect(received).not.toContain(KEY);
  });
});

describe('a connection that ends', () => {
  it.each([
    ['at once', (socket: Socket) => void socket.end()],
    ['after the request', (socket: Socket) => void socket.on('data', () => socket.destroy())],
    ['by a reset', (socket: Socket) => void socket.on('data', () => socket.resetAndDestroy())],
  ])('%s leaves a reset unknown, and no second one is opened', async (_, onConnection) => {
    const { port, count } = await listen(onConnection);
    const { http, clock } = clientOf(`http://127.0.0.1:${port}`);
    expect(await http.write(RESET)).toMatchObject({ kind: 'unknown' });
    expect(count()).toBe(1);
    expect(clock.slept).toEqual([]);
  });
});

describe('an answer that takes too long', () => {
  it('is given up when no headers come', async () => {
    const { tenant, http } = await rig({ timeouts: SHORT });
    alwaysFailing(tenant, 'before', { do: 'hang' });
    expect(await http.write(RESET)).toEqual({
      kind: 'unknown',
      why: 'PUT /user/users/mfa/reset: no whole answer in time.',
    });
    expect(await rejection(http.read(ME))).toMatchObject({ code: 'timed-out' });
    expect(tenant.requests.filter((request) => request.method === 'GET')).toHaveLength(4);
  });

  it.each(['write', 'read'])(
    'is given up by a %s when its body never ends, although each byte comes in time',
    async (kind) => {
      const { tenant, http, clock } = await rig({ timeouts: SHORT });
      failing(tenant, 'after', { do: 'drip', body: ' '.repeat(10_000), everyMilliseconds: 5 });
      const start = performance.now();
      if (kind === 'write') {
        expect(await http.write(RESET)).toMatchObject({
          kind: 'unknown',
          why: expect.stringContaining('in time'),
        });
        expect(tenant.state.users.get('1732')?.resets).toBe(1);
      } else {
        expect((await http.read(ME)).kind).toBe('value');
        expect(clock.slept).toEqual([250]);
      }
      expect(performance.now() - start).toBeLessThan(10_000);
    },
  );

  it('is not waited for where the status alone decides', async () => {
    const { tenant, http } = await rig({
      timeouts: { connect: 200, headers: 5_000, call: 60_000, drain: 60_000 },
    });
    alwaysFailing(tenant, 'before', {
      do: 'raw',
      bytes: 'HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 100\r\n\r\n',
    });
    expect(await rejection(http.read(ME))).toMatchObject({ code: 'redirected' });
  });
});

describe('a cancel', () => {
  it('lets the call in flight end, but no longer than 5 s', async () => {
    const cancel = new AbortController();
    const { tenant, http } = await rig({
      signal: cancel.signal,
      timeouts: { connect: 60_000, headers: 60_000, call: 60_000, drain: 50 },
    });
    tenant.onRequest(() => {
      cancel.abort();
      return { when: 'after', do: 'hang' };
    });
    const result = await http.write({ template: '/user/org/mfa', body: '{}', repeatable: true });
    expect(result.kind).toBe('unknown');
    expect(tenant.writes()).toHaveLength(1);
  });
});

describe('what passes', () => {
  it.each([
    ['500', jsonAnswer('{}', 500)],
    ['502', jsonAnswer('{}', 502)],
    ['503', jsonAnswer('{}', 503)],
    ['504', jsonAnswer('{}', 504)],
    ['429', jsonAnswer('{}', 429)],
    ['a lost connection', { do: 'destroy' } as const],
    ['half an answer', { do: 'truncate', body: '{"id"', framing: 'length' } as const],
  ])('is tried again: %s', async (_, fault) => {
    const { tenant, http, clock } = await rig();
    failing(tenant, 'before', fault, fault, fault);
    expect((await http.read(ME)).kind).toBe('value');
    expect(tenant.requests).toHaveLength(4);
    expect(clock.slept).toEqual([250, 500, 1_000]);
  });

  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['3600', 60_000],
    ['Tue, 24 Nov 2026 12:00:20 GMT', 20_000],
    ['-1', 250],
    ['soon', 250],
  ])('is waited for as Retry-After: %s asks', async (value, wait) => {
    const { tenant, http, clock } = await rig();
    failing(tenant, 'before', { do: 'answer', status: 429, headers: { 'retry-after': value } });
    expect((await http.read(ME)).kind).toBe('value');
    expect(clock.slept).toEqual([wait]);
  });

  it.each([-3_600_000, 3_600_000])(
    'is waited for until the date in Retry-After by the tenant’s clock, though ours is wrong by %d ms',
    async (wrong) => {
      const { tenant, http, clock } = await rig({ now: () => new Date(NOON) });
      const headers = { 'retry-after': 'Tue, 24 Nov 2026 12:00:20 GMT' };
      failing(tenant, 'before', { do: 'answer', status: 429, headers });
      clock.set(wrong);
      expect((await http.read(ME)).kind).toBe('value');
      expect(clock.slept).toEqual([20_000]);
    },
  );

  it('is not waited for longer than two minutes in all', async () => {
    const { tenant, http, clock } = await rig();
    alwaysFailing(tenant, 'before', { do: 'answer', status: 503, headers: { 'retry-after': '50' } });
    expect(await rejection(http.read(ME))).toMatchObject({ code: 'unexpected-status', status: 503 });
    expect(clock.slept).toEqual([50_000, 50_000]);
  });

  it('is not tried again once the signal was given', async () => {
    const stop = new AbortController();
    const { tenant, http } = await rig({ signal: stop.signal });
    tenant.onRequest(() => {
      stop.abort();
      return { when: 'before', ...jsonAnswer('{}', 500) };
    });
    expect(await rejection(http.read(ME))).toMatchObject({ status: 500 });
    expect((await http.write(OPT_OUT)).kind).toBe('unknown');
    expect(tenant.requests).toHaveLength(2);
  });
});

describe('a tenant that fails five times in a row', () => {
  it('is left alone, and what was not sent is not unknown', async () => {
    const { tenant, http, clock } = await rig();
    const stop = tenant.onRequest(() => ({ when: 'before', ...jsonAnswer('{}', 500) }));
    expect((await http.write(OPT_OUT)).kind).toBe('unknown');
    expect((await http.write(OPT_OUT)).kind).toBe('unknown');
    expect(tenant.requests).toHaveLength(5);
    expect(clock.slept).toHaveLength(3);
    stop();
    expect(await http.write(OPT_OUT)).toEqual({
      kind: 'not-sent',
      why: 'PUT /user/users/{id}/membership: not tried: the tenant failed five times in a row. Nothing more is sent in this run.',
    });
    expect(await rejection(http.read(ME))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('five times in a row'),
    });
    expect(tenant.requests).toHaveLength(5);
  });

  it('leaves a write unknown that waited for its next try meanwhile', async () => {
    const { tenant, http, clock } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer('{}', 500));
    const sleep = clock.sleep;
    clock.sleep = async (milliseconds) => {
      clock.sleep = sleep;
      await rejection(http.read(ME));
      await sleep(milliseconds);
    };
    expect(await http.write(OPT_OUT)).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('not tried'),
    });
    expect(tenant.writes()).toHaveLength(1);
  });

  it('has not, where an answer came in between', async () => {
    const { tenant, http } = await rig();
    const fault = jsonAnswer('{}', 500);
    failing(tenant, 'before', fault, fault, fault, jsonAnswer('{}', 400), fault, fault, fault);
    await rejection(http.read(ME));
    expect((await http.read(ME)).kind).toBe('value');
  });

  it('has not, where the reads ran beside each other', async () => {
    const { tenant, http } = await rig();
    failing(tenant, 'before', ...Array(8).fill(jsonAnswer('{}', 500)));
    const answers = await Promise.all(Array.from({ length: 8 }, () => http.read(ME)));
    expect(answers.every((answer) => answer.kind === 'value')).toBe(true);
  });

  it('has not, where it says when to come back', async () => {
    const { tenant, http } = await rig();
    const wait = { do: 'answer', status: 429, headers: { 'retry-after': '1' } } as const;
    failing(tenant, 'before', ...Array(7).fill(wait));
    await rejection(http.read(ME));
    expect((await http.read(ME)).kind).toBe('value');
  });
});

describe("the tenant's clock", () => {
  it.each([
    ['as far ahead as it is', '2026-11-24T12:06:00Z', 360_000],
    ['as far behind as it is', '2026-11-24T11:00:00Z', -3_600_000],
    ['as right as it is', '2026-11-24T12:00:00Z', 0],
  ])('is known %s', async (_, now, skew) => {
    const { http } = await rig({ now: () => new Date(now) });
    expect(http.skew()).toBeUndefined();
    await http.read(ME);
    expect(http.skew()).toBe(skew);
  });

  it.each([
    ['no date', []],
    ['a date of another form', ['date: 2026-11-24T12:00:00Z']],
    ['a number', ['date: 1']],
    ['two dates', ['date: Tue, 24 Nov 2026 12:00:00 GMT', 'date: Tue, 24 Nov 2026 12:00:00 GMT']],
  ])('is not known from %s', async (_, headers) => {
    const { tenant, http } = await rig();
    alwaysFailing(tenant, 'before', {
      do: 'raw',
      bytes: ['HTTP/1.1 400 Bad Request', ...headers, 'content-length: 0', '', ''].join('\r\n'),
    });
    await rejection(http.read(ME));
    expect(http.skew()).toBeUndefined();
  });

  it('is that of the newest answer, a refusal of a write too', async () => {
    const times = ['2026-11-24T13:00:00Z', '2026-11-24T12:00:30Z'];
    const { http } = await rig({ now: () => new Date(times[0] ?? '') });
    await http.read(ME);
    times.shift();
    await http.write({ ...OPT_OUT, ids: { id: '4' } });
    expect(http.skew()).toBe(30_000);
  });
});

describe('a message', () => {
  it.each([
    [
      401,
      'access.denied',
      'GET /user/users/me: status 401, application/json, 44 bytes: access denied. The key was not accepted. Check that the secret holds the full key, that it was made in this environment, and that it was not deleted.',
    ],
    [
      403,
      'access.denied',
      "GET /user/users/me: status 403, application/json, 44 bytes: access denied. The key's user may not do this. Check that it is an administrator of the Org, that the key is right, and that the Org's IP allow list, if it is on, holds this runner's address.",
    ],
    [
      503,
      'org.is.in.maintenance.mode',
      'GET /user/users/me: status 503, application/json, 57 bytes: the Org is in maintenance; run again when that is over.',
    ],
    [400, 'some.other.code', 'GET /user/users/me: status 400, application/json, 46 bytes.'],
    [400, 'toString', 'GET /user/users/me: status 400, application/json, 39 bytes.'],
  ])('says for %i %s what to look at', async (status, code, message) => {
    const { tenant, http } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(`{"statusCode":${status},"message":"${code}"}`, status));
    expect(await rejection(http.read(ME))).toMatchObject({ message, status });
  });
});

it('names a search without what was searched for', async () => {
  const { tenant, http } = await rig();
  alwaysFailing(tenant, 'before', jsonAnswer('{}', 400));
  const message = 'GET /user/users?search=: status 400, application/json, 2 bytes.';
  expect(await rejection(http.read({ template: '/user/users', search: 'ana@acme.example' }))).toMatchObject({
    message,
  });
});

it('ends every connection when it is closed', async () => {
  const { port } = await listen((socket) => void socket.on('data', () => {}));
  const http = tenantHttp({ base: baseOf(`http://127.0.0.1:${port}`), key: KEY, clock: testClock() });
  const pending = rejection(http.read(ME));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await http.close();
  expect(await pending).toMatchObject({ code: 'unreachable' });
});
