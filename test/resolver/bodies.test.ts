import { describe, expect, it } from 'vitest';
import { type CheckedBody, enforceBody, resetBody } from '../../src/resolver/bodies.ts';

function filled<Value>(checked: CheckedBody<Value>, value: Value): string {
  return checked.kind === 'body' ? checked.body.fill(value) : checked.kind;
}

describe('the body of PUT /user/org/mfa', () => {
  it.each([
    ['{\n  "enforceMfa": true\n}', '{"enforceMfa":true}', '{"enforceMfa":false}'],
    ['{"mfa":false}', '{"mfa":true}', '{"mfa":false}'],
    ['{"org":{"mfa":true}}', '{"org":{"mfa":true}}', '{"org":{"mfa":false}}'],
    ['[true]', '[true]', '[false]'],
    ['true', 'true', 'false'],
    [
      '{"tr\\"ue, [1]":{"false":[ true ]}}',
      '{"tr\\"ue, [1]":{"false":[true]}}',
      '{"tr\\"ue, [1]":{"false":[false]}}',
    ],
  ])('is %j with its one boolean set', (example, on, off) => {
    expect(filled(enforceBody(example), true)).toBe(on);
    expect(filled(enforceBody(example), false)).toBe(off);
  });

  it.each([
    '{"canary":1}',
    '{"canary":"true"}',
    '{"canary":true,"b":false}',
    '{"canary":[true,true]}',
    '{"a":true,"canary":{"b":[false]}}',
    '[{"a":true},{"canary":true}]',
    '{"a":true,"canary":46}',
    '{"canary":46,"a":true}',
    '{"a":{"b":true,"canary":[46]}}',
    '{"a":true,"canary":"x"}',
    '{"a":true,"canary":null}',
    '{"a":true,"canary":{}}',
    '{"a":[],"canary":true}',
    '{}',
    '[]',
    '{"canary":{}}',
    '"canary"',
    'null',
  ])('is refused as %s: not exactly one boolean, and nothing else', (example) => {
    const checked = enforceBody(example);
    expect(checked).toEqual({
      kind: 'refused',
      why: expect.stringMatching(
        /`enforce-body` does not hold exactly one value, `true` or `false`.*Swagger Docs, the topic "org"/,
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
      why: expect.stringContaining('`enforce-body` is not JSON, or holds a key twice'),
    });
    expect(JSON.stringify(checked)).not.toContain('canary');
  });

  it('is refused above 4 KiB', () => {
    expect(enforceBody(`{"${'é'.repeat(2_044)}":true}`)).toEqual({
      kind: 'refused',
      why: expect.stringContaining('longer than 4 KiB'),
    });
    expect(enforceBody(`{"${'é'.repeat(2_043)}":true}`).kind).toBe('body');
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
    ['{"1":{"\\"1\\"":1}}', '{"1":{"\\"1\\"":9007199254740993}}'],
  ])('is %j with its one number replaced, digit by digit', (example, expected) => {
    expect(filled(resetBody(example), '9007199254740993')).toBe(expected);
  });

  it('is shown to people with words in the place of the id', () => {
    const checked = resetBody('{ "userIds": [ 1 ] }');
    expect(checked.kind === 'body' && checked.body.show('<user id>')).toBe('{"userIds":[<user id>]}');
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
    '{"canary":1,"b":{"c":[2]}}',
    '{"canary":[1,2]}',
    '[{"canary":1},{"canary":1}]',
    '{"canary":1,"everyone":true}',
    '{"canary":1,"b":"2"}',
    '{"canary":1,"b":null}',
    '{"canary":1,"b":[]}',
    '{"canary":{"b":"x","c":1}}',
    '{"canary":true}',
  ])('is refused as %s: not exactly one number 1, and nothing else', (example) => {
    const checked = resetBody(example);
    expect(checked).toEqual({
      kind: 'refused',
      why: expect.stringMatching(/does not hold exactly one value, the number 1.*topic "user"/),
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
