import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('dist is, byte for byte, what the sources give', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-dist-'));
  try {
    const run = (...words: string[]) => execFileSync(process.execPath, words, { cwd: root, stdio: 'pipe' });
    const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
    run(ncc, 'build', 'src/main.ts', '-o', folder, '--license', 'licenses.txt');
    run('scripts/plan-file-schema.ts', folder);
    const dist = join(root, 'dist');
    expect(readdirSync(dist).sort()).toEqual(readdirSync(folder).sort());
    for (const name of readdirSync(folder)) {
      const same = readFileSync(join(dist, name)).equals(readFileSync(join(folder, name)));
      expect(same, `dist/${name} is stale: run npm run build`).toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
