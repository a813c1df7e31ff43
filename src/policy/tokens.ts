import { type CST, Parser } from 'yaml';
import { lexemesOf } from './lexemes.ts';
import type { Fault } from './problem.ts';

/** The composer makes an error, with a stack trace, of each token that fits nowhere. */
const MAX_STRAY = 100;

export type Tokens = { kind: 'tokens'; tokens: CST.Token[] } | { kind: 'faults'; faults: Fault[] };

/**
 * Reads a text as the syntax tree of YAML, or says what a policy may not hold, before a document is built of it: what
 * `lexemesOf` finds, or many tokens that fit nowhere (T35, T36). Linear in the text.
 */
export function readTokens(text: string): Tokens {
  const faults: Fault[] = [];
  const tokens = [...parse(lexemesOf(text, faults))];
  if (faults.length > 0) return { kind: 'faults', faults };
  const stray = tokens.filter(({ type }) => type === 'error');
  if (stray.length > MAX_STRAY) return { kind: 'faults', faults: stray.map(strayToken) };
  return { kind: 'tokens', tokens };
}

function* parse(lexemes: Iterable<string>): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of lexemes) yield* parser.next(lexeme);
  yield* parser.end();
}

function strayToken({ offset }: CST.Token): Fault {
  return { offset, code: 'syntax', message: 'This is not expected here.' };
}
