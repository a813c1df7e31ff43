import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOMS, type Room } from '../lint/rooms.ts';
import { configuration } from '../scripts/rooms.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** All probes so far. */
const probes: Probe[] = [];

const IMPORTS = 'lint/style/noRestrictedImports';
const GLOBALS = 'lint/style/noRestrictedGlobals';
const PROPERTIES = 'lint/nursery/noJsRestrictedProperties';

const PACKAGES = [...new Set(ROOMS.flatMap(({ packages }) => packages))];
const FOREIGN = ['undici', '@actions/core', '@actions/github', 'node:fs', 'node:http'];
const NEVER = ['node:child_process', 'node:worker_threads', 'node:module', 'zod/mini'];
const [PURE, OTHERS] = [ROOMS.filter((room) => room.pure), ROOMS.filter((room) => !room.pure)];

/** What breaks a rule of the rooms (design, section 4), in which room, and the rule that finds it. */
const BREACHES: readonly Breach[] = [
  // Each line of the table: whatever it does not name is found.
  ...ROOMS.flatMap((room) => [
    ...ROOMS.filter(({ path }) => path !== room.path && !room.may.includes(path)).map((other) =>
      denied(room, wayTo(room, other.path)),
    ),
    ...[...PACKAGES, ...FOREIGN, ...NEVER]
      .filter((name) => !room.packages.includes(name))
      .map((name) => denied(room, name)),
  ]),
  // However the way is written.
  denied(roomOf('policy'), './../plan/probe.ts'),
  denied(roomOf('policy'), '../policy/../plan/probe.ts'),
  denied(roomOf('plan'), '../policy/deeper/probe.ts'),
  ...ROOMS.flatMap(({ path }) => [
    breach(path, `export type NAME = import('./probe.ts').Probe;`, 'plugin'),
    breach(path, 'export const NAME = await import(String());', 'plugin'),
    breach(path, `export const NAME = fetch('/');`, GLOBALS),
    breach(path, `export const NAME = globalThis.fetch('/');`, GLOBALS),
    breach(path, `console.log('text');`, 'lint/suspicious/noConsole'),
    breach(path, `export const NAME = require('node:child_process');`, GLOBALS),
  ]),
  ...OTHERS.flatMap(({ path }) => [
    breach(path, 'process.exit(1);', PROPERTIES),
    breach(path, 'export const { exit: NAME } = process;', PROPERTIES),
    breach(path, `export const NAME = process.getBuiltinModule('node:child_process');`, PROPERTIES),
  ]),
  ...PURE.flatMap(({ path }) => [
    breach(path, 'export const NAME = new Date();', 'plugin'),
    breach(path, 'export const NAME = Date.now();', PROPERTIES),
    breach(path, 'export const NAME = Math.random();', PROPERTIES),
    breach(path, 'export const NAME = process.env.HOME;', GLOBALS),
    breach(path, 'setTimeout(String, 1);', GLOBALS),
  ]),
];

/** What each room may do; the linter says nothing of it. */
const ALLOWED: readonly Probe[] = [
  ...ROOMS.flatMap((room) =>
    [...room.may.map((path) => wayTo(room, path)), ...room.packages].map((name) =>
      probe(room.path, `import '${name}';`),
    ),
  ),
  probe('plan', 'export const NAME = new Date(5);'),
];

/** What design, section 4, says of the rooms: from left to right, each may be imported by those that follow, and by no other. */
const ORDER = ['text', 'policy', 'plan', 'approval', 'ledger', 'apply', 'gather', 'modes'];

test('no room may import one that follows it', () => {
  for (const [index, path] of ORDER.entries())
    for (const later of ORDER.slice(index + 1)) expect(roomOf(path).may).not.toContain(later);
  const composing = ['compose.ts', 'show.ts', 'main.ts'];
  for (const adapter of ['resolver', 'github', 'runner'])
    for (const { path, may } of ROOMS.filter((room) => !composing.includes(room.path)))
      if (!path.startsWith(adapter)) expect(may, path).not.toContain(adapter);
});

test('the writer is named by what applies and by what implements it alone, and no other mode imports apply', () => {
  const may = (what: string) => ROOMS.filter((room) => room.may.includes(what)).map(({ path }) => path);
  expect(may('ports/write')).toEqual(['apply', 'modes/apply', 'resolver']);
  expect(may('apply')).toEqual(['report', 'modes/apply']);
});

