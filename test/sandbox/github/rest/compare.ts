import type { Answer } from '../faults.ts';
import { between, mergeBases } from '../git/history.ts';
import { commitOf } from '../git/store.ts';
import { gitCommitShape } from '../git-shapes.ts';
import { parseRevision } from '../revisions.ts';
import { type Call, need, page } from './call.ts';
import { notFound, Problem } from './problem.ts';

/**
 * How two commits, named by ids or refs, stand to each other (docs.github.com, "Compare two commits"). Of several merge bases GitHub
 * shows one; where there is none it answers 404 (github.com/trilom/file-changes-action/issues/138), in the client's own words for both
 * (github.com/caarlos0/fork-cleaner/issues/31).
 */
export function compare(call: Call): Answer {
  need(call, 'read', 'contents');
  const { world, repository } = call;
  const { store, behaviour } = repository;
  const named = (call.args[0] ?? '').split('...');
  const [base, head] = named.map((rev) => parseRevision(world, repository, rev));
  if (base === undefined || head === undefined) throw notFound();
  const bases = mergeBases(store, base, head);
  const common = behaviour.mergeBase === 'newest' ? bases[0] : bases.at(-1);
  if (common === undefined) throw new Problem(404, `No common ancestor between ${named[0]} and ${named[1]}.`);
  const ahead = between(store, base, head);
  const behind = between(store, head, base).length;
  const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  const shape = (oid: string) => {
    const commit = gitCommitShape(world, repository, commitOf(store, oid));
    return { sha: oid, commit, parents: commit.parents };
  };
  const { body: commits, ...answer } = page(call, ahead.reverse().map(shape));
  const body = {
    status,
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    base_commit: shape(base),
    merge_base_commit: shape(common),
    commits,
    files: [],
  };
  return { ...answer, body };
}
