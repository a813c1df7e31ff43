import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Problem } from '../../src/policy/policy.ts';

const FILES = new URL('../hostile/files/', import.meta.url);
/** The Node of the runner, whichever one runs the tests. */
const NODE = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
const CHILD = new URL('./hostile-child.ts', import.meta.url);

/** Milliseconds in which a row must be answered, of the processor's time: other tests run at the same time. */
export const TIME_LIMIT = 1_000;

/** Milliseconds after which a child is given up: it hangs. */
const HANG_LIMIT = 10_000;

export const MEMORY_LIMIT = 256 * 1024 * 1024;

const expected = {
  /** The file is a policy. */
  ok: z.literal(true).optional(),
  /** The first problem. */
  code: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
};

/** A file of `test/hostile/files`, or one that is made here because it is large: `{n}` is the number of the repetition. */
const rowSchema = z.union([
  z.strictObject({ file: z.string(), ...expected }),
  z.strictObject({
    name: z.string(),
    generate: z.strictObject({
      before: z.string().default(''),
      repeat: z.string(),
      times: z.int(),
      after: z.string().default(''),
    }),
    ...expected,
  }),
]);

export type Row = z.infer<typeof rowSchema>;

export const ROWS: readonly Row[] = z
  .array(rowSchema)
  .parse(JSON.parse(readFileSync(new URL('../hostile/expected.json', import.meta.url), 'utf8')));

export function nameOf(row: Row): string {
  return 'file' in row ? row.file : row.name;
}

export function bytesOf(row: Row): Buffer {
  if ('file' in row) return readFileSync(new URL(row.file, FILES));
  const { before, repeat, times, after } = row.generate;
  const parts = Array.from({ length: times }, (_, index) => repeat.replaceAll('{n}', String(index)));
  return Buffer.from(before + parts.join('') + after);
}

interface Answer {
  ok: boolean;
  problems: Problem[];
  milliseconds: number;
  peakBytes: number;
}

/** What a child process made of a row; `printed` is everything on its standard output and error. */
export type Outcome =
  | ({ kind: 'answer'; printed: string } & Answer)
  | { kind: 'hangs' }
  | { kind: 'ended'; printed: string };

/** A process that has grown beyond this makes room for a fresh one, so that a peak says something of one row. */
const GROWN = 144 * 1024 * 1024;

/**
 * Gives every row to a child process, two at a time. A child serves until it has grown, hangs or has ended. The time is that
 * of a row alone, without the start of its process; the memory is the peak of the whole process, Node included.
 */
export async function runAll(rows: readonly Row[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const queue = [...rows];
  const lane = async () => {
    let reader = await start();
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const outcome = await reader.read(bytesOf(row));
      outcomes.set(nameOf(row), outcome);
      if (outcome.kind === 'answer' && outcome.peakBytes < GROWN) continue;
      reader.stop();
      reader = await start();
    }
    reader.stop();
  };
  await Promise.all([lane(), lane()]);
  return outcomes;
}

interface Reader {
  read(bytes: Buffer): Promise<Outcome>;
  stop(): void;
}

async function start(): Promise<Reader> {
  const child = fork(CHILD, {
    execPath: NODE,
    execArgv: ['--max-old-space-size=128'],
    env: {},
    silent: true,
  });
  let printed = '';
  const print = (chunk: Buffer) => {
    printed += chunk;
  };
  child.stdout?.on('data', print);
  child.stderr?.on('data', print);
  await once(child, 'message');
  return {
    read: (bytes) => answerOf(child, bytes, () => printed),
    stop: () => child.kill('SIGKILL'),
  };
}

function answerOf(child: ChildProcess, bytes: Buffer, printed: () => string): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      resolve(outcome);
    };
    const timer = setTimeout(() => settle({ kind: 'hangs' }), HANG_LIMIT);
    child.once('exit', () => settle({ kind: 'ended', printed: printed() }));
    child.once('message', (answer: Answer) => settle({ kind: 'answer', ...answer, printed: printed() }));
    child.send(bytes.toString('base64'));
  });
}
