import { z } from 'zod';
import type { KeyOwner, Membership, TenantUser } from '../ports/tenant.ts';
import { isId } from './call-path.ts';

/** An id as an answer writes it: a JSON integer, or digits in a string, as large integers are kept. Never one that lost digits. */
const id = z.union([z.number().refine(Number.isSafeInteger).transform(String), z.string()]).refine(isId);

/** Known fields that may be missing, and that some answers hold as `null`. */
const text = z.string().nullish();
const flag = z.boolean().nullish();

/**
 * `GET /user/users/me`. That `currentOrg.id` is the Org is documented by Resolver
 * (https://helpcenter.resolver.com/hc/en-ca/articles/39595825718548); that `id` is the user's own is inferred from the same steps.
 */
const meSchema = z.object({ id, email: text, currentOrg: z.object({ id }) }).transform(
  (me): KeyOwner => ({
    userId: me.id,
    orgId: me.currentOrg.id,
    ...(me.email ? { email: me.email } : {}),
  }),
);

/**
 * An entry of `GET /user/users?search=`. Resolver's documents name `id` alone; the other names were seen in answers of a live tenant to
 * another call (`isActive`, `isAdmin`, `userType`: 0 user, 1 administrator) and in Resolver's own web client (`isSSO`, `ssoBypass`).
 */
const userSchema = z
  .object({
    id,
    email: z.string().min(1),
    isActive: flag,
    isAdmin: flag,
    userType: z.number().nullish(),
    isSSO: flag,
    ssoBypass: flag,
  })
  .transform((user): TenantUser => {
    const administrator = administratorOf(user.isAdmin, user.userType);
    const sso = ssoOf(user.isSSO, user.ssoBypass);
    return {
      id: user.id,
      email: user.email,
      ...(typeof user.isActive === 'boolean' ? { active: user.isActive } : {}),
      ...(administrator === undefined ? {} : { administrator }),
      ...(sso === undefined ? {} : { sso }),
    };
  });

/** Where the two disagree, the user is taken for an administrator: that is the side that refuses. */
function administratorOf(isAdmin: boolean | null | undefined, userType: number | null | undefined) {
  if (isAdmin === true || userType === 1) return true;
  return isAdmin === false || userType === 0 ? false : undefined;
}

/** A user with the bypass signs in with a password all the same. */
function ssoOf(isSSO: boolean | null | undefined, ssoBypass: boolean | null | undefined) {
  if (isSSO === false || ssoBypass === true) return false;
  return isSSO === true && ssoBypass === false ? true : undefined;
}

/**
 * `GET /user/org/{orgId}/user/{userId}`: that `id` is the id of the membership is documented by Resolver
 * (https://help.resolver.com/help/create-an-api-key). Whether `mfaOptOut` is in it, is not.
 */
const membershipSchema = z
  .object({ id, mfaOptOut: z.unknown().optional() })
  .transform(({ mfaOptOut }): Membership => (typeof mfaOptOut === 'boolean' ? { mfaOptOut } : {}));

export function readMe(answer: unknown): KeyOwner | undefined {
  return meSchema.safeParse(bare(answer)).data;
}

export function readMembership(answer: unknown): Membership | undefined {
  return membershipSchema.safeParse(bare(answer)).data;
}

/** The users of a list. `undefined` when one of them can't be read, an id comes twice, or the answer says that it holds only a part. */
export function readUsers(answer: unknown): TenantUser[] | undefined {
  const list = Array.isArray(answer) ? answer : bare(answer);
  const users = z.array(userSchema).safeParse(list).data;
  if (users === undefined || new Set(users.map((user) => user.id)).size !== users.length) return undefined;
  return isPart(answer, users.length) ? undefined : users;
}

/** Collections come as `{"data": …}`, single objects mostly bare: seen in public clients. Both are taken for both. */
function bare(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  return 'data' in answer && !('id' in answer) ? answer.data : answer;
}

/** Whether and how this list is cut into pages is not documented. These are the usual names for how many there are in all. */
function isPart(answer: unknown, length: number): boolean {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return false;
  const { total, totalCount, hasMore } = answer as {
    total?: unknown;
    totalCount?: unknown;
    hasMore?: unknown;
  };
  return hasMore === true || [total, totalCount].some((count) => Number(count ?? 0) > length);
}
