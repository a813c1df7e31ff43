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
  /** What makes an approval stale: another diff, or any push to the branch. */
  staleApprovals: 'by-diff' | 'by-any-push';
  /** What becomes of approvals when the base of a pull request is changed. */
  retargetedApprovals: 'dismissed' | 'kept';
  /** Which commit a review is of once the base was brought into the branch, and the review kept. */
  reviewedCommit: 'kept' | 'moved';
  /** How many requests see no new test merge of a base and a head before GitHub has made it. */
  lateTestMerges: number;
  /** What those see: nothing, or the test merge of before the push. */
  untilTestMerge: 'nothing' | 'previous';
  /** Whether rules are only listed, or nobody gets past them. */
  rules: 'listed' | 'enforced';
  /** Whether the server lists the activity of a repository. */
  activity: 'listed' | 'unknown';
  /** Which of several merge bases `compare` shows. */
  mergeBase: 'newest' | 'oldest';
  /** The `commit` of a review whose commit is lost: null, or an id that leads nowhere. */
  lostCommit: 'null' | 'named';
}

export function usualBehaviour(): Behaviour {
  return {
    associationOrder: 'asked',
    indirectMergeCommit: 'reaching',
    emptyPull: 'merged',
    staleApprovals: 'by-diff',
    retargetedApprovals: 'dismissed',
    reviewedCommit: 'kept',
    lateTestMerges: 0,
    untilTestMerge: 'nothing',
    rules: 'listed',
    activity: 'listed',
    mergeBase: 'newest',
    lostCommit: 'null',
  };
}
