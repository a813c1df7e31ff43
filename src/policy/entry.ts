import { z } from 'zod';
import {
  dateField,
  emailField,
  idField,
  lineField,
  loginField,
  reasonField,
  requestField,
} from './fields.ts';
import {
  GUARDRAIL_NAMES,
  type GuardrailName,
  type Guardrails,
  guardrailsFrom,
  guardrailValue,
} from './guardrails.ts';
import type { OptOut, Policy, ResetRequest } from './policy.ts';

/** One thing that a policy says (design, section 2). */
export type Entry =
  | { readonly kind: 'enforce'; readonly enforce: boolean }
  | ({ readonly kind: 'opt-out' } & OptOut)
  | ({ readonly kind: 'reset' } & ResetRequest)
  | { readonly kind: 'guardrail'; readonly name: GuardrailName; readonly value: number | boolean }
  | { readonly kind: 'protected'; readonly user: string }
  | { readonly kind: 'approver'; readonly login: string; readonly user: string };

/**
 * Everything that a policy says, in the order of the file: `enforce`, opt-outs, resets, protected accounts, approvers, and all
 * six guardrails with the values that hold, named or not.
 */
export function entriesOf(policy: Policy): Entry[] {
  return [
    { kind: 'enforce', enforce: policy.enforce },
    ...policy.optOuts.map((optOut): Entry => ({ kind: 'opt-out', ...optOut })),
    ...policy.resets.map((reset): Entry => ({ kind: 'reset', ...reset })),
    ...policy.protected.map((user): Entry => ({ kind: 'protected', user })),
    ...policy.approvers.map(({ login, user }): Entry => ({ kind: 'approver', login, user })),
    ...GUARDRAIL_NAMES.map(
      (name): Entry => ({ kind: 'guardrail', name, value: guardrailValue(policy.guardrails, name) }),
    ),
  ];
}

/** The guardrails among entries; one that no entry names has its default. */
export function guardrailsOf(entries: readonly Entry[]): Guardrails {
  const values = new Map(
    entries.flatMap((entry) => (entry.kind === 'guardrail' ? [[entry.name, entry.value] as const] : [])),
  );
  return guardrailsFrom((name) => values.get(name));
}

/** A name that is unique within one policy, such as `opt-out:a@b.example`. */
export function entryKey(entry: Entry): string {
  switch (entry.kind) {
    case 'enforce':
      return 'enforce';
    case 'opt-out':
      return `opt-out:${entry.user}`;
    case 'reset':
      return `reset:${entry.request}`;
    case 'guardrail':
      return `guardrail:${entry.name}`;
    case 'protected':
      return `protected:${entry.user}`;
    case 'approver':
      return `approver:${entry.login}`;
  }
}

/** Whether two entries are equal: every field is (design, section 2). An absent pin differs from any pin. */
export function sameEntry(a: Entry, b: Entry): boolean {
  if (a.kind !== b.kind || entryKey(a) !== entryKey(b)) return false;
  const fields = new Map(Object.entries(a).filter(([, value]) => value !== undefined));
  const others = Object.entries(b).filter(([, value]) => value !== undefined);
  return fields.size === others.length && others.every(([field, value]) => fields.get(field) === value);
}

/** Whether two entries name the same thing; an opt-out by its pin where both sides have one, else by its e-mail (design, section 2). */
export function sameName(a: Entry, b: Entry): boolean {
  if (a.kind === 'opt-out' && b.kind === 'opt-out' && a.id !== undefined && b.id !== undefined)
    return a.id === b.id;
  return entryKey(a) === entryKey(b);
}

/** Reads an entry back from the ledger. Its fields obey the same rules as the file's. */
export const entrySchema: z.ZodType<Entry> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('enforce'), enforce: z.boolean() }),
  z.strictObject({
    kind: z.literal('opt-out'),
    user: emailField,
    id: idField.exactOptional(),
    reason: reasonField,
    owner: lineField,
    ticket: lineField,
    expires: dateField,
  }),
  z.strictObject({
    kind: z.literal('reset'),
    request: requestField,
    user: emailField,
    id: idField.exactOptional(),
    reason: reasonField,
    notAfter: dateField,
  }),
  z.strictObject({
    kind: z.literal('guardrail'),
    name: z.enum(GUARDRAIL_NAMES),
    value: z.union([z.int().nonnegative(), z.boolean()]),
  }),
  z.strictObject({ kind: z.literal('protected'), user: emailField }),
  z.strictObject({ kind: z.literal('approver'), login: loginField, user: emailField }),
]);
