import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonTokens, parseJson } from '../../src/resolver/json.ts';

describe('JSON of an answer', () => {
  it('keeps an integer above 2^53 as its text', () => {
    expect(parseJson('{"id":9007199254740993,"safe":9007199254740991,"low":-9007199254740993}')).toEqual({
      kind: 'value',
      value: { id: '9007199254740993', safe: 9007199254740991, low: '-9007199254740993' },
    });
  });

  it('keeps a number that is written in another way as its text, so that it is no id', () => {
    expect(parseJson('[1732.0,1.732e3,9007199254740990.7,-0,1e400,0.5,2.50]')).toEqual({
      kind: 'value',
      value: ['1732.0', '1.732e3', '9007199254740990.7', '-0', '1e400', 0.5, '2.50'],
    });
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"a":1,"b":[{"a":1}],"a":2}}',
    '[{"a":1},{"a":1,"b":{},"a":1}]',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses a key twice: %s', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'not-json' });
  });

  it.each([
    '{"a":{"a":1},"b":"a","c":["a","a"]}',
    '[{"a":1},{"a":1}]',
    '{"a":"\\",\\"a\\":","b":",\\"a\\""}',
    '"{\\"a\\""',
  ])('takes the same text elsewhere: %s', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'value', value: JSON.parse(text) });
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    "{'a':1}",
    'NaN',
    'undefined',
    '01',
    '1 2',
    '{}{}',
    '\ufeff{}',
    '{"a":1}x',
    '"\n"',
  ])('refuses %j', (text) => {
    expect(parseJson(text)).toEqual({ kind: 'not-json' });
  });

  it('refuses what is nested deeper than any answer', () => {
    expect(parseJson('['.repeat(64) + ']'.repeat(64)).kind).toBe('value');
    expect(parseJson('['.repeat(65) + ']'.repeat(65)).kind).toBe('not-json');
    expect(parseJson('['.repeat(1_000_000) + ']'.repeat(1_000_000)).kind).toBe('not-json');
  });

  it('reads a string of many megabytes', () => {
    expect(parseJson(JSON.stringify('\\"x'.repeat(1_000_000))).kind).toBe('value');
  });

  it('does not let a key reach a prototype', () => {
    parseJson('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('gives back any JSON value whose numbers are plain', () => {
    const value = fc
      .jsonValue({ maxDepth: 5 })
      .filter((it) => !/\d[.e]\d|-0|e[+-]|\d{16}/.test(JSON.stringify(it)));
    fc.assert(
      fc.property(value, (it) => {
        expect(parseJson(JSON.stringify(it, null, 1))).toEqual({
          kind: 'value',
          value: JSON.parse(JSON.stringify(it)),
        });
      }),
      { numRuns: 200 },
    );
  });

  it('gives tokens that make up the text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse([...jsonTokens(text)].join(''))).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });
});
