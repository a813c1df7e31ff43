import { CST, Lexer } from 'yaml';
import { judgeOfNesting, type Token } from './nesting.ts';
import type { Fault, ProblemCode } from './problem.ts';

/** Opt-outs, resets, protected accounts and approvers of one policy together. */
export const MAX_ENTRIES = 2_000;

/** The top of a policy, `org`, `guardrails` and the lists have fewer keys, brackets and commas than this between them. */
const AROUND = 100;

/** An opt-out has 6 keys, any other entry fewer. */
const MOST_KEYS = 6 * MAX_ENTRIES + AROUND;

/**
 * What a policy holds at most of each kind, in whichever style it is written. Nobody who writes a policy meets these limits before
 * that of its entries; what is above them costs more than the largest policy does, and is none (T36).
 */
const MOST = {
  items: MAX_ENTRIES,
  keys: MOST_KEYS,
  scalars: 2 * MOST_KEYS,
  /** One after each key, one after each entry. */
  commas: MOST_KEYS + MAX_ENTRIES,
  brackets: 2 * (MAX_ENTRIES + AROUND),
};

type Kind = keyof typeof MOST;

/** YAML that a policy does not need, and that makes it mean something else than it seems to. */
const UNWANTED: ReadonlyMap<string | null, readonly [ProblemCode, string]> = new Map([
  ['directive-line', ['directive', 'A directive (a line that starts with `%`) is not allowed.']],
  ['anchor', ['anchor', 'An anchor (`&`) is not allowed. Put text that starts with `&` in quotes.']],
  ['alias', ['alias', 'An alias (`*`) is not allowed. Put text that starts with `*` in quotes.']],
  ['tag', ['tag', 'A tag (`!`) is not allowed. Put text that starts with `!` in quotes.']],
  [
    'explicit-key-ind',
    ['explicit-key', 'A key that starts with a question mark is not allowed. Write `key: value`.'],
  ],
]);

/**
 * Splits a text into the lexemes of YAML, for the parser of `yaml`. Adds to `found` what no policy holds: directives, anchors,
 * aliases, tags and explicit keys. Ends at what no policy can hold: a second document, nesting deeper than 16, a bracket that nothing
 * opened, and more of anything than the largest policy has (T35, T36). Linear in the text.
 */
export function* lexemesOf(text: string, found: Fault[]): Generator<string> {
  const judge = judgeOfTokens();
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    // Marks are no part of the text: what follows is a scalar, a document starts, brackets were left open.
    const isMark = lexeme === CST.SCALAR || lexeme === CST.DOCUMENT || lexeme === CST.FLOW_END;
    if (!isMark) {
      const type = isScalar ? 'scalar' : CST.tokenType(lexeme);
      const unwanted = UNWANTED.get(type);
      if (unwanted) found.push({ offset, code: unwanted[0], message: unwanted[1] });
      const refused = judge({ type, offset });
      if (refused) {
        found.push(refused);
        return;
      }
      offset += lexeme.length;
    }
    isScalar = lexeme === CST.SCALAR;
    yield lexeme;
  }
}

/** To be asked for each token in turn; answers with why the reading ends at it. */
function judgeOfTokens(): (token: Token) => Fault | undefined {
  const counts: Record<Kind, number> = { items: 0, keys: 0, scalars: 0, commas: 0, brackets: 0 };
  const judgeNesting = judgeOfNesting();
  let hasStarted = false;
  let hasEnded = false;
  return (token) => {
    const { type, offset } = token;
    const refused = judgeNesting(token);
    if (refused || FREE.has(type)) return refused;
    if (hasEnded || (type === 'doc-start' && hasStarted)) return { offset, ...SECOND_DOCUMENT };
    hasStarted = true;
    hasEnded = type === 'doc-end';
    const kind = kindOf(type);
    if (kind === undefined || ++counts[kind] <= MOST[kind]) return undefined;
    return { offset, ...(kind === 'items' ? TOO_MANY_ITEMS : TOO_MANY_VALUES) };
  };
}

/** What is no part of a document: no node is kept for it. */
const FREE: ReadonlySet<string | null> = new Set(['space', 'comment', 'newline', 'directive-line']);

const SECOND_DOCUMENT = {
  code: 'several-documents',
  message: 'A second document starts here. Only one is allowed in the file.',
} as const;

const TOO_MANY_ITEMS = {
  code: 'too-many-entries',
  message: `More than ${MAX_ENTRIES} list items. A policy can have at most ${MAX_ENTRIES} opt-outs, resets, protected accounts and approvers.`,
} as const;

const TOO_MANY_VALUES = {
  code: 'too-many-values',
  message: `More keys, values or brackets than a policy of ${MAX_ENTRIES} entries has. Remove what is not part of the policy.`,
} as const;

function kindOf(type: string | null): Kind | undefined {
  switch (type) {
    // Its text follows, and is counted.
    case 'block-scalar-header':
      return undefined;
    case 'seq-item-ind':
      return 'items';
    case 'map-value-ind':
      return 'keys';
    case 'scalar':
    case 'single-quoted-scalar':
    case 'double-quoted-scalar':
      return 'scalars';
    case 'comma':
      return 'commas';
    default:
      return 'brackets';
  }
}
