import type { CallResult, TenantWriter } from '../ports/write/tenant.ts';
import { isId } from './call-path.ts';
import { type Bodies, ENFORCE, OPT_OUT, optOutBody, RESET } from './calls.ts';
import type { TenantHttp } from './http.ts';

/** Sends the calls that change the tenant. Of their answers only the 204 of the first is documented. A call whose body is not known is `not-sent`. */
export function tenantWriter(http: TenantHttp, bodies: Bodies): TenantWriter {
  return {
    async setEnforced(enforced) {
      if (bodies.enforce.kind !== 'body') return notSent(bodies.enforce.why);
      const body = bodies.enforce.body.fill(enforced);
      return http.write({ template: ENFORCE, body, repeatable: true, documented: 204 });
    },

    async setOptOut(userId, optOut) {
      return http.write({
        template: OPT_OUT,
        ids: { id: userId },
        body: optOutBody(optOut),
        repeatable: true,
      });
    },

    /** Never repeated: a second reset after the user has enrolled again would wipe the new enrolment. */
    async reset(userId) {
      if (bodies.reset.kind !== 'body') return notSent(bodies.reset.why);
      if (!isId(userId)) return notSent(`PUT ${RESET}: not sent: the user's id is not valid.`);
      return http.write({ template: RESET, body: bodies.reset.body.fill(userId), repeatable: false });
    },
  };
}

function notSent(why: string): CallResult {
  return { kind: 'not-sent', why };
}
