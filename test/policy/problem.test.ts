import { describe, expect, it } from 'vitest';
import { inOrder, type Problem } from '../../src/policy/problem.ts';

const at = (line: number, column: number, code: Problem['code'] = 'unknown-key'): Problem => ({
  line,
  column,
  code,
  message: 'text',
});

describe('problems are shown', () => {
  it('from top to bottom, from left to right', () => {
    expect(inOrder([at(3, 1), at(1, 9), at(1, 2)])).toEqual([at(1, 2), at(1, 9), at(3, 1)]);
  });

  it('once for each place and code', () => {
    expect(inOrder([at(1, 1), at(1, 1, 'missing-key'), at(1, 1)])).toEqual([
      at(1, 1),
      at(1, 1, 'missing-key'),
    ]);
  });

  it('all of them up to 100', () => {
    expect(inOrder(Array.from({ length: 100 }, (_, index) => at(index + 1, 1)))).toHaveLength(100);
  });

  it('and above that 99, and that there are more', () => {
    const shown = inOrder(Array.from({ length: 101 }, (_, index) => at(101 - index, 1)));
    expect(shown).toHaveLength(100);
    expect(shown.slice(0, 99)).toEqual(Array.from({ length: 99 }, (_, index) => at(index + 1, 1)));
    expect(shown.at(-1)).toMatchObject({ line: 100, column: 1, code: 'more-problems' });
    expect(shown.at(-1)?.message).toMatch(/^More problems are not shown/);
  });

  it('where one that stands there twice is one', () => {
    const twice = Array.from({ length: 200 }, (_, index) => at((index >> 1) + 1, 1));
    expect(inOrder(twice).map(({ code }) => code)).not.toContain('more-problems');
  });
});
