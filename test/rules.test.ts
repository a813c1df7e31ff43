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
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** All probes so far. */
const probes: Probe[] = [];

const IMPORTS = 'lint/style/noRestrictedImports';
const GLOBALS = 'lint/style/noRestrictedGlobals';
const PROPERTIES = 'lint/nursery/noJsRestrictedProperties';

/** What breaks a rule of the rooms (design, section 4), in which room, and the rule that finds it. */
const BREACHES: readonly Breach[] = [
  ...denied('policy', [
    '../plan/row.ts',
    '../approval/trace.ts',
    '../ledger/state.ts',
    '../apply/execute.ts',
    '../report/rows.ts',
    '../modes/plan.ts',
    '../ports.ts',
    '../runner/log.ts',
    '../resolver/http.ts',
    '../github/event.ts',
    './../plan/row.ts',
    '../policy/../plan/row.ts',
    'node:fs',
    'node:http',
    'undici',
    '@actions/core',
    'zod/mini',
  ]),
  ...denied('plan', [
    '../approval/trace.ts',
    '../ledger/state.ts',
    '../apply/execute.ts',
    '../report/rows.ts',
    '../modes/plan.ts',
    '../ports.ts',
    '../main.ts',
  ]),
  ...denied('approval', [
    '../ledger/state.ts',
    '../apply/execute.ts',
    '../report/rows.ts',
    '../modes/plan.ts',
    '../ports.ts',
    '../main.ts',
  ]),
  ...denied('ledger', ['../apply/execute.ts', '../report/rows.ts', '../modes/plan.ts', '../ports.ts']),
  ...denied('apply', [
    '../modes/plan.ts',
    '../report/rows.ts',
    '../resolver/http.ts',
    '../github/wire.ts',
    '../runner/clock.ts',
  ]),
  ...denied('report', ['../modes/result.ts', '../ports.ts', '../runner/redact.ts', 'node:fs']),
  ...denied('modes', [
    '../resolver/writer.ts',
    '../github/wire.ts',
    '../runner/retry.ts',
    '../run.ts',
    '../main.ts',
    '../assemble.ts',
    'node:fs',
    'undici',
  ]),
  ...denied('resolver', [
    '../github/wire.ts',
    '../runner/log.ts',
    '../runner/redact.ts',
    '../modes/context.ts',
    '../apply/execute.ts',
    '../main.ts',
    '@actions/github',
  ]),
  ...denied('github', [
    '../resolver/http.ts',
    '../runner/log.ts',
    '../modes/context.ts',
    '../apply/execute.ts',
    '../main.ts',
    'undici',
  ]),
  ...denied('runner', [
    '../github/wire.ts',
    '../resolver/http.ts',
    '../modes/context.ts',
    '../apply/execute.ts',
    '../main.ts',
    'node:http',
  ]),
  ...[
    'policy',
    'plan',
    'approval',
    'ledger',
    'apply',
    'report',
    'modes',
    'resolver',
    'github',
    'runner',
    'main.ts',
    'assemble.ts',
    'show.ts',
    'run.ts',
    'ports.ts',
  ].flatMap((room) => denied(room, ['node:child_process', 'node:worker_threads', 'node:module'])),
  ...denied('run.ts', ['./github/wire.ts', './resolver/http.ts', './runner/log.ts', './main.ts']),
  ...denied('ports.ts', ['./modes/context.ts', './apply/execute.ts', './runner/log.ts']),
  ...denied('main.ts', ['undici', '@actions/core', '@actions/github']),
  ...['modes', 'apply', 'github', 'resolver', 'runner'].flatMap((room) => [
    breach(
      room,
      `import type { TenantWriter } from '../src/ports/write/tenant.ts'; export type NAME = TenantWriter;`,
      IMPORTS,
    ),
    breach(
      room,
      `import type { TenantWriter as W } from '../src/ports/write/tenant.ts'; export type NAME = W;`,
      IMPORTS,
    ),
    breach(room, `export type { TenantWriter } from '../ports.ts';`, IMPORTS),
    breach(
      room,
      `import type * as ports from '../ports.ts'; export type NAME = ports.TenantWriter;`,
      'plugin',
    ),
    breach(room, `export type * from '../ports.ts';`, 'plugin'),
    breach(room, `export * as ports from '../ports.ts';`, 'plugin'),
  ]),
  breach(
    'modes',
    `import type { ApplyContext } from './context.ts'; export type NAME = ApplyContext['writer'];`,
    IMPORTS,
  ),
  breach('modes', `import type * as c from './context.ts'; export type NAME = c.ApplyContext;`, 'plugin'),
  ...['policy', 'modes', 'github', 'resolver', 'runner', 'main.ts'].flatMap((room) => [
    breach(room, `export type NAME = import('../ports.ts').TenantWriter;`, 'plugin'),
    breach(room, `export const NAME = await import(process.argv0);`, 'plugin'),
    breach(room, `export const NAME = fetch('/');`, GLOBALS),
    breach(room, `export const NAME = globalThis.fetch('/');`, GLOBALS),
    breach(room, `console.log('text');`, 'lint/suspicious/noConsole'),
    breach(room, `process.exit(1);`, PROPERTIES),
    breach(room, `export const { exit: NAME } = process;`, PROPERTIES),
    breach(room, `export const NAME = process.getBuiltinModule('node:child_process');`, PROPERTIES),
    breach(room, `export const NAME = require('node:child_process');`, GLOBALS),
  ]),
  ...['policy', 'plan', 'approval', 'ledger', 'apply', 'report'].flatMap((room) => [
    breach(room, `export const NAME = new Date();`, 'plugin'),
    breach(room, `export const NAME = Date.now();`, PROPERTIES),
    breach(room, `export const NAME = Math.random();`, PROPERTIES),
    breach(room, `export const NAME = process.env.HOME;`, GLOBALS),
    breach(room, `setTimeout(String, 1);`, GLOBALS),
  ]),
];

