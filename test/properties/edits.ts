import { DEFAULT_GUARDRAILS, GUARDRAIL_NAMES, guardrailValue } from '../../src/policy/guardrails.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { FileSpec } from '../sandbox/github/commits.ts';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';

export const FILE = 'mfa-policy.yml';
export const PEOPLE = ['ana-diaz', 'bo-chen', 'cy-lee', 'wes-writer'];
/** Two e-mails of one user among them: the second is his once somebody has renamed him in the tenant. */
export const EMAILS = [
  'lobby.kiosk@acme.example',
  'hall.kiosk@acme.example',
  'yard.kiosk@acme.example',
  'ana.diaz@acme.example',
  'renamed.1732@acme.example',
];
export const IDS = ['1732', '1733', '1734', '101', '1732'];

/** One change of what a policy file says. `who` is the place of an e-mail in `EMAILS`. */
export type Edit =
  | { edit: 'opt-out'; who: number; days: number; pinned: boolean }
  | { edit: 'no-opt-out'; who: number }
  /** Of the opt-out of this user, or of the first one that there is: fields that git merges line by line. */
  | { edit: 'field'; who: number; field: 'expires' | 'owner' | 'ticket' | 'user' | 'pin'; value: number }
  | { edit: 'reset'; who: number; days: number }
  /** Of the last reset that there is. */
  | { edit: 'reset-field'; field: 'request' | 'user' | 'not-after'; value: number }
  | { edit: 'enforce'; enforce: boolean }
  | { edit: 'guardrail'; name: NumberedRule; value: number }
  | { edit: 'approver'; login: string; on: boolean }
  | { edit: 'protected'; who: number; on: boolean }
  /** The same entries in another order. */
  | { edit: 'order' }
  /** The same entries once more: nothing, or the repair of a file that could not be read. */
  | { edit: 'again' }
  | { edit: 'damage'; how: 'broken' | 'deleted' | 'renamed' | 'org' }
  /** Another file. */
  | { edit: 'elsewhere' };

export type NumberedRule = 'max-opt-outs' | 'required-approvals' | 'max-opt-out-days' | 'allow-lift';

/** Files as an edit leaves them. `mark` makes what has to be new: a request's name, another file's text. */
export function edited(
  policy: PolicyText,
  edit: Edit,
  { now, mark }: { now: Date; mark: number },
): Record<string, FileSpec> {
  if (edit.edit === 'elsewhere') return { 'README.md': `MFA policy, revised ${mark} times\n` };
  if (edit.edit !== 'damage') return { [FILE]: policyText(changed(policy, edit, now, mark)) };
  switch (edit.how) {
    case 'broken':
      return { [FILE]: `enforce: [ # ${mark}\n` };
    case 'deleted':
      return { [FILE]: null };
    case 'renamed':
      return { [FILE]: null, 'old-policy.yml': policyText(policy) };
    case 'org':
      return { [FILE]: policyText({ ...policy, org: 167 }) };
  }
}

function changed(
  policy: PolicyText,
  edit: Exclude<Edit, { edit: 'damage' | 'elsewhere' }>,
  now: Date,
  mark: number,
): PolicyText {
  const { optOuts = [], resets = [], approvers = {} } = policy;
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const email = 'who' in edit ? (EMAILS[edit.who] ?? '') : '';
  switch (edit.edit) {
    case 'again':
      return policy;
    case 'order':
      return { ...policy, optOuts: [...optOuts].reverse(), resets: [...resets].reverse() };
    case 'opt-out': {
      const pin = edit.pinned ? { id: IDS[edit.who] ?? '' } : {};
      const others = optOuts.filter(({ user }) => user !== email);
      return { ...policy, optOuts: [...others, { user: email, ...pin, expires: day(edit.days) }] };
    }
    case 'no-opt-out':
      return { ...policy, optOuts: optOuts.filter(({ user }) => user !== email) };
    case 'field': {
      const one = optOuts.find(({ user }) => user === email) ?? optOuts[0];
      return {
        ...policy,
        optOuts: optOuts.map((each) => (each === one ? withField(each, edit, day) : each)),
      };
    }
    case 'reset': {
      const request = `INC-${mark}`;
      return { ...policy, resets: [...resets, { request, user: email, notAfter: day(edit.days) }] };
    }
    case 'reset-field': {
      const one = resets.at(-1);
      const to = {
        request: { request: `INC-${mark}` },
        user: { user: EMAILS[edit.value % 4] ?? '' },
        'not-after': { notAfter: day(1 + (edit.value % 3)) },
      }[edit.field];
      return { ...policy, resets: resets.map((each) => (each === one ? { ...each, ...to } : each)) };
    }
    case 'enforce':
      return { ...policy, enforce: edit.enforce };
    case 'guardrail': {
      const value = edit.name === 'allow-lift' ? edit.value > 0 : edit.value;
      return { ...policy, guardrails: { ...policy.guardrails, [edit.name]: value } };
    }
    case 'approver': {
      const { [edit.login]: _, ...others } = approvers;
      const address = `${edit.login.replace('-', '.')}@acme.example`;
      return { ...policy, approvers: edit.on ? { ...others, [edit.login]: address } : others };
    }
    case 'protected': {
      const others = (policy.protected ?? []).filter((each) => each !== email);
      return { ...policy, protected: edit.on ? [...others, email] : others };
    }
  }
}

type OptOutText = NonNullable<PolicyText['optOuts']>[number];

function withField(
  one: OptOutText,
  { field, value }: Extract<Edit, { edit: 'field' }>,
  day: (days: number) => string,
): OptOutText {
  switch (field) {
    case 'expires':
      return { ...one, expires: day([5, 40, 80, 200][value % 4] ?? 5) };
    case 'owner':
      return { ...one, owner: `team-${value}@acme.example` };
    case 'ticket':
      return { ...one, ticket: `SEC-${value}` };
    case 'user':
      return { ...one, user: EMAILS[value % EMAILS.length] ?? '' };
    case 'pin': {
      const { id, ...unpinned } = one;
      return id === undefined ? { ...one, id: IDS[EMAILS.indexOf(one.user)] ?? '1732' } : unpinned;
    }
  }
}

/** A policy as the text that says the same; guardrails that have their default are left out. */
export function textOf(policy: Policy): PolicyText {
  const rules = GUARDRAIL_NAMES.map((name) => [name, guardrailValue(policy.guardrails, name)] as const);
  return {
    enforce: policy.enforce,
    optOuts: [...policy.optOuts],
    resets: [...policy.resets],
    protected: [...policy.protected],
    approvers: Object.fromEntries(policy.approvers.map(({ login, user }) => [login, user])),
    guardrails: Object.fromEntries(
      rules.filter(([name, value]) => value !== guardrailValue(DEFAULT_GUARDRAILS, name)),
    ),
  };
}
