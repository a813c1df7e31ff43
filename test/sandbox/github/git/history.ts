import { type Commit, commitOf, type Store } from './store.ts';

/** The commit and everything it descends from. */
export function ancestors(store: Store, oid: string): Set<string> {
  const seen = new Set<string>([oid]);
  const open = [oid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of commitOf(store, next).parents) {
      if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return seen;
}

/** True when `older` is `newer` or one of its ancestors. */
export function contains(store: Store, newer: string, older: string): boolean {
  const seen = new Set<string>([newer]);
  const open = [newer];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === older) return true;
    for (const parent of commitOf(store, next).parents) {
      if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return false;
}

/** The best common ancestors of two commits, the newest first: several where the histories have crossed (git-scm.com, "git-merge-base"). */
export function mergeBases(store: Store, left: string, right: string): string[] {
  const ofLeft = ancestors(store, left);
  const common = [...ancestors(store, right)].filter((oid) => ofLeft.has(oid));
  const bases: string[] = [];
  const covered = new Set<string>();
  for (const oid of newestFirst(store, common)) {
    if (covered.has(oid)) continue;
    bases.push(oid);
    for (const older of ancestors(store, oid)) covered.add(older);
  }
  return bases;
}

/** The newest best common ancestor, or undefined where the histories have nothing in common. */
export function mergeBase(store: Store, left: string, right: string): string | undefined {
  return contains(store, left, right) ? right : mergeBases(store, left, right)[0];
}

/** What `to` has and `from` has not, the newest first. */
export function between(store: Store, from: string | undefined, to: string): string[] {
  const known = from === undefined ? new Set<string>() : ancestors(store, from);
  return newestFirst(
    store,
    [...ancestors(store, to)].filter((oid) => !known.has(oid)),
  );
}

/** Commits in the order of `git log --topo-order`: a child before its parents, else by time, the newest first. */
export function newestFirst(store: Store, oids: readonly string[]): string[] {
  const inside = new Set(oids);
  const children = new Map<string, number>(oids.map((oid) => [oid, 0]));
  for (const oid of oids) {
    for (const parent of commitOf(store, oid).parents) {
      if (inside.has(parent)) children.set(parent, (children.get(parent) ?? 0) + 1);
    }
  }
  const ready = oids.filter((oid) => children.get(oid) === 0).map((oid) => commitOf(store, oid));
  const ordered: string[] = [];
  const later = (a: Commit, b: Commit) => a.committer.date.getTime() - b.committer.date.getTime();
  while (ready.length > 0) {
    ready.sort(later);
    const next = ready.pop() as Commit;
    ordered.push(next.oid);
    for (const parent of new Set(next.parents)) {
      if (!inside.has(parent)) continue;
      const left = (children.get(parent) ?? 0) - next.parents.filter((each) => each === parent).length;
      children.set(parent, left);
      if (left === 0) ready.push(commitOf(store, parent));
    }
  }
  return ordered;
}

/**
 * A commit and all it descends from as `git log` lists them: always the newest by its committer's date of those whose child was listed,
 * so that a clock that is wrong puts a commit before its other children (git-scm.com, "git-log", commit ordering).
 */
export function log(store: Store, oid: string): string[] {
  const seen = new Set([oid]);
  const waiting = [commitOf(store, oid)];
  const listed: string[] = [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    listed.push(next.oid);
    for (const parent of next.parents) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      const commit = commitOf(store, parent);
      const older = waiting.findIndex((each) => each.committer.date < commit.committer.date);
      waiting.splice(older < 0 ? waiting.length : older, 0, commit);
    }
  }
  return listed;
}

/** First parents from a commit back to, but without, `until`. */
export function firstParents(store: Store, from: string, until: string | undefined): string[] {
  const line: string[] = [];
  for (let next: string | undefined = from; next !== undefined && next !== until; ) {
    line.push(next);
    next = commitOf(store, next).parents[0];
  }
  return line;
}
