/** How a test or the demo names a user. What is left out gets the value of an ordinary, active, enrolled user. */
export interface UserSeed {
  /** Digits; larger than 2^53 is fine. */
  id: string | number;
  email: string;
  first?: string;
  last?: string;
  isActive?: boolean;
  isAdmin?: boolean;
  /** In answers only where given here: seen in Resolver's own web client, not in every answer of a live tenant. */
  isSSO?: boolean;
  ssoBypass?: boolean;
  optOut?: boolean;
  enrolled?: boolean;
}

/** A user as the sandbox holds it; tests read and change it freely. */
export interface User {
  id: string;
  email: string;
  first: string;
  last: string;
  isActive: boolean;
  isAdmin: boolean;
  isSSO: boolean | undefined;
  ssoBypass: boolean | undefined;
  optOut: boolean;
  /** Whether the user has set MFA up. */
  enrolled: boolean;
  /** How often the MFA profile was reset. */
  resets: number;
}

export function userOf(seed: UserSeed): User {
  const [local = 'user'] = seed.email.split('@');
  const [first = local, last = 'Example'] = local.split('.');
  return {
    id: String(seed.id),
    email: seed.email,
    first: seed.first ?? capital(first),
    last: seed.last ?? capital(last),
    isActive: seed.isActive ?? true,
    isAdmin: seed.isAdmin ?? false,
    isSSO: seed.isSSO,
    ssoBypass: seed.ssoBypass,
    optOut: seed.optOut ?? false,
    enrolled: seed.enrolled ?? true,
    resets: 0,
  };
}

/** The fields of a real answer of a live tenant, as public code shows them. */
export function userAnswer(user: User): Record<string, unknown> {
  return {
    id: bigId(user.id),
    first: user.first,
    last: user.last,
    email: user.email,
    externalRefId: `00000000-0000-4000-8000-${user.id.padStart(12, '0').slice(-12)}`,
    isActive: user.isActive,
    userType: user.isAdmin ? 1 : 0,
    isAdmin: user.isAdmin,
    isPortalUrlAccess: false,
    lastLogin: user.isActive ? '2026-11-20T07:11:04.622Z' : null,
    lang: 'en-US',
    ...(user.isSSO === undefined ? {} : { isSSO: user.isSSO }),
    ...(user.ssoBypass === undefined ? {} : { ssoBypass: user.ssoBypass }),
  };
}

/** A text search, not a look-up: near matches come too, such as the same name at another address. */
export function search(users: Iterable<User>, text: string): User[] {
  const wanted = text.toLowerCase();
  const [local = wanted] = wanted.split('@');
  return [...users].filter((user) =>
    [user.email, user.first, user.last].some((field) => {
      const value = field.toLowerCase();
      return value.includes(wanted) || value.includes(local);
    }),
  );
}

const MARK = '\u0001';

/** An id that `json` writes as a number with exactly these digits. */
export function bigId(digits: string): string {
  return `${MARK}${digits}${MARK}`;
}

/** JSON text in which ids are numbers, however large. */
export function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"\\u0001(\d+)\\u0001"/g, '$1');
}

/** The opposite of `json`: numbers come back as their digits. */
export function fromJson(text: string): unknown {
  const digits = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? { digits: context?.source ?? String(value) } : value;
  return JSON.parse(text, digits);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
