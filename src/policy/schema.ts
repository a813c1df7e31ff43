import { z } from 'zod';
import { codeSpan } from '../text/code-span.ts';
import {
  dateField,
  emailField,
  LOGIN_SAYS,
  lineField,
  loginField,
  orgNameField,
  publicKeyField,
  reasonField,
  requestField,
  saying,
} from './fields.ts';
import { GUARDRAIL_NAMES, GUARDRAILS, type GuardrailName } from './guardrails.ts';

/** The policy file as it is written (design, section 5). `policy.ts` makes a `Policy` of it; the JSON Schema for editors is made from it. */

/** A mapping that knows its keys; any other key is an error. */
function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).map(codeSpan).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? saying('unknown-key', `This key is not known here. Allowed keys: ${known}.`)
        : saying('not-a-mapping', `Expected a mapping with the keys: ${known}.`),
  });
}

function list<Item extends z.ZodType>(item: Item, what: string) {
  return z.array(item, {
    error: saying('not-a-list', `Expected a list of ${what}; an empty one is written \`[]\`.`),
  });
}

const yesOrNo = z.boolean({
  error: saying('not-a-boolean', 'Expected `true` or `false`, in lower case and without quotes.'),
});

function whole({ least, most }: { least: number; most: number }) {
  const range = saying('out-of-range', `Expected a whole number from ${least} to ${most}.`);
  return z
    .int({
      error: saying(
        'not-a-whole-number',
        `Expected a whole number from ${least} to ${most}, in plain digits.`,
      ),
    })
    .min(least, { error: range })
    .max(most, { error: range });
}

const ID_SAYS = saying('wrong-id', 'Expected a positive whole number in plain digits, without quotes.');
const id = z.int({ error: ID_SAYS }).positive({ error: ID_SAYS });

const org = mapping({
  id: id.meta({ description: 'The id of the Org. The API key must belong to this Org.' }),
  name: orgNameField.meta({ description: 'The name of the Org, shown in comments.' }).exactOptional(),
  environment: z
    .enum(['production', 'sandbox'], {
      error: saying('wrong-environment', 'Expected `production` or `sandbox`.'),
    })
    .meta({ description: 'MFA is enforced in production only.' }),
});

const pin = id.meta({ description: 'A pin: the e-mail and this user id must both match.' }).exactOptional();

const optOut = mapping({
  user: emailField.meta({ description: 'E-mail of the user who is exempt from MFA.' }),
  id: pin,
  reason: reasonField.meta({ description: 'Why this user needs an exception, in 10 to 500 characters.' }),
  owner: lineField.meta({ description: 'Who answers for this exception.' }),
  ticket: lineField.meta({ description: 'The ticket that documents the exception.' }),
  expires: dateField.meta({
    description:
      'The day, in UTC, on which the opt-out ends (YYYY-MM-DD). The next apply then requires MFA again.',
  }),
});

const reset = mapping({
  request: requestField.meta({
    description: 'Id of the request, unique for ever. It is applied at most once.',
  }),
  user: emailField.meta({ description: 'E-mail of the user whose MFA profile is cleared.' }),
  id: pin,
  reason: reasonField.meta({ description: 'Why, and how the identity of the user was checked.' }),
  'not-after': dateField.meta({
    description: 'The last day, in UTC, on which the request is applied (YYYY-MM-DD), at most 3 days ahead.',
  }),
});

function guardrailField(rule: (typeof GUARDRAILS)[GuardrailName]) {
  const value: z.ZodType<number | boolean> = 'least' in rule ? whole(rule) : yesOrNo;
  return value.meta({ description: rule.description, default: rule.default }).exactOptional();
}

const guardrails = mapping(
  Object.fromEntries(GUARDRAIL_NAMES.map((name) => [name, guardrailField(GUARDRAILS[name])])) as Record<
    GuardrailName,
    ReturnType<typeof guardrailField>
  >,
);

const approvers = z.record(loginField, emailField, {
  error: ({ code }) =>
    code === 'invalid_key'
      ? LOGIN_SAYS
      : saying('not-a-mapping', 'Expected a mapping from GitHub logins to e-mail addresses.'),
});

/** The whole file. Keys and values of mappings are strict; what entries say of each other is judged in `conflicts.ts`. */
export const fileSchema = mapping({
  version: z
    .literal(1, { error: saying('wrong-version', 'Expected 1: no other version of this file is known.') })
    .meta({ description: 'The version of this format.' }),
  org: org.meta({ description: 'The Resolver Org that this policy is for.' }),
  'ledger-public-key': publicKeyField
    .meta({
      description:
        'The public half of the key that signs the ledger, on one line. Needed to apply; whoever has it can verify the ledger.',
    })
    .exactOptional(),
  enforce: yesOrNo.meta({ description: 'Whether MFA is enforced for the Org.' }),
  'opt-outs': list(optOut, 'opt-outs').meta({
    description: 'Users who are exempt from MFA until a date. An empty list for none.',
  }),
  resets: list(reset, 'reset requests')
    .meta({ description: 'Users whose MFA profile is cleared once.' })
    .exactOptional(),
  protected: list(emailField, 'e-mail addresses')
    .meta({ description: 'Accounts that are never reset and never opted out while they are listed here.' })
    .exactOptional(),
  approvers: approvers
    .meta({
      description:
        'GitHub login: e-mail in Resolver. Only they approve, and never changes to their own account. At least as many as `required-approvals`.',
    })
    .exactOptional(),
  guardrails: guardrails.meta({ description: 'Limits. Each has a default.' }).exactOptional(),
});

export type PolicyFile = z.infer<typeof fileSchema>;

/** The JSON Schema of the file for editors: draft 7, which the YAML language server reads best. */
export function policyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(fileSchema, { target: 'draft-7', io: 'input' });
  return {
    $schema,
    title: 'MFA policy of a Resolver Org',
    description: 'What the users of a Resolver Org must do to sign in, and who is exempt.',
    ...schema,
  };
}
