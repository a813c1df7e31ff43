import { GitHubFault } from '../faults.ts';
import type { Repository } from '../ports/repository.ts';
import type { Wire } from './wire.ts';

/** The repository that is asked. */
export interface RepositoryName {
  owner: string;
  name: string;
}

export interface RepositorySettings extends RepositoryName {
  /** Path of the policy in the repository. */
  policy: string;
  /** First part of the ledger branches' names. */
  ledgerBranch: string;
}

/** One question to GitHub: what the port promises of it, asked through this wire about this repository. */
export type Question<Name extends keyof Repository> = (
  wire: Wire,
  repository: RepositorySettings,
) => Repository[Name];

/** The variables by which documents name the repository. */
export function variablesOf({ owner, name }: RepositoryName): { owner: string; name: string } {
  return { owner, name };
}

/** The parameters by which routes of REST name the repository. */
export function parametersOf({ owner, name }: RepositoryName): { owner: string; repo: string } {
  return { owner, repo: name };
}

/** What is asked for, or `otherwise` where GitHub knows no such thing. Any other fault stays one. */
export async function ifAbsent<T, Other>(otherwise: Other, ask: () => Promise<T>): Promise<T | Other> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GitHubFault && error.code === 'not-found') return otherwise;
    throw error;
  }
}
