import type { State } from './state.ts';

/** A commit of a ledger branch, as it is listed: what its tree holds is named, not read. */
export interface LedgerCommit {
  oid: string;
  tree: string;
  /** Ids of its parents; of more than two, two are enough to tell. */
  parents: readonly string[];
  /** Its `state.json`; absent where there is none, or no regular file, or one that is too long to be a state. */
  state?: { blob: string; bytes: number };
}

/** What a search has come to (design, section 8). */
export type Search =
  | {
      kind: 'found';
      state: State;
      commit: LedgerCommit;
      /** Commits above it, newest first, that this program did not write. */
      foreign: readonly string[];
    }
  /** Below more commits than are believed, or behind a merge. `putBack`: the newest commit whose state verifies, where one was reached. */
  | { kind: 'buried'; why: 'deep' | 'merge'; foreign: readonly string[]; putBack?: string }
  /** The branch was read to its root, and nothing in it verifies. */
  | { kind: 'unverified'; foreign: readonly string[] }
  /** The state of this commit, and of those below it, has to be read first. */
  | { kind: 'unread'; from: number }
  /** Further commits have to be listed first. */
  | { kind: 'more' };

/** A state is believed within so many commits of the head, each with one parent (design, section 8). */
export const LEDGER_REACH = 1_000;
/** Only to name the commit that the branch has to be put back to, the search goes on for so many. */
const NAMED_REACH = 5_000;

/**
 * Looks for the newest state that verifies, from the head back. `commits` are those of the branch's history, newest first, over all
 * parents; `ended` when there are no further ones. `stateOf` gives the state that verifies at a commit, if one does.
 */
export function newestVerified(
  commits: readonly LedgerCommit[],
  ended: boolean,
  stateOf: (commit: LedgerCommit) => State | undefined | 'unread',
): Search {
  let merge = false;
  const foreign = commits.slice(0, LEDGER_REACH).map(({ oid }) => oid);
  for (const [index, commit] of commits.entries()) {
    merge ||= index > 0 && isFork(commits[index - 1], commit);
    const state = stateOf(commit);
    if (state === 'unread') return { kind: 'unread', from: index };
    if (state !== undefined) {
      const why = merge ? 'merge' : index >= LEDGER_REACH ? 'deep' : undefined;
      if (why !== undefined) return { kind: 'buried', why, foreign, putBack: commit.oid };
      const above = commits.slice(0, index).filter(({ tree }) => tree !== commit.tree);
      return { kind: 'found', state, commit, foreign: above.map(({ oid }) => oid) };
    }
  }
  if (!ended && commits.length < NAMED_REACH) return { kind: 'more' };
  merge ||= (commits.at(-1)?.parents.length ?? 0) > 1;
  if (merge || !ended) return { kind: 'buried', why: merge ? 'merge' : 'deep', foreign };
  return { kind: 'unverified', foreign };
}

/** Whether the history does not go straight from a commit to its one parent. */
function isFork(child: LedgerCommit | undefined, parent: LedgerCommit): boolean {
  return child?.parents.length !== 1 || child.parents[0] !== parent.oid;
}
