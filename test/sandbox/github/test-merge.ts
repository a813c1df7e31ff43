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

export type TestMerge = { kind: 'pending' } | { kind: 'conflict' } | { kind: 'made'; oid: string };

/** The test merge as it is. */
export function testMergeNow(world: World, pull: Pull): TestMerge {
  const oid = testMergeOf(world, pull);
  return oid === undefined ? { kind: 'conflict' } : { kind: 'made', oid };
}

/**
 * The test merge as a client gets it, who has to ask again while GitHub makes it in the background (docs.github.com, "REST API endpoints
 * for pull requests", `mergeable`). Each call counts as one request.
 */
export function askForTestMerge(world: World, pull: Pull): TestMerge {
  if (pull.state !== 'OPEN') return { kind: 'pending' };
  const { lateTestMerges, untilTestMerge } = pull.repository.behaviour;
  const of = `${refresh(pull).baseOid} ${pull.headOid}`;
  pull.asked = { of, times: pull.asked.of === of ? pull.asked.times + 1 : 1 };
  if (pull.asked.times > lateTestMerges) return testMergeNow(world, pull);
  const previous = pull.testMerge?.oid;
  return untilTestMerge === 'nothing' || previous === undefined
    ? { kind: 'pending' }
    : { kind: 'made', oid: previous };
}
