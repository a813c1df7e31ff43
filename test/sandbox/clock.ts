/**
 * Loaded into the action's process by `--import`: its time stands still at SANDBOX_NOW, and a sleep moves it on at once.
 * So that a test decides what time it is, and none waits. SANDBOX_PASSED names a file with milliseconds that have gone by besides:
 * by it a test lets time pass while the action waits for an answer.
 */
import { readFileSync } from 'node:fs';
import timers from 'node:timers/promises';

const RealDate = Date;
const passed = process.env.SANDBOX_PASSED;
let time = RealDate.parse(process.env.SANDBOX_NOW ?? '');

function now(): number {
  return passed === undefined ? time : time + Number(readFileSync(passed, 'utf8'));
}

class SandboxDate extends RealDate {
  constructor(...values: [] | [number | string | Date]) {
    super(values.length === 0 ? now() : values[0]);
  }
  static override now(): number {
    return now();
  }
}

globalThis.Date = SandboxDate as DateConstructor;
timers.setTimeout = ((milliseconds = 0, value?: unknown) => {
  time += milliseconds;
  return Promise.resolve(value);
}) as typeof timers.setTimeout;
