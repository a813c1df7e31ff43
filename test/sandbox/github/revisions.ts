import { find } from './git/store.ts';
import { testMergeOf } from './test-merge.ts';
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
 * The commit that a client's revision names: an id, a full name, a tag, a branch, in the order in which git tries them, so that a
 * tag hides the branch of the same name (git-scm.com, "gitrevisions", `<refname>`). Undefined where there is none.
 */
export function parseRevision(world: World, repository: Repository, name: string): string | undefined {
  if (find(repository.store, 'commit', name) !== undefined) return name;
  const wanted = name === 'HEAD' ? `refs/heads/${repository.defaultBranch}` : name;
  const names = [wanted, `refs/${wanted}`, `refs/tags/${wanted}`, `refs/heads/${wanted}`];
  return names.map((each) => readRef(world, repository, each)).find((oid) => oid !== undefined);
}

/** The commit that a test names: a branch before a tag of the same name. Undefined where there is none. */
export function findRevision(world: World, repository: Repository, name: string): string | undefined {
  return repository.refs.get(`refs/heads/${name}`) ?? parseRevision(world, repository, name);
}

/** As `findRevision`; throws when there is none, because a test that names it wrongly tests nothing. */
export function revision(world: World, repository: Repository, name: string): string {
  const oid = findRevision(world, repository, name);
  if (oid === undefined) throw new Error(`${repository.name} has no revision ${name}.`);
  return oid;
}
