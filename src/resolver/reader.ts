import { TenantFault } from '../faults.ts';
import type { TenantReader } from '../ports/tenant.ts';
import { readMe, readMembership, readUsers } from './answers.ts';
import type { TenantHttp } from './http.ts';
import type { ReadAnswer } from './verdict.ts';

const ME = '/user/users/me';
const USERS = '/user/users';
const MEMBERSHIP = '/user/org/{orgId}/user/{userId}';

/**
 * Reads of the tenant: `GET` alone. All three calls are documented by Resolver
 * (https://help.resolver.com/help/create-an-api-key, https://helpcenter.resolver.com/hc/en-ca/articles/39597071034260-Retrieving-a-User-ID).
 */
export function tenantReader(http: TenantHttp): TenantReader {
  async function me() {
    return understood(`GET ${ME}`, readMe(contentOf(await http.read({ template: ME }))));
  }

  /** A 404 is of the user only where the same call does find the key's own user: it might as well be of the Org, or of the address. */
  async function confirmGone(orgId: string): Promise<'gone'> {
    const owner = await me();
    const own = { template: MEMBERSHIP, ids: { orgId, userId: owner.userId } };
    const answer = owner.orgId === orgId ? contentOf(await http.read(own)) : undefined;
    if (readMembership(answer) !== undefined) return 'gone';
    throw new TenantFault(
      'not-found',
      `GET ${MEMBERSHIP}: not found (status 404), and neither is the key's own user; so this says nothing about the user.`,
      404,
    );
  }

  return {
    me,

    /**
     * `search` looks in other fields too and for parts of a text, so near matches are dropped here. Whether the answer is cut into pages is
     * not documented: one that says so is refused, one that is silently cut could leave the user out, which reads as "no such user".
     */
    async findUsers(email) {
      const users = readUsers(contentOf(await http.read({ template: USERS, search: email })));
      const wanted = asciiLowerCase(email);
      return understood(`GET ${USERS}?search=`, users).filter(
        (user) => asciiLowerCase(user.email) === wanted,
      );
    },

    async membership(orgId, userId) {
      const answer = await http.read({ template: MEMBERSHIP, ids: { orgId, userId }, mayBeAbsent: true });
      if (answer.kind === 'absent') return confirmGone(orgId);
      return understood(`GET ${MEMBERSHIP}`, readMembership(answer.value));
    },
  };
}

function contentOf(answer: ReadAnswer): unknown {
  return answer.kind === 'value' ? answer.value : undefined;
}

function understood<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new TenantFault(
    'unexpected-shape',
    `${name}: the answer is JSON, but not of the shape that this call is known to have. Nothing was concluded from it.`,
    200,
  );
}

/** Letters outside ASCII stay: a Kelvin sign in lower case would be the letter k. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
