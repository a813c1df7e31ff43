import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, entriesOf, entryKey } from '../../src/policy/entry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { policies, printed } from './generated.ts';
import { FULL, parsed, policyOf } from './policies.ts';

const sorted = (entries: Entry[]) => entries.sort((a, b) => (entryKey(a) < entryKey(b) ? -1 : 1));
/** Fields in one order, so that texts can be compared. */
const texts = (entries: Entry[]) =>
  sorted(entries).map((entry) => JSON.stringify(Object.entries(entry).sort()));

describe('for any policy', () => {
  it('what is printed is read back', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const back = policyOf(printed(policy));
        expect({ ...back, approvers: [] }).toEqual({ ...policy, approvers: [] });
        expect(texts(entriesOf(back))).toEqual(texts(entriesOf(policy)));
      }),
    );
  });

  it('the order of entries and keys changes nothing that it says', () => {
    fc.assert(
      fc.property(policies, fc.boolean(), (policy, mirrored) => {
        const order = <T>(items: T[]): T[] => {
          const half = Math.ceil(items.length / 2);
          return mirrored ? [...items].reverse() : [...items.slice(half), ...items.slice(0, half)];
        };
        expect(texts(entriesOf(policyOf(printed(policy, order))))).toEqual(texts(entriesOf(policy)));
      }),
    );
  });

  it('every entry has a place, and its own name', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const result = parsed(printed(policy));
        if (!result.ok) throw new Error('expected a policy');
        const keys = entriesOf(policy).map(entryKey);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.filter((key) => !result.places.has(key))).toEqual([]);
      }),
    );
  });
});

const hostile = fc.constantFrom(
  '\n',
  ' ',
  ':',
  ': ',
  '- ',
  '? ',
  '#',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '!!str ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '|\n',
  '>\n',
  '<<: ',
  '\t',
  '\r',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\\',
  '~',
  'null',
  'true',
  '0x1',
  '1e9',
  '__proto__: ',
  'constructor: ',
  'canarycanary',
);

/** The file with pieces put in, or cut out, at random places. */
const damaged = fc
  .array(fc.record({ at: fc.nat(FULL.length), cut: fc.nat(30), piece: hostile }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((wounds) =>
    wounds.reduce((text, { at, cut, piece }) => text.slice(0, at) + piece + text.slice(at + cut), FULL),
  );

describe('for any file', () => {
  it('there is an answer: a policy, or problems in order, in the file, at most 100', () => {
    fc.assert(
      fc.property(
        fc.oneof(damaged, fc.string({ unit: hostile, maxLength: 200 }), fc.string({ unit: 'binary' })),
        (text) => {
          const result = parsed(text);
          if (result.ok) return;
          const lines = text.replaceAll('\r\n', '\n').split('\n').length;
          expect(result.problems.length).toBeGreaterThan(0);
          expect(result.problems.length).toBeLessThanOrEqual(100);
          expect(result.problems.every(({ line, column }) => line >= 1 && line <= lines && column >= 1)).toBe(
            true,
          );
          expect([...result.problems].sort((a, b) => a.line - b.line || a.column - b.column)).toEqual(
            result.problems,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('there is an answer for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => parsePolicy(bytes) !== undefined));
  });

  it('no message holds a word of it', () => {
    fc.assert(
      fc.property(damaged, fc.nat(FULL.length), (text, at) => {
        const result = parsed(`${text.slice(0, at)}canarysecret${text.slice(at)}`);
        expect(JSON.stringify(result.ok ? [] : result.problems)).not.toMatch(/canary/);
      }),
      { numRuns: 200 },
    );
  });

  it('no key reaches the prototype of anything', () => {
    const before = Reflect.ownKeys(Object.prototype);
    const key = fc.constantFrom(
      '__proto__',
      '"__proto__"',
      '"\\u005f_proto__"',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
    );
    fc.assert(
      fc.property(key, key, fc.nat(30), (outer, inner, line) => {
        const lines = FULL.split('\n');
        const indent = /^ */.exec(lines[line] ?? '')?.[0] ?? '';
        lines.splice(line, 0, `${indent}${outer}: {${inner}: {polluted: true}, polluted: true}`);
        expect(parsed(lines.join('\n')).ok).toBe(false);
        expect('polluted' in {}).toBe(false);
        expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });
});
