import type { Entry } from '../policy/entry.ts';
import { isSameName } from '../policy/names.ts';
import type { Guardrails } from '../policy/policy.ts';
import { type Approver, eligible, objection } from './approvers.ts';
import type { FileAt } from './mainline.ts';

/** An opinion on a pull request as GitHub holds it now: the latest of each reviewer that is not a mere comment. */
export interface Review {
  id: string;
  login: string;
  /** GitHub's number of the account, which a renaming does not change; absent for one that is gone. */
  account?: string;
  bot: boolean;
  /** Can write to the repository now. */
  canWrite: boolean;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  /** The commit it was given at, with the policy file there; absent where that commit is gone. */
  commit?: { oid: string; file: FileAt };
  at: string;
}

/** A pull request that may be the source of a step, with the opinions on it. */
export interface Source {
  number: number;
  author: { login: string; account?: string; bot: boolean };
  head: string;
  mergedAt: string;
  /** When its base branch last became another one. */
  baseChangedAt?: string;
  reviews: readonly Review[];
}

/** An approval that counts, as it goes into the record. */
export interface Approval {
  login: string;
  id: string;
  commit: string;
  at: string;
}

export interface Judgement {
  needed: number;
  approvals: readonly Approval[];
  /** Reviews that do not count, each with its reason in words. */
  discounted: readonly { login: string; why: string }[];
  /** Approvers who could still give one. */
  may: readonly string[];
  enough: boolean;
}

export interface ReviewInput {
  source: Source;
  /** Every entry that the change names, on either side of the row and of the step: nobody approves what concerns themselves. */
  entries: readonly (Entry | undefined)[];
  /** Those who approve this change. */
  approvers: readonly Approver[];
  guardrails: Pick<Guardrails, 'requiredApprovals'>;
  /** Whether whoever looked at this commit saw the very step that the mainline made. */
  sawStep(commit: { oid: string; file: FileAt }): boolean;
}

/**
 * Counts the approvals of a step's source (design, section 9.3 and 9.4): by an approver in force, who is neither the author, nor a bot,
 * nor a user concerned, at a commit that makes the same step, given after the base was last changed. A pull request opened by a bot
 * needs one more.
 */
export function judgeReviews(input: ReviewInput): Judgement {
  const { source, entries, approvers, guardrails } = input;
  const needed = neededApprovals(guardrails, source.author.bot);
  const approvals: Approval[] = [];
  const discounted: { login: string; why: string }[] = [];
  for (const review of source.reviews) {
    const counted = judged(review, input);
    if (typeof counted === 'string') discounted.push({ login: review.login, why: counted });
    else approvals.push(counted);
  }
  const may = eligible(approvers, { author: source.author, entries }).filter(
    (approver) =>
      !approvals.some(({ login }) => isSameName(login, approver.login)) &&
      !source.reviews.some((review) => cannotCount(review, approver)),
  );
  return {
    needed,
    approvals,
    discounted,
    may: may.map(({ login }) => login),
    enough: approvals.length >= needed,
  };
}

/** With `required-approvals: 0` nobody reviews, not even what a bot opened. */
export function neededApprovals(
  { requiredApprovals }: Pick<Guardrails, 'requiredApprovals'>,
  openedByBot: boolean,
): number {
  return openedByBot && requiredApprovals > 0 ? requiredApprovals + 1 : requiredApprovals;
}

/** Whether an approver has shown by a review that no other one of theirs could count either. */
function cannotCount({ login, bot, canWrite, account }: Review, approver: Approver): boolean {
  if (!isSameName(login, approver.login)) return false;
  return bot || !canWrite || (approver.account !== undefined && approver.account !== account);
}

/** The approval, or why it does not count. */
function judged(review: Review, { source, entries, approvers, sawStep }: ReviewInput): Approval | string {
  const { login, id, at, commit } = review;
  if (review.state === 'CHANGES_REQUESTED') return 'requests changes';
  if (review.state === 'DISMISSED') return 'was dismissed';
  if (review.bot) return 'is a bot';
  if (!review.canWrite) return 'can only read this repository';
  const objected = objection(review, approvers, { author: source.author, entries });
  if (objected !== undefined) return objected;
  if (commit === undefined) return 'approved a commit that is gone: approve again';
  if (source.baseChangedAt !== undefined && at <= source.baseChangedAt)
    return 'approved before the base branch was changed: approve again';
  if (!sawStep(commit)) return 'approved a different version of this: approve again';
  return { login, id, commit: commit.oid, at };
}
