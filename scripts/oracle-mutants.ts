/**
 * Undoes one sentence of the design after the other, in a copy of this project, and looks whether the property of the histories notices
 * within 1 000 of them: `npm run test:mutants`, or `npm run test:mutants -- "seen ignored"` for one. Red must be the oracle's own word, or an
 * everyday flow that no longer gets through, and the copy as it is must be green.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS, type Mutant, mutated } from '../test/properties/mutants.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
const PROPERTY = 'test/properties/history.test.ts';
const HISTORIES = '1000';
const SEED = '20261124';

type Outcome =
  | { kind: 'green' }
  /** After so many histories; `why` is what the oracle says of it. */
  | { kind: 'red'; after: number; why: string }
  | { kind: 'broken'; output: string };

function play(copy: string): Outcome {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(copy, 'node_modules/vitest/vitest.mjs'), 'run', PROPERTY],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', HISTORIES, HISTORY_SEED: SEED, HISTORY_FIRST: '1' },
    },
  );
  if (status === 0) return { kind: 'green' };
  const output = stdout + stderr;
  const after = /Property failed after (\d+) tests/.exec(output)?.[1];
  const why =
    /"((?:came into force|went out of force|nobody approved)[^:]*(?:: [a-z ]+)?)/.exec(output)?.[1] ??
    /AssertionError: ([^:\n]+: [a-z-]+): expected/.exec(output)?.[1];
  return after === undefined || why === undefined
    ? { kind: 'broken', output: output.slice(0, 4_000) }
    : { kind: 'red', after: Number(after), why };
}

function withMutant(copy: string, mutant: Mutant): Outcome {
  const path = join(copy, mutant.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(text, mutant));
  const outcome = play(copy);
  writeFileSync(path, text);
  return outcome;
}

function told(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'green':
      return `green after ${HISTORIES} histories`;
    case 'red':
      return `red after ${outcome.after}: ${outcome.why}`;
    case 'broken':
      return `not by a word of the oracle:\n${outcome.output}`;
  }
}

const named = process.argv.slice(2);
const chosen = MUTANTS.filter(({ name }) => named.length === 0 || named.includes(name));
if (chosen.length === 0) throw new Error(`There is no change ${named.join(', ')}.`);
for (const mutant of chosen) mutated(readFileSync(join(ROOT, mutant.file), 'utf8'), mutant);
const copy = mkdtempSync(join(tmpdir(), 'mfa-mutants-'));
try {
  for (const part of COPIED) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const unchanged = play(copy);
  console.log(`as it is: ${told(unchanged)}`);
  const survived = chosen.filter((mutant) => {
    const outcome = withMutant(copy, mutant);
    console.log(`${mutant.name}: ${told(outcome)}`);
    return outcome.kind !== 'red';
  });
  if (unchanged.kind !== 'green' || survived.length > 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true });
}
