import type { GitHubFault, TenantFault } from './ports.ts';

/** An answer of the tenant that can't be believed; told by its name, for its class belongs to the client. */
export function isTenantFault(error: unknown): error is TenantFault {
  return error instanceof Error && error.name === 'TenantFault';
}

/** An answer of GitHub that can't be used. */
export function isGitHubFault(error: unknown): error is GitHubFault {
  return error instanceof Error && error.name === 'GitHubFault';
}
