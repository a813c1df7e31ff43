import { parseJson } from './json.ts';

/**
 * Error codes that Resolver's answers are known to hold: `{"statusCode": 403, "message": "access.denied"}`. Not documented; seen in
 * Resolver's own web client. Only these are ever printed: any other text of an answer may be anything.
 */
const KNOWN_CODES: Readonly<Record<string, string>> = {
  'access.denied': 'access denied',
  'bad.credentials': 'bad credentials',
  'user.lockedout': 'the user is locked out',
  'password.expired': "the user's password has expired",
  'user.does.not.have.access.to.object': 'the user has no access to this object',
  'user.add.maxUsersExceeded': 'the licence has no user left',
  'org.is.in.maintenance.mode': 'the Org is in maintenance; run again when that is over',
};

/** Longer bodies are pages of a proxy, not errors of the API. */
const LONGEST_ERROR = 64 * 1024;

/** An error of the API in its own form, which a page of a proxy never has. */
export interface ApiError {
  readonly statusCode: number;
  /** Words of ours, for a code of the fixed list. */
  readonly meaning?: string;
}

/** Reads an error body. `undefined` when it is not one of the API's own. */
export function apiError(body: Uint8Array | string): ApiError | undefined {
  if (typeof body === 'string' || body.byteLength > LONGEST_ERROR) return undefined;
  const parsed = parseJson(new TextDecoder().decode(body));
  if (parsed.kind === 'not-json' || typeof parsed.value !== 'object' || parsed.value === null)
    return undefined;
  const { statusCode, message } = parsed.value as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode !== 'number') return undefined;
  const meaning =
    typeof message === 'string' && Object.hasOwn(KNOWN_CODES, message) ? KNOWN_CODES[message] : undefined;
  return { statusCode, ...(meaning === undefined ? {} : { meaning }) };
}

/**
 * What to look at for a status, or the empty text. That both 401 and 403 can mean a bad key is documented only in part
 * (https://help.resolver.com/help/session-tokens names 403); that administrators alone may do these calls and that an allow list of
 * addresses holds for keys too, is: https://help.resolver.com/help/ip-authorization-logins.
 */
export function statusHint(status: number): string {
  switch (status) {
    case 401:
      return 'The key was not accepted. Check that the secret holds the full key, that it was made in this environment, and that it was not deleted.';
    case 403:
      return "The key's user may not do this. Check that it is an administrator of the Org, that the key is right, and that the Org's IP allow list, if it is on, holds this runner's address.";
    case 404:
      return 'What was asked for does not exist. If every call ends so, check that `api-url` is the address of the API, with `/api` at its end only if your tenant needs it.';
    case 429:
      return 'The tenant asks for fewer calls. Run again later.';
    default:
      return '';
  }
}
