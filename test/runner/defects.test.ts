import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type Ending, endWith } from '../../src/runner/defects.ts';

/** A process that only remembers. */
function ending() {
  const events = new EventEmitter();
  const written: string[] = [];
  const process: Ending = Object.assign(events, { stdout: { write: (text: string) => written.push(text) } });
  return { process, written, throws: () => events.emit('uncaughtException', new Error('words')), events };
}

const LAST_WORDS = expect.stringMatching(/^::error::Something unexpected went wrong\. [^\n]*\n$/);

test.each([0, 1])('ends with the code of the work: %d', async (code) => {
  const { process, written } = ending();
  await endWith(process, async () => code);
  expect([process.exitCode, written]).toEqual([code, []]);
});

test('ends red when the work throws, and does not say what', async () => {
  const { process, written } = ending();
  await endWith(process, async () => {
    throw new Error('words');
  });
  expect([process.exitCode, written]).toEqual([1, [LAST_WORDS]]);
});

test('ends red, once said, when something beside the work throws; the work goes on', async () => {
  const { process, written, throws } = ending();
  let isDone = false;
  await endWith(process, async () => {
    throws();
    expect(process.exitCode).toBe(1);
    throws();
    await Promise.resolve();
    isDone = true;
    return 0;
  });
  expect([process.exitCode, written, isDone]).toEqual([1, [LAST_WORDS], true]);
});

test('gives the process back', async () => {
  const { process, events } = ending();
  await endWith(process, async () => 0);
  expect(events.listenerCount('uncaughtException')).toBe(0);
});
