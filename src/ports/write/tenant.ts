/**
 * What is known after a call that writes.
 * `confirmed`: the tenant's answer is a success; `note` says where it is another one than documented. `refused`: a clean refusal (400, 401, 403, 404, 422, 429), nothing was changed.
 * `not-sent`: no byte of the request left. `unknown`: it may or may not have taken effect.
 */
export type CallResult =
  | { kind: 'confirmed'; note?: string }
  | { kind: 'refused'; status: number; why: string }
  | { kind: 'not-sent'; why: string }
  | { kind: 'unknown'; why: string };

/** Calls that change the tenant. Built by `main.ts` for an apply alone. */
export interface TenantWriter {
  setEnforced(enforced: boolean): Promise<CallResult>;
  setOptOut(userId: string, optOut: boolean): Promise<CallResult>;
  /** Sent once: never repeated by the client. */
  reset(userId: string): Promise<CallResult>;
}
