import type { PlanInput } from './plan-input.ts';
import type { Row } from './row.ts';

/** Why nothing of a plan is applied. */
export interface PlanRefusal {
  readonly code: 'wrong-org' | 'sandbox-enforced' | 'sandbox-host' | 'lookup-failed';
  readonly message: string;
}

/** What a reviewer should know, without effect on what is applied. `subject` is data of the policy and is encoded where it is shown. */
export interface Warning {
  readonly code:
    | 'not-looked-up'
    | 'enforce-reaches-all'
    | 'no-approvals'
    | 'few-approvers'
    | 'public'
    | 'ended'
    | 'unresolved'
    | 'no-base'
    | 'not-adopted'
    | 'no-ledger-key';
  readonly message: string;
  readonly subject?: string;
}

const UNPROTECTED =
  'No user has the e-mail of this protected account any more: under another e-mail it can be opted out or reset. Correct it in `protected`.';
const UNKNOWN_APPROVER =
  'No user has the e-mail of this approver any more: under another e-mail they could approve changes to their own account. Correct it in `approvers`.';

/** What concerns the Org as a whole, and stops everything (design, section 6). */
export function refusalsOf({ policy, known, sandboxHost }: PlanInput): PlanRefusal[] {
  const found: PlanRefusal[] = [];
  if (known.looked && known.owner.orgId !== policy.org.id) {
    found.push({
      code: 'wrong-org',
      message:
        'The API key belongs to another Org than the one that `org.id` names. Use the key of that Org, or correct `org.id`.',
    });
  }
  if (!known.looked && known.failed !== undefined) {
    found.push({
      code: 'lookup-failed',
      message: `The tenant could not be asked, and an error is never taken for an empty answer. ${known.failed}`,
    });
  }
  if (policy.org.environment === 'sandbox' && policy.enforce) {
    found.push({
      code: 'sandbox-enforced',
      message:
        'MFA should only be enforced in Production environments. Set `enforce` to `false` for a sandbox.',
    });
  }
  if (policy.org.environment === 'production' && sandboxHost) {
    found.push({
      code: 'sandbox-host',
      message:
        'The API host is named sandbox, but `org.environment` is `production`. Correct `api-url` or `org.environment`.',
    });
  }
  return found;
}

/** What is to be known of a plan; `ended`: opt-outs of the file whose date has come. */
export function warningsOf(
  input: PlanInput,
  rows: readonly Row[],
  ended: readonly { user: string }[],
): Warning[] {
  const { policy, known } = input;
  const found: Warning[] = [];
  if (input.inForce === undefined) {
    found.push({
      code: 'not-adopted',
      message:
        'This Org is not adopted yet: after the merge an administrator of the repository starts the first apply manually.',
    });
  }
  if (input.base !== undefined && input.base.policy === undefined) {
    found.push({
      code: 'no-base',
      message:
        'The base branch has no readable policy of this Org: the file is compared with what is in force instead.',
    });
  }
  if (input.isPublic) {
    found.push({
      code: 'public',
      message: 'This repository is public: everybody can read the policy, this comment and the ledger.',
    });
  }
  if (policy.publicKey === undefined) {
    found.push({
      code: 'no-ledger-key',
      message: 'The policy names no `ledger-public-key`. Until it does, nothing can be applied.',
    });
  }
  if (!known.looked && known.failed === undefined) {
    found.push({
      code: 'not-looked-up',
      message:
        'Users were not looked up: this job has no API key. They are looked up when the change is applied.',
    });
  }
  if (rows.some((row) => row.kind === 'enforce')) {
    found.push({
      code: 'enforce-reaches-all',
      message: 'Enforcing MFA reaches every Org of the Production environment, not just this one.',
    });
  }
  if (policy.guardrails.requiredApprovals === 0) {
    found.push({
      code: 'no-approvals',
      message:
        '`required-approvals` is 0: a change needs a merged pull request, but nobody has to review it.',
    });
  } else if (policy.approvers.length <= policy.guardrails.requiredApprovals) {
    found.push({
      code: 'few-approvers',
      message:
        'There are no more approvers than approvals needed: a pull request written by one of them can’t get enough.',
    });
  }
  for (const { user } of ended) {
    found.push({
      code: 'ended',
      message: 'This opt-out has ended and counts as absent; remove it from the file.',
      subject: user,
    });
  }
  if (known.looked) {
    const touched = new Set(rows.flatMap((row) => (row.after?.kind === 'opt-out' ? [row.after.user] : [])));
    const untouched = policy.optOuts.filter(({ user }) => !touched.has(user));
    const nobodys = (users: readonly string[], message: string) =>
      users
        .filter((user) => known.users.get(user)?.length === 0)
        .map((subject): Warning => ({ code: 'unresolved', message, subject }));
    found.push(
      ...nobodys(
        untouched.map(({ user }) => user),
        'This opt-out is in force, but no user has this e-mail any more.',
      ),
      ...nobodys(policy.protected, UNPROTECTED),
      ...nobodys(
        policy.approvers.map(({ user }) => user),
        UNKNOWN_APPROVER,
      ),
    );
  }
  return found;
}
