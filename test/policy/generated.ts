import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Policy } from '../../src/policy/policy.ts';

/** Any policy that a file can say, for property tests. */

const email = fc
  .tuple(
    fc.stringMatching(/^[a-z0-9][a-z0-9+_'-]{0,12}$/),
    fc.constantFrom('acme.example', 'mail.acme-risk.example', 'b.co'),
  )
  .map(([name, domain]) => `${name}@${domain}`);
const login = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,8})?(_[a-z]{3,8})?$/);
const id = fc
  .oneof(
    fc.integer({ min: 1, max: 5_000 }),
    fc.maxSafeNat().map((number) => number + 1),
  )
  .filter(Number.isSafeInteger)
  .map(String);
const line = fc.stringMatching(/^[!-~][ -~]{0,40}$/).map((text) => text.trim());
const character = fc.constantFrom(...'abcXYZ 0189 :#-?!&*{}[],|>%@`\'"\\/<$~ äéß 必须 ελ إل 🔒 € –');
const prose = (least: number, most: number) =>
  fc
    .string({ unit: character, minLength: least, maxLength: most })
    .map((text) => text.trim().normalize('NFC'))
    .filter((text) => [...text].length >= least);
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const request = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,20}$/);

/** Distinct e-mails, each with an id of its own, so that no two entries contradict each other. */
const people = fc.tuple(
  fc.uniqueArray(email, { minLength: 12, maxLength: 12 }),
  fc.uniqueArray(id, { minLength: 12, maxLength: 12 }),
);

export const policies: fc.Arbitrary<Policy> = fc
  .record({
    people,
    orgId: id,
    name: fc.option(prose(1, 100), { nil: undefined }),
    environment: fc.constantFrom('production' as const, 'sandbox' as const),
    enforce: fc.boolean(),
    optOuts: fc.array(
      fc.record({ pinned: fc.boolean(), reason: prose(10, 500), owner: line, ticket: line, expires: day }),
      { maxLength: 5 },
    ),
    requests: fc.uniqueArray(request, { maxLength: 5 }),
    resets: fc.array(fc.record({ pinned: fc.boolean(), reason: prose(10, 60), notAfter: day }), {
      minLength: 5,
      maxLength: 5,
    }),
    accounts: fc.nat(4),
    logins: fc.uniqueArray(login, { minLength: 5, maxLength: 8 }),
    guardrails: fc.record({
      requiredApprovals: fc.nat(5),
      maxOptOuts: fc.nat(2000),
      maxOptOutDays: fc.integer({ min: 1, max: 366 }),
      maxResets: fc.nat(100),
      allowAdminOptOuts: fc.boolean(),
      allowLift: fc.boolean(),
    }),
  })
  .map(({ people: [users, ids], orgId, name, environment, enforce, guardrails, ...lists }) => {
    const user = (index: number, pinned: boolean) => ({
      user: `${users[index]}`,
      ...(pinned ? { id: `${ids[index]}` } : {}),
    });
    return {
      org: { id: orgId, ...(name === undefined ? {} : { name }), environment },
      enforce,
      optOuts: lists.optOuts.map(({ pinned, ...fields }, index) => ({ ...user(index, pinned), ...fields })),
      resets: lists.resets.flatMap(({ pinned, ...fields }, index) => {
        const request = lists.requests[index];
        return request === undefined ? [] : [{ request, ...user(index + 2, pinned), ...fields }];
      }),
      protected: users.slice(0, lists.accounts),
      approvers: lists.logins.map((login, index) => ({ login, user: `${users[index]}` })),
      guardrails,
    };
  });

/** The file that says a policy, with its mappings and lists in the order that `order` gives them. */
export function printed(
  policy: Policy,
  order: <T>(items: readonly T[]) => readonly T[] = (items) => items,
): string {
  const mapping = (pairs: [string, unknown][]) => new Map(order(pairs));
  const { org, optOuts, resets, approvers, guardrails } = policy;
  const pin = (id: string | undefined): [string, unknown][] => (id === undefined ? [] : [['id', Number(id)]]);
  return stringify(
    mapping([
      ['version', 1],
      ['org', mapping([['id', Number(org.id)], ...Object.entries(org).filter(([key]) => key !== 'id')])],
      ['enforce', policy.enforce],
      [
        'opt-outs',
        order(optOuts).map(({ id, ...fields }) => mapping([...Object.entries(fields), ...pin(id)])),
      ],
      [
        'resets',
        order(resets).map(({ id, notAfter, ...fields }) =>
          mapping([...Object.entries(fields), ['not-after', notAfter], ...pin(id)]),
        ),
      ],
      ['protected', order(policy.protected)],
      ['approvers', mapping(approvers.map(({ login, user }) => [login, user]))],
      [
        'guardrails',
        mapping([
          ['required-approvals', guardrails.requiredApprovals],
          ['max-opt-outs', guardrails.maxOptOuts],
          ['max-opt-out-days', guardrails.maxOptOutDays],
          ['max-resets', guardrails.maxResets],
          ['allow-admin-opt-outs', guardrails.allowAdminOptOuts],
          ['allow-lift', guardrails.allowLift],
        ]),
      ],
    ]),
  );
}
