import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createWire } from '../../src/github/wire.ts';
import { NOON, testClock } from '../resolver/rig.ts';
import type { Fault } from '../sandbox/github/faults.ts';
import { failing, faultOf, type Rig, rig, status } from './rig.ts';

const at = { owner: 'acme', repo: 'mfa' };
const read = ({ wire }: Rig) =>
  wire.rest('GET /repos/{owner}/{repo}', at, z.object({ full_name: z.string() }));
const ask = ({ wire }: Rig) =>
  wire.graphql(
    'query Ask($owner: String!) { repository(owner: $owner, name: "mfa") { isPrivate } }',
    { owner: 'acme' },
    z.object({ repository: z.object({ isPrivate: z.boolean() }) }),
  );
const write = ({ wire, pull }: Rig) =>
  wire.rest(
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    { ...at, issue_number: pull, body: 'x' },
    z.object({ id: z.int() }),
  );
const change = ({ wire }: Rig) =>
  wire.graphql('mutation Change { createCommitOnBranch(input: {}) { commit { oid } } }', {}, z.unknown());

const any = () => true;
const destroy: Fault = { when: 'before', do: 'destroy' };

describe('a read', () => {
  test.each<[string, Fault]>([
    ['the connection is lost', destroy],
    ['the answer is lost', { when: 'after', do: 'destroy' }],
    ['the status is 500', status(500)],
    ['the status is 502', status(502)],
    ['the status is 503', status(503)],
    ['the answer ends early', { when: 'after', do: 'status', status: 200, body: '{"data":' }],
  ])('is repeated when %s', async (_, fault) => {
    for (const attempt of [read, ask]) {
      const one = await rig();
      failing(one.github, any, fault, fault, fault);
      await attempt(one);
      expect(one.github.requests).toHaveLength(4);
      expect(one.clock.slept).toEqual([250, 500, 1_000]);
    }
  });

  test('is given up after four tries', async () => {
    const one = await rig();
    failing(one.github, any, destroy, destroy, destroy, destroy);
    const fault = await faultOf(read(one));
    expect(fault.code).toBe('unreachable');
    expect(fault.message).toBe('GET /repos/{owner}/{repo}: GitHub could not be reached.');
    expect(one.github.requests).toHaveLength(4);
  });

  test('is repeated where GraphQL says that it took too long', async () => {
    const one = await rig();
    const message = 'Something went wrong while executing your query. This may be the result of a timeout.';
    failing(one.github, any, { when: 'before', do: 'status', status: 200, body: { errors: [{ message }] } });
    await ask(one);
    expect(one.github.requests).toHaveLength(2);
  });

  test.each([400, 401, 404, 409, 410, 422, 451])('is not repeated after %d', async (code) => {
    const one = await rig();
    failing(one.github, any, status(code));
    expect((await faultOf(read(one))).status).toBe(code);
    expect(one.github.requests).toHaveLength(1);
  });

  test('ends when no answer comes in time', async () => {
    const one = await rig({ timeout: 50, tries: 2 });
    failing(one.github, any, { when: 'before', do: 'hang' }, { when: 'before', do: 'hang' });
    expect((await faultOf(read(one))).code).toBe('unreachable');
    // Whether a request arrives within that time is up to the machine: the wait before the second one is not.
    expect(one.clock.slept).toHaveLength(1);
  });

  test('is not repeated once the run is cancelled', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    const one = await rig({ signal: cancelled.signal });
    failing(one.github, any, destroy);
    await faultOf(read(one));
    expect(one.github.requests).toHaveLength(1);
  });
});

/** Seconds since 1970 of the moment so many seconds after noon. */
const reset = (seconds: number) => String(Date.parse(NOON) / 1000 + seconds);
/** The moment so many seconds after noon, as headers write it. */
const moment = (seconds: number) => new Date(Date.parse(NOON) + seconds * 1_000).toUTCString();
const SECONDARY = { message: 'You have exceeded a secondary rate limit. Please wait.' };

