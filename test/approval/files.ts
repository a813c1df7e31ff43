import type { OptOut, Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy } from '../plan/entries.ts';

/** What files of histories say. */

/** Nobody is exempt. */
export const NONE = policy();
/** The kiosk is exempt until the end of January. */
export const WITH = withOptOut();
/** … until the end of February. */
export const LATER = withOptOut({ expires: '2027-02-20' });
/** … by a date that has come. */
export const ENDED = withOptOut({ expires: '2026-11-24' });

export const KIOSK_ENTRY = `opt-out:${KIOSK}`;

/** The usual policy with this opt-out. */
export function withOptOut(fields: Partial<OptOut> = {}, more: Partial<Policy> = {}): Policy {
  return policy({ optOuts: [listed(optOut(fields))], ...more });
}

/** The same but for what has nothing to do with opt-outs. */
export function elsewhere(of: Policy): Policy {
  return { ...of, protected: [...of.protected, 'break.glass@acme.example'] };
}

/** The same with other guardrails. */
export function limited(of: Policy, guardrails: Partial<Policy['guardrails']>): Policy {
  return { ...of, guardrails: { ...of.guardrails, ...guardrails } };
}

/** The same with one more approver. */
export function withCy(of: Policy): Policy {
  return { ...of, approvers: [...of.approvers, { login: 'cy-lee', user: 'cy.lee@acme.example' }] };
}

/** The same without one of its approvers. */
export function without(login: string, of: Policy): Policy {
  return { ...of, approvers: of.approvers.filter((one) => one.login !== login) };
}
