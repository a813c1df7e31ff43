import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
  const folder = mkdtempSync(join(tmpdir(), 'mfa-policy-'));
  const at = (name: string) => join(folder, name);
  try {
    writeFileSync(at('event.json'), JSON.stringify(run.payload));
    for (const name of ['output', 'summary']) writeFileSync(at(name), '');
    const env: Record<string, string> = {
      GITHUB_EVENT_NAME: run.event,
      GITHUB_EVENT_PATH: at('event.json'),
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('summary'),
      RUNNER_TEMP: folder,
      RUNNER_ENVIRONMENT: 'github-hosted',
      NODE_COMPILE_CACHE: CACHE,
      ...(run.now && { SANDBOX_NOW: run.now.toISOString() }),
      ...Object.fromEntries(
        Object.entries(run.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...run.env,
    };
    const child = spawn(process.execPath, [...THRIFT, ...(run.now ? ['--import', CLOCK] : []), BUNDLE], {
      env,
      cwd: folder,
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
    const outputs = readOutputs(readFileSync(at('output'), 'utf8'));
    const path = outputs['plan-file'];
    const planFile = path ? readFileSync(path, 'utf8') : '';
    return { code, signal, stdout, stderr, outputs, summary: readFileSync(at('summary'), 'utf8'), planFile };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `name<<delimiter`, the value, the delimiter: the form in which the toolkit writes outputs. */
function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', , value = '']) => [name, value]));
}
