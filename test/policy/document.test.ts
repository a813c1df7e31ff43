import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/policy/document.ts';
import { summaries } from './policies.ts';

const refusal = (text: string): string => {
  const read = readDocument(new TextEncoder().encode(text));
  return read.kind === 'document' ? 'read' : summaries(read.problems).join(', ');
};

describe('YAML that changes what a file seems to say is refused', () => {
  it.each([
    ['a directive', '%YAML 1.1\n---\nenforce: no\n', '1:1 directive'],
    ['a directive after the end', 'a: 1\n...\n%YAML 1.1\n', '3:1 directive'],
    ['an anchor', 'a: &x 1\n', '1:4 anchor'],
    ['an alias', 'a: *x\n', '1:4 alias'],
    ['a known tag', 'a: !!str true\n', '1:4 tag'],
    ['an unknown tag', 'a: !x true\n', '1:4 tag'],
    ['a tag that says nothing', 'a: ! true\n', '1:4 tag'],
    ['an explicit key', '? a\n: 1\n', '1:1 explicit-key'],
    ['several of them, all at once', 'a: &x 1\nb: *x\nc: !!str 1\n', '1:4 anchor, 2:4 alias, 3:4 tag'],
    ['a second document', 'a: 1\n---\na: 2\n', '2:1 several-documents'],
    ['an empty second document', 'a: 1\n---\n', '2:1 several-documents'],
    ['text after the end of the document', 'a: 1\n...\nb: 2\n', '3:1 several-documents'],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', '3:1 duplicate-key'],
    ['also in quotes', 'a: 1\n"a": 3\n', '2:1 duplicate-key'],
    ['also where one reads as a number', '1: 1\n"1": 3\n', '2:1 duplicate-key'],
    ['a key that is a list', '[a]: 1\n', '1:1 syntax'],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

describe('any error of the parser refuses', () => {
  it.each([
    ['an open quote', 'a: "b\n', '2:1 syntax'],
    ['an unknown escape', 'a: "\\q"\n', '1:5 syntax'],
    ['a reserved character', 'a: @b\n', '1:4 syntax'],
    ['a bracket that nothing opened', 'a: ]\n', '1:4 syntax'],
    ['a bracket of the other kind', 'a: [}\n', '1:5 syntax'],
    ['an open bracket', 'a: [\n', '2:1 syntax'],
    ['two keys on a line', 'a: b: c\n', '1:4 syntax'],
    ['an indentation that fits nothing', 'a:\n  b: 1\n c: 2\n', '3:1 syntax'],
    ['a bad header of a block', 'a: |x\n  b\n', '1:5 syntax'],
    [
      'an error that has no text of its own',
      `"${'k'.repeat(1000)}\\\n ${'k'.repeat(60)}": 1\n`,
      '1:1 syntax',
    ],
  ])('%s', (_, text, expected) => {
    expect(refusal(text).split(', ')[0]).toBe(expected);
  });
});

describe('an empty file is refused, never a default', () => {
  it.each([
    ['no byte', ''],
    ['a byte order mark', '\ufeff'],
    ['blank lines', '\n\n'],
    ['comments', '# enforce: true\n'],
    ['null', 'null\n'],
    ['a tilde', '~\n'],
    ['a document mark', '---\n'],
    ['an end mark', '...\n'],
  ])('%s', (_, text) => {
    expect(refusal(text)).toMatch(/^1:1 (empty|syntax)$/);
  });
});

describe('each key that stands twice is found', () => {
  it.each([
    ['three times, in its mapping', 'a: {b: 1}\nb: 1\nb: 2\nb: 3\n', '3:1 duplicate-key, 4:1 duplicate-key'],
    ['in a mapping in a list', 'a:\n  - b: 1\n    b: 2\n  - b: 3\n', '3:5 duplicate-key'],
    ['in braces, without a value', 'a: {b, c, b}\n', '1:11 duplicate-key'],
    ['without text', '"": 1\n"": 2\n', '2:1 duplicate-key'],
    [
      'beside other faults',
      'a: 1\n[b]: `\n[b]: 2\na: 3\n',
      '2:1 syntax, 2:6 syntax, 3:1 syntax, 4:1 duplicate-key',
    ],
    ['by the name of a member of all objects', 'constructor: 1\n', 'read'],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

describe('one plain document is read', () => {
  it.each([
    ['as it is', 'a: 1\n'],
    ['with marks around it', '---\na: 1\n...\n# the end\n'],
    ['in flow style', '{a: 1, b: [c, "d", \'e\']}\n'],
    ['with text over several lines', 'a: >-\n  b\n  c\nb: "d\n  e"\n'],
  ])('%s', (_, text) => {
    expect(refusal(text)).toBe('read');
  });
});

describe('what would make the parser slow is refused before it starts', () => {
  const times = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('');
  it.each([
    ['16 open brackets are read', `${'['.repeat(16)}${']'.repeat(16)}`, 'read'],
    ['17 are not', `${'['.repeat(17)}${']'.repeat(17)}`, '1:17 too-deep'],
    ['nor are braces', '{a: '.repeat(17), '1:65 too-deep'],
    ['brackets one after the other do not add up', '- []\n'.repeat(20), 'read'],
    ['nor do braces', '- {}\n'.repeat(20), 'read'],
    ['a mapping may be wide', times(12_000, (index) => `k${index}: 1\n`), 'read'],
    ['also in braces', `a: {${times(12_000, (index) => `k${index}: 1,\n   `)}}`, 'read'],
    [
      '2 000 items of lists are read',
      `a:\n${times(1_000, () => '- 1\n')}b:\n${times(1_000, () => '- 1\n')}`,
      'read',
    ],
    [
      '2 001 are not',
      `a:\n${times(1_000, () => '- 1\n')}b:\n${times(1_001, () => '- 1\n')}`,
      '2003:1 too-many-entries',
    ],
    [
      'nor are any number in brackets',
      `[${times(25_000, (index) => `1,${index % 400 ? '' : '\n'}`)}]`,
      '37:200 too-many-values',
    ],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  it('reports tokens that fit nowhere without a parser, when there are many', () => {
    expect(refusal(`- |\nk: 1\n${'- |\nk:\n'.repeat(60)}`)).toMatch(/^2:2 syntax, .*122:2 syntax$/);
  });
});

it('characters are judged before the parser runs', () => {
  expect(refusal('a: [ # \u202e\n')).toBe('1:8 forbidden-character');
});
