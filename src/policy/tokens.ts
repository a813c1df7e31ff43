import { CST, Lexer, Parser } from 'yaml';
import type { ProblemCode } from './problem.ts';
import { MAX_DEPTH } from './text.ts';

/** Tokens beside space and comments: 2 000 opt-outs with every field have 44 000. */
const MAX_TOKENS = 48_000;

/** The widest mapping is that of approvers. The parser compares each key with every other of its mapping (T36). */
const MAX_KEYS = 2_000;

/** The parser makes an error, with a stack trace, of each token that fits nowhere: 40 000 of them take most of a second. */
const MAX_STRAY = 100;

/** A token that a policy may not hold. */
export interface Unwanted {
  offset: number;
  code: ProblemCode;
  message: string;
}

/** YAML that a policy does not need, and that makes it mean something else than it seems to, or costs too much. */
const UNWANTED: ReadonlyMap<string | null, readonly [ProblemCode, string]> = new Map([
  ['directive-line', ['directive', 'A directive (a line that starts with %) is not allowed.']],
  ['anchor', ['anchor', 'An anchor (&) is not allowed. Put text that starts with & in quotes.']],
  ['alias', ['alias', 'An alias (*) is not allowed. Put text that starts with * in quotes.']],
  ['tag', ['tag', 'A tag (!) is not allowed. Put text that starts with ! in quotes.']],
  [
    'explicit-key-ind',
    ['explicit-key', 'A key that starts with a question mark is not allowed. Write key: value.'],
  ],
]);

/**
 * Looks at the tokens of a text before the parser builds anything of them: directives, anchors, aliases, tags, explicit keys,
 * nesting deeper than 16 brackets, too many tokens, too many keys in one mapping (T35, T36). Linear in the text.
 */
export function unwantedTokens(text: string): Unwanted[] {
  const found = scan(text);
  return found.length > 0 ? found : judgeTree(text);
}

function scan(text: string): Unwanted[] {
  const found: Unwanted[] = [];
  let depth = 0;
  let count = 0;
  let hasEnded = false;
  for (const { type, offset } of tokensOf(text)) {
    const unwanted = UNWANTED.get(type);
    if (unwanted) found.push({ offset, code: unwanted[0], message: unwanted[1] });
    if (FREE.has(type)) continue;
    const stop = (code: ProblemCode, message: string): Unwanted[] => [...found, { offset, code, message }];
    if (hasEnded || (type === 'doc-start' && count > 0)) {
      return stop('several-documents', 'A second document starts here. Only one is allowed in the file.');
    }
    hasEnded = type === 'doc-end';
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth--;
    if (depth < 0) return stop('syntax', 'No bracket is open that this one could close.');
    if (depth > MAX_DEPTH) return stop('too-deep', `More than ${MAX_DEPTH} brackets are open.`);
    if (++count > MAX_TOKENS)
      return stop('too-many-values', 'No policy holds as many keys and values as this file.');
  }
  return found;
}

/** What is no part of a document: no node is kept for it. */
const FREE: ReadonlySet<string | null> = new Set(['space', 'comment', 'newline', 'directive-line']);

function* tokensOf(text: string): Generator<{ type: CST.Token['type'] | null; offset: number }> {
  let offset = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    const isMark = token === CST.SCALAR || token === CST.DOCUMENT || token === CST.FLOW_END;
    if (!isMark) {
      yield { type: isScalar ? 'scalar' : CST.tokenType(token), offset };
      offset += token.length;
    }
    isScalar = token === CST.SCALAR;
  }
}

function judgeTree(text: string): Unwanted[] {
  const found: Unwanted[] = [];
  const open: CST.Token[] = [...new Parser().parse(text)];
  const stray = open.filter(({ type }) => type === 'error');
  if (stray.length > MAX_STRAY) {
    return stray.map(({ offset }) => ({ offset, code: 'syntax', message: 'This is not expected here.' }));
  }
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (token.type === 'document' && token.value) open.push(token.value);
    if (!('items' in token)) continue;
    if (isMapping(token) && token.items.length > MAX_KEYS) {
      const message = `More than ${MAX_KEYS} keys in one mapping.`;
      found.push({ offset: token.offset, code: 'too-many-keys', message });
    }
    for (const { key, value } of token.items) {
      if (key) open.push(key);
      if (value) open.push(value);
    }
  }
  return found;
}

function isMapping(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean {
  return token.type === 'flow-collection'
    ? token.start.type === 'flow-map-start'
    : token.type === 'block-map';
}
