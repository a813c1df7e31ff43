import { describe, expect, it } from 'vitest';
import { CST } from 'yaml';
import { lexemesOf } from '../../src/policy/lexemes.ts';
import type { Fault } from '../../src/policy/problem.ts';

const MARKS: readonly string[] = [CST.SCALAR, CST.DOCUMENT, CST.FLOW_END];

/** What is found in a text, and whether its reading came to the end. */
function read(text: string): string {
  const found: Fault[] = [];
  const passed = [...lexemesOf(text, found)].filter((lexeme) => !MARKS.includes(lexeme)).join('');
  const end = passed === text ? ['read'] : [`ends at ${passed.length}`];
  return [...found.map(({ offset, code }) => `${offset} ${code}`), ...end].join(', ');
}

const times = (count: number, piece: string) => piece.repeat(count);

describe('more of anything than the largest policy has ends the reading', () => {
  const ends = (text: string, code: string) => `${text.length} ${code}, ends at ${text.length}`;
  it.each([
    ['items of lists', times(2_000, '- 1\n'), '- 1\n', 'too-many-entries'],
    ['keys', times(12_100, ':\n'), ':\n', 'too-many-values'],
    ['keys and values', times(12_100, 'k: v\n'), 'k: v\n', 'too-many-values'],
    ['values in single quotes', `[${times(12_100, "'v' 'v'\n")}`, "'v'", 'too-many-values'],
    ['values in double quotes', `[${times(12_100, '"v" "v"\n')}`, '"v"', 'too-many-values'],
    ['keys and text in lines of its own', times(12_100, 'k: |\n'), 'k: |\n', 'too-many-values'],
    ['commas', `[${times(14_100, ',')}`, ',', 'too-many-values'],
    ['brackets', times(2_100, '[ ]\n'), '[ ]\n', 'too-many-values'],
    ['braces', times(2_100, '{ }\n'), '{ }\n', 'too-many-values'],
  ])('%s', (_, most, next, code) => {
    expect(read(most)).toBe('read');
    expect(read(most + next)).toBe(ends(most, code));
  });
});

describe('nesting deeper than 16 ends the reading, because the parser calls itself for each level', () => {
  it.each([
    ['brackets', times(16, '['), '['],
    ['braces', times(16, '{a: '), '{'],
    ['keys on one line', times(16, 'a: '), 'a: '],
    ['items on one line', times(16, '- '), '- '],
    ['items behind a key on one line', `a: ${times(15, '- ')}`, '- '],
    ['items and keys on one line', times(8, '- a: '), '- a: '],
    ['keys that are brackets on one line', times(16, '[]: '), '[]: '],
    ['over line breaks that brackets hold', times(16, '[\n]: '), '[\n]: '],
    ['over line breaks that text holds', times(16, '"a\n b": '), '"a\n b": '],
  ])('%s', (_, most, next) => {
    expect(read(most)).toBe('read');
    expect(read(most + next)).toMatch(/^\d+ too-deep, ends at \d+$/);
  });

  it.each([
    ['pairs without a comma', `a: [${times(16, 'a: v\n ')}`, 'a: v\n ', 3],
    ['in braces', `a: {${times(16, 'a: v\n ')}`, 'a: v\n ', 3],
    ['with other brackets between them', `[${times(16, 'a: []\n ')}`, 'a: []\n ', 0],
    ['in the inner bracket', `[{a: b, ${times(16, 'a: v\n ')}`, 'a: v\n ', 1],
    ['in the outer bracket', `[{a: b}: ${times(15, 'a: v\n ')}`, 'a: v\n ', 0],
  ])('%s: its bracket is named', (_, most, next, bracket) => {
    expect(read(most)).toBe('read');
    expect(read(most + next)).toMatch(new RegExp(`^${bracket} syntax, ends at \\d+$`));
  });

  it.each([
    ['each line has its own', times(100, 'a: b\n')],
    ['each item in brackets has its own', `[${times(100, 'a: b, ')}`],
    ['each pair of brackets has its own', `[${times(100, '{a: b}, ')}`],
    ['also where they are inside', `a: [${times(12, '{a: {b: c}}, ')}]\n`],
  ])('%s', (_, text) => {
    expect(read(text)).toBe('read');
  });
});

describe('what is unwanted alone is found, all of it', () => {
  it.each([
    ['anchors, aliases and tags', 'a: &x 1\nb: *x\nc: !t 1\n', '3 anchor, 11 alias, 17 tag, read'],
    ['explicit keys', '? a\n? b\n', '0 explicit-key, 4 explicit-key, read'],
    [
      'which end it where they are too deep',
      times(17, '? '),
      `${[...Array(17).keys()].map((index) => `${index * 2} explicit-key`).join(', ')}, 32 too-deep, ends at 32`,
    ],
    ['before what ends the reading', 'a: &x ]\n', '3 anchor, 6 syntax, ends at 6'],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });
});
