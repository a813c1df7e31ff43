import type { Guardrails } from '../policy/policy.ts';
import { type Row, rowUsers } from './row.ts';

/** An opinion on a pull request as GitHub holds it now: the latest of each reviewer that is not a mere comment. */
export interface Review {
  id: string;
  login: string;
  bot: boolean;
  /** Can write to the repository now. */
  canWrite: boolean;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  /** The commit it was given on, as GitHub has it; proves nothing, kept as evidence. */
  commit?: string;
  at: string;
}

/** The merged pull request that wrote a row's entry. */
export interface Source {
  number: number;
  author: { login: string; bot: boolean };
  headCommit: string;
  mergeCommit: string;
  mergedAt: string;
  reviews: readonly Review[];
}

/** An approval that counts, as it goes into the record. */
export interface Approval {
  login: string;
  id: string;
  commit?: string;
  at: string;
}

export interface Judgement {
  needed: number;
  approvals: Approval[];
  /** Reviews that do not count, each with its reason in words. */
  discounted: { login: string; why: string }[];
  /** Approvers who could still give one. */
  may: string[];
  enough: boolean;
}

/** Who may approve: logins of the approvers that bind this row, with their e-mail in the tenant. Lower case. */
export type Approvers = ReadonlyMap<string, string>;

/**
 * Counts the approvals of a row's source (design, section 9.3 and 9.4): by an approver in force, who is neither the author,
 * nor a bot, nor the user concerned. A pull request opened by a bot needs one more.
 */
export function judgeReviews(
  source: Source,
  row: Row,
  approvers: Approvers,
  guardrails: Guardrails,
): Judgement {
  const needed = neededApprovals(guardrails, source.author.bot);
  const approvals: Approval[] = [];
  const discounted: Judgement['discounted'] = [];
  for (const review of source.reviews) {
    const why = whyNot(review, source, row, approvers);
    if (why === undefined) {
      approvals.push({
        login: review.login,
        id: review.id,
        ...(review.commit !== undefined && { commit: review.commit }),
        at: review.at,
      });
    } else {
      discounted.push({ login: review.login, why });
    }
  }
  const counted = new Set(approvals.map(({ login }) => lowerCase(login)));
  const may = [...approvers]
    .filter(
      ([login, email]) =>
        login !== lowerCase(source.author.login) && !counted.has(login) && !concerns(row, login, email),
    )
    .map(([login]) => login);
  return { needed, approvals, discounted, may, enough: approvals.length >= needed };
}

/** With `required-approvals: 0` nobody reviews, not even what a bot opened. */
export function neededApprovals(guardrails: Guardrails, openedByBot: boolean): number {
  const { requiredApprovals } = guardrails;
  return openedByBot && requiredApprovals > 0 ? requiredApprovals + 1 : requiredApprovals;
}

/** Whether a row concerns an approver: his own opt-out or reset, his own place among the approvers, his own protection. */
export function concerns(row: Row, login: string, email: string): boolean {
  const logins = [row.before, row.after].flatMap((entry) =>
    entry?.kind === 'approver' ? [entry.login] : [],
  );
  return logins.includes(login) || rowUsers(row).includes(email);
}

function whyNot(review: Review, source: Source, row: Row, approvers: Approvers): string | undefined {
  if (review.state === 'CHANGES_REQUESTED') return 'requests changes';
  if (review.state === 'DISMISSED') return 'was dismissed';
  const login = lowerCase(review.login);
  if (review.bot) return 'is a bot';
  if (!review.canWrite) return 'can only read this repository';
  if (login === lowerCase(source.author.login)) return 'is the author';
  const email = approvers.get(login);
  if (email === undefined) return 'is not an approver in force';
  if (concerns(row, login, email)) return 'is the user concerned';
  return undefined;
}

/** ASCII alone: `toLowerCase` folds other letters into ASCII ones, such as the Kelvin sign into k. */
function lowerCase(login: string): string {
  return login.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
