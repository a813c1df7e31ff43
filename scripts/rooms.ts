/** Writes the linter's configuration, `lint/rooms.json`, from the table of rooms in `lint/rooms.ts`. */
import { writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { ROOMS, type Room } from '../lint/rooms.ts';

const GLOBALS = {
  ...denied(['fetch', 'WebSocket', 'EventSource'], 'Use resolver/http.ts or github/wire.ts.'),
  ...denied(['globalThis', 'global'], 'Name the global itself.'),
  require: 'Import at the top of the file.',
};
const NO_CLOCK = 'No clock and no I/O here: take what you need as an argument.';
const PURE_GLOBALS = {
  ...GLOBALS,
  ...denied(['process', 'performance', 'crypto', 'setTimeout', 'setInterval', 'setImmediate'], NO_CLOCK),
};
const PROPERTIES = [
  { property: 'exit', message: 'Set process.exitCode.' },
  { property: 'reallyExit', message: 'Set process.exitCode.' },
  { property: 'getBuiltinModule', message: 'Import at the top of the file.' },
];
const PURE_PROPERTIES = [
  ...PROPERTIES,
  { object: 'Date', property: 'now', message: NO_CLOCK },
  { object: 'Math', property: 'random', message: NO_CLOCK },
];

function denied(names: readonly string[], message: string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, message]));
}

/** The text of the linter's configuration that keeps these rooms. */
export function configuration(rooms: readonly Room[]): string {
  const pure = rooms.filter((room) => room.pure).map(filesOf);
  const everywhere = {
    includes: ['src/**'],
    ...rules({ noRestrictedGlobals: error({ deniedGlobals: GLOBALS }) }, PROPERTIES, { noConsole: 'error' }),
  };
  const inPureRooms = {
    includes: pure,
    ...rules({ noRestrictedGlobals: error({ deniedGlobals: PURE_GLOBALS }) }, PURE_PROPERTIES),
  };
  const overrides = [everywhere, inPureRooms, ...rooms.map(importsOf)];
  return `${JSON.stringify({ overrides }, undefined, 2)}\n`;
}

function rules(style: object, properties: readonly object[], suspicious?: object): object {
  const nursery = { noJsRestrictedProperties: error({ entries: properties }) };
  return { linter: { rules: { ...(suspicious && { suspicious }), style, nursery } } };
}

function error(options: object): object {
  return { level: 'error', options };
}

function isFile(path: string): boolean {
  return path.endsWith('.ts');
}

function filesOf({ path }: Room): string {
  return isFile(path) ? `src/${path}` : `src/${path}/*.ts`;
}

/** Everything is denied but what the line of the table names, as it is written from there. */
function importsOf(room: Room): object {
  const folder = isFile(room.path) ? '.' : room.path;
  const from = (path: string) => {
    const way = posix.relative(folder, path);
    const file = isFile(path) ? way : posix.join(way, '*.ts');
    return file.startsWith('.') ? file : `./${file}`;
  };
  const own = isFile(room.path) ? [] : ['./*.ts'];
  const may = [...own, ...room.may.map(from), ...room.packages];
  const message = `${room.path} may import ${may.length === 0 ? 'nothing' : may.join(', ')} (lint/rooms.ts).`;
  const patterns = [{ group: ['**', ...may.map((one) => `!${one}`)], message }];
  return {
    includes: [filesOf(room)],
    linter: { rules: { style: { noRestrictedImports: error({ patterns }) } } },
  };
}

if (import.meta.main) {
  writeFileSync(new URL('../lint/rooms.json', import.meta.url), configuration(ROOMS));
}
