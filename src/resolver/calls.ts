import type { Request, RequestOf } from '../plan/request.ts';
import type { CheckedBody } from './bodies.ts';

/** As `enforceBody` and `resetBody` gave them. */
export interface Bodies {
  enforce: CheckedBody<boolean>;
  reset: CheckedBody<string>;
}

/**
 * The three calls that change the tenant, all documented by Resolver (https://help.resolver.com/help/multi-factor-authentication-overview,
 * https://help.resolver.com/help/opt-out-multi-factor-authentication-for-a-specific-user, https://help.resolver.com/help/resetting-multi-factor-authentication).
 */
export const ENFORCE = '/user/org/mfa';
export const OPT_OUT = '/user/users/{id}/membership';
export const RESET = '/user/users/mfa/reset';

/** The documented body, and nothing else ever: the other fields of Swagger's example would be written to the user. */
export function optOutBody(optOut: boolean): string {
  return `{"mfaOptOut":${optOut}}`;
}

const ANYONE = '<user id>';

/** How the writer sends each call: from the same templates and bodies. */
export function requestOf({ enforce, reset }: Bodies): RequestOf {
  return (call) => {
    switch (call.kind) {
      case 'set-enforced':
        return enforce.kind === 'body' ? put(ENFORCE, enforce.body.fill(call.enforced)) : undefined;
      case 'set-opt-out':
        return put(OPT_OUT.replace('{id}', call.userId ?? ANYONE), optOutBody(call.optOut));
      case 'reset': {
        if (reset.kind !== 'body') return undefined;
        const { fill, show } = reset.body;
        return put(RESET, call.userId === undefined ? show(ANYONE) : fill(call.userId));
      }
    }
  };
}

function put(path: string, body: string): Request {
  return { method: 'PUT', path, body };
}
