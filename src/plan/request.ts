import { callsOf, type Plan } from './plan.ts';
import type { Call } from './row.ts';

/** A call that changes the tenant, as it is sent. `path` is below the address of the API. */
export interface Request {
  method: 'PUT';
  path: string;
  body: string;
}

/** How a call is sent; `<user id>` stands for a user who was not looked up. Undefined where its body is not known: it is never sent. */
export type RequestOf = (call: Call) => Request | undefined;

/**
 * What a plan sends, each kind of call once, for reviewers: a setting that was changed shows in the body (threats and faults, T1c).
 * Without the ids of users: no text names one that the file doesn't hold (design, section 12).
 */
export function requestsOf(plan: Plan, requestOf: RequestOf): Request[] {
  const calls = callsOf(plan).flatMap((row) => row.calls);
  const requests = calls.flatMap((call) => requestOf(anyone(call)) ?? []);
  return [...new Map(requests.map((request) => [`${request.path} ${request.body}`, request])).values()];
}

function anyone(call: Call): Call {
  if (call.kind === 'set-enforced') return call;
  const { userId: _, ...rest } = call;
  return rest;
}
