import { INVISIBLE } from '../text/invisible.ts';
import type { ProblemCode } from './problem.ts';

/**
 * More marks than this on one character are piled up so that they cover the lines around theirs, and take long to compose. Unicode
 * itself allows 30, "significantly beyond what is required for any linguistic or technical usage"
 * (https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format). Writing stays below 10: Hebrew with its accents has up to 4,
 * Burmese 7, and the tallest stacks on record, of Tibetan, 8 (https://www.unicode.org/mail-arch/unicode-ml/y2011-m08/0101.html).
 */
const MAX_MARKS = 10;

const PILE = new RegExp(String.raw`(\p{M}{${MAX_MARKS}})\p{M}`, 'u');

/** What is wrong with a text at one of its characters. `at` counts UTF-16 code units. */
export interface WrongCharacter {
  at: number;
  code: ProblemCode;
  message: string;
}

/**
 * The first forbidden character of a line of text; where there is none, the first mark that is too many on its character; where there
 * is none either, where the line leaves Unicode's composed form. Linear, because composing is for no more marks than that.
 */
export function wrongCharacter(line: string): WrongCharacter | undefined {
  const forbidden = firstForbidden(line);
  if (forbidden) {
    return { at: forbidden.at, code: 'forbidden-character', message: forbiddenMessage(forbidden.name) };
  }
  const piled = firstPiled(line);
  if (piled !== undefined) return { at: piled, code: 'too-many-marks', message: PILED };
  const decomposed = firstDecomposed(line);
  return decomposed === undefined ? undefined : { at: decomposed, code: 'not-nfc', message: NOT_NFC };
}

const PILED = `More than ${MAX_MARKS} combining marks on one character make the text unreadable. Remove the extra marks.`;

/** The first mark that is too many on its character. Counts UTF-16 code units. */
export function firstPiled(text: string): number | undefined {
  const match = PILE.exec(text);
  return match === null ? undefined : match.index + String(match[1]).length;
}

/** A character that may not stand anywhere in the file: an invisible one. `at` counts UTF-16 code units. */
export interface Forbidden {
  at: number;
  /** `U+XXXX`. */
  name: string;
}

/** The first forbidden character of a line of text, if there is one. A lone surrogate is one. */
export function firstForbidden(line: string): Forbidden | undefined {
  const match = INVISIBLE.exec(line);
  return match === null ? undefined : { at: match.index, name: nameOf(match[0]) };
}

function nameOf(character: string): string {
  return `U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Where a text first leaves Unicode's composed form, in which the same text is always the same bytes; none where it is composed.
 * Counts UTF-16 code units.
 */
export function firstDecomposed(text: string): number | undefined {
  const composed = text.normalize('NFC');
  if (composed === text) return undefined;
  let at = 0;
  while (text[at] === composed[at]) at++;
  return at;
}

const NOT_NFC = 'Expected text in composed form (Unicode NFC). Type the character again.';

/** Why a forbidden character is refused, and what to do. */
export function forbiddenMessage(name: string): string {
  return `The character \`${name}\` is not allowed. ${REASONS.get(name) ?? 'It is invisible, or can change how the text around it reads.'} Remove it.`;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['U+0009', 'Tabs are read in different ways; indent and separate with spaces.'],
  ['U+000D', 'A carriage return without a line feed is a line break to some readers and not to others.'],
  ['U+0085', 'It is a line break to some readers and not to others.'],
  ['U+2028', 'It is a line break to some readers and not to others.'],
  ['U+2029', 'It is a line break to some readers and not to others.'],
  ['U+00A0', 'It looks like a space but isn’t one.'],
  ['U+FEFF', 'A byte order mark may only be the very first character of the file.'],
]);
