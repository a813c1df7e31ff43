import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchFor } from '../../src/runner/search.ts';

/** A text, and parts of it and other texts to look for. */
const hay = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 20, maxLength: 200 });
const needles = (text: string): fc.Arbitrary<string[]> => {
  const part = fc
    .tuple(fc.nat(text.length), fc.integer({ min: 1, max: 12 }))
    .map(([at, length]) => text.slice(at, at + length));
  return fc.array(fc.oneof(part, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })));
};

const unitsOf = (text: string): Uint16Array => Uint16Array.from(text, (unit) => unit.charCodeAt(0));

describe('a search for many needles', () => {
  it('finds the first, and there the longest', () => {
    fc.assert(
      fc.property(
        hay.chain((text) => fc.tuple(fc.constant(text), needles(text), fc.nat(text.length))),
        ([text, sought, start]) => {
          const places = sought
            .filter((needle) => needle.length >= 8)
            .map((needle) => ({ at: text.indexOf(needle, start), length: needle.length }))
            .filter(({ at }) => at >= 0)
            .sort((a, b) => a.at - b.at || b.length - a.length);
          expect(searchFor(sought)(unitsOf(text), text.length, start)).toEqual(places[0]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('looks at nothing beyond the length that it is told', () => {
    const search = searchFor(['12345678', '1234567890']);
    expect(search(unitsOf('x1234567890'), 10, 0)).toEqual({ at: 1, length: 8 });
    expect(search(unitsOf('x1234567890'), 8, 0)).toBeUndefined();
  });

  it('looks for no needle below 8 units', () => {
    expect(searchFor(['1234567', ''])(unitsOf('1234567'), 7, 0)).toBeUndefined();
  });

  it('reads each unit of a text twice, however many needles it looks for', () => {
    const text = unitsOf('{"reason":"Shared kiosk in the lobby","until":"2027-01-31"}\n'.repeat(100));
    const reads = (count: number): number => {
      let read = 0;
      const counted = new Proxy(text, {
        get(units, at) {
          read += 1;
          return units[Number(at)];
        },
      });
      searchFor(Array.from({ length: count }, (_, index) => `needle-${index}-7Qm2xLw9`))(
        counted,
        text.length,
        0,
      );
      return read;
    };
    expect(reads(1)).toBeLessThanOrEqual(2 * text.length);
    // Of some beginnings of needles the hash is that of a place of the text by chance: these are compared.
    expect(reads(2_000)).toBeLessThan(2.2 * text.length);
  });
});
