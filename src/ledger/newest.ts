import type { Sealer } from './seal.ts';
import { readState, type State } from './state.ts';

/** A commit of a ledger branch, as it is read. */
export interface LedgerCommit {
  oid: string;
  /** Ids of its parents. */
  parents: readonly string[];
  /** The text of its `state.json`; absent where there is none or it is no regular file. */
  state?: string;
}

export type Found =
  | { kind: 'fits'; state: State; commit: string; foreign: string[]; previousKey: boolean }
  | { kind: 'none'; why: 'empty' | 'merge' | 'too-far' | 'nothing-fits'; foreign: string[] }
  | { kind: 'more' };

/** How far back a state is looked for (design, section 8). */
export const LEDGER_REACH = 100;

/**
 * The newest state whose seal and `onto` fit, looked for from the head back. What lies above it is foreign.
 * `commits` are first parents, newest first; `more` where further ones have to be read. `sealers`: that of the key, then that of `api-key-previous`.
 */
export function newestFit(commits: readonly LedgerCommit[], sealers: readonly Sealer[]): Found {
  const foreign: string[] = [];
  for (const commit of commits.slice(0, LEDGER_REACH)) {
    if (commit.parents.length > 1) return { kind: 'none', why: 'merge', foreign: [...foreign, commit.oid] };
    const fit = fitOf(commit, sealers);
    if (fit !== undefined) return { kind: 'fits', ...fit, commit: commit.oid, foreign };
    if (commit.parents.length === 0) {
      return { kind: 'none', why: foreign.length === 0 ? 'empty' : 'nothing-fits', foreign };
    }
    foreign.push(commit.oid);
  }
  if (commits.length >= LEDGER_REACH) return { kind: 'none', why: 'too-far', foreign };
  return { kind: 'more' };
}

function fitOf(
  commit: LedgerCommit,
  sealers: readonly Sealer[],
): { state: State; previousKey: boolean } | undefined {
  const { state: text } = commit;
  const [onto] = commit.parents;
  if (text === undefined || onto === undefined) return undefined;
  const index = sealers.findIndex((sealer) => sealer.fits('state', text));
  if (index === -1) return undefined;
  const state = readState(text);
  return state?.onto === onto ? { state, previousKey: index > 0 } : undefined;
}
