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

/**
 * Milliseconds of processor time in which a row must be answered, those of the compiler and the garbage collector included. The
 * largest policy takes half of it on an idle machine; the clock is not asked, because other tests run at the same time.
 */
export const TIME_LIMIT = 1_000;

/** How much a process may grow beyond what it had before it read anything, at its peak. The largest policy takes 60 to 95 MB. */
export const MEMORY_LIMIT = 128 * 1024 * 1024;

/** Milliseconds after which a child is given up: it hangs. No row comes near it on a machine as busy as can be. */
const HANG_LIMIT = 60_000;

const expected = {
  /** The file is a policy. */
  ok: z.literal(true).optional(),
  /** The first problem. */
  code: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
};

/** Text, or the same text so many times: `{n}` is the number of the repetition. */
type Pattern = string | { before: string; repeat: Pattern; times: number; after: string };

const patternSchema: z.ZodType<Pattern> = z.union([
  z.string(),
  z.strictObject({
    before: z.string().default(''),
    get repeat() {
      return patternSchema;
    },
    times: z.int(),
    after: z.string().default(''),
  }),
]);

/** A file of `test/hostile/files`, or one that is made here because it is large. */
const rowSchema = z.union([
  z.strictObject({ file: z.string(), ...expected }),
  z.strictObject({ name: z.string(), generate: patternSchema, ...expected }),
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
  return Buffer.from(textOf(row.generate));
}

function textOf(pattern: Pattern): string {
  if (typeof pattern === 'string') return pattern;
  const repeat = textOf(pattern.repeat);
  const parts = Array.from({ length: pattern.times }, (_, index) => repeat.replaceAll('{n}', String(index)));
  return pattern.before + parts.join('') + pattern.after;
}

interface Answer {
  ok: boolean;
  problems: Problem[];
  milliseconds: number;
  grownBytes: number;
}

/** What a child process made of a row; `printed` is everything on its standard output and error. */
export type Outcome =
  | ({ kind: 'answer'; printed: string } & Answer)
  | { kind: 'hangs' }
  | { kind: 'ended'; printed: string };

/** A process that has grown by so much makes room for a fresh one, so that a peak says something of one row. */
const GROWN = 40 * 1024 * 1024;

/**
 * Gives every row to a child process, two at a time. A child serves until it has grown, hangs or has ended. What a row costs is
 * without the start of its process. A row above a limit is read once more, by a fresh child, and the better answer counts: a busy
 * machine makes each run cost more, never less.
 */
export async function runAll(rows: readonly Row[]): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const queue = [...rows];
  const lane = async () => {
    let reader = await start();
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      const outcome = await reader.read(bytesOf(row));
      outcomes.set(nameOf(row), isAbove(outcome) ? better(outcome, await readAlone(row)) : outcome);
      if (outcome.kind === 'answer' && outcome.grownBytes < GROWN) continue;
      reader.stop();
      reader = await start();
    }
    reader.stop();
  };
  await Promise.all([lane(), lane()]);
  return outcomes;
}

function isAbove(outcome: Outcome): boolean {
  return (
    outcome.kind === 'answer' && (outcome.milliseconds > TIME_LIMIT || outcome.grownBytes > MEMORY_LIMIT)
  );
}

async function readAlone(row: Row): Promise<Outcome> {
  const reader = await start();
  const outcome = await reader.read(bytesOf(row));
  reader.stop();
  return outcome;
}

function better(first: Outcome, second: Outcome): Outcome {
  if (first.kind !== 'answer' || second.kind !== 'answer') return second;
  return {
    ...second,
    milliseconds: Math.min(first.milliseconds, second.milliseconds),
    grownBytes: Math.min(first.grownBytes, second.grownBytes),
  };
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
