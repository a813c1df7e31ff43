import { contains } from './git/history.ts';
import { commitOf } from './git/store.ts';
import { tip } from './names.ts';
import { refresh } from './open-pulls.ts';
import type { Pull, Repository } from './world.ts';

/**
 * The pull requests of a commit: the merged ones that brought it, and, when the default branch does not have it, the open ones
 * that hold it (docs.github.com, GraphQL object `Commit`, `associatedPullRequests`). There can be several, and clients that took the
 * first took the wrong one (github.com/googleapis/release-please/pull/817). GitHub fills them in late
 * (github.com/release-drafter/release-drafter/pull/1604): none while the repository's switch is on, but those that a test attached.
 */
export function associatedPulls(repository: Repository, oid: string): Pull[] {
  const attached = repository.attached.get(oid) ?? [];
  if (repository.associationsLate) return attached;
  const main = tip(repository, repository.defaultBranch);
  const onMain = main !== undefined && contains(repository.store, main, oid);
  const computed = [...repository.pulls.values()].filter((pull) => {
    if (pull.state === 'MERGED') return pull.written.includes(oid) || pull.commits.includes(oid);
    return pull.state === 'OPEN' && !onMain && refresh(pull).commits.includes(oid);
  });
  return [...new Set([...attached, ...computed])];
}

/** Those that the commit owes the least first: last is the one whose head it merges, before it those that it made merged. */
export function adversely(repository: Repository, oid: string, pulls: readonly Pull[]): Pull[] {
  const { parents } = commitOf(repository.store, oid);
  const owed = (pull: Pull) =>
    (pull.repository === repository ? 1 : 0) +
    (pull.mergeCommit === oid ? 2 : 0) +
    (parents.includes(pull.headOid) ? 4 : 0);
  return [...pulls].sort((a, b) => owed(a) - owed(b) || b.number - a.number);
}
