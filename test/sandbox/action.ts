import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerFiles } from './runner.ts';

const BUNDLE = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
const CLOCK = new URL('./clock.ts', import.meta.url).href;
/** Compiled once, loaded by every later run: a bundle starts in half the time. */
const CACHE = join(tmpdir(), 'mfa-policy-compile-cache');
/** A run is too short to be worth much garbage collection. */
const THRIFT = ['--single-threaded-gc', '--min-semi-space-size=16'];

export interface ActionRun {
  event: string;
  payload: unknown;
  inputs: Record<string, string>;
  env: Record<string, string>;
  /** What time it is for the action; left out, the real one. */
  now?: Date;
  /** Told the process, so that it can be ended in the middle. */
  started?(pid: number): void;
}

/** What a run leaves, as the runner would find it. */
export interface ActionResult {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  summary: string;
  planFile: string;
}

/** Runs `dist/index.js` as the runner does: inputs as `INPUT_*`, the event as a file, outputs and summary as files. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const runner = runnerFiles(run);
  try {
    const env = {
      NODE_COMPILE_CACHE: CACHE,
      ...(run.now && { SANDBOX_NOW: run.now.toISOString() }),
      ...runner.env,
    };
    const child = spawn(process.execPath, [...THRIFT, ...(run.now ? ['--import', CLOCK] : []), BUNDLE], {
      env,
      cwd: runner.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) run.started?.(child.pid);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.on('close', (...ended) => resolve(ended));
    });
    return { code, signal, stdout, stderr, ...runner.left() };
  } finally {
    runner.remove();
  }
}
