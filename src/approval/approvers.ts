import type { InForceEntry } from '../plan/known.ts';
import { usersIn } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import { isSameName } from '../policy/names.ts';

/** Who may approve: decided here alone, for the plan as for the apply (design, section 9.4). */

/** Someone whose approvals count, by the entry in force. */
export interface Approver {
  /** In lower case. */
  login: string;
  /** The e-mail in Resolver. */
  user: string;
  /** The number of the GitHub account that came into force. */
  account?: string;
}

/** An account of GitHub: by its number, which a renaming does not change, where there is one. */
export interface Account {
  login: string;
  account?: string;
}

/** What is to be approved: who opened it, and every entry that it names. */
export interface Approvable {
  author: Account;
  entries: readonly (Entry | undefined)[];
}

/** The approvers among entries in force. */
export function approversOf(entries: readonly InForceEntry[]): Approver[] {
  return entries.flatMap(({ entry, userId }) =>
    entry.kind === 'approver'
      ? [{ login: entry.login, user: entry.user, ...(userId !== undefined && { account: userId }) }]
      : [],
  );
}

/** The approvers who may approve something. */
export function eligible(approvers: readonly Approver[], what: Approvable): Approver[] {
  return approvers.filter((approver) => objection(approver, [approver], what) === undefined);
}

/** Why an account may not approve something, in words; undefined where it may. */
export function objection(
  person: Account,
  approvers: readonly Approver[],
  { author, entries }: Approvable,
): string | undefined {
  const approver = approvers.find((one) => isSameName(person.login, one.login));
  if (isSameAccount(person, author)) return 'is the author';
  if (approver === undefined) return 'is not an approver in force';
  if (approver.account !== undefined && approver.account !== person.account)
    return 'took this login after the approver gave it up';
  return concerns(entries, approver) ? 'is the user concerned' : undefined;
}

/** Whether entries concern an approver: their own opt-out or reset, their own place among the approvers, their own protection. */
function concerns(
  entries: readonly (Entry | undefined)[],
  { login, user }: Pick<Approver, 'login' | 'user'>,
): boolean {
  const logins = entries.flatMap((entry) => (entry?.kind === 'approver' ? [entry.login] : []));
  return logins.includes(login) || usersIn(entries).includes(user);
}

function isSameAccount(one: Account, other: Account): boolean {
  if (one.account !== undefined && other.account !== undefined) return one.account === other.account;
  return isSameName(one.login, other.login);
}
