/**
 * Loaded into the action's process by `--import`: its time stands still at SANDBOX_NOW, and a sleep moves it on at once.
 * So that a test decides what time it is, and none waits.
 */
import timers from 'node:timers/promises';

const RealDate = Date;
let time = RealDate.parse(process.env.SANDBOX_NOW ?? '');

class SandboxDate extends RealDate {
  constructor(...values: [] | [number | string | Date]) {
    super(values.length === 0 ? time : values[0]);
  }
  static override now(): number {
    return time;
  }
}

globalThis.Date = SandboxDate as DateConstructor;
timers.setTimeout = ((milliseconds = 0, value?: unknown) => {
  time += milliseconds;
  return Promise.resolve(value);
}) as typeof timers.setTimeout;
