import { describe, expect, it } from 'vitest';
import type { TenantFault } from '../../src/faults.ts';
import type { CallResult } from '../../src/ports/write/tenant.ts';
import type { Misanswer } from '../sandbox/tenant/misanswer.ts';
import { alwaysFailing, jsonAnswer, KEY, rejection, rig } from './rig.ts';

/** In every hostile answer: must be in no message. */
const CANARY = 'canary-body-77';

type Kind = CallResult['kind'];

interface Row {
  name: string;
  fault: Misanswer;
  /** What a read says of it, and how many times it was tried. */
  read: [code: TenantFault['code'], tries: number];
  /** What a state-setting call says, and how many times it was tried. */
  set: [kind: Kind, tries: number];
  /** What a reset says. It is tried once, whatever comes. */
  reset: Kind;
}

function answer(
  status: number,
  type: string | string[] | undefined,
  body: string | Uint8Array,
  more: Record<string, string> = {},
): Misanswer {
  return {
    do: 'answer',
    status,
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...more },
    body,
  };
}

function raw(text: string): Misanswer {
  return { do: 'raw', bytes: text };
}

const JSON_TYPE = 'application/json';
const OBJECT = `{"id":9001,"note":"${CANARY}","currentOrg":{"id":166}}`;
const PAGE = `<html>${CANARY} ${KEY}</html>`;

/** Ends at the first try and says nothing about a write. */
const odd = (code: TenantFault['code']): Pick<Row, 'read' | 'set' | 'reset'> => ({
  read: [code, 1],
  set: ['unknown', 1],
  reset: 'unknown',
});
/** The API, or something before it, said no. */
const refusal = (code: TenantFault['code']): Pick<Row, 'read' | 'set' | 'reset'> => ({
  read: [code, 1],
  set: ['refused', 1],
  reset: 'refused',
});
/** May pass: tried again where that does no harm. */
const passing = (code: TenantFault['code']): Pick<Row, 'read' | 'set' | 'reset'> => ({
  read: [code, 4],
  set: ['unknown', 4],
  reset: 'unknown',
});
/** A read wants more than a write, which is confirmed. */
const enough = (code: TenantFault['code']): Pick<Row, 'read' | 'set' | 'reset'> => ({
  read: [code, 1],
  set: ['confirmed', 1],
  reset: 'confirmed',
});

