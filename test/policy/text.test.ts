import { describe, expect, it } from 'vitest';
import { readText } from '../../src/policy/text.ts';

const read = (text: string) => readText(new TextEncoder().encode(text));
const refusal = (text: string): string => {
  const result = read(text);
  if (result.kind === 'text') return 'read';
  return result.problems.map(({ line, column, code }) => `${line}:${column} ${code}`).join(', ');
};

describe('the text of a file', () => {
  it('has LF as its only line break and no byte order mark', () => {
    expect(read('\ufeffa: 1\r\nb: 2\r\n')).toEqual({ kind: 'text', text: 'a: 1\nb: 2\n' });
  });

  it('may begin with one byte order mark, and hold no other', () => {
    expect(refusal('\ufeff\ufeffa: 1')).toBe('1:1 forbidden-character');
    expect(refusal('a: 1\n\ufeffb: 2')).toBe('2:1 forbidden-character');
  });

  it('reports one forbidden character a line, with its code point', () => {
    const result = read('a: 1 # \u202e \u202e\nb: 2\nc:\t3');
    expect(result).toMatchObject({
      problems: [
        { line: 1, column: 8, message: expect.stringContaining('U+202E') },
        { line: 3, column: 3, message: expect.stringContaining('U+0009') },
      ],
    });
  });

  it('counts columns in UTF-16 code units, as editors do', () => {
    expect(refusal('# 🔒\u200b')).toBe('1:5 forbidden-character');
  });

  it('is in composed form, so that the same text is the same bytes', () => {
    expect(refusal('a: 1\n# cafe\u0301\n')).toBe('2:6 not-nfc');
  });

  it('is valid UTF-8, or the line that is not is named', () => {
    const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(readText(bytes('a: 1\nb: \xff\n'))).toMatchObject({
      problems: [{ line: 2, column: 1, code: 'not-utf-8' }],
    });
    expect(readText(bytes('a: 1\nb: \xe2\x82'))).toMatchObject({
      problems: [{ line: 2, column: 1, code: 'not-utf-8' }],
    });
  });
});

describe('limits, each at its boundary', () => {
  const line = `${'# 45678901234567890123456789012'.padEnd(1023, 'x')}\n`;
  it.each([
    ['512 KiB are read', line.repeat(512), 'read'],
    ['one byte more is not', `${line.repeat(512)} `, '1:1 too-large'],
    ['20 000 lines are read', '\n'.repeat(19_999), 'read'],
    ['one more is not', '\n'.repeat(20_000), '20001:1 too-many-lines'],
    ['1 024 characters in a line are read', `#${'x'.repeat(1023)}\r\n`, 'read'],
    ['one more is not', `a: 1\n#${'x'.repeat(1024)}`, '2:1025 line-too-long'],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toBe(expected);
  });

  const indented = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
  it.each([
    ['16 levels of indentation are read', indented(16), 'read'],
    ['17 are not', indented(17), '17:17 too-deep'],
    ['a compact line counts each of its indicators', `${'- '.repeat(16)}a`, '1:33 too-deep'],
    ['and is read with 16 columns', `${'- '.repeat(15)}a`, 'read'],
    ['levels that are left do not count', `${indented(16)}b:\n${indented(16)}`, 'read'],
    [
      'blank lines and comments do not count',
      `${indented(16)}${' '.repeat(40)}\n${' '.repeat(41)}# c\n`,
      'read',
    ],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});
