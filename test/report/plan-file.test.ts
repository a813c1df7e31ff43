import { expect, test } from 'vitest';
import { planFile, planFileSchema } from '../../src/report/plan-file.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { KIOSK, listed, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, known, plan } from '../plan/plans.ts';

const file = policy({
  publicKey: 'MCowBQYDK2VwAyEA',
  optOuts: [listed(optOut())],
  resets: [listed(reset()), listed(reset({ request: 'INC-2', user: 'di.roe@acme.example' }))],
});
const of = plan({
  policy: file,
  inForce: inForce(policy({ enforce: false })),
  known: known({
    [KIOSK]: [{ id: '1732', administrator: false }],
    'cy.lee@acme.example': [],
    'di.roe@acme.example': [{ id: '104' }],
  }),
});

test('a plan file holds the plan, and fits its published schema', () => {
  const text = planFile(of, 'planned');
  const read = planFileSchema.parse(JSON.parse(text));
  expect(canonicalJson(JSON.parse(text))).toBe(text);
  expect(read).toMatchObject({
    schema: 1,
    org: { id: '166', name: 'Acme Risk', environment: 'production' },
    origin: 'https://us.core.resolver.com',
    digest: of.digest,
    status: 'planned',
    changes: 3,
    warnings: [{ code: 'enforce-reaches-all' }],
    refusals: [],
  });
  expect(read.rows).toMatchObject([
    { kind: 'reset', need: 'call', refusals: [{ code: 'no-such-user' }] },
    {
      kind: 'opt-out',
      direction: 'loosen',
      origin: 'waiting',
      after: { user: KIOSK },
      userId: '1732',
      need: 'call',
      refusals: [],
    },
    { kind: 'reset', after: { request: 'INC-2' }, userId: '104' },
    { kind: 'enforce', before: { enforce: false }, after: { enforce: true }, need: 'call' },
  ]);
});

test('a row that ends an opt-out names the user that it was set on', () => {
  const ends = plan({
    inForce: inForce(policy({ optOuts: [listed(optOut())] }), { ids: { [KIOSK]: '7' } }),
    known: known({}, { '7': { mfaOptOut: false } }),
  });
  expect(JSON.parse(planFile(ends, 'planned')).rows).toMatchObject([
    { kind: 'opt-in', userId: '7', need: 'already-so' },
  ]);
});

test('a row that names nobody has no user id', () => {
  const unseen = JSON.parse(planFile(plan({ policy: file }), 'planned'));
  for (const row of unseen.rows) expect(row).not.toHaveProperty('userId');
});

test('the schema is strict where it counts', () => {
  const good = JSON.parse(planFile(of, 'planned'));
  expect(planFileSchema.safeParse({ ...good, digest: 'short' }).success).toBe(false);
  expect(planFileSchema.safeParse({ ...good, changes: -1 }).success).toBe(false);
  expect(planFileSchema.safeParse({ ...good, schema: 2 }).success).toBe(false);
});
