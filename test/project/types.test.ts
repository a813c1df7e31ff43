import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');

test('the types of sources, tests and scripts are right', { timeout: 120_000 }, async () => {
  const checked = promisify(execFile)(process.execPath, [compiler, '-p', 'test'], { cwd: root });
  const problems = await checked.then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(problems).toBe('');
});