const rows: Row[] = [
  {
    name: 'a login page',
    fault: answer(200, 'text/html; charset=utf-8', PAGE),
    ...odd('unexpected-content-type'),
  },
  { name: 'plain text', fault: answer(200, 'text/plain', CANARY), ...odd('unexpected-content-type') },
  { name: 'JSON as text/json', fault: answer(200, 'text/json', OBJECT), ...odd('unexpected-content-type') },
  {
    name: 'JSON without a content type',
    fault: answer(200, undefined, OBJECT),
    ...odd('unexpected-content-type'),
  },
  {
    name: 'JSON in another charset',
    fault: answer(200, `${JSON_TYPE}; charset=latin1`, OBJECT),
    ...odd('unexpected-content-type'),
  },
  {
    name: 'a content type twice',
    fault: answer(200, [JSON_TYPE, 'text/html'], OBJECT),
    ...enough('unexpected-shape'),
    read: ['unexpected-content-type', 1],
    set: ['unknown', 1],
    reset: 'unknown',
  },
  {
    name: 'a content type that holds the key',
    fault: answer(200, `text/${KEY}`, CANARY),
    ...odd('unexpected-content-type'),
  },
  { name: 'a page that says it is JSON', fault: answer(200, JSON_TYPE, PAGE), ...odd('not-json') },
  { name: 'nothing as JSON', fault: answer(200, JSON_TYPE, ''), ...enough('not-json') },
  { name: 'nothing at all', fault: answer(200, undefined, ''), ...enough('unexpected-content-type') },
  { name: 'an empty page', fault: answer(200, 'text/html', ''), ...odd('unexpected-content-type') },
  { name: 'half of the JSON', fault: answer(200, JSON_TYPE, OBJECT.slice(0, 40)), ...odd('not-json') },
  { name: 'two values', fault: answer(200, JSON_TYPE, OBJECT + OBJECT), ...odd('not-json') },
  {
    name: 'a key twice',
    fault: answer(200, JSON_TYPE, `{"id":1,"id":9001,"currentOrg":{"id":166}}`),
    ...odd('not-json'),
  },
  {
    name: 'invalid UTF-8',
    fault: answer(200, JSON_TYPE, Buffer.from(`{"id":9001,"x":"\xff"}`, 'latin1')),
    ...odd('not-json'),
  },
  { name: 'UTF-16', fault: answer(200, JSON_TYPE, Buffer.from(OBJECT, 'utf16le')), ...odd('not-json') },
  { name: 'a million levels', fault: answer(200, JSON_TYPE, '['.repeat(1_000_000)), ...odd('not-json') },
  {
    name: 'gzip nobody asked for',
    fault: answer(200, JSON_TYPE, OBJECT, { 'content-encoding': 'gzip' }),
    ...odd('unexpected-encoding'),
  },
  {
    name: 'brotli nobody asked for',
    fault: answer(200, JSON_TYPE, OBJECT, { 'content-encoding': 'br' }),
    ...odd('unexpected-encoding'),
  },
  {
    name: 'an encoding of our words',
    fault: answer(200, JSON_TYPE, OBJECT, { 'content-encoding': KEY }),
    ...odd('unexpected-encoding'),
  },
  {
    name: 'a gzip bomb of 200 MB',
    fault: { do: 'gzip-bomb', bytes: 200_000_000 },
    ...odd('unexpected-encoding'),
  },
  { name: 'more than 5 MiB, unannounced', fault: { do: 'flood', bytes: 100_000_000 }, ...odd('too-large') },
  {
    name: 'more than 5 MiB, announced',
    fault: answer(200, JSON_TYPE, OBJECT, { 'content-length': '5242881' }),
    ...odd('too-large'),
  },
  {
    name: 'an error of the API as 200',
    fault: answer(200, JSON_TYPE, `{"statusCode":403,"message":"${CANARY}"}`),
    ...odd('unexpected-shape'),
  },
  { name: '201', fault: answer(201, JSON_TYPE, OBJECT), ...enough('unexpected-status') },
  { name: '202', fault: answer(202, JSON_TYPE, OBJECT), ...odd('unexpected-status') },
  { name: '204', fault: answer(204, undefined, ''), ...enough('unexpected-status') },
  { name: '206', fault: answer(206, JSON_TYPE, OBJECT), ...odd('unexpected-status') },
  { name: '300', fault: answer(300, JSON_TYPE, OBJECT), ...odd('redirected') },
  { name: '302 without a place', fault: answer(302, undefined, ''), ...odd('redirected') },
  { name: '304', fault: answer(304, undefined, ''), ...odd('redirected') },
  {
    name: '400',
    fault: answer(400, JSON_TYPE, `{"statusCode":400,"message":"${CANARY}"}`),
    ...refusal('unexpected-status'),
  },
  {
    name: '401',
    fault: answer(401, JSON_TYPE, `{"statusCode":401,"message":"${CANARY}"}`),
    ...refusal('not-authorised'),
  },
  { name: '401 as a page', fault: answer(401, 'text/html', PAGE), ...refusal('not-authorised') },
  { name: '403 as a page of a proxy', fault: answer(403, 'text/html', PAGE), ...refusal('not-authorised') },
  {
    name: '403, encoded',
    fault: answer(403, JSON_TYPE, PAGE, { 'content-encoding': 'gzip' }),
    ...refusal('not-authorised'),
  },
  {
    name: '403 with 100 KB',
    fault: answer(
      403,
      JSON_TYPE,
      `{"statusCode":403,"message":"access.denied","pad":"${'x'.repeat(100_000)}"}`,
    ),
    ...refusal('not-authorised'),
  },
  { name: '404', fault: answer(404, JSON_TYPE, '{"statusCode":404}'), ...refusal('not-found') },
  { name: '405', fault: answer(405, undefined, ''), ...odd('unexpected-status') },
  { name: '407 of a proxy', fault: answer(407, 'text/html', PAGE), ...odd('unexpected-status') },
  { name: '408', fault: answer(408, undefined, ''), ...odd('unexpected-status') },
  { name: '409', fault: answer(409, undefined, ''), ...refusal('unexpected-status') },
  { name: '412', fault: answer(412, undefined, ''), ...refusal('unexpected-status') },
  { name: '418', fault: answer(418, 'text/plain', CANARY), ...odd('unexpected-status') },
  { name: '422', fault: answer(422, JSON_TYPE, `["${CANARY}"]`), ...refusal('unexpected-status') },
  {
    name: '429',
    fault: answer(429, 'text/plain', CANARY),
    read: ['rate-limited', 4],
    set: ['refused', 4],
    reset: 'refused',
  },
  {
    name: '500',
    fault: answer(500, JSON_TYPE, `{"statusCode":500,"message":"${CANARY}"}`),
    ...passing('unexpected-status'),
  },
  { name: '501', fault: answer(501, undefined, ''), ...odd('unexpected-status') },
  { name: '502 as a page', fault: answer(502, 'text/html', PAGE), ...passing('unexpected-status') },
  { name: '503', fault: answer(503, JSON_TYPE, 'null'), ...passing('unexpected-status') },
  { name: '504', fault: answer(504, undefined, ''), ...passing('unexpected-status') },
  { name: '520', fault: answer(520, 'text/html', PAGE), ...odd('unexpected-status') },
  { name: 'an end without an answer', fault: { do: 'destroy' }, ...passing('unreachable') },
  {
    name: 'fewer bytes than announced',
    fault: { do: 'truncate', body: OBJECT, framing: 'length' },
    ...passing('unreachable'),
  },
  {
    name: 'chunks without an end',
    fault: { do: 'truncate', body: OBJECT, framing: 'chunked' },
    ...passing('unreachable'),
  },
  {
    name: 'half of it, and a bare end',
    fault: { do: 'truncate', body: OBJECT.slice(0, 40), framing: 'close' },
    ...odd('not-json'),
  },
  { name: 'no HTTP at all', fault: raw(`220 ${CANARY} ESMTP\r\n`), ...passing('unreachable') },
  { name: 'a line of HTTP and no more', fault: raw('HTTP/1.1 200 OK\r\n'), ...passing('unreachable') },
  {
    name: 'two different lengths',
    fault: raw(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
    ...passing('unreachable'),
  },
  {
    name: 'a length and chunks',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'),
    ...passing('unreachable'),
  },
  {
    name: 'a length below zero',
    fault: raw('HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}'),
    ...passing('unreachable'),
  },
  {
    name: 'a chunk of no size',
    fault: raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
    ...passing('unreachable'),
  },
  {
    name: 'a header with NUL',
    fault: raw('HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 2\r\n\r\n{}'),
    ...passing('unreachable'),
  },
  {
    name: 'headers of 100 KB',
    fault: raw(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`),
    ...passing('unreachable'),
  },
  {
    name: 'another protocol',
    fault: raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    ...passing('unreachable'),
  },
];

describe.each(rows)('$name', ({ fault, read, set, reset }) => {
  it(`is ${read[0]} to a read, after ${read[1]}`, async () => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', fault);
    const reason = await rejection(reader.me());
    expect(reason).toMatchObject({
      name: 'TenantFault',
      code: read[0],
      message: expect.stringMatching(/^GET \/user\/users\/me: /),
    });
    expect(tenant.requests).toHaveLength(read[1]);
    expectSilence(reason);
  });

  it(`is ${set[0]} to a call that sets a state, after ${set[1]}`, async () => {
    const { tenant, writer } = await rig();
    alwaysFailing(tenant, 'before', fault);
    const result = await writer.setOptOut('1732', true);
    expect(result.kind).toBe(set[0]);
    expect(tenant.writes()).toEqual(Array(set[1]).fill('PUT /user/users/1732/membership {"mfaOptOut":true}'));
    expectSilence(result);
  });

  it(`is ${reset} to a reset, which is sent once`, async () => {
    const { tenant, writer } = await rig();
    alwaysFailing(tenant, 'before', fault);
    const result = await writer.reset('1732');
    expect(result.kind).toBe(reset);
    expect(tenant.writes()).toEqual(['PUT /user/users/mfa/reset {"userId":1732}']);
    expect(tenant.connections()).toBe(1);
    expectSilence(result);
  });
});

/** Neither the key, nor anything of the body, nor another error. */
function expectSilence(thing: unknown): void {
  const text =
    thing instanceof Error
      ? `${thing.message} ${JSON.stringify(thing)} ${thing.stack ?? ''}`
      : JSON.stringify(thing);
  expect(text).not.toMatch(/canary|ESMTP|<html>|Unexpected token|UND_ERR|HPE_/);
  if (thing instanceof Error) expect(thing.cause).toBeUndefined();
}

describe('a sound answer', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/json;charset="utf8"',
    'application/vnd.api+json',
    'application/json; profile=x',
  ])('is read as %s', async (type) => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', answer(200, type, OBJECT));
    expect(await reader.me()).toEqual({ userId: '9001', orgId: '166' });
  });

  it('may begin with a byte order mark', async () => {
    const { tenant, reader } = await rig();
    alwaysFailing(tenant, 'before', jsonAnswer(`\ufeff${OBJECT}`));
    expect(await reader.me()).toEqual({ userId: '9001', orgId: '166' });
  });
});
