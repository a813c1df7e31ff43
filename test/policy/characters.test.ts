import { describe, expect, it } from 'vitest';
import {
  firstDecomposed,
  firstForbidden,
  firstPiled,
  forbiddenMessage,
  wrongCharacter,
} from '../../src/policy/characters.ts';

describe('what may stand anywhere in the file', () => {
  it.each([
    ['ASCII', 'a Z 0 ~ ! "#$%'],
    ['letters with accents, composed', 'Empfang über Tür, café'],
    ['Chinese, Greek, Arabic, Hindi', '必须 υποχρεωτικό إلزامي अनिवार्य'],
    ['punctuation and symbols', '– — … « » € № ✓ ½'],
    ['a symbol beyond the basic plane', '🔒'],
  ])('%s', (_, text) => {
    expect(firstForbidden(text)).toBeUndefined();
  });
});

describe('what may not, by its class', () => {
  it.each([
    ['a tab', '\t', 'U+0009'],
    ['a line feed in a value', '\n', 'U+000A'],
    ['a carriage return', '\r', 'U+000D'],
    ['NUL', '\0', 'U+0000'],
    ['another C0 control', '\u001b', 'U+001B'],
    ['DEL', '\u007f', 'U+007F'],
    ['a C1 control', '\u009b', 'U+009B'],
    ['NEL', '\u0085', 'U+0085'],
    ['a line separator', '\u2028', 'U+2028'],
    ['a paragraph separator', '\u2029', 'U+2029'],
    ['a byte order mark', '\ufeff', 'U+FEFF'],
    ['a no-break space', '\u00a0', 'U+00A0'],
    ['an ideographic space', '\u3000', 'U+3000'],
    ['a bidi override', '\u202e', 'U+202E'],
    ['a bidi isolate', '\u2066', 'U+2066'],
    ['a zero-width space', '\u200b', 'U+200B'],
    ['a zero-width joiner', '\u200d', 'U+200D'],
    ['a soft hyphen', '\u00ad', 'U+00AD'],
    ['a variation selector', '\ufe0f', 'U+FE0F'],
    ['a supplementary variation selector', '\u{e0100}', 'U+E0100'],
    ['a tag character', '\u{e0041}', 'U+E0041'],
    ['the grapheme joiner', '\u034f', 'U+034F'],
    ['the Hangul filler', '\u3164', 'U+3164'],
    ['the Braille blank', '\u2800', 'U+2800'],
    ['the object replacement', '\ufffc', 'U+FFFC'],
    ['the null notehead', '\u{1d159}', 'U+1D159'],
    ['a private character', '\ue000', 'U+E000'],
    ['a noncharacter', '\ufdd0', 'U+FDD0'],
    ['an unassigned code point', '\u0378', 'U+0378'],
    ['a lone surrogate', '\ud800', 'U+D800'],
  ])('%s', (_, character, name) => {
    expect(firstForbidden(`ab${character}c`)).toEqual({ at: 2, name });
    expect(forbiddenMessage(name)).toContain(name);
  });

  it('finds the first of several', () => {
    expect(firstForbidden('🔒 \u3164 \u202e')).toEqual({ at: 3, name: 'U+3164' });
    expect(firstForbidden('🔒 \u202e \u3164')).toEqual({ at: 3, name: 'U+202E' });
  });
});

describe('composed form', () => {
  it.each([
    ['composed text is in order', 'café', undefined],
    ['an accent of its own stands where its letter does', 'cafe\u0301', 3],
    ['the Kelvin sign is not K', 'lobby.\u212aiosk', 6],
    ['a text that only lacks its end', 'o\u0328\u0304', 0],
  ])('%s', (_, text, at) => {
    expect(firstDecomposed(text)).toBe(at);
  });
});

describe('marks piled up on one character', () => {
  const tilde = '\u0303';
  it.each([
    ['10 are read', `q${tilde.repeat(10)}`, undefined],
    ['the eleventh is too many', `q${tilde.repeat(11)}`, 11],
    ['also of different kinds', `q${tilde.repeat(5)}\u05b0\u05b1\u05b2\u0e48\u0e49\u20dd`, 11],
    ['marks that take two code units are one each', `q${'\u{1e947}'.repeat(11)}`, 21],
    ['marks on nothing', tilde.repeat(11), 10],
    ['each character has its own', `q${tilde.repeat(10)}`.repeat(3), undefined],
    ['a space has its own, too', `q${tilde.repeat(10)} ${tilde.repeat(10)}`, undefined],
    ['Tibetan: the tallest stacks on record', 'ག\u0fb7\u0fb1\u0fb1\u0fb2\u0fb2\u0f71\u0f74\u0f74', undefined],
    ['Burmese', 'ကျွှော့်', undefined],
    ['Hebrew with vowels and accents', 'בְּרֵאשִׁ֖ית', undefined],
  ])('%s', (_, text, at) => {
    expect(firstPiled(text)).toBe(at);
  });
});

describe('a line is judged', () => {
  const piled = `q${'\u0303'.repeat(11)}`;
  it.each([
    ['forbidden characters first', `e\u0301 ${piled} \u202e`, 'forbidden-character', 16],
    ['then piled marks', `e\u0301 ${piled}`, 'too-many-marks', 14],
    ['then composed form', 'cafe\u0301', 'not-nfc', 3],
  ])('%s', (_, text, code, at) => {
    expect(wrongCharacter(text)).toMatchObject({ code, at });
  });

  it('and is in order otherwise', () => {
    expect(wrongCharacter('café q\u0303')).toBeUndefined();
  });
});
