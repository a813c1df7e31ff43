import { type Entry, entriesOf } from '../../src/policy/entry.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { mergeBases } from '../sandbox/github/git/history.ts';
import type { World } from '../scenarios/world.ts';
import { FILE } from './edits.ts';

/** A commit with what the policy said at it. */
export interface Said {
  oid: string;
  parents: readonly string[];
  /** The text of the file; undefined where there is none. */
  text: string | undefined;
  /** Undefined where nothing can be read as a policy of this Org. */
  policy: Policy | undefined;
  entries: readonly Entry[] | undefined;
}

/** All that there is to know of the repository's history: the sandbox holds every object, also those that no branch has any more. */
export interface Git {
  at(oid: string): Said;
  /** What the default branch says and said, one first parent after another, the oldest first. */
  line(): Said[];
  /** The merge base that GitHub shows of two commits, as in the diff of a pull request. */
  shownBase(left: string, right: string): string | undefined;
}

const ORG = '166';

export function gitOf({ repo }: World): Git {
  const policies = new Map<string, Policy | undefined>();
  const policyIn = (text: string): Policy | undefined => {
    if (!policies.has(text)) {
      const parsed = parsePolicy(new TextEncoder().encode(text));
      policies.set(text, parsed.ok && parsed.policy.org.id === ORG ? parsed.policy : undefined);
    }
    return policies.get(text);
  };
  const at = (oid: string): Said => {
    const text = repo.file(oid, FILE);
    const policy = text === undefined ? undefined : policyIn(text);
    return { oid, parents: repo.parents(oid), text, policy, entries: policy && entriesOf(policy) };
  };
  return {
    at,
    line() {
      const line: Said[] = [];
      for (let oid: string | undefined = repo.tip('main'); oid !== undefined; oid = line[0]?.parents[0])
        line.unshift(at(oid));
      return line;
    },
    shownBase(left, right) {
      const bases = mergeBases(repo.state.store, left, right);
      return repo.behaviour.mergeBase === 'newest' ? bases[0] : bases.at(-1);
    },
  };
}
