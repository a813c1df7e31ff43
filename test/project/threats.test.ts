import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TESTS = fileURLToPath(new URL('..', import.meta.url));
/** Rows that are not the code's. */
const ELSEWHERE = ['template', 'docs', 'release'];

interface Guard {
  row: string;
  where: string;
  name: string;
}

const guards: Guard[] = Array.from(
  readFileSync(`${TESTS}/README.md`, 'utf8').matchAll(
    /^\| ([TR]\d+[a-z]?) \| .+? \| `?([^|`]+)`? \| (.+) \|$/gm,
  ),
  ([, row = '', where = '', name = '']) => ({ row, where: where.trim(), name }),
);

function from(letter: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${letter}${first + index}`);
}

test('every threat and every fault has a row', () => {
  const threats = [
    ...from('T', 1, 14),
    ...from('T', 20, 31),
    ...from('T', 33, 45),
    ...from('T', 50, 65),
    ...from('T', 70, 76),
    ...['T1b', 'T1c', 'T51b', 'T61b'],
    ...Array.from('bcdefghijklmnopqrstu', (letter) => `T59${letter}`),
  ];
  const all = [...threats, ...from('R', 1, 40)].sort();
  expect([...new Set(guards.map(({ row }) => row))].sort()).toEqual(all);
});

test.each(guards)('$row: $where holds "$name"', ({ where, name }) => {
  if (ELSEWHERE.includes(where)) return;
  const file = `${TESTS}/${where}`;
  expect(existsSync(file), `there is ${where}`).toBe(true);
  expect(readFileSync(file, 'utf8').includes(name), `${where} holds that name`).toBe(true);
});
