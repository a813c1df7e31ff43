import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/resolver/exchange.ts';
import { judgeWrite } from '../../src/resolver/verdict.ts';

type Answered = Extract<Exchange, { kind: 'answered' }>;

function answered(status: number, body: string, more: Partial<Answered> = {}): Answered {
  return {
    kind: 'answered',
    status,
    type: { name: 'application/json', kind: 'json' },
    encoded: false,
    body: Buffer.from(body),
    retryAfter: undefined,
    date: undefined,
    ...more,
  };
}

const judge = (answer: Exchange, documented?: number) => judgeWrite('PUT /x', answer, true, documented);
const PAGE = { type: { name: 'text/html', kind: 'other' } } as const;
const UNTYPED = { type: { name: 'no content type', kind: 'none' } } as const;

describe('a success that says so in its body, too, is confirmed:', () => {
  it.each([
    '',
    '{}',
    '{"id":71732,"isActive":true}',
    '{"success":true}',
    '{"data":{}}',
    '{"data":{"id":71732,"success":true}}',
    '{"message":"error","status":"statusCode"}',
    '{"membership":{"error":null}}',
  ])('%s', (body) => {
    for (const status of [200, 201]) expect(judge(answered(status, body))).toEqual({ kind: 'confirmed' });
  });

  it('nothing at all, with 204 whatever its type', () => {
    expect(judge(answered(200, '', UNTYPED))).toEqual({ kind: 'confirmed' });
    expect(judge(answered(204, '', PAGE))).toEqual({ kind: 'confirmed' });
    expect(judge(answered(204, '', { encoded: true, body: 'not-read' }))).toEqual({ kind: 'confirmed' });
  });
});

describe('a denial inside of a success is unknown, never done:', () => {
  it.each([
    '{"success":false}',
    '{"success":"false"}',
    '{"success":0}',
    '{"success":null}',
    '{"Success":false}',
    '{"error":"canary"}',
    '{"error":null}',
    '{"errors":[]}',
    '{"id":1,"errors":["canary"]}',
    '{"statusCode":403,"message":"access.denied"}',
    '{"statusCode":"403"}',
    '{"statusCode":200}',
    '{"StatusCode":403}',
    '{"data":{"success":false}}',
    '{"data":{"error":"canary"}}',
    '{"data":{"statusCode":403}}',
    '{"data":{"data":{"errors":["canary"]}}}',
    '{"data":[{"error":"canary"}]}',
    '{"data":"canary"}',
    '{"data":false}',
    '{"data":null}',
    '[]',
    '[{"error":"canary"}]',
    '[{"id":1}]',
    '"canary"',
    '""',
    'null',
    'true',
    'false',
    '0',
    '1732',
    '{"id":1,"id":2}',
    '{"id":1',
    ' ',
  ])('%s', (body) => {
    for (const status of [200, 201, 204]) {
      const verdict = judge(answered(status, body));
      expect(verdict).toEqual({ kind: 'unknown', why: expect.stringContaining(`status ${status}, `) });
      expect(JSON.stringify(verdict)).not.toContain('canary');
    }
  });

  it('a page, an untyped text, one that is encoded or too long', () => {
    for (const answer of [
      answered(200, '{}', PAGE),
      answered(200, '', PAGE),
      answered(204, '<html>', PAGE),
      answered(200, '{}', UNTYPED),
      answered(200, '', { encoded: true, body: 'not-read' }),
      answered(201, '', { body: 'too-large' }),
    ]) {
      expect(judge(answer).kind).toBe('unknown');
    }
  });

  it('any other status of this kind, whatever its body', () => {
    for (const status of [202, 203, 205, 206, 207, 226]) {
      expect(judge(answered(status, '')).kind).toBe('unknown');
      expect(judge(answered(status, '{"success":true}')).kind).toBe('unknown');
    }
  });
});

it('another success than the documented one is noted', () => {
  const note = 'answered with status 200; 204 is documented';
  expect(judge(answered(200, '{}'), 204)).toEqual({ kind: 'confirmed', note });
  expect(judge(answered(204, ''), 204)).toEqual({ kind: 'confirmed' });
  expect(judge(answered(200, '{"success":false}'), 204)).not.toHaveProperty('note');
});
