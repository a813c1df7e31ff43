import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf, viewsOf } from '../../src/runner/views.ts';

const views = (text: string): string[] => Array.from(viewsOf(text), textOf);

/** What can be part of an escape, or look like one. */
const piece = fc.oneof(
  fc.constantFrom('%', '%4', '%41', '%25', '\\', '\\\\', '\\u', '\\u{', '}', '\\u{1f600}', '\\u{110000}'),
  fc.constantFrom('\\ud83d', '\\ude00', '\\u005C', '\\x', '\\x7C', '\\|', '|', '\\n', '\\"', '\\\u{1f308}'),
  fc.constantFrom('&', '&amp;', '&LT;', '&quot', ';', '&#', '&#x', '&#x41;', '&#65;', '&#38;', '&#9999999;'),
  fc.constantFrom(...'Afux09 \n\0\u200bé🏠', '\\\0', '\ud83d', '\ude00'),
  fc.constantFrom('%4g', '\\x4g', '\\u005', '\\u007c', '\\u{7c}', '\\u{00005c}', '\\u{000005c}', '\\u{}'),
  fc.constantFrom('&#6a;', '&#x4g;', '&#x00005c;', '&#x000005c;', '&#0000092;', '&#00000092;', '&#;', '&#x;'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** The same, written a second time by regular expressions, apart from the code. */
const visible = (text: string): string =>
  text
    .replace(/[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{1d159}\u{13441}\u{13442}]/gu, '')
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const meant = (point: number): string => (point > 0x10ffff ? '' : visible(String.fromCodePoint(point)));
const PERCENT = /%([0-9a-f]{2})/;
const POINT = /\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\[bfnrtv]/;
const QUOTED = new RegExp(String.raw`${POINT.source}|\\([^a-z0-9])`);
const BAR = /\\(\|)|\\x7c/;
const ENTITY = /&#x[0-9a-f]{1,6};|&#[0-9]{1,7};|&(?:amp|lt|gt|quot|apos);/;
const NAMED: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

function meaning(escaped: string): string {
  if (escaped.startsWith('&')) {
    const number = /^&#(?:x(.+)|(.+));$/.exec(escaped);
    if (number === null) return NAMED[escaped] ?? '';
    return meant(number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16));
  }
  if (/^\\[^a-z0-9]/.test(escaped)) return escaped.slice(1);
  if (/^\\[bfnrtv]$/.test(escaped)) return '';
  return meant(Number.parseInt(escaped.replace(/^(?:%|\\u\{?|\\x)/, ''), 16));
}

function expected(text: string): string[] {
  const all = [visible(text)];
  const together = new RegExp([PERCENT, QUOTED, ENTITY].map(({ source }) => source).join('|'));
  for (const kind of [PERCENT, POINT, QUOTED, BAR, ENTITY, together]) {
    let view = visible(text);
    for (let layer = 0; layer < 3 && kind.test(view); layer++) {
      view = view.replace(new RegExp(kind.source, 'g'), meaning);
      all.push(view);
    }
  }
  return all;
}

describe('the views of a text', () => {
  it('are the text without case and invisible characters, and without each kind of escapes up to three times', () => {
    fc.assert(
      fc.property(text, (text) => {
        expect(views(text)).toEqual(expected(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are one where there is no escape', () => {
    expect(views('MFA is\u200b enforced: 100 % & more \\o/')).toEqual(['mfaisenforced:100%&more\\o/']);
  });

  it('know where in the text each unit stands', () => {
    const original = ' A%4\u200b1\\n&amp;🏠\u0301\\\\u{42}\n';
    const shown = Array.from(viewsOf(original, { places: true }), ({ units, length, from, to }) =>
      Array.from(units.subarray(0, length), (_, at) => original.slice(from[at], to[at])).join('|'),
    );
    expect(shown).toMatchInlineSnapshot(`
      [
        "A|%|4|1|\\|n|&|a|m|p|;|🏠|🏠|\\|\\|u|{|4|2|}",
        "A|%4​1|\\|n|&|a|m|p|;|🏠|🏠|\\|\\|u|{|4|2|}",
        "A|%|4|1|&|a|m|p|;|🏠|🏠|\\|\\u{42}",
        "A|%|4|1|&|a|m|p|;|🏠|🏠",
        "A|%|4|1|&|a|m|p|;|🏠|🏠|\\\\|u|{|4|2|}",
        "A|%|4|1|&|a|m|p|;|🏠|🏠|\\\\u{42}",
        "A|%|4|1|\\|n|&amp;|🏠|🏠|\\|\\|u|{|4|2|}",
        "A|%4​1|&amp;|🏠|🏠|\\\\|u|{|4|2|}",
        "A|%4​1|&amp;|🏠|🏠|\\\\u{42}",
      ]
    `);
  });

  it('have places in order, within the text, and the same units without places', () => {
    fc.assert(
      fc.property(text, (text) => {
        const placed = Array.from(viewsOf(text, { places: true }), (view) => {
          for (let at = 0; at < view.length; at++) {
            expect(view.from[at]).toBeGreaterThanOrEqual(view.from[at - 1] ?? 0);
            expect(view.to[at]).toBeGreaterThan(view.from[at] as number);
            expect(view.to[at]).toBeLessThanOrEqual(text.length);
          }
          return textOf(view);
        });
        expect(placed).toEqual(views(text));
      }),
    );
  });

  it('have the memory of one, without places of two bytes a unit', () => {
    const original = '%41\\u0042&amp;'.repeat(1_000);
    const buffers = (places: boolean): Set<ArrayBufferLike> =>
      new Set(
        Array.from(viewsOf(original, { places }), ({ units, from, to }) => [
          units.buffer,
          from.buffer,
          to.buffer,
        ]).flat(),
      );
    const size = (all: Set<ArrayBufferLike>): number =>
      [...all].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(size(buffers(false))).toBe(2 * (original.length + 1));
    expect(size(buffers(true))).toBe(10 * original.length + 2);
  });

  it('grow as the text does, and are nineteen at most', () => {
    const line = '{"reason":"\\"kiosk\\" &amp; lobby","path":"a%2Fb","was":"\\\\u{200b}\\\\\\"%2525"}\n';
    const units = (lines: number): number => {
      let sum = 0;
      for (const { length } of viewsOf(line.repeat(lines))) sum += length;
      return sum;
    };
    // Counted; what a million characters cost is measured in `redact-cost.test.ts`.
    const quarter = Math.ceil(16_384 / line.length);
    expect(units(4 * quarter)).toBe(4 * units(quarter));
    expect(units(quarter)).toBeLessThan(19 * quarter * line.length);
    const layers = ['%252541', '\\u005cu005cu0041', '\\\\\\|', '&amp;amp;lt;'];
    expect(views(layers.join(' '))).toHaveLength(19);
    expect(views(`${layers.join(' ')} %25252541 &amp;amp;amp;lt;`)).toHaveLength(19);
  });
});
