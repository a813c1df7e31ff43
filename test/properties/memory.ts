import type { World } from '../scenarios/world.ts';
import type { Git, Said } from './git.ts';

/** What the oracle remembers from one apply to the next. */
export interface Memory {
  /** The newest adoption, and whether something that it approved may still have to be carried out. */
  adopted: { commit: string; open: boolean };
  /** Commits of the default branch that the ledger remembers, or did, as looked at since then. */
  looked: string[];
  /** What the file said at the commit that the ledger remembers: one of these. */
  texts: Set<string | undefined>;
  /** How often a branch had been moved by then. */
  movements: number;
}

export function adoptedNow({ repo }: World, git: Git, open: boolean): Memory {
  const commit = repo.tip('main');
  const texts = new Set([git.at(commit).text]);
  return { adopted: { commit, open }, looked: [commit], texts, movements: repo.state.activity.length };
}

/**
 * An apply has looked at the tip. The ledger remembers it where the file was another one than at the commit that it remembers (design,
 * section 8); of a run that was refused or cut off, who knows.
 */
export function remember(memory: Memory, { oid, text }: Said, isComplete: boolean): void {
  if (!isComplete) {
    memory.texts.add(text);
    return;
  }
  if (!memory.texts.has(text)) memory.looked.push(oid);
  memory.texts = new Set([text]);
}

/**
 * The default branch no longer holds what it said since the adoption: what was withdrawn may have come back. Where the server lists
 * no activity, only what applies looked at can be known.
 */
export function isRewritten({ repo }: World, memory: Memory, line: readonly Said[]): boolean {
  const { activity, behaviour, defaultBranch } = repo.state;
  const moved = activity
    .slice(memory.movements)
    .filter(({ ref }) => behaviour.activity === 'listed' && ref === `refs/heads/${defaultBranch}`)
    .map(({ after }) => after);
  return [...memory.looked, ...moved].some((oid) => !line.some((said) => said.oid === oid));
}
