import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { ActionResult, ActionRun } from '../sandbox/action.ts';

/**
 * In the place of `sandbox/action.ts`: runs `src/main.ts` in this process, where the coverage sees it, instead of the bundle in one
 * of its own. Inputs, event, outputs and summary are as the runner gives and finds them.
 */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-policy-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('event.json'), JSON.stringify(run.payload));
  for (const name of ['output', 'summary']) writeFileSync(at(name), '');
  const before = { env: process.env, exitCode: process.exitCode };
  let stdout = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  if (run.now !== undefined) vi.useFakeTimers({ toFake: ['Date'], now: run.now });
  try {
    process.env = {
      GITHUB_EVENT_NAME: run.event,
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('summary'),
      RUNNER_TEMP: folder,
      RUNNER_ENVIRONMENT: 'github-hosted',
      ...Object.fromEntries(
        Object.entries(run.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...run.env,
    };
    process.exitCode = undefined;
    run.started?.(process.pid);
    vi.resetModules();
    await import('../../src/main.ts');
    const outputs = outputsOf(readFileSync(at('output'), 'utf8'));
    const path = outputs['plan-file'];
    return {
      code: Number(process.exitCode ?? 0),
      signal: null,
      stdout,
      stderr: '',
      outputs,
      summary: readFileSync(at('summary'), 'utf8'),
      planFile: path ? readFileSync(path, 'utf8') : '',
    };
  } finally {
    write.mockRestore();
    vi.useRealTimers();
    process.env = before.env;
    process.exitCode = before.exitCode;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `name<<delimiter`, the value, the delimiter. */
function outputsOf(text: string): Record<string, string> {
  const found = text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', , value = '']) => [name, value]));
}
