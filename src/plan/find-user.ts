import type { Known, KnownUser } from './known.ts';
import type { Refusal } from './row.ts';

/** The one user that an e-mail, and a pin where there is one, names. */
export type FoundUser =
  | { kind: 'not-looked' }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'user'; user: KnownUser; refusals: readonly Refusal[]; notes: readonly string[] };

/** Finds the user of an e-mail among those that the tenant named. */
export function findUser(email: string, pin: string | undefined, known: Known): FoundUser {
  if (!known.looked) return { kind: 'not-looked' };
  const users = known.users.get(email) ?? [];
  const [user] = pin === undefined ? users : users.filter(({ id }) => id === pin);
  if (users.length === 0) return { kind: 'refused', refusal: NO_SUCH_USER };
  if (user === undefined) return { kind: 'refused', refusal: PIN_DIFFERS };
  if (pin === undefined && users.length > 1) return { kind: 'refused', refusal: TWO_USERS };
  return {
    kind: 'user',
    user,
    refusals: user.id === known.owner.userId ? [KEY_OWNER] : [],
    notes: [
      ...(user.sso === true ? ['signs in by SSO, where MFA is not asked for'] : []),
      ...(user.active === false ? ['is inactive'] : []),
    ],
  };
}

export const KEY_OWNER: Refusal = {
  code: 'key-owner',
  message:
    'The API key belongs to this user. The key’s own user is never changed; use the key of another account.',
};
const NO_SUCH_USER: Refusal = {
  code: 'no-such-user',
  message: 'No user of this Org has exactly this e-mail. Correct it, or remove the entry.',
};
const PIN_DIFFERS: Refusal = {
  code: 'pin-differs',
  message: 'The user with this e-mail has another id than the one given. Correct the e-mail or the id.',
};
const TWO_USERS: Refusal = {
  code: 'two-users',
  message: 'More than one user has this e-mail. Name the one you mean by its id.',
};
