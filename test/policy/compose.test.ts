import { describe, expect, it } from 'vitest';
import { Parser } from 'yaml';
import { compose } from '../../src/policy/compose.ts';

const faultsOf = (text: string) => compose([...new Parser().parse(text)], text.length).faults;

describe('everything that yaml reports is a fault, wherever it points', () => {
  it.each([
    ['at an offset', 'a: "\\q"\n', [4]],
    ['at a token', 'a: "b"#c\n', [6]],
    ['at a range', '"a\n  b": 1\n', [0]],
    ['tokens that fit nowhere', '- |\nk: 1\n', [4, 5, 7]],
    ['a warning', '[a]: 1\n', [0]],
    ['a second document', 'a: 1\n---\nb: 2\n', [5]],
  ])('%s', (_, text, offsets) => {
    expect(faultsOf(text).map(({ offset }) => offset)).toEqual(offsets);
  });

  it('in words of our own', () => {
    expect(faultsOf('a: "canary\\q"\n')).toEqual([
      { offset: 10, code: 'syntax', message: expect.not.stringContaining('canary') },
    ]);
  });

  it('up to 1 000: one scalar can hold hundreds of thousands', () => {
    expect(faultsOf(`a: "${'\\q'.repeat(1_001)}"\n`)).toHaveLength(1_000);
  });
});

it('a document in order has none', () => {
  const { document, faults } = compose([...new Parser().parse('a: [b, 1]\n')], 10);
  expect(faults).toEqual([]);
  expect(document.toJS()).toEqual({ a: ['b', 1] });
});
