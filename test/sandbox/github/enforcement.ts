import { lastActivity, type Movement } from './activity.ts';
import { ancestors, between, contains } from './git/history.ts';
import { commitOf } from './git/store.ts';
import { fullName, tip } from './names.ts';
import { latestOpinionatedReviews } from './reviews.ts';
import type { Rule } from './rules.ts';
import { rulesOf } from './rulesets.ts';
import type { Pull, Repository } from './world.ts';

/** A refusal by rules, in GitHub's words: by REST 422, or 405 of a merge (github.com/huozhe/code-workflow, its wire shapes of pull 55). */
export class RuleViolation extends Error {
  constructor(messages: readonly string[]) {
    super(`Repository rule violations found\n\n${messages.join('\n\n')}\n\n`);
    this.name = 'RuleViolation';
  }
}

type Write = Pick<Movement, 'ref' | 'before' | 'after' | 'merge'>;

/** Throws where rules forbid what is about to be done to a branch, and the repository enforces them. */
export function checkWrite(repository: Repository, write: Write): void {
  if (repository.behaviour.rules === 'listed' || !write.ref.startsWith('refs/heads/')) return;
  refuse(
    rulesOf(repository, write.ref.slice('refs/heads/'.length)).flatMap((rule) =>
      violated(repository, write, rule),
    ),
  );
}

/** Throws where rules forbid to merge a pull request by this method, and the repository enforces them. Code owners are not looked at. */
export function checkMerge(pull: Pull, method: string, merge: Movement['merge']): void {
  const { repository, base } = pull;
  if (repository.behaviour.rules === 'listed') return;
  const before = tip(repository, base);
  const write: Write = { ref: fullName(base), before, after: before, merge };
  refuse(
    rulesOf(repository, base).flatMap((rule) => {
      if (rule.type === 'required_linear_history') return method === 'merge' ? [NO_MERGES] : [];
      if (rule.type === 'required_signatures') return method === 'rebase' ? [SIGNED] : [];
      if (rule.type === 'pull_request') return unapproved(pull, rule);
      if (rule.type === 'required_status_checks') return outOfDate(pull, rule);
      return violated(repository, write, rule);
    }),
  );
}

const NO_MERGES = 'This branch must not contain merge commits.';
const SIGNED = 'Commits must have verified signatures.';

function refuse(messages: readonly string[]): void {
  if (messages.length > 0) throw new RuleViolation(messages);
}

function violated(repository: Repository, write: Write, { type, parameters }: Rule): string[] {
  const { before, after, merge } = write;
  const isUpdate = before !== undefined && after !== undefined;
  const { store } = repository;
  const says = (broken: boolean, message: string) => (broken ? [message] : []);
  switch (type) {
    case 'creation':
      return says(before === undefined, 'Cannot create ref due to creations being restricted.');
    case 'update':
      return says(isUpdate, 'Cannot update this protected ref.');
    case 'deletion':
      return says(after === undefined, 'Cannot delete this branch');
    case 'non_fast_forward':
      return says(isUpdate && !contains(store, after, before), 'Cannot force-push to this branch');
    case 'pull_request':
      return says(isUpdate && merge === undefined, 'Changes must be made through a pull request.');
    case 'merge_queue':
      return says(isUpdate && merge !== 'merge_queue_merge', 'Changes must be made through the merge queue');
    case 'required_linear_history':
      return says(
        newCommits(repository, write).some((oid) => commitOf(store, oid).parents.length > 1),
        NO_MERGES,
      );
    case 'required_signatures':
      return says(
        newCommits(repository, write).some((oid) => !commitOf(store, oid).signed),
        SIGNED,
      );
    case 'required_status_checks': {
      const asked = isUpdate || (after !== undefined && parameters?.do_not_enforce_on_create !== true);
      const checks = (parameters?.required_status_checks ?? []) as readonly { context: string }[];
      return asked && merge === undefined
        ? checks.map(({ context }) => `Required status check "${context}" is expected.`)
        : [];
    }
    default:
      return [];
  }
}

/** Of a new branch, what no other holds: the rest has been looked at (docs.github.com, "Available rules for rulesets", signed commits). */
function newCommits({ store, refs }: Repository, { before, after }: Write): string[] {
  if (after === undefined) return [];
  if (before !== undefined) return between(store, before, after);
  const known = new Set([...refs.values()].flatMap((oid) => [...ancestors(store, oid)]));
  return between(store, undefined, after).filter((oid) => !known.has(oid));
}

/** Whether a pull request has the approvals that the rules of its base ask for. */
export function isApproved(pull: Pull): boolean {
  return rulesOf(pull.repository, pull.base).every(
    (rule) => rule.type !== 'pull_request' || unapproved(pull, rule).length === 0,
  );
}

/** Whether a pull request has to be brought up to date with its base first. */
export function isBehind(pull: Pull): boolean {
  return rulesOf(pull.repository, pull.base).some((rule) => outOfDate(pull, rule).length > 0);
}

function unapproved(pull: Pull, { parameters }: Rule): string[] {
  const approvals = latestOpinionatedReviews(pull, true).filter(({ state }) => state === 'APPROVED');
  const asked = Number(parameters?.required_approving_review_count ?? 0);
  const pusher = lastActivity(pull.head, fullName(pull.headBranch))?.actor;
  const verb = asked === 1 ? 'review is' : 'reviews are';
  const few = approvals.length < asked;
  const own =
    parameters?.require_last_push_approval === true && approvals.every(({ author }) => author === pusher);
  return [
    ...(few ? [`At least ${asked} approving ${verb} required by reviewers with write access.`] : []),
    ...(own ? ['New changes require approval from someone other than the last pusher.'] : []),
  ];
}

function outOfDate({ repository, baseOid, headOid }: Pull, { parameters }: Rule): string[] {
  const isBehind = !contains(repository.store, headOid, baseOid);
  return isBehind && parameters?.strict_required_status_checks_policy === true
    ? ['Head branch is out of date']
    : [];
}
