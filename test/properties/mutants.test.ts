import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTANTS, mutated } from './mutants.ts';

test.each(MUTANTS)('the change "$name" still finds what it undoes', (mutant) => {
  const text = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
  expect(mutated(text, mutant)).not.toBe(text);
});
