import { gitHubSignature, signatureOf } from './accounts.ts';
import { mergeCommits } from './git/merge.ts';
import { writeCommit } from './git/store.ts';
import { refresh } from './open-pulls.ts';
import type { Pull, World } from './world.ts';

/**
 * The commit of `refs/pull/N/merge`: first parent the base's tip, second the head; made anew when one of them has moved.
 * Undefined where they conflict (docs.github.com, "Events that trigger workflows", `pull_request`).
 */
export function testMergeOf(world: World, pull: Pull): string | undefined {
  if (pull.state !== 'OPEN') return pull.testMerge?.oid;
  const { baseOid: base, headOid: head, repository } = refresh(pull);
  if (pull.testMerge?.base !== base || pull.testMerge.head !== head) {
    const tree = mergeCommits(repository.store, base, head);
    const date = world.now();
    const oid =
      tree === 'conflict'
        ? undefined
        : writeCommit(repository.store, {
            tree,
            parents: [base, head],
            author: signatureOf(pull.author, date),
            committer: gitHubSignature(date),
            message: `Merge ${head} into ${base}`,
            signed: true,
          });
    pull.testMerge = { base, head, oid };
  }
  return pull.testMerge.oid;
}
