import { forms, revealing, type Secret } from './forms.ts';
import { searchFor } from './search.ts';
import { textOf, viewsOf } from './views.ts';

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

/** A cut text can hold a part of a secret: any 19 characters in a row contain one of these windows. */
const WINDOW = 16;
const STRIDE = 4;

/**
 * Knows the secrets in all their `forms`, split up, in part (19 characters in a row), and escaped on the way. Takes time and memory in
 * proportion to the text, however many forms there are: 2 bytes for each of its code units, 11 while it replaces what it found.
 */
export function redactor(secrets: readonly Secret[]): Redactor {
  const search = searchFor(new Set(secrets.flatMap(needlesOf)));

  function isClean(text: string): boolean {
    for (const { units, length } of viewsOf(text)) {
      if (search(units, length, 0) !== undefined) return false;
    }
    return true;
  }

  function redact(text: string): string {
    if (isClean(text)) return text;
    const secret = secretUnits(text);
    let result = '';
    let done = 0;
    for (let from = secret.indexOf(1); from >= 0; from = secret.indexOf(1, done)) {
      result += `${text.slice(done, from)}***`;
      const to = secret.indexOf(0, from);
      done = to < 0 ? text.length : to;
    }
    result += text.slice(done);
    return isClean(result) ? result : '***';
  }

  /** For each code unit of the text 1 where it is part of a secret, else 0. */
  function secretUnits(text: string): Uint8Array {
    const secret = new Uint8Array(text.length);
    for (const { units, length, from, to } of viewsOf(text, { places: true })) {
      for (let hit = search(units, length, 0); hit !== undefined; hit = search(units, length, hit.at + 1)) {
        secret.fill(1, from[hit.at], to[hit.at + hit.length - 1]);
      }
    }
    return secret;
  }

  function assertClean(text: string): void {
    if (!isClean(text)) throw new SecretFound();
  }

  return { redact, assertClean };
}

/** Every text to look for, as it reads in each of its views: what can be escaped in a text can be so in a form, too. */
function needlesOf(secret: Secret): string[] {
  const texts = [...forms(secret), ...revealing(secret).flatMap(windows)];
  return texts.flatMap((text) => Array.from(viewsOf(text), textOf));
}

/** None for a text that is too short to have any. */
function windows(text: string): string[] {
  const [plain = ''] = Array.from(viewsOf(text), textOf);
  const parts: string[] = [];
  if (plain.length >= WINDOW + 2 * STRIDE) {
    for (let at = 0; at + WINDOW <= plain.length; at += STRIDE) parts.push(plain.slice(at, at + WINDOW));
  }
  return parts;
}
