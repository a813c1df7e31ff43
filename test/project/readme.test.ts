import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renewed } from '../../scripts/readme.ts';

const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the tables of the README are those of action.yml', () => {
  expect(renewed(text('README.md'), text('action.yml'))).toBe(text('README.md'));
});

test('each file that the README links to is there', () => {
  const links = Array.from(text('README.md').matchAll(/\]\(([^)]+)\)/g), ([, target = '']) => target);
  const local = links.filter((target) => !target.startsWith('https:') && target !== 'templates');
  expect(local.length).toBeGreaterThan(5);
  for (const target of local) expect(text(target).length, target).toBeGreaterThan(0);
});
