import { visible } from './invisible.ts';

/** The most code points of one datum that are shown. */
const SHOWN = 120;

/** The first code points of a text, and a mark that says how many were left out; empty if none. A surrogate pair is never cut. */
export function shorten(text: string, most: number = SHOWN): { kept: string; mark: string } {
  let end = 0;
  let points = 0;
  for (const character of text) {
    points += 1;
    if (points <= most) end += character.length;
  }
  return { kept: text.slice(0, end), mark: points > most ? `…(+${points - most})` : '' };
}

export function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}

/** One line as a code span, of whatever it holds. What can't be seen is shown, so the result is one line, too. Not for an empty text. */
export function spanOf(text: string): string {
  return ticked(seen(text));
}

/** A text of which everything can be seen; it neither starts nor ends with a space. */
export function seen(text: string): string {
  return visible(text).replace(/^ +| +$/g, (spaces) => '\\x20'.repeat(spaces.length));
}

/** What can be seen, in as many backticks as it takes. */
export function ticked(shown: string): string {
  const ticks = '`'.repeat(longestRun(shown) + 1);
  const pad = /^`|`$/.test(shown) ? ' ' : '';
  return `${ticks}${pad}${shown}${pad}${ticks}`;
}

/**
 * A value in a sentence of this program: a code span of at most 120 code points and a mark. Logs and annotations show it with its
 * backticks, `words` of report/markdown.ts makes Markdown of the whole. An empty value is a dash outside of any code span.
 */
export function codeSpan(value: string): string {
  if (value === '') return '–';
  const { kept, mark } = shorten(value);
  return spanOf(kept) + mark;
}

/** A part of a sentence: words of this program, or what a code span shows. */
export interface Part {
  kind: 'words' | 'code';
  text: string;
}

/** A run of backticks, and what stands up to the next run of the same length: https://github.github.com/gfm/#code-spans */
const SPAN = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;

/** The words and the code spans of a sentence, in their order. A backtick that closes nothing is left in the words. */
export function partsOf(sentence: string): Part[] {
  const parts: Part[] = [];
  let done = 0;
  for (const { 0: span, 2: inside = '', index } of sentence.matchAll(SPAN)) {
    if (index > done) parts.push({ kind: 'words', text: sentence.slice(done, index) });
    parts.push({ kind: 'code', text: /^ .*[^ ].* $/.test(inside) ? inside.slice(1, -1) : inside });
    done = index + span.length;
  }
  if (done < sentence.length) parts.push({ kind: 'words', text: sentence.slice(done) });
  return parts;
}
