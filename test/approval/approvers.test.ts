import { expect, test } from 'vitest';
import { type Approver, approversOf, eligible, objection } from '../../src/approval/approvers.ts';
import { approver, enforce, guardrail, optOut, reset } from '../plan/entries.ts';

const ANA: Approver = { login: 'ana-diaz', user: 'ana.diaz@acme.example', account: '11' };
const BO: Approver = { login: 'bo-chen', user: 'bo.chen@acme.example' };
const ALL = [ANA, BO];
const BY_CY = { author: { login: 'cy-lee' }, entries: [undefined, optOut()] };

test('approvers are the entries in force, each with the account that came into force', () => {
  expect(
    approversOf([
      { entry: approver(ANA.login, ANA.user), userId: '11' },
      { entry: optOut(), userId: '1732' },
      { entry: approver(BO.login, BO.user) },
    ]),
  ).toEqual(ALL);
});

test('all of them are eligible for what is about others, or about nobody', () => {
  expect(eligible(ALL, BY_CY)).toEqual(ALL);
  expect(eligible(ALL, { ...BY_CY, entries: [enforce(), guardrail('max-resets', 1)] })).toEqual(ALL);
  expect(eligible(ALL, { ...BY_CY, entries: [] })).toEqual(ALL);
});

test('whoever is asked whether they may, and who is listed as eligible, is judged alike', () => {
  for (const what of [
    { ...BY_CY, author: { login: 'Ana-Diaz' } },
    { ...BY_CY, author: { login: 'renamed', account: '11' } },
    { ...BY_CY, entries: [reset({ user: ANA.user })] },
    { ...BY_CY, entries: [approver(ANA.login, 'other@acme.example')] },
  ]) {
    expect(eligible(ALL, what)).toEqual([BO]);
    expect(objection(ANA, ALL, what)).toMatch(/^is the (author|user concerned)$/);
    expect(objection(BO, ALL, what)).toBeUndefined();
  }
});

test('a login that the approver gave up is another account', () => {
  expect(objection({ login: 'ana-diaz', account: '99' }, ALL, BY_CY)).toContain('gave it up');
  expect(objection({ login: 'ana-diaz' }, ALL, BY_CY)).toContain('gave it up');
});

test('nobody else is an approver', () => {
  expect(objection({ login: 'dee-fox' }, ALL, BY_CY)).toBe('is not an approver in force');
});
