import { type Entry, entriesOf } from '../../src/policy/entry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { canonicalJson, type Json } from '../../src/text/canonical.ts';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { HALL, LOBBY, YARD } from '../scenarios/expected.ts';
import { NOW, USERS, type World } from '../scenarios/world.ts';

/** One apply that is to be struck down: what is in force before it, and what an approved pull request asks for. */
export interface Shape {
  name: string;
  now: Date;
  before: PolicyText;
  after: PolicyText;
}

const CAREFUL = { 'allow-lift': true };
const LOST_PHONES = [
  { request: 'INC-1', user: 'cy.lee@acme.example' },
  { request: 'INC-2', user: 'dee.roy@acme.example' },
];

/** Opt-in, opt-out, amend, enforce, two resets, a rule. */
export const EVERY_KIND: Shape = {
  name: 'every kind of row',
  now: NOW,
  before: { enforce: false, optOuts: [{ user: HALL }, { user: YARD }], guardrails: CAREFUL },
  after: {
    enforce: true,
    optOuts: [{ user: LOBBY }, { user: YARD, reason: 'Shared kiosk in the yard, gloves are worn' }],
    resets: LOST_PHONES,
    guardrails: { ...CAREFUL, 'max-opt-outs': 9 },
  },
};

/** An opt-out that ends by its date, and a lift. */
export const DATE_AND_LIFT: Shape = {
  name: 'an end by date and a lift',
  now: new Date('2026-12-01T09:00:00Z'),
  before: { enforce: true, optOuts: [{ user: HALL, expires: '2026-12-01' }], guardrails: CAREFUL },
  after: { enforce: false, optOuts: [{ user: HALL, expires: '2026-12-01' }], guardrails: CAREFUL },
};

/** Puts the shape's ledger in place and merges what was approved; returns the pull request's number. */
export function prepare(world: World, shape: Shape): number {
  world.tenant.addUser({ id: 104, email: 'dee.roy@acme.example' });
  world.seed(shape.before);
  world.now = shape.now;
  return world.merged(shape.after);
}

/** What of a policy is in force once it is carried out: all but resets and what has ended, in the words of its entries. */
export function wanted(policy: PolicyText, now: Date): string[] {
  const parsed = parsePolicy(new TextEncoder().encode(policyText(policy)));
  if (!parsed.ok) throw new Error('the shape’s policy is wrong');
  const today = now.toISOString().slice(0, 10);
  return entriesOf(parsed.policy)
    .filter((entry) => entry.kind !== 'reset' && !(entry.kind === 'opt-out' && entry.expires <= today))
    .map(nameOf)
    .sort();
}

/** An entry as one text, however its fields are ordered. */
export function nameOf(entry: Entry): string {
  return canonicalJson(entry as unknown as Json);
}

/** Ids of the users that a policy opts out on a day. */
export function optedOut(policy: PolicyText, now: Date): string[] {
  const today = now.toISOString().slice(0, 10);
  const emails = (policy.optOuts ?? [])
    .filter(({ expires }) => (expires ?? '2027-01-31') > today)
    .map(({ user }) => user);
  return USERS.filter(({ email }) => emails.includes(email)).map(({ id }) => String(id));
}
