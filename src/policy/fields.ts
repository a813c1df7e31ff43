import { z } from 'zod';
import { wrongCharacter } from './characters.ts';
import { folded } from './names.ts';
import { PROBLEM_CODES, type ProblemCode } from './problem.ts';

/** The fields of entries, as the file writes them and the ledger keeps them. Each says on its own what it expects. */

/** What zod is given as a message: the code of the problem and a text for people. Read back by `saidBy`. */
export function saying(code: ProblemCode, message: string): string {
  return `${code}: ${message}`;
}

/** The code and the text of a message that `saying` made. */
export function saidBy(message: string): { code: ProblemCode; message: string } {
  const code = PROBLEM_CODES.find((candidate) => message.startsWith(`${candidate}: `));
  if (code === undefined) throw new Error('a rule of the policy has no message of its own');
  return { code, message: message.slice(code.length + 2) };
}

const TEXT = saying(
  'not-text',
  'Expected text. Put it in quotes where it reads as a number or as true or false.',
);

/** Dot-separated atoms, an @, at least two labels: ASCII alone, so that no letter of another script equals it in lower case (T40). */
const EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;
const EMAIL_SAYS = saying(
  'wrong-email',
  'Expected one e-mail address in plain ASCII, at most 254 characters.',
);

/** An e-mail address; the result is in lower case. */
export const emailField = z
  .string({ error: TEXT })
  .max(254, { error: EMAIL_SAYS })
  .regex(EMAIL, { error: EMAIL_SAYS })
  .overwrite(folded);

export const LOGIN_SAYS = saying(
  'wrong-login',
  'Expected the GitHub login of a person: 1 to 39 letters, digits and single hyphens, no bot.',
);

/**
 * A GitHub login; the result is in lower case. An enterprise-managed user has a suffix after an underscore
 * (https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication).
 */
export const loginField = z
  .string({ error: LOGIN_SAYS })
  .max(39, { error: LOGIN_SAYS })
  .regex(/^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:_[A-Za-z0-9]+)?$/, { error: LOGIN_SAYS })
  .overwrite(folded);

const DATE_SAYS = saying(
  'wrong-date',
  'Expected a day of the calendar as `YYYY-MM-DD`, such as `2027-01-31`.',
);

/** A day of UTC as `YYYY-MM-DD` that exists (T42). */
export const dateField = z
  .string({ error: DATE_SAYS })
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: DATE_SAYS })
  .refine(isDay, { error: DATE_SAYS });

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

const REQUEST_SAYS = saying(
  'wrong-request',
  'Expected a request id: 1 to 64 capital letters, digits and hyphens, not starting with a hyphen.',
);

/** The id of a reset request, unique for ever. */
export const requestField = z
  .string({ error: REQUEST_SAYS })
  .regex(/^[A-Z0-9][A-Z0-9-]{0,63}$/, { error: REQUEST_SAYS });

/** The id of a user or an Org as it is kept: the digits of a positive safe integer. */
export const idField = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .refine((digits) => Number.isSafeInteger(Number(digits)));

const LINE_SAYS = saying('wrong-length', 'Expected 1 to 120 printable ASCII characters.');

/** An owner or a ticket: one line of ASCII, without spaces around it. */
export const lineField = z
  .string({ error: TEXT })
  .trim()
  .min(1, { error: LINE_SAYS })
  .max(120, { error: LINE_SAYS })
  .regex(/^[ -~]+$/, { error: LINE_SAYS });

/** One line of text of any script, without white space around it; bounds count code points. */
function prose(least: number, most: number) {
  const wrongLength = saying('wrong-length', `Expected ${least} to ${most} characters.`);
  const wrongIn = (text: string): string | undefined => {
    const { length } = [...text];
    if (length < least || length > most) return wrongLength;
    const wrong = wrongCharacter(text);
    return wrong && saying(wrong.code, wrong.message);
  };
  return z
    .string({ error: TEXT })
    .trim()
    .check(({ value, issues }) => {
      const message = wrongIn(value);
      if (message !== undefined) issues.push({ code: 'custom', input: value, message });
    })
    .meta({ minLength: least, maxLength: most });
}

export const reasonField = prose(10, 500);
export const orgNameField = prose(1, 100);

const KEY_SAYS = saying(
  'wrong-ledger-key',
  'Expected an `Ed25519` public key, 60 characters on one line, as `openssl pkey -pubout -outform DER | base64` prints it.',
);

/** The fixed first 12 of the 44 bytes of an Ed25519 public key in SPKI form (RFC 8410, section 4), and 32 bytes after it. */
const PUBLIC_KEY = /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/;

/** The public key that the ledger is verified by, in the one spelling that base64 has for it. */
export const publicKeyField = z
  .string({ error: KEY_SAYS })
  .regex(PUBLIC_KEY, { error: KEY_SAYS })
  .refine((text) => Buffer.from(text, 'base64').toString('base64') === text, { error: KEY_SAYS });
