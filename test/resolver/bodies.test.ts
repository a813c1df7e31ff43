import { describe, expect, it } from 'vitest';
import { type CheckedBody, enforceBody, resetBody } from '../../src/resolver/bodies.ts';

function filled<Value>(checked: CheckedBody<Value>, value: Value): string {
  return checked.kind === 'body' ? checked.body.fill(value) : checked.kind;
}

describe('the body of PUT /user/org/mfa', () => {
  it.each([
    ['{\n  "enforceMfa": true\n}', '{"enforceMfa":true}', '{"enforceMfa":false}'],
    ['{"mfa":false}', '{"mfa":true}', '{"mfa":false}'],
    [
      '{"org":{"mfa":true,"n":9007199254740993.10,"s":"true, false"},"k":null}',
      '{"org":{"mfa":true,"n":9007199254740993.10,"s":"true, false"},"k":null}',
      '{"org":{"mfa":false,"n":9007199254740993.10,"s":"true, false"},"k":null}',
    ],
    ['[true]', '[true]', '[false]'],
    ['{"true":"\\"true\\"","x":true}', '{"true":"\\"true\\"","x":true}', '{"true":"\\"true\\"","x":false}'],
  ])('is %j with its one boolean set', (example, on, off) => {
    expect(filled(enforceBody(example), true)).toBe(on);
    expect(filled(enforceBody(example), false)).toBe(off);
  });

  it.each([
    '{"canary":1}',
    '{"canary":"true"}',
    '{"canary":true,"b":false}',
    '{"canary":[true,true]}',
    '{}',
    '"canary"',
    'null',
  ])('is refused as %s: not exactly one boolean', (example) => {
    const checked = enforceBody(example);
    expect(checked).toEqual({
      kind: 'refused',
      why: expect.stringMatching(
        /enforce-body does not hold exactly one true or false.*Swagger Docs, the topic "org"/,
      ),
    });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it.each([
    'canary',
    '{"canary":True}',
    '{canary:true}',
    '{"canary":true',
    '{"canary":true,"canary":true}',
    'PUT /org/mfa {"canary":true}',
    '{“canary”:true}',
  ])('is refused as %s: not JSON', (example) => {
    const checked = enforceBody(example);
    expect(checked).toEqual({
      kind: 'refused',
      why: expect.stringContaining('enforce-body is not JSON, or holds a key twice'),
    });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it('is refused above 4 KiB', () => {
    expect(enforceBody(`{"a":true,"b":"${'é'.repeat(2_040)}"}`)).toEqual({
      kind: 'refused',
      why: expect.stringContaining('longer than 4 KiB'),
    });
    expect(enforceBody(`{"a":true,"b":"${'é'.repeat(2_030)}"}`).kind).toBe('body');
  });

  it.each(['', ' \n\t'])('is missing as %j, and says where to click', (example) => {
    expect(enforceBody(example)).toEqual({
      kind: 'missing',
      why: expect.stringMatching(
        /Administration > Admin Overview > Swagger Docs, the topic "org".*Example Value.*enforce-body/,
      ),
    });
  });
});

describe('the body of PUT /user/users/mfa/reset', () => {
  it.each([
    ['{\n  "userId": 1\n}', '{"userId":9007199254740993}'],
    ['{"userIds":[1]}', '{"userIds":[9007199254740993]}'],
    ['[1]', '[9007199254740993]'],
    ['1', '9007199254740993'],
    ['{"id":1,"1":"1","b":true}', '{"id":9007199254740993,"1":"1","b":true}'],
  ])('is %j with its one number replaced, digit by digit', (example, expected) => {
    expect(filled(resetBody(example), '9007199254740993')).toBe(expected);
  });

  it.each([
    '{"canary":0}',
    '{"canary":1.0}',
    '{"canary":-1}',
    '{"canary":1e0}',
    '{"canary":10}',
    '{"canary":"1"}',
    '{"canary":1,"b":1}',
    '{"canary":1,"b":0}',
    '{"canary":true}',
  ])('is refused as %s: not exactly one number 1', (example) => {
    const checked = resetBody(example);
    expect(checked).toEqual({
      kind: 'refused',
      why: expect.stringMatching(/does not hold exactly one number, which is 1.*topic "user"/),
    });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it.each(['', '1,"admin":true', '01', '-1', '1.5', 'x'])('takes no id like %j', (id) => {
    expect(() => filled(resetBody('{"userId":1}'), id)).toThrow(RangeError);
  });

  it('is missing as nothing, and says where to click', () => {
    expect(resetBody('')).toEqual({
      kind: 'missing',
      why: expect.stringMatching(/Swagger Docs, the topic "user".*reset-body/),
    });
  });
});
