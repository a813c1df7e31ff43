/**
 * What runs cost: `npm run bench`. For 10, 100 and 1 995 opt-outs, with 80 ms a request to GitHub and 50 ms a call to the tenant: requests,
 * rounds of them that wait for one another, wall time beside the ideal, peak memory. The ideal is the start of the bundle alone, each round
 * of GitHub once, and the calls to the tenant 8 reads or 4 settings at a time. The second that the action leaves between two writes to
 * GitHub takes no time here. Another number as argument: `npm run bench -- 300`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionResult, runAction } from '../test/sandbox/action.ts';
import { World } from '../test/scenarios/world.ts';

const GITHUB_MS = 80;
const TENANT_MS = 50;
const READS_AT_ONCE = 8;
const SETTINGS_AT_ONCE = 4;
const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1995];

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

interface Figures {
  status: string;
  github: Span[];
  reads: number;
  settings: number;
  wall: number;
  memory: number;
}

const folder = mkdtempSync(join(tmpdir(), 'mfa-bench-'));
const memoryFile = join(folder, 'memory');
const env = {
  MEMORY_FILE: memoryFile,
  NODE_OPTIONS: `--import ${new URL('../test/sandbox/memory.ts', import.meta.url).href}`,
};

async function measured(world: World, run: () => Promise<ActionResult>): Promise<Figures> {
  const github: Span[] = [];
  const open = new Map<unknown, number>();
  let [reads, settings] = [0, 0];
  const offs = [
    world.github.onRequest((request) => {
      open.set(request, performance.now());
      return { when: 'before', do: 'delay', ms: GITHUB_MS };
    }),
    world.github.afterResponse((request) => {
      github.push({ from: open.get(request) ?? 0, to: performance.now() });
    }),
    world.tenant.onRequest(({ method }) => {
      if (method === 'GET') reads += 1;
      else settings += 1;
      return { when: 'before', do: 'delay', milliseconds: TENANT_MS };
    }),
  ];
  const start = performance.now();
  const { outputs } = await run();
  const wall = performance.now() - start;
  for (const off of offs) off();
  const memory = Number(readFileSync(memoryFile, 'utf8')) / 1024;
  return { status: outputs.status ?? 'none', github, reads, settings, wall, memory };
}

const HEAD = ['run', 'status', 'GitHub', 'rounds', 'tenant', 'wall s', 'ideal s', 'times', 'peak MB'];
const WIDTHS = [18, 11, 7, 7, 7, 8, 8, 6, 8];

function line(cells: readonly (string | number)[]): void {
  const text = cells.map((cell, index) => String(cell).padStart(WIDTHS[index] ?? 8));
  process.stdout.write(`${text.join(' ')}\n`);
}

async function start(): Promise<number> {
  const walls: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const begin = performance.now();
    await runAction({ event: '', payload: {}, inputs: {}, env });
    walls.push(performance.now() - begin);
  }
  return walls.sort((a, b) => a - b)[2] ?? 0;
}

function report(name: string, figures: Figures, alone: number): void {
  const { status, github, reads, settings, wall, memory } = figures;
  const tenant = Math.ceil(reads / READS_AT_ONCE) + Math.ceil(settings / SETTINGS_AT_ONCE);
  const ideal = alone + rounds(github) * GITHUB_MS + tenant * TENANT_MS;
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  line([
    name,
    status,
    github.length,
    rounds(github),
    reads + settings,
    seconds(wall),
    seconds(ideal),
    (wall / ideal).toFixed(2),
    memory.toFixed(0),
  ]);
}

try {
  const alone = await start();
  const { stdout } = spawnSync(process.execPath, ['--version'], { encoding: 'utf8' });
  process.stdout.write(`node ${stdout.trim()}; the bundle alone starts in ${alone.toFixed(0)} ms\n`);
  line(HEAD);
  for (const size of SIZES) {
    const users = Array.from({ length: size }, (_, index) => ({
      id: 2000 + index,
      email: `kiosk.${index}@acme.example`,
    }));
    const world = await World.start({ tenant: { users } });
    try {
      const guardrails = { 'max-opt-outs': 2000 };
      world.seed({ guardrails });
      const optOuts = users.map(({ email }) => ({ user: email }));
      const pull = world.open({ guardrails, optOuts });
      report(`${size}: plan`, await measured(world, () => world.plan(pull, { env })), alone);
      report(
        `${size}: plan with key`,
        await measured(world, () => world.plan(pull, { key: true, env })),
        alone,
      );
      world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
      world.repo.merge(pull, { method: 'merge', by: 'bo-chen' });
      report(`${size}: apply`, await measured(world, () => world.applyPush({ env })), alone);
      report(`${size}: apply again`, await measured(world, () => world.applyPush({ env })), alone);
    } finally {
      await world.close();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
