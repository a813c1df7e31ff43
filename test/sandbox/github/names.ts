import type { Repository } from './world.ts';

/** Refs by their names, without doing anything to them. */

/** `main` and `refs/heads/main` are the same branch; any other full name stays as it is. */
export function fullName(name: string): string {
  return name.startsWith('refs/') ? name : `refs/heads/${name}`;
}

export function tip(repository: Repository, branch: string): string | undefined {
  return repository.refs.get(fullName(branch));
}

/**
 * Whether GitHub takes a name: not every one that git takes (git-scm.com, "git-check-ref-format"), and none that looks like an object's
 * id or like another full name (docs.github.com, "Dealing with special characters in branch and tag names").
 */
export function isRefName(name: string): boolean {
  const short = /^refs\/(?:heads|tags)\/(.+)$/.exec(name)?.[1];
  return short !== undefined && !FORBIDDEN.test(short);
}

const FORBIDDEN =
  /^[0-9a-f]{40}$|^refs\/|[^!-~\u0080-\uffff]|[~^:?*[\\]|\.\.|\/\/|@\{|^\/|[/.]$|(?:^|\/)\.|\.lock(?:$|\/)/i;

/** A name that stands in the way: `a` for `a/b`, or `a/b` for `a`, because git keeps a ref as a file and its folder. */
export function blockingRef(repository: Repository, name: string): string | undefined {
  return [...repository.refs.keys()].find(
    (other) => other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
  );
}
