import { GraphQLError } from 'graphql';
import { may } from '../permissions.ts';
import type { Repository, Scope, Token, World } from '../world.ts';

/** Whose query it is. */
export interface Session {
  world: World;
  token: Token;
}

/** An error of one field, with GitHub's word for its kind at the top level, where GitHub puts it. */
export function refusal(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function notFound(what: string): GraphQLError {
  return refusal('NOT_FOUND', `Could not resolve to ${what}.`);
}

/** Refuses the field unless the token has one of the permissions. */
export function need(
  { token }: Session,
  repository: Repository,
  access: 'read' | 'write',
  ...scopes: Scope[]
): void {
  if (!may(token, repository, access, ...scopes))
    throw refusal('FORBIDDEN', 'Resource not accessible by integration');
}
