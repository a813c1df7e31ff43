import { Buffer } from 'node:buffer';

/** Keeps secrets out of what leaves this program. Masking by the runner covers its log alone, not what is sent to GitHub. */
export interface Redactor {
  /** The text with every form of a secret replaced by `***`. Never throws. */
  redact(text: string): string;
  /** Throws `SecretFound` when the text holds any form of a secret. Called on every body just before it leaves. */
  assertClean(text: string): void;
}

/** A text that was about to leave holds a secret. The message holds neither. */
export class SecretFound extends Error {
  override readonly name = 'SecretFound';
  constructor() {
    super('A text held a secret, so it was not sent');
  }
}

/** Below this many characters a secret can't be told from ordinary text; inputs refuse keys below 16. */
const SHORTEST = 8;
/** A cut text can hold a part of a secret: any 19 characters in a row contain one of these windows. */
const WINDOW = 16;
const STRIDE = 4;

/** What a secret looks like in the encodings that programs put around it, to be masked one by one. Empty for one that is too short. */
export function forms(secret: string): string[] {
  const raw = secret.trim();
  if (raw.length < SHORTEST) return [];
  const bytes = Buffer.from(raw, 'utf8');
  const base64 = [bytes.toString('base64'), ...[0, 1, 2].map((offset) => aligned(bytes, offset))];
  const percent = [
    percentEncoded(bytes, /[A-Za-z0-9._~-]/),
    percentEncoded(bytes, /[A-Za-z0-9._~!*'()-]/),
    percentEncoded(bytes, /$^/),
  ];
  const all = [
    secret,
    raw,
    `Bearer ${raw}`,
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...percent,
    ...percent.map((text) => text.replace(/%../g, (pair) => pair.toLowerCase())),
    JSON.stringify(raw).slice(1, -1),
    [...raw].reverse().join(''),
  ];
  return [...new Set(all)];
}

/** The base64 digits that depend on the secret alone when `offset` bytes stand before it. */
function aligned(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function percentEncoded(bytes: Buffer, plain: RegExp): string {
  const parts = Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte);
    return plain.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  return parts.join('');
}

/** Texts are compared without case, white space and invisible characters. */
interface View {
  text: string;
  /** For each code unit of `text`, where it stands in the original. */
  from: number[];
  to: number[];
}

const INVISIBLE = /[\p{C}\p{M}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const PERCENT = '%(?<percent>[0-9a-f]{2})';
const POINT = String.raw`\\u\{(?<braced>[0-9a-f]{1,6})\}|\\u(?<four>[0-9a-f]{4})|\\x(?<two>[0-9a-f]{2})|\\(?<control>[bfnrtv])`;
const QUOTED = String.raw`${POINT}|\\(?<other>[^a-z0-9])`;
const ENTITY = '&#x(?<hex>[0-9a-f]{1,6});|&#(?<decimal>[0-9]{1,7});|&(?<entity>amp|lt|gt|quot|apos);';
/** How a cell of a table in Markdown holds a bar. */
const BAR = String.raw`\\(?<other>\|)|\\x(?<two>7c)`;
/** Escapes are taken off one kind at a time and all together: a key can hold what looks like an escape of another kind. */
const ESCAPES = [PERCENT, POINT, QUOTED, BAR, ENTITY, [PERCENT, QUOTED, ENTITY].join('|')].map(
  (pattern) => new RegExp(pattern, 'g'),
);
/** An escaped text may have been escaped again. */
const LAYERS = 3;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function compared(character: string): string {
  if (character >= '!' && character <= '~') return character.toLowerCase();
  return INVISIBLE.test(character) ? '' : character;
}

function plainView(text: string): View {
  const view: View = { text: '', from: [], to: [] };
  let at = 0;
  for (const character of text) {
    append(view, compared(character), at, at + character.length);
    at += character.length;
  }
  return view;
}

function append(view: View, text: string, from: number, to: number): void {
  view.text += text;
  for (let unit = 0; unit < text.length; unit++) {
    view.from.push(from);
    view.to.push(to);
  }
}

function unescapedView(outer: View, escapes: RegExp): View {
  const view: View = { text: '', from: [], to: [] };
  let done = 0;
  const copy = (end: number): void => {
    view.text += outer.text.slice(done, end);
    for (let unit = done; unit < end; unit++) {
      view.from.push(outer.from[unit] as number);
      view.to.push(outer.to[unit] as number);
    }
  };
  for (const match of outer.text.matchAll(escapes)) {
    copy(match.index);
    done = match.index + match[0].length;
    append(
      view,
      unescaped(match.groups as Groups),
      outer.from[match.index] as number,
      outer.to[done - 1] as number,
    );
  }
  copy(outer.text.length);
  return view;
}

type Groups = Record<string, string | undefined>;

function unescaped(groups: Groups): string {
  const hex = groups.percent ?? groups.braced ?? groups.four ?? groups.two ?? groups.hex;
  const point = hex === undefined ? Number(groups.decimal) : Number.parseInt(hex, 16);
  if (point <= 0x10ffff) return compared(String.fromCodePoint(point));
  return groups.other ?? ENTITIES[groups.entity ?? ''] ?? '';
}

function viewsOf(text: string): View[] {
  const plain = plainView(text);
  const views = [plain];
  for (const escapes of ESCAPES) {
    let view = plain;
    for (let layer = 0; layer < LAYERS && view.text.search(escapes) >= 0; layer++) {
      view = unescapedView(view, escapes);
      views.push(view);
    }
  }
  return views;
}

/** Knows the secrets in all their `forms`, split up, in part (19 characters in a row), and escaped on the way. */
export function redactor(secrets: readonly string[]): Redactor {
  const written = secrets.flatMap((secret) => [...forms(secret), ...windows(secret)]);
  const texts = [...written, ...secrets].flatMap((form) => viewsOf(form).map((view) => view.text));
  const needles = new Set(texts.filter((text) => text.length >= SHORTEST));

  function found(text: string): [number, number][] {
    const ranges: [number, number][] = [];
    for (const view of viewsOf(text)) {
      for (const needle of needles) {
        for (let at = view.text.indexOf(needle); at >= 0; at = view.text.indexOf(needle, at + 1)) {
          ranges.push([view.from[at] as number, view.to[at + needle.length - 1] as number]);
        }
      }
    }
    return ranges.sort(([a], [b]) => a - b);
  }

  function redact(text: string): string {
    let result = '';
    let done = 0;
    for (const [from, to] of found(text)) {
      if (from >= done) result += `${text.slice(done, from)}***`;
      done = Math.max(done, to);
    }
    result += text.slice(done);
    return done === 0 || found(result).length === 0 ? result : '***';
  }

  function assertClean(text: string): void {
    if (found(text).length > 0) throw new SecretFound();
  }

  return { redact, assertClean };
}

function windows(secret: string): string[] {
  const raw = plainView(secret).text;
  const parts: string[] = [];
  if (raw.length >= WINDOW + 2 * STRIDE) {
    for (let at = 0; at + WINDOW <= raw.length; at += STRIDE) parts.push(raw.slice(at, at + WINDOW));
  }
  return parts;
}
