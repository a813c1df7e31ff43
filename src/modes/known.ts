import type { Known, KnownUser } from '../plan/known.ts';
import type { Row } from '../plan/row.ts';
import type { PlanRefusal } from '../plan/warnings.ts';
import type { KeyOwner, TenantFault, TenantReader } from '../ports.ts';

/**
 * Asks the tenant for whom the rows are about, and for further e-mails: the users in one round, their
 * memberships in a second, and nothing where the key is another Org's. Throws a `TenantFault` when an answer can't be believed: an error is never an empty list.
 */
export async function lookUp(
  reader: TenantReader,
  owner: KeyOwner,
  org: string,
  rows: readonly Row[],
  further: readonly string[] = [],
): Promise<Known & { looked: true }> {
  const named = rows.filter(({ kind, inForce: settled }) => kind !== 'opt-in' && !settled).flatMap(emailsOf);
  const recorded = rows.flatMap((row) =>
    row.kind === 'opt-in' && row.call?.kind === 'set-opt-out' ? (row.call.userId ?? []) : [],
  );
  const emails = [...new Set([...named, ...further])];
  if (owner.orgId !== org) return { looked: true, owner, users: new Map(), members: new Map() };
  const [found, members] = await Promise.all([
    Promise.all(emails.map(async (email) => [email, await reader.findUsers(email)] as const)),
    Promise.all(recorded.map(async (id) => [id, await reader.membership(org, id)] as const)),
  ]);
  const wanting = new Set(
    rows.flatMap((row) => (row.kind === 'opt-out' && row.after?.kind === 'opt-out' ? [row.after.user] : [])),
  );
  const users = await Promise.all(
    found.map(async ([email, candidates]) => {
      const known = candidates.map(async ({ email: _, ...user }): Promise<KnownUser> => {
        if (!wanting.has(email)) return user;
        const member = await reader.membership(org, user.id);
        return member === 'gone' || member.mfaOptOut === undefined
          ? user
          : { ...user, mfaOptOut: member.mfaOptOut };
      });
      return [email, await Promise.all(known)] as const;
    }),
  );
  return { looked: true, owner, users: new Map(users), members: new Map(members) };
}

function emailsOf({ after }: Row): string[] {
  return after?.kind === 'opt-out' || after?.kind === 'reset' ? [after.user] : [];
}

/** A fault of the tenant stops the whole plan: an error is never taken for an empty answer. */
export function lookupFailed(fault: TenantFault): PlanRefusal {
  const message = `The tenant could not be asked, and an error is never taken for an empty answer. ${fault.message}`;
  return { code: 'lookup-failed', message };
}
