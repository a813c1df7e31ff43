import type { Fault } from './problem.ts';
import { MAX_DEPTH } from './text.ts';

/** A token of YAML, of one of the types of `CST.tokenType`. */
export interface Token {
  type: string | null;
  offset: number;
}

/** A line, or what an open bracket holds. */
interface Level {
  /** Where the bracket is. */
  offset: number;
  /** How many indicators follow each other: in the line, or since the last comma in the bracket. */
  indicators: number;
}

/**
 * Bounds how deep the parser goes, which calls itself once a level and would overflow the stack (T36): by brackets, and by
 * indicators that follow each other on one line, or in a bracket without a comma (`[a: b: c: d`), each of which opens a level to
 * it, too. Lines that are indented more and more are counted in `text.ts`. To be asked for each token in turn; answers with why the
 * reading ends at it.
 */
export function judgeOfNesting(): (token: Token) => Fault | undefined {
  const line: Level = { offset: 0, indicators: 0 };
  const brackets: Level[] = [];
  return ({ type, offset }) => {
    const innermost = brackets.at(-1) ?? line;
    switch (type) {
      case 'flow-map-start':
      case 'flow-seq-start':
        return brackets.push({ offset, indicators: 0 }) > MAX_DEPTH
          ? { offset, ...TOO_MANY_OPEN }
          : undefined;
      case 'flow-map-end':
      case 'flow-seq-end':
        return brackets.pop() ? undefined : { offset, ...UNOPENED };
      case 'newline':
        line.indicators = innermost === line ? 0 : line.indicators;
        return undefined;
      case 'comma':
        innermost.indicators = 0;
        return undefined;
      case 'map-value-ind':
      case 'seq-item-ind':
      case 'explicit-key-ind':
        if (++innermost.indicators <= MAX_DEPTH) return undefined;
        return innermost === line
          ? { offset, ...TOO_MANY_ON_LINE }
          : { offset: innermost.offset, ...UNCLOSED };
      default:
        return undefined;
    }
  };
}

const TOO_MANY_OPEN = { code: 'too-deep', message: `More than ${MAX_DEPTH} brackets are open.` } as const;

const UNOPENED = { code: 'syntax', message: 'No bracket is open that this one could close.' } as const;

const UNCLOSED = {
  code: 'syntax',
  message: 'This bracket is not closed, or commas are missing in it.',
} as const;

const TOO_MANY_ON_LINE = {
  code: 'too-deep',
  message: `More than ${MAX_DEPTH} colons or dashes on one line. Put each key on a line of its own.`,
} as const;
