import { wrongCharacter } from './characters.ts';
import type { Problem } from './problem.ts';

/** Far above 2 000 entries, far below what slows a parser down (T36). */
export const MOST_POLICY_BYTES = 512 * 1024;
const MAX_LINES = 20_000;
const MAX_LINE_LENGTH = 1_024;

/** The problem of a file that is refused by its size alone. */
export const TOO_LARGE: Problem = {
  line: 1,
  column: 1,
  code: 'too-large',
  message: `The file is larger than ${MOST_POLICY_BYTES / 1024} KiB.`,
};

/** A policy needs 3 levels of indentation. */
export const MAX_DEPTH = 16;

export type Text = { kind: 'text'; text: string } | { kind: 'problems'; problems: Problem[] };

/**
 * The text of a policy file, with LF as its only line break and without a byte order mark, or why it is not read: its size, its
 * encoding, the length and number of its lines, the depth of its indentation, and characters that are invisible, change how the
 * text around them reads or are piled up (T36, T40, T41). Nothing here costs more than the size of the file.
 */
export function readText(bytes: Uint8Array): Text {
  if (bytes.byteLength > MOST_POLICY_BYTES) {
    return { kind: 'problems', problems: [TOO_LARGE] };
  }
  const decoded = decode(bytes);
  if (decoded === undefined) return notUtf8(bytes);
  const text = decoded.replace(/^\u{FEFF}/u, '').replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  if (lines.length > MAX_LINES) {
    return refused(MAX_LINES + 1, 1, 'too-many-lines', `The file has more than ${MAX_LINES} lines.`);
  }
  const problems = [...lines.flatMap(lineProblems), ...depthProblems(lines)];
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'text', text };
}

function refused(line: number, column: number, code: Problem['code'], message: string): Text {
  return { kind: 'problems', problems: [{ line, column, code, message }] };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Points at the line that can't be decoded, which editors show as a replacement character. */
function notUtf8(bytes: Uint8Array): Text {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || decode(bytes.subarray(start, end)) === undefined) break;
    start = end + 1;
  }
  return refused(line, 1, 'not-utf-8', 'This line is not valid UTF-8. Save the file in the encoding UTF-8.');
}

function lineProblems(line: string, index: number): Problem[] {
  const at = (column: number, code: Problem['code'], message: string): Problem[] => [
    { line: index + 1, column, code, message },
  ];
  if (line.length > MAX_LINE_LENGTH) {
    return at(MAX_LINE_LENGTH + 1, 'line-too-long', `The line has more than ${MAX_LINE_LENGTH} characters.`);
  }
  const wrong = wrongCharacter(line);
  return wrong ? at(wrong.at + 1, wrong.code, wrong.message) : [];
}

/**
 * Counts the columns at which something is open, also those that the indicators of a compact line open (`- - a`). A sequence may
 * stand in the column of its key, so that real depth is at most twice what is counted. Text of many lines is counted as well.
 */
function depthProblems(lines: readonly string[]): Problem[] {
  const open: number[] = [];
  for (const [index, line] of lines.entries()) {
    const rest = line.replace(/^ *(?:[-?:] +)*/, '');
    if (rest === '' || rest.startsWith('#')) continue;
    const lead = line.slice(0, line.length - rest.length);
    for (const column of columnsOf(lead)) {
      while ((open.at(-1) ?? -1) >= column) open.pop();
      if (open.push(column) <= MAX_DEPTH) continue;
      const message = `More than ${MAX_DEPTH} levels of indentation.`;
      return [{ line: index + 1, column: column + 1, code: 'too-deep', message }];
    }
  }
  return [];
}

function columnsOf(lead: string): number[] {
  const indicators = [...lead].flatMap((character, column) => (character === ' ' ? [] : [column]));
  return [...indicators, lead.length];
}