describe('a rate limit', () => {
  test.each<[string, Fault, number]>([
    ['403 with retry-after', status(403, { 'retry-after': '7' }), 7_000],
    ['429 with retry-after', status(429, { 'retry-after': '7' }), 7_000],
    ['503 with retry-after', status(503, { 'retry-after': '7' }), 7_000],
    ['a retry-after of 0', status(429, { 'retry-after': '0' }), 1_000],
    ['retry-after before x-ratelimit-reset', status(429, limits('0', 90, { 'retry-after': '7' })), 7_000],
    ['403 with nothing left until a moment', status(403, limits('0', 90)), 90_000],
    ['429 with nothing left until a moment', status(429, limits('0', 90)), 90_000],
    ['a moment that has passed', status(429, limits('0', -5)), 1_000],
    ['429 that says nothing', status(429, limits('12', 90)), 60_000],
    [
      '429 with a retry-after that is no number',
      status(429, limits('12', 90, { 'retry-after': '-1' })),
      60_000,
    ],
    ['429 with a retry-after that is empty', status(429, limits('12', 90, { 'retry-after': '' })), 60_000],
    [
      '429 with a retry-after that is a date',
      status(429, { 'retry-after': moment(40), date: moment(10) }),
      30_000,
    ],
    ['403 that says so in words alone', status(403, limits('12', 90), SECONDARY), 60_000],
    [
      'GraphQL, with status 200',
      { ...status(200, limits('0', 90), { errors: [{ type: 'RATE_LIMITED' }] }) },
      90_000,
    ],
  ])('is waited for: %s', async (_, fault, wait) => {
    const one = await rig();
    failing(one.github, any, fault);
    await ask(one);
    expect(one.clock.slept).toEqual([wait]);
  });

  test('that names no time is waited for twice as long the second time, and then no longer', async () => {
    const one = await rig();
    failing(one.github, any, ...Array.from({ length: 9 }, () => status(429, limits('12', 90))));
    expect((await faultOf(read(one))).code).toBe('rate-limited');
    expect(one.clock.slept).toEqual([60_000, 120_000]);
  });

  test('that lasts longer than five minutes is not waited for', async () => {
    const one = await rig();
    failing(one.github, any, status(403, limits('0', 301)));
    expect((await faultOf(read(one))).code).toBe('rate-limited');
    expect(one.clock.slept).toEqual([]);
  });

  test.each([-3_600_000, 3_600_000])(
    'whose end is a moment is waited for by GitHub’s clock, though ours is wrong by %d ms',
    async (wrong) => {
      const one = await rig();
      const date = new Date(NOON).toUTCString();
      failing(one.github, any, status(403, limits('0', 90, { date })));
      one.clock.set(wrong);
      await read(one);
      expect(one.clock.slept).toEqual([90_000]);
    },
  );

  test('is also waited for by a write: GitHub did not look at it', async () => {
    for (const attempt of [write, change]) {
      const one = await rig();
      failing(one.github, any, status(403, { 'retry-after': '7' }));
      await attempt(one).catch(() => {});
      expect(one.github.requests).toHaveLength(2);
      expect(one.clock.slept).toEqual([7_000]);
    }
  });

  test('is not what 403 means without a word of it', async () => {
    const one = await rig();
    failing(one.github, any, status(403));
    const fault = await faultOf(read(one));
    expect(fault.code).toBe('not-authorised');
    expect(fault.message).toContain('permissions of the job');
    expect(one.github.requests).toHaveLength(1);
  });
});

function limits(remaining: string, seconds: number, more: Record<string, string> = {}) {
  return { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset(seconds), ...more };
}

describe('a write', () => {
  test.each<[string, Fault]>([
    ['the connection was lost', destroy],
    ['the answer was lost', { when: 'after', do: 'destroy' }],
    ['the status was 502', status(502)],
    ['the answer ended early', { when: 'after', do: 'status', status: 201, body: '{"id":' }],
  ])('is not repeated by itself when %s', async (_, fault) => {
    for (const attempt of [write, change]) {
      const one = await rig();
      failing(one.github, any, fault);
      expect((await faultOf(attempt(one))).code).toBe('unreachable');
      expect(one.github.requests).toHaveLength(1);
    }
  });

  test('waits until a second has passed since the one before', async () => {
    const one = await rig();
    await write(one);
    await read(one);
    await write(one);
    await one.clock.sleep(400);
    await write(one);
    await one.clock.sleep(2_000);
    await write(one);
    expect(one.clock.slept).toEqual([1_000, 400, 600, 2_000]);
  });

  test.each([
    ['back', -86_400_000, [1_000]],
    ['back by less than the pause', -400, [1_000]],
    ['forward', 86_400_000, []],
  ])('waits no longer than that second when the clock was set %s', async (_, set, slept) => {
    const one = await rig();
    await write(one);
    one.clock.set(set);
    await write(one);
    expect(one.clock.slept).toEqual(slept);
  });
});

