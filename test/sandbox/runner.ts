import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionResult, ActionRun } from './action.ts';

/** What the runner gives a step: inputs as `INPUT_*`, the event as a file, outputs and summary as files to write; and what is in them then. */
export function runnerFiles(run: ActionRun) {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-policy-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('event.json'), JSON.stringify(run.payload));
  for (const name of ['output', 'summary']) writeFileSync(at(name), '');
  const env: Record<string, string> = {
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary'),
    RUNNER_TEMP: folder,
    RUNNER_ENVIRONMENT: 'github-hosted',
    ...inputVariables(run.inputs),
    ...run.env,
  };
  return {
    folder,
    env,
    left(): Pick<ActionResult, 'outputs' | 'summary' | 'planFile'> {
      const outputs = readOutputs(readFileSync(at('output'), 'utf8'));
      const path = outputs['plan-file'];
      const planFile = path ? readFileSync(path, 'utf8') : '';
      return { outputs, summary: readFileSync(at('summary'), 'utf8'), planFile };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Inputs as the runner gives them. */
export function inputVariables(inputs: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** `name<<delimiter`, the value, the delimiter: the form in which the toolkit writes outputs. */
function readOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n?\2$/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', , value = '']) => [name, value]));
}
