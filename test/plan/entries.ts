import type { Entry } from '../../src/policy/entry.ts';
import type { GuardrailName } from '../../src/policy/guardrails.ts';
import { DEFAULT_GUARDRAILS, type OptOut, type Policy, type ResetRequest } from '../../src/policy/policy.ts';

/** Entries and policies for tests; what is not given is usual. */

export const KIOSK = 'lobby.kiosk@acme.example';
/** Names a ledger's key; nothing is signed by it. */
export const PUBLIC_KEY = `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`;

export function optOut(fields: Partial<OptOut> = {}): Entry & { kind: 'opt-out' } {
  return {
    kind: 'opt-out',
    user: KIOSK,
    reason: 'Shared kiosk without a phone',
    owner: 'facilities@acme.example',
    ticket: 'SEC-1201',
    expires: '2027-01-31',
    ...fields,
  };
}

export function reset(fields: Partial<ResetRequest> = {}): Entry & { kind: 'reset' } {
  return {
    kind: 'reset',
    request: 'INC-1',
    user: 'cy.lee@acme.example',
    reason: 'Lost phone, identity checked',
    notAfter: '2026-11-27',
    ...fields,
  };
}

export function enforce(is = true): Entry {
  return { kind: 'enforce', enforce: is };
}

export function guardrail(name: GuardrailName, value: number | boolean): Entry {
  return { kind: 'guardrail', name, value };
}

export function guarded(user = 'break.glass@acme.example'): Entry {
  return { kind: 'protected', user };
}

export function approver(login = 'ana-diaz', user = `${login.replace('-', '.')}@acme.example`): Entry {
  return { kind: 'approver', login, user };
}

/** A policy of Org 166 that enforces, with a key for its ledger, two approvers and nothing else. */
export function policy(fields: Partial<Policy> = {}): Policy {
  return {
    org: { id: '166', name: 'Acme Risk', environment: 'production' },
    publicKey: PUBLIC_KEY,
    enforce: true,
    optOuts: [],
    resets: [],
    protected: [],
    approvers: [
      { login: 'ana-diaz', user: 'ana.diaz@acme.example' },
      { login: 'bo-chen', user: 'bo.chen@acme.example' },
    ],
    guardrails: DEFAULT_GUARDRAILS,
    ...fields,
  };
}

/** An entry without its kind, as a policy lists it. */
export function listed<T extends Entry>({ kind: _, ...fields }: T): Omit<T, 'kind'> {
  return fields;
}
