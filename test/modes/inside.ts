import { vi } from 'vitest';
import type { ActionResult, ActionRun } from '../sandbox/action.ts';
import { runnerFiles } from '../sandbox/runner.ts';

/**
 * In the place of `sandbox/action.ts`: runs `src/main.ts` in this process, where the coverage sees it, instead of the bundle in one
 * of its own. Inputs, event, outputs and summary are as the runner gives and finds them.
 */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const runner = runnerFiles(run);
  const before = { env: process.env, exitCode: process.exitCode };
  let stdout = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  if (run.now !== undefined) vi.useFakeTimers({ toFake: ['Date'], now: run.now });
  try {
    process.env = runner.env;
    process.exitCode = undefined;
    run.started?.(process.pid);
    vi.resetModules();
    await import('../../src/main.ts');
    return { code: Number(process.exitCode ?? 0), signal: null, stdout, stderr: '', ...runner.left() };
  } finally {
    write.mockRestore();
    vi.useRealTimers();
    process.env = before.env;
    process.exitCode = before.exitCode;
    runner.remove();
  }
}
