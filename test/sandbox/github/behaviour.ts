/** What GitHub does one way or another where its documentation is silent, or late: a test chooses. */
export interface Behaviour {
  /**
   * In which order a commit's pull requests are listed. `asked`: as `orderBy` says. `adverse`: those that the commit owes the least
   * come first, whatever is asked: GitHub promises no order among pull requests of one second.
   */
  associationOrder: 'asked' | 'adverse';
  /**
   * The `mergeCommit` of a pull request that GitHub marks as merged because its head became reachable from its base. No page says
   * it. `reaching`: the first commit of the base, by first parents, from which it is; `head`: its own head; `tip`: where the base is
   * then; `none`: null, as seen in github.com/astropy/astropy-tools/pull/153.
   */
  indirectMergeCommit: 'reaching' | 'head' | 'tip' | 'none';
  /**
   * A pull request whose branch is moved to what its base already has. `merged`: marked as merged
   * (github.com/github/gh-stack/issues/488); `closed`: closed.
   */
  emptyPull: 'merged' | 'closed';
}

export function usualBehaviour(): Behaviour {
  return { associationOrder: 'asked', indirectMergeCommit: 'reaching', emptyPull: 'merged' };
}