test('every file of src is in a room of the table', () => {
  const rooms = new Set(ROOMS.map(({ path }) => path));
  const strangers = sources().filter((file) => !rooms.has(file) && !rooms.has(dirname(file)));
  expect(strangers).toEqual([]);
});

test('the linter’s configuration is made from the table', () => {
  expect(readFileSync(join(ROOT, 'lint/rooms.json'), 'utf8')).toBe(configuration(ROOMS));
});

test('no file imports itself, by whatever way, types included', () => {
  const graph = new Map(
    sources().map((file) => {
      const text = readFileSync(join(ROOT, 'src', file), 'utf8');
      const found = text.matchAll(/^(?:import|export)\b(?:[^;'"]*?\bfrom)?\s*['"](\.[^'"]+)['"]/gm);
      return [file, Array.from(found, ([, way = '']) => posix.join(posix.dirname(file), way))] as const;
    }),
  );
  const edges = [...graph].flatMap(([from, all]) => all.map((to) => [from, to] as const));
  expect(edges.length).toBeGreaterThan(300);
  expect(edges.filter(([, to]) => !graph.has(to))).toEqual([]);
  expect(circles(graph)).toEqual([]);
});

let folder: string;
/** The linter's findings by file and line. */
let found: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-policy-rules-'));
  for (const name of ['biome.json', 'lint', '.gitignore']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  for (const { file, code } of [...BREACHES, ...ALLOWED]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    appendFileSync(join(folder, file), `${code}\n`);
  }
  found = findings();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(BREACHES)('finds in $room: $code', ({ file, line, rule }) => {
  expect(found.get(`${file}:${line}`)).toContain(rule);
});

test.each(ALLOWED)('allows in $room: $code', ({ file, line }) => {
  expect(found.get(`${file}:${line}`) ?? []).toEqual([]);
});

test('no file of src switches a rule off', () => {
  const off = sources().filter((name) =>
    readFileSync(join(ROOT, 'src', name), 'utf8').includes('biome-ignore'),
  );
  expect(off).toEqual([]);
});

/** The files of src, as in `modes/plan/plan.ts`. */
function sources(): string[] {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts')).sort();
  expect(files.length).toBeGreaterThan(50);
  return files;
}

/** The files of which each leads back to itself: what is left when those that lead nowhere else are taken away, again and again. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(graph);
  for (;;) {
    const ends = [...left].filter(([, to]) => !to.some((file) => left.has(file))).map(([file]) => file);
    if (ends.length === 0) return [...left.keys()];
    for (const file of ends) left.delete(file);
  }
}

function roomOf(path: string): Room {
  const room = ROOMS.find((one) => one.path === path);
  if (room === undefined) throw new Error(`There is no room ${path}.`);
  return room;
}

/** How a file of one room imports another file, or one in another folder. */
function wayTo(room: Room, path: string): string {
  const from = room.path.endsWith('.ts') ? '.' : room.path;
  const way = posix.relative(from, path.endsWith('.ts') ? path : posix.join(path, 'probe.ts'));
  return way.startsWith('.') ? way : `./${way}`;
}

interface Probe {
  room: string;
  file: string;
  line: number;
  code: string;
}

interface Breach extends Probe {
  rule: string;
}

/** A file of its own for each probe of a room; where the room is one file, a line of its own. */
function probe(room: string, code: string): Probe {
  const index = probes.length;
  const file = room.endsWith('.ts') ? `src/${room}` : `src/${room}/probe-${index}.ts`;
  const line = 1 + probes.filter((other) => other.file === file).length;
  const one = { room, file, line, code: code.replaceAll('NAME', `name${index}`) };
  probes.push(one);
  return one;
}

function breach(room: string, code: string, rule: string): Breach {
  return { ...probe(room, code), rule };
}

function denied({ path }: Room, module: string): Breach {
  return breach(path, `import '${module}';`, IMPORTS);
}

/** Runs the linter on the copy. It has none of the packages, which it does not need. */
function findings(): Map<string, string[]> {
  const { stdout } = spawnSync(
    process.execPath,
    [BIOME, 'lint', '--reporter=github', '--max-diagnostics=none'],
    { cwd: folder, encoding: 'utf8' },
  );
  const by = new Map<string, string[]>();
  for (const [, rule = '', file = '', line = ''] of stdout.matchAll(
    /^::(?:error|warning|notice) title=([^,]+),file=([^,]+),line=(\d+)/gm,
  )) {
    const at = `${relative(realpathSync(folder), file)}:${line}`;
    by.set(at, [...(by.get(at) ?? []), rule]);
  }
  return by;
}
