/** The limits that a policy sets for itself (design, section 5). */
export interface Guardrails {
  requiredApprovals: number;
  maxOptOuts: number;
  maxOptOutDays: number;
  maxResets: number;
  allowAdminOptOuts: boolean;
  allowLift: boolean;
}

/** What holds where the file names no guardrail. */
export const DEFAULT_GUARDRAILS: Guardrails = {
  requiredApprovals: 1,
  maxOptOuts: 10,
  maxOptOutDays: 90,
  maxResets: 5,
  allowAdminOptOuts: false,
  allowLift: false,
};

/** The guardrails as the file spells them, in the order of design, section 5. */
export const GUARDRAIL_NAMES = [
  'required-approvals',
  'max-opt-outs',
  'max-opt-out-days',
  'max-resets',
  'allow-admin-opt-outs',
  'allow-lift',
] as const;

export type GuardrailName = (typeof GUARDRAIL_NAMES)[number];

/** The widest range in which each number may lie, both ends included (design, section 5). */
export const GUARDRAIL_RANGES = {
  'required-approvals': [0, 5],
  'max-opt-outs': [0, 2000],
  'max-opt-out-days': [1, 366],
  'max-resets': [0, 100],
} as const;

/** A guardrail by the name that the file and the ledger use. */
export function guardrailValue(guardrails: Guardrails, name: GuardrailName): number | boolean {
  switch (name) {
    case 'required-approvals':
      return guardrails.requiredApprovals;
    case 'max-opt-outs':
      return guardrails.maxOptOuts;
    case 'max-opt-out-days':
      return guardrails.maxOptOutDays;
    case 'max-resets':
      return guardrails.maxResets;
    case 'allow-admin-opt-outs':
      return guardrails.allowAdminOptOuts;
    case 'allow-lift':
      return guardrails.allowLift;
  }
}

/** Guardrails from values by name; one that is absent has its default. A value of the wrong kind counts as absent. */
export function guardrailsFrom(value: (name: GuardrailName) => number | boolean | undefined): Guardrails {
  const number = (name: GuardrailName, otherwise: number): number => {
    const found = value(name);
    return typeof found === 'number' ? found : otherwise;
  };
  const allowed = (name: GuardrailName, otherwise: boolean): boolean => {
    const found = value(name);
    return typeof found === 'boolean' ? found : otherwise;
  };
  return {
    requiredApprovals: number('required-approvals', DEFAULT_GUARDRAILS.requiredApprovals),
    maxOptOuts: number('max-opt-outs', DEFAULT_GUARDRAILS.maxOptOuts),
    maxOptOutDays: number('max-opt-out-days', DEFAULT_GUARDRAILS.maxOptOutDays),
    maxResets: number('max-resets', DEFAULT_GUARDRAILS.maxResets),
    allowAdminOptOuts: allowed('allow-admin-opt-outs', DEFAULT_GUARDRAILS.allowAdminOptOuts),
    allowLift: allowed('allow-lift', DEFAULT_GUARDRAILS.allowLift),
  };
}
