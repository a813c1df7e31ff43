import { changesBetween } from './git/diff.ts';
import { mergeBase } from './git/history.ts';
import { commitOf } from './git/store.ts';
import { refresh } from './open-pulls.ts';
import { rulesOf } from './rulesets.ts';
import type { Pull } from './world.ts';

/** The rule "Dismiss stale pull request approvals when new commits are pushed". */

/** What a pull request changes against the merge base of its branches. */
export function diffOf(pull: Pull): string {
  const { repository, baseOid, headOid } = refresh(pull);
  const { store } = repository;
  const base = mergeBase(store, baseOid, headOid);
  const tree = (oid: string) => commitOf(store, oid).tree;
  return changesBetween(store, base === undefined ? undefined : tree(base), tree(headOid));
}

/**
 * One of the branches has moved. GitHub remembers the diff at each approval, and dismisses it when the diff is another one: by a push,
 * by "Update branch", or because a related pull request was merged into the base (docs.github.com, "Available rules for rulesets",
 * require a pull request before merging). An update that leaves the diff as it is keeps the approvals
 * (github.com/orgs/community/discussions/37266). What of a diff counts is not documented: here its lines, not where they stand.
 */
export function dismissStale(pull: Pull, moved: 'head' | 'base'): void {
  if (!isAskedFor(pull) || !pull.reviews.some(({ state }) => state === 'APPROVED')) return;
  const always = moved === 'head' && pull.repository.behaviour.staleApprovals === 'by-any-push';
  const now = diffOf(pull);
  for (const each of pull.reviews) {
    if (each.state === 'APPROVED' && (always || each.diff !== now)) each.state = 'DISMISSED';
  }
}

/**
 * The base is another branch now. GitHub has dismissed approvals then, and has stopped to
 * (github.com/orgs/community/discussions/45921): a test chooses.
 */
export function dismissRetargeted(pull: Pull): void {
  const dismissed = isAskedFor(pull) && pull.repository.behaviour.retargetedApprovals === 'dismissed';
  for (const each of pull.reviews) {
    if (each.state !== 'APPROVED') continue;
    if (dismissed) each.state = 'DISMISSED';
    else each.diff = diffOf(pull);
  }
}

function isAskedFor({ repository, base }: Pull): boolean {
  const ruled = rulesOf(repository, base).some(
    ({ parameters }) => parameters?.dismiss_stale_reviews_on_push === true,
  );
  return ruled || repository.dismissStale;
}
