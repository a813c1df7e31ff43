/**
 * What can't be seen, for the policy (which refuses it), for Markdown, logs and annotations (which show its code point) and for the
 * redactor (which looks through it): one set, so that nothing passes one of them alone (T40). First an allow-list, because a list of
 * what is dangerous is never whole: letters, marks, numbers, punctuation and symbols of any script, with the space as the only white
 * space. Then what is allowed by its category and has no visible form all the same: everything that Unicode calls default-ignorable
 * (Hangul fillers, variation selectors, the grapheme joiner), and a few blanks that it does not: Braille, object replacement, null
 * notehead, two of Egyptian hieroglyphs, the Khitan filler.
 */
export const INVISIBLE =
  /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]|[\p{Default_Ignorable_Code_Point}\u{2800}\u{FFFC}\u{1D159}\u{13441}\u{13442}\u{16FE4}]/u;

const EVERY = new RegExp(INVISIBLE.source, 'gu');

/** Shows what can't be seen: each invisible character, and each lone surrogate, becomes `\xNN` or `\u{…}`. The result is well-formed. */
export function visible(text: string): string {
  return text.replace(EVERY, escaped);
}

function escaped(character: string): string {
  const point = character.codePointAt(0) as number;
  const hex = point.toString(16);
  return point < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}
