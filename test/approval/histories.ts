import type { Commit, FileAt, Mainline, Pull } from '../../src/approval/mainline.ts';
import type { Review, Source } from '../../src/approval/reviews.ts';
import type { Evidence } from '../../src/approval/steps.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { sha256 } from '../../src/text/canonical.ts';

/**
 * Histories of a default branch for tests, from the oldest commit to the tip: what the file says, and between two of them how the
 * branch came from one to the other. Commits are named `c0`, `c1` …, the head of pull request 7 is `h7`.
 *
 *     history([NONE, '#7', WITH])                             pull request 7, squashed, brings the entry
 *     history([NONE, 'merge #7', WITH, 'push', NONE])         merged by a merge commit; then somebody pushes its end
 *     history([NONE, '#7', WITH], { 7: { reviews: [] } })     nobody approved it
 */
export interface History extends Evidence {
  /** What the file says at the tip. */
  tip: Says;
  /** What it says at the oldest commit, where everything is in force unless a test says otherwise. */
  oldest: Says;
}

/** What a file says: a policy, or nothing, where it can't be read as one. */
export type Says = Policy | FileAt;

export const MISSING: FileAt = { kind: 'missing' };
export const LINK: FileAt = { kind: 'irregular' };

/** A file that can't be read as a policy. `which` tells several apart. */
export function broken(which = 1): FileAt {
  return { kind: 'file', blob: `broken ${which}` };
}

/** How the branch came to a commit. `merge` and `octopus` without a pull request are merges that GitHub did not make for one. */
type How = 'push' | 'merge' | 'octopus' | `#${number}` | `merge #${number}` | `octopus #${number}`;

/** What is unusual about a pull request. Usually it left the mainline just before its merge, and its head says what that says. */
export interface Branch {
  /** Which commit of the mainline it left; `elsewhere`: one that is none of it; `nowhere`: they have nothing in common. */
  left?: Left;
  head?: Says | 'gone';
  /** Which commit is its merge, where the notation does not say it: GitHub marks others as merged, too. */
  merge?: number;
  /** GitHub tells of it among the newest merged ones alone. */
  late?: boolean;
  pull?: Partial<Pull>;
  author?: Source['author'];
  baseChangedAt?: string;
  /** Further commits of its branch. */
  commits?: Record<string, { left: Left; says: Says }>;
  /** Usually bo approved its head. */
  reviews?: readonly Opinion[];
  /** GitHub shows no reviews of it. */
  unseen?: boolean;
}

type Left = number | 'elsewhere' | 'nowhere';

/** A review, at the head unless it says otherwise. */
export interface Opinion extends Partial<Omit<Review, 'commit'>> {
  login: string;
  on?: string | 'gone';
}

export const REPOSITORY = '42';
export const APPROVED_AT = '2026-11-23T10:00:00Z';
export const MERGED_AT = '2026-11-23T12:00:00Z';

export function approvedBy(login: string, more: Omit<Opinion, 'login'> = {}): Opinion {
  return { login, ...more };
}

export function history(notation: readonly (Says | How)[], branches: Record<number, Branch> = {}): History {
  const says = notation.filter((one): one is Says => typeof one !== 'string');
  const hows = notation.filter((one): one is How => typeof one === 'string');
  const [oldest] = says;
  const tip = says.at(-1);
  if (oldest === undefined || tip === undefined || hows.length !== says.length - 1)
    throw new Error('a history is what the file says, and how it came to say the next');
  const policies = new Map<string, Policy>();
  const fileOf = (of: Says): FileAt => {
    if (!('org' in of)) return of;
    const blob = sha256(of as never).slice(0, 40);
    policies.set(blob, of);
    return { kind: 'file', blob };
  };

  const merges = new Map(hows.flatMap((how, at) => numberIn(how).map((number) => [number, at + 1])));
  for (const [number, { merge }] of Object.entries(branches))
    if (merge !== undefined) merges.set(Number(number), merge);
  const made = [...merges].map(([number, at]) => {
    const branch = branches[number] ?? {};
    return { number, at, branch, lands: says[at] ?? tip, head: branch.pull?.head ?? `h${number}` };
  });
  const pulls = made.map(({ number, at, branch, lands, head }) => {
    const file = branch.head === 'gone' ? undefined : fileOf(branch.head ?? lands);
    const pull: Pull = {
      id: `PR_${number}`,
      number,
      merged: true,
      base: 'main',
      repositoryId: REPOSITORY,
      mergeCommit: `c${at}`,
      head,
      ...(file && { file }),
      ...branch.pull,
    };
    return { at, pull, isLate: branch.late === true };
  });

  const commits = says.map((of, at): Commit => {
    const how = hows[at - 1];
    return {
      oid: `c${at}`,
      parent: at === 0 ? undefined : `c${at - 1}`,
      others: how === undefined ? [] : othersOf(how),
      file: fileOf(of),
      pulls: pulls.filter((one) => one.at === at && !one.isLate).map(({ pull }) => pull),
    };
  });

  const left = new Map<string, Left>();
  for (const { at, branch, head } of made) {
    left.set(head, branch.left ?? at - 1);
    for (const [oid, commit] of Object.entries(branch.commits ?? {})) left.set(oid, commit.left);
  }
  const mainline: Mainline = {
    commits: commits.toReversed(),
    recent: pulls.filter(({ isLate }) => isLate).map(({ pull }) => pull),
    repositoryId: REPOSITORY,
    defaultBranch: 'main',
    policyOf(file) {
      const policy = file.kind === 'file' ? policies.get(file.blob) : undefined;
      return policy?.org.id === '166' ? policy : undefined;
    },
  };
  const sources = made.flatMap((one) => (one.branch.unseen ? [] : [sourceOf(one, fileOf)]));
  return {
    tip,
    oldest,
    mainline,
    mergeBases: (commit, onMainline) => {
      const at = left.get(commit) ?? 'nowhere';
      if (at === 'nowhere') return undefined;
      return at === 'elsewhere' ? 'elsewhere' : `c${Math.min(at, Number(onMainline.slice(1)))}`;
    },
    sources: new Map(sources.map((source) => [source.number, source])),
  };
}

interface Made {
  number: number;
  branch: Branch;
  /** What its merge says. */
  lands: Says;
  head: string;
}

function sourceOf({ number, branch, lands, head }: Made, fileOf: (of: Says) => FileAt): Source {
  const says = branch.head === undefined || branch.head === 'gone' ? lands : branch.head;
  return {
    number,
    author: branch.author ?? { login: 'ana-diaz', bot: false },
    head,
    mergedAt: MERGED_AT,
    ...(branch.baseChangedAt !== undefined && { baseChangedAt: branch.baseChangedAt }),
    reviews: (branch.reviews ?? [approvedBy('bo-chen')]).map(({ on = head, ...opinion }) => ({
      id: '1',
      bot: false,
      canWrite: true,
      state: 'APPROVED',
      at: APPROVED_AT,
      ...opinion,
      ...(on !== 'gone' && { commit: { oid: on, file: fileOf(branch.commits?.[on]?.says ?? says) } }),
    })),
  };
}

function numberIn(how: How): number[] {
  const [, number] = how.split('#');
  return number === undefined ? [] : [Number(number)];
}

function othersOf(how: How): string[] {
  const [kind = ''] = how.split('#');
  const [number] = numberIn(how);
  const other = number === undefined ? 'side' : `h${number}`;
  if (kind.startsWith('merge')) return [other];
  return kind.startsWith('octopus') ? [other, 'another side'] : [];
}
