import type { Pull } from '../sandbox/github/world.ts';
import type { World } from '../scenarios/world.ts';
import type { Git, Said } from './git.ts';
import { bearing, contentOf, type Subject } from './subject.ts';

/** A commit of the line that says something else of a subject than its first parent. Undefined: nothing that can be read. */
export interface Step {
  subject: Subject;
  commit: Said;
  /** The first parent; undefined for a root. */
  onto: Said | undefined;
  before: string | undefined;
  after: string | undefined;
}

/** Who may approve, and how many have to. An approver has every e-mail that a state gives him. */
export interface Rights {
  approvers: ReadonlyMap<string, readonly string[]>;
  required: number;
}

/** Why nobody who could see it approved a step. */
export type Unapproved = 'pushed' | 'another step' | 'approvals missing';

export interface Evidence {
  world: World;
  git: Git;
  /** The place of each commit of the default branch's line. */
  places: ReadonlyMap<string, number>;
  rights: Rights;
  today: string;
}

/**
 * Whether a merged pull request made a step, showed it in its diff, and was approved by enough people at commits whose diff showed it,
 * too. From first principles: a reviewer has seen what the commit that he approved changes against the merge base that GitHub shows,
 * and the branch must have said there what it said before the step.
 */
export function unapproved(step: Step, evidence: Evidence): Unapproved | undefined {
  const pulls = mergedBy(step.commit, evidence.world);
  if (pulls.length === 0) return 'pushed';
  const same = pulls.filter(({ headOid }) => shows(headOid, step, evidence));
  if (same.length === 0) return 'another step';
  const isApproved = same.some((pull) => approversOf(pull, step, evidence).size >= evidence.rights.required);
  return isApproved ? undefined : 'approvals missing';
}

/** The pull requests into the default branch that a commit of its line merged: the button made the commit, or a merge of just their head. */
export function mergedBy({ oid, parents }: Said, { repo }: World): Pull[] {
  const [, ...others] = parents;
  return [...repo.state.pulls.values()].filter(
    ({ state, base, mergeCommit, headOid }) =>
      state === 'MERGED' &&
      base === repo.state.defaultBranch &&
      mergeCommit === oid &&
      headOid !== oid &&
      (others.length === 0 || (others.length === 1 && others[0] === headOid)),
  );
}

function shows(head: string, step: Step, { git, places, today }: Evidence): boolean {
  if (step.onto === undefined) return false;
  const base = git.shownBase(step.onto.oid, head);
  if (base === undefined || !places.has(base)) return false;
  const saidAt = (oid: string) => {
    const { entries } = git.at(oid);
    return entries && contentOf(entries, step.subject, today);
  };
  return saidAt(base) === step.before && saidAt(head) === step.after;
}

function approversOf(pull: Pull, step: Step, evidence: Evidence): Set<string> {
  const { world, rights } = evidence;
  const latest = new Map(
    pull.reviews.filter(({ state }) => state !== 'COMMENTED').map((review) => [review.author, review]),
  );
  const rebased = Math.max(0, ...pull.baseChanges.map(({ id }) => id));
  const concerned = concernedBy(step, evidence);
  const counted = [...latest].filter(
    ([{ login, type }, { state, commit, id }]) =>
      state === 'APPROVED' &&
      type === 'User' &&
      login !== pull.author.login &&
      ['write', 'maintain', 'admin'].includes(world.repo.state.roles.get(login) ?? 'none') &&
      !concerned.has(login) &&
      rights.approvers.get(login)?.some((email) => !concerned.has(email)) === true &&
      id > rebased &&
      world.repo.state.store.has(commit) &&
      shows(commit, step, evidence),
  );
  return new Set(counted.map(([{ login }]) => login));
}

/** E-mails and logins of whom a step is about, on either side of it and of what is judged. */
function concernedBy({ subject, commit, onto }: Step, { today }: Evidence): Set<string> {
  const said = [commit, onto].flatMap((one) => bearing(one?.entries ?? [], subject, today));
  const entries = [...said, ...subject.was, ...(subject.is === undefined ? [] : [subject.is])];
  return new Set(
    entries.flatMap((entry) => [
      ...('user' in entry ? [entry.user] : []),
      ...(entry.kind === 'approver' ? [entry.login] : []),
    ]),
  );
}
