import { describe, expect, it } from 'vitest';
import { type Content, contentOf } from '../../src/policy/content.ts';
import { readDocument } from '../../src/policy/document.ts';

function contentIn(text: string): Content {
  const read = readDocument(new TextEncoder().encode(text));
  if (read.kind === 'problems') throw new Error('expected a document');
  return contentOf(read.document);
}

describe('a value counts only in its one plain spelling', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['True', null],
    ['FALSE', null],
    ['"true"', 'true'],
    ['yes', 'yes'],
    ['0', 0],
    ['166', 166],
    ['-1', null],
    ['+1', null],
    ['01', null],
    ['0x10', null],
    ['1.0', null],
    ['1e2', null],
    ['.inf', null],
    ['.nan', null],
    ['null', null],
    ['~', null],
    ['2027-01-31', '2027-01-31'],
    ['1_000', '1_000'],
  ])('%s', (text, value) => {
    expect(contentIn(`- ${text}\n`).value).toEqual([value]);
  });
});

describe('mappings', () => {
  it('have no prototype', () => {
    expect(Object.getPrototypeOf(contentIn('a: 1\n').value)).toBeNull();
  });

  it('drop the keys that mean something to objects, and say where they stood', () => {
    const { value, problems } = contentIn('a: 1\nb:\n  "__proto__": {c: 2}\nconstructor: 3\nprototype: 4\n');
    expect(JSON.stringify(value)).toBe('{"a":1,"b":{}}');
    expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '3:3 forbidden-key',
      '4:1 forbidden-key',
      '5:1 forbidden-key',
    ]);
  });
});

describe('the place of a path', () => {
  const content = contentIn('a:\n  b: [1, 2]\n  d: {c}\n');
  it.each([
    ['of a value', ['a', 'b'], { line: 2, column: 6 }],
    ['of an item', ['a', 'b', 1], { line: 2, column: 10 }],
    ['of a key without a value', ['a', 'd', 'c'], { line: 3, column: 7 }],
    ['of nothing: the nearest value around it', ['a', 'x'], { line: 2, column: 3 }],
    ['below a list without that item', ['a', 'b', 7], { line: 2, column: 6 }],
    ['below a value that holds nothing', ['a', 'b', 1, 'x'], { line: 2, column: 10 }],
  ])('%s', (_, path, place) => {
    expect(content.placeOf(path)).toEqual(place);
  });

  it('of a key', () => {
    expect(content.placeOfKey(['a', 'b'])).toEqual({ line: 2, column: 3 });
  });
});
