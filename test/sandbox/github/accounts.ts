import type { Signature } from './git/objects.ts';
import type { Account, Repository, Role, World } from './world.ts';

/** The app that every `GITHUB_TOKEN` acts as (docs.github.com, "Automatic token authentication"). */
export const ACTIONS_ID = 41898282;
export const ACTIONS = 'github-actions';

const RANK: Record<Role, number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };

function key(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}

export function findAccount(world: World, login: string): Account | undefined {
  const account = world.accounts.get(key(login));
  return account?.deleted ? undefined : account;
}

/** The account of this login, made when there is none. */
export function account(world: World, login: string, type: Account['type'] = 'User'): Account {
  const known = world.accounts.get(key(login));
  if (known !== undefined) return known;
  const made: Account = {
    id: key(login) === ACTIONS ? ACTIONS_ID : world.nextId(),
    login: login.replace(/\[bot\]$/, ''),
    type: key(login) === ACTIONS || login.endsWith('[bot]') ? 'Bot' : type,
    deleted: false,
  };
  world.accounts.set(key(login), made);
  return made;
}

/**
 * A user takes another name, and keeps what they may do. The old name is free from then on: who takes it is another account with
 * another id (docs.github.com, "Changing your GitHub username").
 */
export function renameAccount(world: World, from: string, to: string): Account {
  const renamed = findAccount(world, from);
  if (renamed === undefined) throw new Error(`There is no account ${from}.`);
  if (world.accounts.has(key(to))) throw new Error(`${to} is taken.`);
  world.accounts.delete(key(from));
  world.accounts.set(key(to), renamed);
  renamed.login = to;
  for (const { roles } of world.repositories) {
    const role = roles.get(key(from));
    if (role !== undefined) roles.set(key(to), role);
    roles.delete(key(from));
  }
  return renamed;
}

/** As REST and event payloads write a login: an app's ends in `[bot]`. */
export function restLogin({ login, type }: Account): string {
  return type === 'Bot' ? `${login}[bot]` : login;
}

/** What a user may do; everybody reads a public repository. */
export function roleOf(repository: Repository, login: string): Role {
  const given =
    key(login) === key(repository.owner.login) ? 'admin' : (repository.roles.get(key(login)) ?? 'none');
  return given === 'none' && !repository.isPrivate ? 'read' : given;
}

export function setRole(repository: Repository, login: string, role: Role): void {
  repository.roles.set(key(login), role);
}

export function atLeast(role: Role, wanted: Role): boolean {
  return RANK[role] >= RANK[wanted];
}

/** The name and address that a commit of this account carries by default. */
export function signatureOf(who: Account, date: Date): Signature {
  const login = restLogin(who);
  return { name: login, email: `${who.id}+${login}@users.noreply.github.com`, date };
}

/** The committer of every commit that GitHub writes itself. */
export function gitHubSignature(date: Date): Signature {
  return { name: 'GitHub', email: 'noreply@github.com', date };
}
