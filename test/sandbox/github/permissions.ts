import type { Repository, Scope, Token, World } from './world.ts';

/** What a token may do (docs.github.com, "Controlling permissions for GITHUB_TOKEN"). */

/** The token that an `Authorization` header names: `none` without one, `bad` for one that GitHub does not know. */
export function tokenOf(world: World, header: string | undefined): Token | 'none' | 'bad' {
  if (header === undefined) return 'none';
  const secret = /^(?:token|bearer)\s+(\S+)$/i.exec(header)?.[1];
  return (secret === undefined ? undefined : world.tokens.get(secret)) ?? 'bad';
}

/** True when the token reaches the repository at all; a private one that it does not is, to it, not there. */
export function mayKnow(token: Token, repository: Repository): boolean {
  return !repository.isPrivate || isInside(token, repository);
}

function isInside(token: Token, repository: Repository): boolean {
  return token.repositoryId === undefined || token.repositoryId === repository.id;
}

/** True when the token has one of the permissions. Of a public repository everything can be read. */
export function may(
  token: Token,
  repository: Repository,
  access: 'read' | 'write',
  ...scopes: Scope[]
): boolean {
  if (access === 'read' && !repository.isPrivate) return true;
  if (!isInside(token, repository)) return false;
  return scopes.some((scope) => {
    const given = token.permissions[scope] ?? 'none';
    return given === 'write' || (given === 'read' && access === 'read');
  });
}
