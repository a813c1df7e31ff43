import {
  codeSpan,
  longestRun,
  type Part,
  partsOf,
  seen,
  shorten,
  spanOf,
  ticked,
} from '../text/code-span.ts';
import { visible } from '../text/invisible.ts';

/**
 * The one Markdown encoder. Data gets into Markdown in two ways only: as a code span (`code`) or as a fenced block (`fence`);
 * nothing of it can become a link, an image, HTML, a mention or a reference. Everything else is constant text of this program, and no
 * character of it is ever changed: a test holds every one of these texts (`npm run texts`).
 * Rules of GitHub's dialect: https://github.github.com/gfm/
 */

class Encoded {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  /** The text to send to GitHub. */
  get text(): string {
    return this.#text;
  }
  toString(): string {
    return this.#text;
  }
}

/** Text that is safe to send as Markdown. Made by the functions of this file alone, and told from plain strings when it runs, too. */
export type Markdown = Encoded;

/** Length as GitHub's limits count it: `🌈` is one. */
export function codePoints(text: string): number {
  let points = 0;
  for (const _ of text) points += 1;
  return points;
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** A datum as a code span, on one line, at most 120 code points and a mark. An empty one is a dash outside of any code span. */
export function code(datum: string): Markdown {
  return new Encoded(codeSpan(datum));
}

/** The widest piece of a code span that does not break: two of them stand beside each other on a phone. */
const WIDEST = 14;

/**
 * A datum as `code` shows it, in pieces that a narrow cell of a table may put on lines of their own. Between the pieces stands a tag
 * alone, so what people copy is the datum.
 */
export function breakable(datum: string): Markdown {
  if (datum === '') return code(datum);
  const { kept, mark } = shorten(datum);
  const shown = seen(kept);
  const words = Array.from(shown.matchAll(/[^ -]*-+|[^ -]+| +/g), ([word]) => word);
  return new Encoded(words.reduce(addWord, ['']).map(ticked).join('<wbr>') + mark);
}

/** Words that fit stay in one piece, however many: a code span breaks at its spaces and after its hyphens. */
function addWord(pieces: readonly string[], word: string): string[] {
  const [first, ...others] = narrow(word);
  return [...pieces.slice(0, -1), `${pieces.at(-1)}${first}`, ...others];
}

/** At most so much of a word, up to a sign that joins, up to an `@`, or as far as it may. */
const PIECE = new RegExp(`@?[^@]{1,${WIDEST - 1}}(?:[._/=-]|(?=@)|$)|[^]{1,${WIDEST}}`, 'gu');

/** A word in pieces that are narrow enough. A surrogate pair is never cut. */
function narrow(word: string): string[] {
  return codePoints(word) <= WIDEST ? [word] : Array.from(word.matchAll(PIECE), ([piece]) => piece);
}

/** An address that a link may have: nothing in it can end the link, or be anything but an address. */
const ADDRESS = /^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9._-]+)+(?:#L\d+)?$/;

/** A link to an address that this program has put together (`pages.ts`); the text alone where there is none, or where it isn't plain. */
export function link(text: Markdown, address: string | undefined): Markdown {
  if (address === undefined || !ADDRESS.test(address)) return text;
  return new Encoded(`[${text.text}](${address})`);
}

/** Lines of data as a fenced block, at most `most` code points and a mark. Blank lines around it keep it a block wherever it is put. */
export function fence(data: string, most = 20_000): Markdown {
  const { kept, mark } = shorten(data, most);
  const shown = kept.split(/\r?\n/).map(visible).join('\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return new Encoded(`\n\n${ticks}\n${shown}\n${ticks}\n\n${mark && `${mark}\n\n`}`);
}

/** What in constant text could make something of the data beside it: HTML, entities, escapes, links. */
const ACTIVE = /[<&\\]|\]\(|\]\[|\]:/;

/** Constant text with data in it: an interpolated string is encoded by `code`, an integer is written as it is. Throws on constant text that could change how data is read; only a mistake in this program does that. */
export function md(
  literals: TemplateStringsArray,
  ...values: readonly (Markdown | string | number)[]
): Markdown {
  const parts = literals.flatMap((literal, index) => {
    const before = index < values.length && /(?:[`$]|:\/\/\S*|www\.\S*)$/i.test(literal);
    const after = index > 0 && /^[`$]/.test(literal);
    const ticks = literal.replace(/`[^`\n]+`/g, '').includes('`');
    if (ACTIVE.test(literal) || before || after || ticks) throw new TypeError(`Not plain text: ${literal}`);
    const value = values[index];
    return value === undefined ? [literal] : [literal, encode(value).text];
  });
  return new Encoded(parts.join(''));
}

function encode(value: Markdown | string | number): Markdown {
  if (value instanceof Encoded) return value;
  return Number.isSafeInteger(value) ? new Encoded(`${value}`) : code(`${value}`);
}

/** The same text without empty lines that say nothing; those of a fenced block go too. */
export function compact(text: Markdown): Markdown {
  return new Encoded(text.text.replace(/\n{3,}/g, '\n\n'));
}

export function join(parts: readonly Markdown[], between: Markdown): Markdown {
  return new Encoded(parts.map((part) => part.text).join(between.text));
}

/** A bulleted list with blank lines around it; further lines of an item stay inside of it. */
export function list(items: readonly Markdown[]): Markdown {
  return new Encoded(
    `\n\n${items.map((item) => `- ${item.text.trim().replace(/\n/g, '\n  ')}`).join('\n')}\n\n`,
  );
}

/** A table with blank lines around it. */
export function table(head: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const lines = [head, head.map(() => new Encoded('---')), ...rows].map(
    (cells) => `| ${cells.map(cell).join(' | ')} |`,
  );
  return new Encoded(`\n\n${lines.join('\n')}\n\n`);
}

/** A cell ends at a bar without a backslash, also in a code span; after a backslash of the data no escape works, so that bar is shown as `\x7c`. */
function cell(content: Markdown): string {
  const line = content.text.trim().replace(/\n+/g, '<br>');
  return line.replace(
    /(\\*)\|/g,
    (_, before: string) => before + (before.length % 2 === 0 ? '\\|' : '\\x7c'),
  );
}

/** A red block, for what somebody has to look into: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
export function alert(body: Markdown): Markdown {
  return new Encoded(`\n\n> [!CAUTION]\n> ${body.text.trim().replace(/\n/g, '\n> ')}\n\n`);
}

/** A part that is folded away. GitHub reads the summary as HTML, so it takes words and counts only; throws on any other character, which only a mistake in this program puts there. */
export function details(summary: string, body: Markdown): Markdown {
  if (/[^\p{L}\p{N} ,;:.()'’–-]/u.test(summary)) throw new TypeError(`Not plain text: ${summary}`);
  return new Encoded(`\n\n<details><summary>${summary}</summary>\n\n${body.text}\n\n</details>\n\n`);
}

/** An invisible line by which a comment is found again: host names, numbers and words; any other character becomes `_`. */
export function marker(name: string): Markdown {
  return new Encoded(`<!-- ${name.replace(/[^A-Za-z0-9 .:/_=-]/g, '_')} -->\n`);
}

/** The whole text, or its first lines with `note` after them, within both limits. What was open at the cut is closed. */
export function cutToFit(
  whole: Markdown,
  note: Markdown,
  most: { codePoints: number; bytes: number },
): Markdown {
  if (codePoints(whole.text) <= most.codePoints && utf8Bytes(whole.text) <= most.bytes) return whole;
  const end = `\n\n${note.text}`;
  const open: string[] = [];
  const lines: string[] = [];
  let closing = '';
  // Each line is counted with a line break, which the first one has not.
  let points = codePoints(end) - 1;
  let bytes = utf8Bytes(end) - 1;
  for (const line of whole.text.split('\n')) {
    follow(open, line);
    const next = open.toReversed().join('');
    points += codePoints(line) + 1;
    bytes += utf8Bytes(line) + 1;
    if (points + next.length > most.codePoints || bytes + next.length > most.bytes) break;
    lines.push(line);
    closing = next;
  }
  return new Encoded(lines.join('\n') + closing + end);
}

/** Keeps count of what is open after a line, as the text that closes it. */
function follow(open: string[], line: string): void {
  const last = open.at(-1)?.trimStart() ?? '';
  if (last !== '' && line.trim() === last.trim()) open.pop();
  else if (last.startsWith('`')) return;
  else if (/^ *`{3,}$/.test(line)) open.push(`\n${line}`);
  else if (line.startsWith('<details>')) open.push('\n\n</details>');
}

/** GitHub makes references of `GH-1` and of what looks like a commit, without any sign around them. */
const REFERENCE = /\bgh-\d|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40}\b/iu;
/** What stands for itself between two spaces, but for what follows: an underscore at an end of a word, an address, an emoji. */
const PLAIN = /^[\p{L}\p{N},;:.()'’"“”–…>%?!+={}/_-]*$/u;
const MARKS = /(?<![a-z])_|_(?![a-z])|\.[^)"”’…]|:\/|:[\w+-]+:/iu;
/** What would make a list, a quotation or a heading of a line that begins with it. */
const BEGINS = /^(?:>|(?:[-+]|=+|-+|\d+[.)])$)/;

/**
 * A sentence of this program, also one that is put together when it runs: words, and code spans, in which values stand (`codeSpan`).
 * No character is changed: what GitHub would read as anything but words is shown as code, from space to space. So no value that got in
 * without a code span comes alive, and no sentence is corrupted.
 */
export function words(sentence: string): Markdown {
  const runs = betweenSpaces(partsOf(sentence.replace(/^ {2,}/, ' ')));
  const first = runs.findIndex((parts) => sourceOf(parts) !== '');
  return new Encoded(runs.map((parts, index) => shownAs(parts, index === first)).join(' '));
}

function shownAs(parts: readonly Part[], isFirst: boolean): string {
  const masked = parts.map(({ kind, text }) => (kind === 'words' ? text : '0')).join('');
  const isWords = PLAIN.test(masked) && !MARKS.test(masked) && !REFERENCE.test(masked);
  const isBlock = isFirst && BEGINS.test(masked);
  return isWords && !isBlock ? sourceOf(parts) : spanOf(sourceOf(parts));
}

function sourceOf(parts: readonly Part[]): string {
  return parts.map(({ kind, text }) => (kind === 'words' ? text : spanOf(text))).join('');
}

/** Each run of words and code spans without a space between them. Empty between two spaces. */
function betweenSpaces(parts: readonly Part[]): Part[][] {
  const runs: Part[][] = [[]];
  for (const { kind, text } of parts) {
    const [first = '', ...rest] = kind === 'words' ? text.split(' ') : [text];
    runs.at(-1)?.push({ kind, text: first });
    for (const next of rest) runs.push([{ kind: 'words', text: next }]);
  }
  return runs;
}
