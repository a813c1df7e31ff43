/** Deep enough for every answer of the API, and shallow enough for any parser. */
const DEEPEST = 64;

export type Parsed = { kind: 'value'; value: unknown } | { kind: 'not-json' };

/**
 * Parses JSON as an answer must be: no key twice in an object (which one counts would be a matter of the parser), at most 64 levels.
 * A number that JavaScript can't give back digit by digit is kept as its text: `9007199254740993` would become the id of another user.
 */
export function parseJson(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text, exact);
    return hasSoundObjects(text) ? { kind: 'value', value } : { kind: 'not-json' };
  } catch {
    // The message of JSON.parse quotes its input.
    return { kind: 'not-json' };
  }
}

/** Of a number its source comes along, which TypeScript's types do not say. */
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  const faithful = String(value) === source && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return faithful ? value : source;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The tokens of a text that is known to be JSON: strings with their quotes, marks, and bare words. White space is left out. */
export function* jsonTokens(text: string): Generator<string> {
  for (const [token] of text.matchAll(TOKEN)) yield token;
}

/** Of a text that is known to be JSON. Keys are compared as what they mean: an escaped letter is that letter. */
function hasSoundObjects(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const token of jsonTokens(text)) {
    const keys = open.at(-1);
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : undefined);
      if (open.length > DEEPEST) return false;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (keys !== undefined && (last === '{' || last === ',') && token !== ',') {
      const key = String(JSON.parse(token));
      if (keys.has(key)) return false;
      keys.add(key);
    }
    last = token;
  }
  return true;
}
