import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  MEMORY_LIMIT,
  nameOf,
  type Outcome,
  ROWS,
  type Row,
  runAll,
  TIME_LIMIT,
} from './hostile-run.ts';

/** Words of six letters and more that messages use and a file may hold as well: keys and values of the format itself. */
const OWN_WORDS = new Set(
  'version environment production sandbox enforce protected approvers approvals guardrails reason ticket expires request required resets'.split(
    ' ',
  ),
);

/** Everything in a file that a message would give away. */
function tokensOf(row: Row): string[] {
  const words =
    bytesOf(row)
      .toString('utf8')
      .match(/[\p{L}\p{N}_]{6,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !OWN_WORDS.has(word));
}

let outcomes: Map<string, Outcome>;
beforeAll(async () => {
  outcomes = await runAll(ROWS);
}, 300_000);

function answerOf(row: Row): Extract<Outcome, { kind: 'answer' }> {
  const outcome = outcomes.get(nameOf(row));
  if (outcome?.kind !== 'answer') throw new Error(`${nameOf(row)}: ${JSON.stringify(outcome)}`);
  return outcome;
}

it('every file has a row', () => {
  const files = readdirSync(new URL('../hostile/files/', import.meta.url)).sort();
  expect(ROWS.flatMap((row) => ('file' in row ? [row.file] : [])).sort()).toEqual(files);
  expect(files.length).toBeGreaterThan(80);
});

describe('each file is answered in a second of processor time and 128 MB, nothing is printed, none of its words is shown', () => {
  it.each(
    ROWS.map(
      (row) => [nameOf(row), row.ok ? 'a policy' : `${row.line}:${row.column} ${row.code}`, row] as const,
    ),
  )('%s: %s', (_, expected, row) => {
    const { ok, problems, milliseconds, grownBytes, printed } = answerOf(row);
    const [first] = problems;
    expect(ok ? 'a policy' : `${first?.line}:${first?.column} ${first?.code}`).toBe(expected);
    expect(milliseconds).toBeLessThanOrEqual(TIME_LIMIT);
    expect(grownBytes).toBeLessThanOrEqual(MEMORY_LIMIT);
    expect(printed).toBe('');
    const shown = problems.map(({ message }) => message).join('\n');
    expect(tokensOf(row).filter((token) => shown.includes(token))).toEqual([]);
  });
});
