import type { InForce, Known, KnownUser } from '../../src/plan/known.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import type { PlanInput } from '../../src/plan/plan-input.ts';
import type { Row } from '../../src/plan/row.ts';
import { type Entry, entriesOf, entryKey } from '../../src/policy/entry.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { policy } from './entries.ts';

/** Plans for tests: a Tuesday in November, an adopted Org in which exactly the usual policy is in force. */

export const NOW = new Date('2026-11-24T09:00:00Z');
export const ORIGIN = 'https://us.core.resolver.com';

/** What is in force when a policy is applied. `ids`: the user ids that opt-outs were set on, by e-mail; the accounts of approvers, by login. */
export function inForce(
  of: Policy | readonly Entry[] = policy(),
  { ids = {}, requests = [], doubted = [] }: InForceOptions = {},
): InForce {
  const entries = ('org' in of ? entriesOf(of) : of).filter(({ kind }) => kind !== 'reset');
  return {
    entries: entries.map((entry) => {
      const name = entry.kind === 'opt-out' ? entry.user : entry.kind === 'approver' ? entry.login : '';
      const userId = ids[name];
      return userId === undefined ? { entry } : { entry, userId };
    }),
    requests: new Map(requests),
    doubted: new Set(doubted),
  };
}

interface InForceOptions {
  ids?: Record<string, string>;
  requests?: [string, { state: string; hash: string }][];
  doubted?: string[];
}

/** What a tenant said that was asked with the key of user 9 of Org 166. */
export function known(
  users: Record<string, readonly KnownUser[]> = {},
  members: Record<string, { mfaOptOut?: boolean } | 'gone'> = {},
  owner = { userId: '9', orgId: '166' },
): Known {
  return {
    looked: true,
    owner,
    users: new Map(Object.entries(users)),
    members: new Map(Object.entries(members)),
  };
}

export const NOT_LOOKED: Known = { looked: false };

const USUAL: Omit<PlanInput, 'inForce'> = {
  origin: ORIGIN,
  sandboxHost: false,
  policy: policy(),
  known: NOT_LOOKED,
  accounts: new Map(),
  now: NOW,
  readiness: {},
  skewed: false,
  isPublic: false,
};

export function plan(input: Partial<PlanInput> = {}): Plan {
  return makePlan({ ...USUAL, inForce: inForce(), ...input });
}

/** `makePlan` for an Org that is not adopted: nothing is in force. */
export function planUnadopted(input: Partial<Omit<PlanInput, 'inForce'>> = {}): Plan {
  return makePlan({ ...USUAL, ...input });
}

/** The one row of a plan. */
export function onlyRow({ rows }: Plan): Row {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows, not one`);
  return row;
}

/** A row in short: `opt-out loosen opt-out:a@b.example`. */
export function inShort({ kind, direction, before, after }: Row): string {
  const entry = after ?? before;
  return `${kind} ${direction} ${entry === undefined ? '' : entryKey(entry)}`;
}

/** The codes of refusals or warnings; each must say what it means in whole sentences. */
export function codes(said: readonly { code: string; message: string }[]): string[] {
  for (const { code, message } of said) {
    if (!/^[A-Za-z`].*\.$/.test(message)) throw new Error(`${code} says nothing: ${message}`);
  }
  return said.map(({ code }) => code);
}
