import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { setOutput } from '@actions/core';
import type { Status } from '../ports/status.ts';
import { cutToFit, type Markdown, md } from '../report/markdown.ts';
import type { Environment } from './inputs.ts';
import type { Redactor } from './redact.ts';

export interface Outputs {
  status: Status;
  /** Rows that would call the tenant. */
  changes: number;
  digest?: string;
  /** A file in `RUNNER_TEMP`, as `writePlanFile` returned it. */
  planFile?: string;
}

/** Something that was to be written and was not. The run goes on: what it did can't be undone by failing. */
export interface Unwritten {
  what: 'output' | 'summary' | 'plan file';
  why: string;
}

/** What may stand unquoted in a shell: outputs end up in other people's `run:`. */
const PLAIN = /^[a-z0-9_.:-]{0,128}$/;
const PATH = /^[A-Za-z0-9 ._:~+@\\/-]{1,1024}$/;
/** The runner drops a summary above 1 MiB. */
const SUMMARY = 900 * 1024;

/** Sets the outputs, through the toolkit alone: its random delimiter keeps a value from making further ones. Never throws. */
export function writeOutputs(outputs: Outputs, env: Environment = process.env): Unwritten[] {
  if (!env.GITHUB_OUTPUT) return [{ what: 'output', why: '`GITHUB_OUTPUT` is not set' }];
  const values: [name: string, value: string, allowed: RegExp][] = [
    ['status', outputs.status, PLAIN],
    ['changes', String(outputs.changes), PLAIN],
    ['digest', outputs.digest ?? '', PLAIN],
    ['plan-file', outputs.planFile ?? '', outputs.planFile ? PATH : PLAIN],
  ];
  return values.flatMap(([name, value, allowed]): Unwritten[] => {
    if (!allowed.test(value))
      return [{ what: 'output', why: `\`${name}\` has a character that it may not have` }];
    return attempt('output', `\`${name}\` could not be written to \`GITHUB_OUTPUT\``, () =>
      setOutput(name, value),
    );
  });
}

/** Adds to the summary of the step; what is too long is cut at a line, with a note. Never throws; a text that holds a secret is not written. */
export function writeSummary(
  text: Markdown,
  redactor: Redactor,
  env: Environment = process.env,
): Unwritten[] {
  const path = env.GITHUB_STEP_SUMMARY;
  if (!path) return [{ what: 'summary', why: '`GITHUB_STEP_SUMMARY` is not set' }];
  const note = md`**Cut here: the summary of a step may not be longer.** The counts at the top are of everything.`;
  const shown = cutToFit(text, note, { bytes: SUMMARY, codePoints: SUMMARY }).text;
  if (!isClean(shown, redactor)) return [{ what: 'summary', why: 'it held a secret' }];
  return attempt('summary', 'it could not be written to `GITHUB_STEP_SUMMARY`', () =>
    appendFileSync(path, `${shown}\n`),
  );
}

/** Writes a plan for later steps of the job, readable by this user alone. `digest` names the file. Never throws. */
export function writePlanFile(
  json: string,
  digest: string,
  redactor: Redactor,
  env: Environment = process.env,
): { path?: string; unwritten: Unwritten[] } {
  const missing = (why: string): { unwritten: Unwritten[] } => ({ unwritten: [{ what: 'plan file', why }] });
  if (!env.RUNNER_TEMP) return missing('`RUNNER_TEMP` is not set');
  if (!/^[0-9a-f]{12,64}$/.test(digest)) return missing('the digest is not valid');
  if (!isClean(json, redactor)) return missing('it held a secret');
  const path = joinPath(env.RUNNER_TEMP, `mfa-plan-${digest.slice(0, 12)}.json`);
  if (!PATH.test(path)) return missing('the path of `RUNNER_TEMP` has a character that it may not have');
  const unwritten = attempt('plan file', 'it could not be written to `RUNNER_TEMP`', () => {
    rmSync(path, { force: true });
    // `wx` follows no link that somebody put there.
    writeFileSync(path, json, { mode: 0o600, flag: 'wx' });
  });
  return unwritten.length === 0 ? { path, unwritten } : { unwritten };
}

/** The text of a foreign error can hold a path or more: it is not repeated. */
function attempt(what: Unwritten['what'], why: string, write: () => void): Unwritten[] {
  try {
    write();
    return [];
  } catch {
    return [{ what, why }];
  }
}

function isClean(text: string, redactor: Redactor): boolean {
  try {
    redactor.assertClean(text);
    return true;
  } catch {
    return false;
  }
}
