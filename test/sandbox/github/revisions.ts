import { find } from './git/store.ts';
import { testMergeOf } from './pulls.ts';
import type { Repository, World } from './world.ts';

/** The commit that a ref is at, among them the refs that GitHub keeps for a pull request. */
export function readRef(world: World, repository: Repository, name: string): string | undefined {
  const ofPull = /^refs\/pull\/(\d+)\/(head|merge)$/.exec(name);
  if (ofPull === null) return repository.refs.get(name);
  const pull = repository.pulls.get(Number(ofPull[1]));
  if (pull === undefined) return undefined;
  return ofPull[2] === 'head' ? pull.headOid : testMergeOf(world, pull);
}

/**
 * The commit that a revision names: an id, a branch, a tag, a full name, `HEAD`.
 * Throws when there is none, because a test that names it wrongly tests nothing.
 */
export function revision(world: World, repository: Repository, name: string): string {
  const oid = findRevision(world, repository, name);
  if (oid === undefined) throw new Error(`${repository.name} has no revision ${name}.`);
  return oid;
}

export function findRevision(world: World, repository: Repository, name: string): string | undefined {
  if (find(repository.store, 'commit', name) !== undefined) return name;
  const wanted = name === 'HEAD' ? repository.defaultBranch : name;
  const names = [wanted, `refs/${wanted}`, `refs/tags/${wanted}`, `refs/heads/${wanted}`];
  return names.map((each) => readRef(world, repository, each)).find((oid) => oid !== undefined);
}
