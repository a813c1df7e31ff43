import type { CallResult, TenantWriter } from '../ports.ts';
import type { CheckedBody } from './bodies.ts';
import { isId } from './call-path.ts';
import type { TenantHttp } from './http.ts';

/** As `enforceBody` and `resetBody` gave them. */
export interface Bodies {
  enforce: CheckedBody<boolean>;
  reset: CheckedBody<string>;
}

const ENFORCE = '/user/org/mfa';
const OPT_OUT = '/user/users/{id}/membership';
const RESET = '/user/users/mfa/reset';

/**
 * Calls that change the tenant. The three paths are documented by Resolver (https://help.resolver.com/help/multi-factor-authentication-overview,
 * https://help.resolver.com/help/opt-out-multi-factor-authentication-for-a-specific-user, https://help.resolver.com/help/resetting-multi-factor-authentication);
 * of their answers only the 204 of the first is. A call whose body is not known is `not-sent`.
 */
export function tenantWriter(http: TenantHttp, bodies: Bodies): TenantWriter {
  return {
    async setEnforced(enforced) {
      if (bodies.enforce.kind !== 'body') return notSent(bodies.enforce.why);
      const body = bodies.enforce.body.fill(enforced);
      return http.write({ template: ENFORCE, body, repeatable: true, documented: 204 });
    },

    /** The documented body, and nothing else ever: the other fields of Swagger's example would be written to the user. */
    async setOptOut(userId, optOut) {
      const body = optOut ? '{"mfaOptOut":true}' : '{"mfaOptOut":false}';
      return http.write({ template: OPT_OUT, ids: { id: userId }, body, repeatable: true });
    },

    /** Never repeated: a second reset after the user has enrolled again would wipe the new enrolment. */
    async reset(userId) {
      if (bodies.reset.kind !== 'body') return notSent(bodies.reset.why);
      if (!isId(userId)) return notSent(`PUT ${RESET}: not sent: the user's id is not one.`);
      return http.write({ template: RESET, body: bodies.reset.body.fill(userId), repeatable: false });
    },
  };
}

function notSent(why: string): CallResult {
  return { kind: 'not-sent', why };
}
