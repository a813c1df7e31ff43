/**
 * What may not stand anywhere in the file. First an allow-list, because a list of what is dangerous is never whole (T40): ASCII,
 * and letters, marks, numbers, punctuation and symbols of any script, with the space as the only white space. Then what is allowed by its
 * category and has no visible form all the same: everything that Unicode calls default-ignorable (Hangul fillers, variation selectors,
 * the grapheme joiner), and a few blanks that it does not: Braille, object replacement, null notehead, two of Egyptian
 * hieroglyphs, the Khitan filler.
 */
const FORBIDDEN =
  /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|[\p{Default_Ignorable_Code_Point}\u{2800}\u{FFFC}\u{1D159}\u{13441}\u{13442}\u{16FE4}]/u;

/** A character that may not stand where it does. `at` counts UTF-16 code units. */
export interface Forbidden {
  at: number;
  /** `U+XXXX`. */
  name: string;
}

/** The first forbidden character of a line of text, if there is one. A lone surrogate is one. */
export function firstForbidden(line: string): Forbidden | undefined {
  const match = FORBIDDEN.exec(line);
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

export const NOT_NFC = 'Expected text in composed form (Unicode NFC). Type the character anew.';

/** Why a forbidden character is refused, and what to do. */
export function forbiddenMessage(name: string): string {
  return `The character ${name} is not allowed. ${REASONS.get(name) ?? 'It is invisible, or can change how the text around it reads.'} Remove it.`;
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['U+0009', 'Tabs are read in different ways; indent and separate with spaces.'],
  ['U+000D', 'A carriage return without a line feed is a line break to some readers and not to others.'],
  ['U+0085', 'It is a line break to some readers and not to others.'],
  ['U+2028', 'It is a line break to some readers and not to others.'],
  ['U+2029', 'It is a line break to some readers and not to others.'],
  ['U+00A0', 'It looks like a space and is none.'],
  ['U+FEFF', 'A byte order mark may only be the very first character of the file.'],
]);