/** What each room may do; the linter says nothing of it. */
const ALLOWED: readonly Probe[] = [
  ...allowed('policy', ['./entry.ts', 'zod', 'yaml', 'node:crypto']),
  ...allowed('plan', ['./row.ts', '../policy/entry.ts', 'node:crypto']),
  ...allowed('approval', ['./said.ts', '../plan/row.ts', '../policy/entry.ts']),
  ...allowed('ledger', [
    './signature.ts',
    '../approval/authority.ts',
    '../plan/canonical.ts',
    '../policy/entry.ts',
  ]),
  ...allowed('apply', ['./steps.ts', '../ledger/state.ts', '../plan/row.ts', '../ports.ts']),
  ...allowed('report', [
    './markdown.ts',
    '../apply/outcome.ts',
    '../ledger/state.ts',
    '../plan/row.ts',
    '../policy/entry.ts',
  ]),
  ...allowed('modes', ['./result.ts', '../apply/execute.ts', '../report/rows.ts', '../ports.ts']),
  ...allowed('resolver', ['./http.ts', '../ports.ts', '../runner/retry.ts', 'undici']),
  ...allowed('github', [
    './wire.ts',
    '../ports.ts',
    '../ledger/blob.ts',
    '../runner/retry.ts',
    '@actions/github',
  ]),
  ...allowed('runner', ['./log.ts', '../ports.ts', '../report/markdown.ts', 'node:fs']),
  ...['modes/apply.ts', 'apply/execute.ts', 'resolver/writer.ts'].map((file) =>
    probe(
      file,
      `import type { TenantWriter } from '../src/ports/write/tenant.ts'; export type NAME = TenantWriter;`,
    ),
  ),
  probe('plan', 'export const NAME = new Date(5);'),
];

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
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(50);
  const off = files.filter((name) => readFileSync(join(ROOT, 'src', name), 'utf8').includes('biome-ignore'));
  expect(off).toEqual([]);
});

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

function denied(room: string, modules: readonly string[]): Breach[] {
  return modules.map((module) => breach(room, `import '${module}';`, IMPORTS));
}

function allowed(room: string, modules: readonly string[]): Probe[] {
  return modules.map((module) => probe(room, `import '${module}';`));
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
