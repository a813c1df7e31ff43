import { contains } from './git/history.ts';
import { commitOf } from './git/store.ts';
import { openPulls } from './open-pulls.ts';
import type { Repository, World } from './world.ts';

/**
 * GitHub collects a commit that was pushed away: from now on nothing finds it. Throws while a ref or an open pull request still
 * holds it, because GitHub keeps it then.
 */
export function lose(world: World, repository: Repository, oid: string): void {
  const { store } = repository;
  const commit = commitOf(store, oid);
  const family = world.repositories.filter((each) => each.store === store);
  const held = [
    ...family.flatMap(({ refs }) => [...refs.values()]),
    ...openPulls(world)
      .filter((pull) => family.includes(pull.repository))
      .map(({ headOid }) => headOid),
  ];
  if (held.some((each) => contains(store, each, oid))) throw new Error(`${oid} is still held.`);
  store.delete(oid);
  repository.lost.set(oid, commit);
}
