import type { Repository } from './world.ts';

/** Refs by their names, without doing anything to them. */

/** `main` and `refs/heads/main` are the same branch; any other full name stays as it is. */
export function fullName(name: string): string {
  return name.startsWith('refs/') ? name : `refs/heads/${name}`;
}

export function tip(repository: Repository, branch: string): string | undefined {
  return repository.refs.get(fullName(branch));
}

/** A name that stands in the way: `a` for `a/b`, or `a/b` for `a`, because git keeps a ref as a file and its folder. */
export function blockingRef(repository: Repository, name: string): string | undefined {
  return [...repository.refs.keys()].find(
    (other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
  );
}
