import { findUser } from '../plan/find-user.ts';
import type { Accounts, Known, KnownUser } from '../plan/known.ts';
import type { Row } from '../plan/row.ts';
import type { Repository } from '../ports/repository.ts';
import type { KeyOwner, TenantReader } from '../ports/tenant.ts';

/**
 * Asks the tenant for whom the rows are about, and for further e-mails: the users in one round, their memberships in a second, and
 * nothing where the key is another Org's. Throws a `TenantFault` when an answer can't be believed: an error is never an empty list.
 */
export async function lookUp(
  reader: TenantReader,
  owner: KeyOwner,
  org: string,
  rows: readonly Row[],
  further: readonly string[] = [],
): Promise<Known & { looked: true }> {
  const named = rows
    .filter(({ kind, need }) => kind !== 'opt-in' && need !== 'in-force')
    .flatMap(({ after }) => (after?.kind === 'opt-out' || after?.kind === 'reset' ? [after.user] : []));
  const ended = rows.flatMap(({ kind, recorded }) =>
    kind === 'opt-in' && recorded !== undefined ? [recorded] : [],
  );
  const emails = [...new Set([...named, ...further])];
  if (owner.orgId !== org) return { looked: true, owner, users: new Map(), members: new Map() };
  const [found, members] = await Promise.all([
    Promise.all(emails.map(async (email) => [email, await reader.findUsers(email)] as const)),
    Promise.all(ended.map(async (id) => [id, await reader.membership(org, id)] as const)),
  ]);
  const wanting = new Set(
    rows.flatMap((row) => (row.kind === 'opt-out' && row.after?.kind === 'opt-out' ? [row.after.user] : [])),
  );
  const users = new Map<string, readonly KnownUser[]>(
    found.map(([email, candidates]) => [email, candidates.map(({ email: _, ...user }) => user)]),
  );
  const live = await optOutsOf(
    reader,
    org,
    [...wanting].flatMap((email) => (users.get(email) ?? []).map(({ id }) => id)),
  );
  for (const [email, candidates] of users) {
    const known = candidates.map((user) => {
      const mfaOptOut = wanting.has(email) ? live.get(user.id) : undefined;
      return mfaOptOut === undefined ? user : { ...user, mfaOptOut };
    });
    users.set(email, known);
  }
  const known = { looked: true as const, owner, users, members: new Map(members) };
  const former = await Promise.all(
    formerIds(rows, known).map(async (id) => [id, await reader.membership(org, id)] as const),
  );
  return { ...known, members: new Map([...members, ...former]) };
}

/** Whom opt-outs were set on whose e-mail belongs to somebody else now. */
function formerIds(rows: readonly Row[], known: Known): string[] {
  return rows.flatMap(({ kind, after, recorded }) => {
    if (kind !== 'amend' || after?.kind !== 'opt-out' || recorded === undefined) return [];
    const found = findUser(after.user, after.id, known);
    return found.kind === 'user' && found.user.id !== recorded ? [recorded] : [];
  });
}

/** The opt-outs of users as they are now. Of a tenant that does not show the first one, no further one is read. */
async function optOutsOf(
  reader: TenantReader,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const found = new Map<string, boolean>();
  const read = async (id: string): Promise<boolean> => {
    const member = await reader.membership(org, id);
    if (member === 'gone') return true;
    if (member.mfaOptOut !== undefined) found.set(id, member.mfaOptOut);
    return member.mfaOptOut !== undefined;
  };
  const [first, ...others] = ids;
  if (first !== undefined && (await read(first))) await Promise.all(others.map(read));
  return found;
}

/** Whether this tenant has shown that an opt-out can't be read: somebody was looked at, and nobody's is known. */
export function showsOptOuts(known: Known): boolean {
  if (!known.looked) return true;
  const members = [...known.members.values()].filter((member) => member !== 'gone');
  return members.length === 0 || members.some(({ mfaOptOut }) => mfaOptOut !== undefined);
}

/** Asks GitHub for the accounts of approvers that are to come into force. */
export async function accountsOf(repository: Repository, rows: readonly Row[]): Promise<Accounts> {
  const logins = rows.flatMap(({ after }) => (after?.kind === 'approver' ? [after.login] : []));
  return logins.length === 0 ? new Map() : repository.accounts([...new Set(logins)]);
}
