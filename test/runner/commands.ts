/**
 * How the runner finds commands in a line of output, after `TryParseV2` and `TryParse` of `src/Runner.Common/ActionCommand.cs` in
 * `actions/runner`. Its searches follow the rules of a language, which pass over invisible characters; so does this oracle.
 */
const REGISTERED = [
  'internal-set-repo-path',
  'set-env',
  'set-output',
  'save-state',
  'add-path',
  'add-mask',
  'add-matcher',
  'remove-matcher',
  'debug',
  'notice',
  'warning',
  'error',
  'group',
  'endgroup',
  'echo',
  'stop-commands',
  'token-1234',
];

export function commandIn(line: string): string | undefined {
  return [line, line.replace(/[^ -~]/g, '')]
    .map((text) => version2(text) ?? version1(text))
    .find((name) => name !== undefined);
}

function version2(line: string): string | undefined {
  const text = line.trimStart();
  if (!text.startsWith('::')) return undefined;
  const end = text.indexOf('::', 2);
  return end < 0 ? undefined : registered(text.slice(2, end));
}

function version1(line: string): string | undefined {
  const start = line.indexOf('##[');
  if (start < 0) return undefined;
  const end = line.indexOf(']', start);
  return end < 0 ? undefined : registered(line.slice(start + 3, end));
}

function registered(info: string): string | undefined {
  const name = info.split(' ', 1)[0]?.toLowerCase() ?? '';
  return REGISTERED.find((known) => known === name);
}

/** Texts that would be commands if they were written as they are, for each command in each form, alone and after other text. */
export const INJECTIONS: readonly string[] = REGISTERED.flatMap((name) => [
  `::${name}::x`,
  `  ::${name} name=a::x`,
  `\n::${name}::x`,
  `\r::${name}::x`,
  `\u2028::${name}::x`,
  `\u0085::${name}::x`,
  `##[${name}]x`,
  `Ana ##[${name} name=changed]false`,
  `###[${name}]x`,
  `#\u200b#[${name}]x`,
  `##\u00ad[${name}]x`,
  `#\u0640#[${name}]x`,
  `\u001b[31m##[${name}]`,
]);

/** The lines as a terminal or the runner would split them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/);
}
