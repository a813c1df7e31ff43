import { gitHubSignature } from './accounts.ts';
import { mergeTrees } from './git/merge.ts';
import { commitOf, writeCommit } from './git/store.ts';
import type { Pull, World } from './world.ts';

/** The commits of a pull request written anew onto the base's tip, oldest first; merges fall away, as git leaves them out. */
export function rebase(world: World, pull: Pull): string[] {
  const { store } = pull.repository;
  const written: string[] = [];
  for (const oid of pull.commits) {
    const commit = commitOf(store, oid);
    if (commit.parents.length > 1) continue;
    const onto = written.at(-1) ?? pull.baseOid;
    const parent = commit.parents[0];
    const base = parent === undefined ? undefined : commitOf(store, parent).tree;
    const tree = mergeTrees(store, base, commitOf(store, onto).tree, commit.tree);
    if (tree === 'conflict') throw new Error(`Commit ${oid} conflicts with ${pull.base}.`);
    const committer = gitHubSignature(world.now());
    const { author, message } = commit;
    written.push(writeCommit(store, { tree, parents: [onto], author, committer, message, signed: false }));
  }
  return written;
}
