/** An escape that stands in a text: how many code units it takes, and the code point that it means; 0 where that is nothing visible. */
export interface Escape {
  length: number;
  point: number;
}

/**
 * Reads the escape of one kind that begins at `at`, if there is one. Letters are lower-case, and a 0, which no text holds, stands after
 * the last unit: no reader looks beyond it.
 */
export type EscapeReader = (units: Uint16Array, at: number) => Escape | undefined;

const code = (character: string): number => character.charCodeAt(0);
const PERCENT = code('%');
const BACKSLASH = code('\\');
const AMPERSAND = code('&');
const SEMICOLON = code(';');
const HASH = code('#');
const X = code('x');
const U = code('u');
const OPENING = code('{');
const CLOSING = code('}');
const BAR = code('|');
const CONTROLS = new Set(Array.from('bfnrtv', code));
const ENTITIES = Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }).map(
  ([name, character]) => ({ written: Array.from(`&${name};`, code), point: code(character) }),
);

/** Whether an escape of any kind can begin with this unit. */
export function beginsEscape(unit: number): boolean {
  return unit === PERCENT || unit === BACKSLASH || unit === AMPERSAND;
}

const percent: EscapeReader = (units, at) =>
  units[at] === PERCENT ? numeral(units, at, { prefix: 1, radix: 16, least: 2, most: 2 }) : undefined;

/** An escape of JSON or JavaScript that names a code point or a control character. */
const point: EscapeReader = (units, at) => {
  if (units[at] !== BACKSLASH) return undefined;
  const kind = units[at + 1] as number;
  if (kind === X) return numeral(units, at, { prefix: 2, radix: 16, least: 2, most: 2 });
  if (kind === U && units[at + 2] === OPENING) {
    return numeral(units, at, { prefix: 3, radix: 16, least: 1, most: 6, end: CLOSING });
  }
  if (kind === U) return numeral(units, at, { prefix: 2, radix: 16, least: 4, most: 4 });
  return CONTROLS.has(kind) ? { length: 2, point: 0 } : undefined;
};

/** Or a backslash before a character that is neither letter nor digit. */
const quoted: EscapeReader = (units, at) => {
  if (units[at] !== BACKSLASH) return undefined;
  const next = units[at + 1] as number;
  if (next === 0 || digitOf(next) < NO_DIGIT) return point(units, at);
  if (next < 0xd800 || next > 0xdbff) return { length: 2, point: next };
  // A view holds surrogates in pairs alone.
  return { length: 3, point: 0x10000 + (next - 0xd800) * 0x400 + (units[at + 2] as number) - 0xdc00 };
};

/** How a cell of a table in Markdown holds a bar: `\|`, or `\x7c` in code. */
const bar: EscapeReader = (units, at) => {
  const isQuoted = units[at + 1] === BAR || units[at + 1] === X;
  const read = isQuoted ? quoted(units, at) : undefined;
  return read?.point === BAR ? read : undefined;
};

const entity: EscapeReader = (units, at) => {
  if (units[at] !== AMPERSAND) return undefined;
  if (units[at + 1] !== HASH) {
    const found = ENTITIES.find(({ written }) => written.every((unit, index) => units[at + index] === unit));
    return found && { length: found.written.length, point: found.point };
  }
  return units[at + 2] === X
    ? numeral(units, at, { prefix: 3, radix: 16, least: 1, most: 6, end: SEMICOLON })
    : numeral(units, at, { prefix: 2, radix: 10, least: 1, most: 7, end: SEMICOLON });
};

/** The kinds of escapes, and all together: a key can hold what looks like an escape of another kind. */
export const ESCAPES: readonly EscapeReader[] = [
  percent,
  point,
  quoted,
  bar,
  entity,
  (units, at) => percent(units, at) ?? quoted(units, at) ?? entity(units, at),
];

interface Numeral {
  /** Units before the digits. */
  prefix: number;
  radix: number;
  /** How many digits there must be, and how many there may be. */
  least: number;
  most: number;
  /** The unit after the digits. */
  end?: number;
}

function numeral(
  units: Uint16Array,
  at: number,
  { prefix, radix, least, most, end }: Numeral,
): Escape | undefined {
  let value = 0;
  let next = at + prefix;
  for (; next < at + prefix + most; next++) {
    const digit = digitOf(units[next] as number);
    if (digit >= radix) break;
    value = value * radix + digit;
  }
  if (next < at + prefix + least) return undefined;
  if (end !== undefined && units[next++] !== end) return undefined;
  return { length: next - at, point: value <= 0x10ffff ? value : 0 };
}

const NO_DIGIT = 36;

/** What a digit or a lower-case letter is worth; `NO_DIGIT` for anything else. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 + 10 : NO_DIGIT;
}
