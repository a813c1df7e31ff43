/** A guardrail that is a whole number between two ends, both included. */
interface NumberRule {
  readonly field: string;
  readonly description: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
  readonly tighter: 'higher' | 'lower';
}

/** A guardrail that allows something. */
interface SwitchRule {
  readonly field: string;
  readonly description: string;
  readonly default: false;
  readonly tighter: 'off';
}

/**
 * The limits that a policy sets for itself (design, section 5), by the name that the file and the ledger use, in the order of the file.
 * The one list of them: the schema of the file, which of two values is tighter, and the table of the README come from here.
 */
export const GUARDRAILS = {
  'required-approvals': {
    field: 'requiredApprovals',
    description: 'Approvals that each change needs. With 0, nobody reviews.',
    default: 1,
    least: 0,
    most: 5,
    tighter: 'higher',
  },
  'max-opt-outs': {
    field: 'maxOptOuts',
    description: 'Opt-outs that may be in force at a time.',
    default: 10,
    least: 0,
    most: 2000,
    tighter: 'lower',
  },
  'max-opt-out-days': {
    field: 'maxOptOutDays',
    description: 'Days that an opt-out may reach ahead.',
    default: 90,
    least: 1,
    most: 366,
    tighter: 'lower',
  },
  'max-resets': {
    field: 'maxResets',
    description: 'Resets that one pull request may ask for.',
    default: 5,
    least: 0,
    most: 100,
    tighter: 'lower',
  },
  'allow-admin-opt-outs': {
    field: 'allowAdminOptOuts',
    description: 'Whether an administrator may be opted out.',
    default: false,
    tighter: 'off',
  },
  'allow-lift': {
    field: 'allowLift',
    description: 'Whether enforcement may be lifted (`enforce: false` after `true`).',
    default: false,
    tighter: 'off',
  },
} as const satisfies Readonly<Record<string, NumberRule | SwitchRule>>;

type Table = typeof GUARDRAILS;
export type GuardrailName = keyof Table;

export const GUARDRAIL_NAMES = Object.keys(GUARDRAILS) as GuardrailName[];

/** The value of every guardrail. */
export type Guardrails = {
  readonly [Name in GuardrailName as Table[Name]['field']]: Table[Name]['default'] extends number
    ? number
    : boolean;
};

/** A guardrail by the name that the file and the ledger use. */
export function guardrailValue(guardrails: Guardrails, name: GuardrailName): number | boolean {
  return guardrails[GUARDRAILS[name].field];
}

/** Guardrails from values by name; one that is absent has its default. A value of the wrong kind counts as absent. */
export function guardrailsFrom(value: (name: GuardrailName) => number | boolean | undefined): Guardrails {
  const fields = GUARDRAIL_NAMES.map((name) => {
    const rule = GUARDRAILS[name];
    const found = value(name);
    return [rule.field, typeof found === typeof rule.default ? found : rule.default] as const;
  });
  return Object.fromEntries(fields) as unknown as Guardrails;
}

/** What holds where the file names no guardrail. */
export const DEFAULT_GUARDRAILS: Guardrails = guardrailsFrom(() => undefined);

/** Whether the first value of a guardrail allows less than the second. */
export function isTighter(name: GuardrailName, one: number | boolean, other: number | boolean): boolean {
  return GUARDRAILS[name].tighter === 'higher' ? one > other : one < other;
}

/** Each guardrail as the one of the two that allows less: a rule that tightens binds at once, one that loosens does not serve yet. */
export function tighter(a: Guardrails, b: Guardrails): Guardrails {
  return guardrailsFrom((name) => {
    const [one, other] = [guardrailValue(a, name), guardrailValue(b, name)];
    return isTighter(name, one, other) ? one : other;
  });
}
