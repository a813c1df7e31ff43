import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy } from './entries.ts';
import { codes, inForce, known, plan, planUnadopted } from './plans.ts';

const THREE = [...policy().approvers, { login: 'cy-lee', user: 'cy.lee@acme.example' }];
const LOOKED = known();

describe('a plan warns', () => {
  test('of nothing where all is usual', () => {
    const found = plan({ known: LOOKED });
    expect(found.warnings).toEqual([]);
    expect(found.refusals).toEqual([]);
  });

  test('that users were not looked up', () => {
    expect(codes(plan().warnings)).toEqual(['not-looked-up']);
  });

  test('that the Org is not adopted', () => {
    expect(codes(planUnadopted({ known: LOOKED }).warnings)).toEqual(['not-adopted', 'enforce-reaches-all']);
  });

  test('that the repository is public', () => {
    expect(codes(plan({ known: LOOKED, isPublic: true }).warnings)).toEqual(['public']);
  });

  test('that the policy names no key of the ledger', () => {
    const { publicKey: _, ...none } = policy();
    expect(codes(plan({ known: LOOKED, policy: none }).warnings)).toEqual(['no-ledger-key']);
  });

  test('that the base has no policy to compare with, and what stands in for it', () => {
    const { warnings } = plan({ known: LOOKED, base: {} });
    expect(codes(warnings)).toEqual(['no-base']);
    expect(warnings[0]?.message).toContain('compared with what is in force instead');
    expect(codes(plan({ known: LOOKED, base: { policy: policy() } }).warnings)).toEqual([]);
  });

  test('that enforcing reaches every Org of the environment', () => {
    const off = inForce(policy({ enforce: false }));
    expect(codes(plan({ known: LOOKED, inForce: off }).warnings)).toEqual(['enforce-reaches-all']);
  });

  test.each([
    [0, THREE, ['no-approvals']],
    [0, [], ['no-approvals']],
    [1, THREE.slice(0, 1), ['few-approvers']],
    [1, THREE.slice(0, 2), []],
    [2, THREE.slice(0, 2), ['few-approvers']],
    [2, THREE, []],
  ])('where %i approvals are required, of its approvers', (requiredApprovals, approvers, warned) => {
    const of = policy({ approvers, guardrails: { ...DEFAULT_GUARDRAILS, requiredApprovals } });
    expect(codes(plan({ known: LOOKED, policy: of, inForce: inForce(of) }).warnings)).toEqual(warned);
  });

  test.each([
    ['2026-11-25', []],
    ['2026-11-24', ['ended']],
    ['2026-11-23', ['ended']],
  ])('of an opt-out in the file that ends on %s', (expires, warned) => {
    const of = policy({ optOuts: [listed(optOut({ expires }))] });
    const { warnings } = plan({
      known: known({ [KIOSK]: [{ id: '1732' }] }),
      policy: of,
      inForce: inForce(of, { ids: { [KIOSK]: '1732' } }),
    });
    expect(codes(warnings)).toEqual(warned);
    expect(warnings.map(({ subject }) => subject)).toEqual(warned.map(() => KIOSK));
  });

  test.each([
    ['nobody has its e-mail any more', { [KIOSK]: [] }, ['unresolved']],
    ['somebody has it', { [KIOSK]: [{ id: '1732' }] }, []],
    ['it was not asked for', {}, []],
  ])('of an opt-out that the pull request does not touch, where %s', (_words, users, warned) => {
    const of = policy({ optOuts: [listed(optOut())] });
    const { warnings, rows } = plan({ policy: of, inForce: inForce(of), known: known(users) });
    expect(rows).toEqual([]);
    expect(codes(warnings)).toEqual(warned);
    expect(warnings.map(({ subject }) => subject)).toEqual(warned.map(() => KIOSK));
  });

  test.each([
    ['nobody has their e-mails any more', [], ['root.admin@acme.example', 'ana.diaz@acme.example']],
    ['somebody has them', [{ id: '7' }], []],
  ])('of those on whom rules depend, where %s', (_words, found, subjects) => {
    const of = policy({ protected: ['root.admin@acme.example'] });
    const users = { 'root.admin@acme.example': found, 'ana.diaz@acme.example': found };
    const { warnings } = plan({ policy: of, inForce: inForce(of), known: known(users) });
    expect(codes(warnings)).toEqual(subjects.map(() => 'unresolved'));
    expect(warnings.map(({ subject }) => subject)).toEqual(subjects);
  });

  test('not of an opt-out that is a row and refused itself', () => {
    const of = policy({ optOuts: [listed(optOut())] });
    const { warnings, rows } = plan({ policy: of, known: known({ [KIOSK]: [] }) });
    expect(codes(rows[0]?.refusals ?? [])).toEqual(['no-such-user']);
    expect(warnings).toEqual([]);
  });
});

describe('a whole plan is refused', () => {
  const sandbox = (enforce: boolean) => policy({ org: { id: '166', environment: 'sandbox' }, enforce });

  test.each<[string, () => Plan, string[]]>([
    [
      'the key of another Org',
      () => plan({ known: known({}, {}, { userId: '9', orgId: '167' }) }),
      ['wrong-org'],
    ],
    ['a sandbox that enforces', () => plan({ policy: sandbox(true) }), ['sandbox-enforced']],
    ['a sandbox that does not', () => plan({ policy: sandbox(false) }), []],
    ['a sandbox on a host named so', () => plan({ policy: sandbox(false), sandboxHost: true }), []],
    ['production on a host named sandbox', () => plan({ sandboxHost: true }), ['sandbox-host']],
    [
      'a tenant that could not be asked',
      () => plan({ known: { looked: false, failed: 'It did not answer.' } }),
      ['lookup-failed'],
    ],
    [
      'all at once',
      () => plan({ policy: sandbox(true), known: known({}, {}, { userId: '9', orgId: '167' }) }),
      ['wrong-org', 'sandbox-enforced'],
    ],
  ])('for %s', (_words, of, refused) => {
    expect(codes(of().refusals)).toEqual(refused);
  });

  test('saying why the tenant could not be asked, and not that there was no key', () => {
    const { refusals, warnings } = plan({ known: { looked: false, failed: 'It did not answer.' } });
    expect(refusals[0]?.message).toBe(
      'The tenant could not be asked, and an error is never taken for an empty answer. It did not answer.',
    );
    expect(warnings).toEqual([]);
  });
});
