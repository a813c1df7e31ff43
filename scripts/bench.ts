/**
 * What a plan costs: `npm run bench`. Wall time and peak memory of a plan with 10 entries, with the key, on loopback without latency,
 * beside those of starting the bundle alone; the number of requests, and of the rounds of them that wait for one another.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionResult, runAction } from '../test/sandbox/action.ts';
import { World } from '../test/scenarios/world.ts';

const RUNS = 11;
const users = Array.from({ length: 10 }, (_, index) => ({
  id: 2000 + index,
  email: `kiosk.${index}@acme.example`,
}));

interface Span {
  from: number;
  to: number;
}

/** Rounds: a request belongs to a new one when it began after all of the round before had been answered. */
function rounds(spans: readonly Span[]): number {
  let count = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from >= end) {
      count += 1;
      end = to;
    } else {
      end = Math.max(end, to);
    }
  }
  return count;
}

/** When each request of a run was under way, with answers that take long enough to show what waits for what. */
async function delayed(over: World, run: () => Promise<unknown>): Promise<Span[]> {
  const spans: Span[] = [];
  const open = new Map<unknown, number>();
  for (const server of [over.github, over.tenant]) {
    server.onRequest((request: unknown) => {
      open.set(request, performance.now());
      return { when: 'before', do: 'delay', ms: 100, milliseconds: 100 };
    });
    server.afterResponse((request: unknown) => {
      spans.push({ from: open.get(request) ?? 0, to: performance.now() });
    });
  }
  await run();
  return spans;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'mfa-bench-'));
const memoryFile = join(folder, 'memory');
const world = await World.start({ tenant: { users } });
try {
  world.seed();
  const pull = world.open({ optOuts: users.map(({ email }) => ({ user: email })) });
  const timed = async (run: () => Promise<ActionResult>) => {
    const start = performance.now();
    const { outputs } = await run();
    return {
      wall: performance.now() - start,
      status: outputs.status,
      memory: Number(readFileSync(memoryFile, 'utf8')) / 1024,
    };
  };
  const measured = {
    MEMORY_FILE: memoryFile,
    NODE_OPTIONS: `--import ${new URL('../test/sandbox/memory.ts', import.meta.url).href}`,
  };
  const alone = () => runAction({ event: '', payload: {}, inputs: {}, env: measured });
  const plan = () => world.plan(pull, { key: true, env: measured });

  const figures = { alone: [] as number[], plan: [] as number[], memory: [] as number[] };
  for (let run = 0; run <= RUNS; run += 1) {
    const start = await timed(alone);
    const made = await timed(plan);
    if (made.status !== 'planned') throw new Error(`the plan ended with ${made.status}`);
    if (run === 0) continue;
    figures.alone.push(start.wall);
    figures.plan.push(made.wall);
    figures.memory.push(made.memory);
  }
  const spans = await delayed(world, plan);
  const [base, whole] = [median(figures.alone), median(figures.plan)];
  const lines = [
    `node ${spawnSync(process.execPath, ['--version'], { encoding: 'utf8' }).stdout.trim()}, ${RUNS} runs each after a warm-up, medians`,
    `starting the bundle alone: ${base.toFixed(0)} ms`,
    `a plan with 10 entries:    ${whole.toFixed(0)} ms, ${(whole / base).toFixed(2)} times as long (wanted: below 3)`,
    `peak memory of the plan:   ${median(figures.memory).toFixed(0)} MB (wanted: below 150)`,
    `requests: ${spans.length}, in ${rounds(spans)} rounds that wait for one another`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
}
