import { expect, test } from 'vitest';
import { GUARDRAIL_NAMES, type Guardrails, isTighter, tighter } from '../../src/policy/guardrails.ts';

test.each([
  ['required-approvals', 2, 1],
  ['max-opt-outs', 9, 10],
  ['max-opt-out-days', 30, 90],
  ['max-resets', 0, 5],
  ['allow-admin-opt-outs', false, true],
  ['allow-lift', false, true],
] as const)('%s: %s allows less than %s', (name, less, more) => {
  expect(isTighter(name, less, more)).toBe(true);
  expect(isTighter(name, more, less)).toBe(false);
  expect(isTighter(name, less, less)).toBe(false);
});

test('stand in the order in which the file is documented', () => {
  expect(GUARDRAIL_NAMES).toEqual([
    'required-approvals',
    'max-opt-outs',
    'max-opt-out-days',
    'max-resets',
    'allow-admin-opt-outs',
    'allow-lift',
  ]);
});

test('of two sets of guardrails the tighter value counts, field by field', () => {
  const a: Guardrails = {
    requiredApprovals: 1,
    maxOptOuts: 10,
    maxOptOutDays: 30,
    maxResets: 5,
    allowAdminOptOuts: true,
    allowLift: false,
  };
  const b: Guardrails = {
    requiredApprovals: 2,
    maxOptOuts: 5,
    maxOptOutDays: 90,
    maxResets: 6,
    allowAdminOptOuts: true,
    allowLift: true,
  };
  const both = {
    requiredApprovals: 2,
    maxOptOuts: 5,
    maxOptOutDays: 30,
    maxResets: 5,
    allowAdminOptOuts: true,
    allowLift: false,
  };
  expect(tighter(a, b)).toEqual(both);
  expect(tighter(b, a)).toEqual(both);
  expect(tighter(a, { ...b, allowAdminOptOuts: false }).allowAdminOptOuts).toBe(false);
  expect(tighter({ ...a, allowLift: true }, b).allowLift).toBe(true);
});
