import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, MEMORY_LIMIT, nameOf, type Outcome, ROWS, type Row, runAll } from './hostile-run.ts';

/** Words of six letters and more that messages use and a file may hold as well: keys and values of the format itself. */
const OWN_WORDS = new Set(
  'version environment production sandbox enforce protected approvers approvals guardrails reason ticket expires request required resets'.split(' '),
);

/** Everything in a file that a message would give away. */
function tokensOf(row: Row): string[] {
  const words = bytesOf(row).toString('utf8').match(/[\p{L}\p{N}_]{6,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !OWN_WORDS.has(word));
}

let outcomes: Map<string, Outcome>;
beforeAll(async () => {
  outcomes = await runAll(ROWS);
});

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

describe.each(ROWS.map((row) => [nameOf(row), row] as const))('%s', (_, row) => {
  it('is answered in a second, in 256 MB, without a word printed', () => {
    const { peakBytes, printed } = answerOf(row);
    expect(peakBytes).toBeLessThanOrEqual(MEMORY_LIMIT);
    expect(printed).toBe('');
  });

  it(row.ok ? 'is a policy' : `is refused: ${row.line}:${row.column} ${row.code}`, () => {
    const { ok, problems } = answerOf(row);
    const [first] = problems;
    if (row.ok) expect(ok, JSON.stringify(first)).toBe(true);
    else expect(first).toMatchObject({ code: row.code, line: row.line, column: row.column });
  });

  it('is never quoted', () => {
    const text = answerOf(row).problems.map(({ message }) => message).join('\n');
    expect(tokensOf(row).filter((token) => text.includes(token))).toEqual([]);
  });
});