describe('a write that is looked for', () => {
  test('is not sent again when it had arrived', async () => {
    const one = await rig();
    failing(one.github, ({ write }) => write, { when: 'after', do: 'destroy' });
    const found = await one.wire.settle(
      () => write(one),
      async () => one.repo.comments(one.pull)[0],
    );
    expect(found.id).toBe(one.repo.comments(one.pull)[0]?.id);
    expect(one.github.writes()).toHaveLength(1);
  });

  test('is sent again when it had not', async () => {
    const one = await rig();
    failing(one.github, ({ write }) => write, status(502), destroy);
    await one.wire.settle(
      () => write(one),
      async () => one.repo.comments(one.pull)[0],
    );
    expect(one.github.writes()).toHaveLength(3);
    expect(one.repo.comments(one.pull)).toHaveLength(1);
  });

  test('is looked for once more after the last try', async () => {
    const one = await rig({ tries: 1 });
    failing(one.github, ({ write }) => write, { when: 'after', do: 'destroy' });
    const found = await one.wire.settle(
      () => write(one),
      async () => one.repo.comments(one.pull)[0],
    );
    expect(found.id).toBe(one.repo.comments(one.pull)[0]?.id);
  });

  test('is not looked for after a refusal', async () => {
    const one = await rig();
    failing(one.github, ({ write }) => write, status(422));
    const looked = () => Promise.reject(new Error('looked'));
    expect((await faultOf(one.wire.settle(() => write(one), looked))).code).toBe('exists');
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('by %d is not followed, neither there nor elsewhere', async (code) => {
    const seen: string[] = [];
    const elsewhere = createServer((request, response) => {
      seen.push(`${request.method} ${request.headers.authorization}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"full_name":"acme/mfa","id":1}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void elsewhere.close());
    const { port } = elsewhere.address() as AddressInfo;
    const one = await rig();
    const targets = [`http://127.0.0.1:${port}/x`, `${one.github.apiUrl}/repositories/${one.repo.id}`];
    for (const location of targets) {
      for (const attempt of [read, ask, write]) {
        one.github.requests.length = 0;
        failing(one.github, any, status(code, { location }));
        const fault = await faultOf(attempt(one));
        expect([fault.code, fault.status]).toEqual(['unexpected', code]);
        expect(fault.message).toContain('start a new run of the workflow');
        expect(fault.message).not.toContain(String(port));
        expect(one.github.requests).toHaveLength(1);
      }
    }
    expect(seen).toEqual([]);
    expect(one.repo.comments(one.pull)).toEqual([]);
  });
});

describe('a fault', () => {
  test('says nothing of the answer, and nothing of the token', async () => {
    const one = await rig();
    const body = { message: 'canary-of-the-body', documentation_url: 'https://canary.example' };
    for (const code of [400, 401, 403, 404, 409, 422, 429, 500]) {
      failing(one.github, any, ...Array.from({ length: 4 }, () => status(code, {}, body)));
      const fault = await faultOf(read(one));
      expect(fault.message).toMatch(
        /^GET \/repos\/\{owner\}\/\{repo\}: GitHub|^GET [^:]*: the token may not/,
      );
      expect(`${fault.message}${fault.stack}${String(fault.cause)}`).not.toMatch(/canary|ghs_/);
    }
  });

  test.each([
    ['STALE_DATA', 'stale'],
    ['FORBIDDEN', 'not-authorised'],
    ['INSUFFICIENT_SCOPES', 'not-authorised'],
    ['NOT_FOUND', 'not-found'],
    ['UNPROCESSABLE', 'unexpected'],
    [undefined, 'unexpected'],
  ])('of GraphQL with the type %s is %s', async (type, code) => {
    const one = await rig();
    failing(one.github, any, status(200, {}, { data: null, errors: [{ type, message: 'canary' }] }));
    const fault = await faultOf(ask(one));
    expect(fault.code).toBe(code);
    expect(fault.message).not.toContain('canary');
  });

  test('is told by the first field that has another shape than documented', async () => {
    const one = await rig();
    failing(one.github, any, status(200, {}, { full_name: 5 }));
    expect((await faultOf(read(one))).message).toContain('at `full_name`');
  });
});

test('a run makes at most 200 requests, the last 20 of which are kept for the ledger', async () => {
  const one = await rig();
  const reserved = { ...one, wire: one.wire.reserved() };
  for (let n = 1; n <= 10; n += 1) await read(reserved);
  for (let n = 11; n <= 180; n += 1) await read(one);
  expect((await faultOf(read(one))).code).toBe('too-many-requests');
  for (let n = 181; n <= 200; n += 1) await read(reserved);
  for (const any of [one, reserved]) expect((await faultOf(read(any))).code).toBe('too-many-requests');
  expect(one.github.requests).toHaveLength(200);
});

test('what holds a secret is not sent', async () => {
  const one = await rig({
    clean(text) {
      if (text.includes('"body":"x"')) throw new Error('a secret');
    },
  });
  await expect(write(one)).rejects.toThrow('a secret');
  expect(one.github.requests).toHaveLength(0);
});

test('a host that is not there is out of reach', async () => {
  const clock = testClock();
  const wire = createWire({
    token: 'ghs_canary',
    apiUrl: 'http://127.0.0.1:1',
    graphqlUrl: 'http://127.0.0.1:1/graphql',
    assertClean() {},
    patience: { clock, tries: 2, base: 500, cap: 20_000, total: 300_000 },
  });
  const fault = await faultOf(wire.rest('GET /repos/{owner}/{repo}', at, z.unknown()));
  expect([fault.code, fault.message.includes('127')]).toEqual(['unreachable', false]);
});

test('an address that is none is out of reach, and in no message', async () => {
  const wire = createWire({
    token: 'ghs_canary',
    apiUrl: '::warning::canary',
    graphqlUrl: '::warning::canary',
    assertClean() {},
    patience: { clock: testClock(), tries: 1, base: 0, cap: 0, total: 0 },
  });
  for (const request of [
    wire.rest('GET /user', {}, z.unknown()),
    wire.graphql('query Ask { x }', {}, z.unknown()),
  ]) {
    const fault = await faultOf(request);
    expect(fault.code).toBe('unreachable');
    expect(`${fault.message} ${fault.stack} ${fault.cause}`).not.toContain('canary');
  }
});
