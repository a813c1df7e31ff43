import type { Rule } from './rules.ts';
import type { Repository } from './world.ts';

/** The rules in force for a branch, whether it exists or not. */
export function rulesOf(repository: Repository, branch: string): readonly Rule[] {
  return repository.rules.get(branch) ?? [];
}
