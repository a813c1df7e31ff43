import { describe, expect, it } from 'vitest';
import { firstForbidden } from '../../src/policy/characters.ts';
import { code } from '../../src/report/markdown.ts';
import { sentence } from '../../src/runner/log.ts';
import { redactor } from '../../src/runner/redact.ts';
import { type View, viewsOf } from '../../src/runner/views.ts';
import { visible } from '../../src/text/invisible.ts';

const SECRET = 'a-key-of-the-tenant';
const MARK = /\p{M}/u;

/** For each code point, 1 where the redactor looks through it in a text that holds all of them, each apart from the next. */
function lookedThrough(characters: readonly string[]): Uint8Array {
  const [view] = viewsOf(characters.map((character) => `${character}!`).join(''), { places: true });
  const through = new Uint8Array(characters.length).fill(1);
  const { from, length } = view as View;
  let next = 0;
  let at = 0;
  for (const [point, { length: units }] of characters.entries()) {
    while (next < length && (from[next] as number) < at) next++;
    if (from[next] === at) through[point] = 0;
    at += units + 1;
  }
  return through;
}

describe('what can not be seen', () => {
  it('is the same for the policy, for what people read and for the redactor, of all of Unicode', () => {
    const characters = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point));
    const through = lookedThrough(characters);
    let invisible = 0;
    const disagree = characters.filter((character, point) => {
      const isRefused = firstForbidden(character) !== undefined;
      invisible += Number(isRefused);
      // Between the characters of a secret, marks and spaces hide it as well, although they can be seen.
      const isLookedThrough = isRefused || character === ' ' || MARK.test(character);
      return isRefused !== (visible(character) !== character) || isLookedThrough !== (through[point] === 1);
    });
    expect(disagree).toEqual([]);
    // Unassigned and private ones, for the most part.
    expect(invisible).toBeGreaterThan(900_000);
  });

  it.each([
    ['the object replacement', '\u{FFFC}', '\\u{fffc}'],
    ['the null notehead', '\u{1D159}', '\\u{1d159}'],
    ['a blank of Egyptian hieroglyphs', '\u{13441}', '\\u{13441}'],
    ['the Khitan filler', '\u{16FE4}', '\\u{16fe4}'],
  ])('includes %s', (_, character, shown) => {
    const secret = redactor([SECRET]);
    expect(firstForbidden(`a${character}b`)).toMatchObject({ at: 1 });
    expect(code(`a${character}b`).text).toBe(`\`a${shown}b\``);
    expect(sentence(`a${character}b`, [], secret)).toBe(`a${shown}b`);
    expect(secret.redact(`It is ${[...SECRET].join(character)}.`)).toBe('It is ***.');
  });
});
