import type { Mainline } from '../approval/mainline.ts';
import { endOf, type State } from '../ledger/state.ts';
import type { Move, Repository } from '../ports/repository.ts';
import type { MainlineReader } from './mainline.ts';

/**
 * Whether the mainline still leads from what a valid state rests on to the tip (design, section 8). `history`: the baseline, or what an
 * apply looked at last, is none of it, or lies too far back. `taken-back`: the branch was at a commit that is none of it. `path`: the
 * state is of another policy file.
 */
export type Adoptedness =
  | { kind: 'adopted' }
  | { kind: 'history' }
  | { kind: 'taken-back'; commit: string }
  | { kind: 'path'; was: string };

/** Reads the mainline back to the commit at which trails end, and judges what the branch was meanwhile. */
export async function adoptednessOf(
  state: State,
  path: string,
  reader: MainlineReader,
  repository: Repository,
): Promise<Adoptedness> {
  if (state.policy !== path) return { kind: 'path', was: state.policy };
  if (!(await reader.reach(endOf(state)))) return { kind: 'history' };
  const mainline = reader.mainline();
  if (!mainline.commits.some(({ oid }) => oid === state.seen)) return { kind: 'history' };
  const moves = await repository.activity(mainline.defaultBranch, state.time);
  const commit = moves && strayOf(moves, mainline, state.time);
  return commit === undefined ? { kind: 'adopted' } : { kind: 'taken-back', commit };
}

const NONE = /^0+$/;
/** So many moves are no longer all that there were. */
const MOST_MOVES = 100;

/**
 * A commit that the branch was at since a time, and that is none of the mainline. What lies above the tip that was read came after it,
 * and is for the next run.
 */
export function strayOf(
  moves: readonly Move[],
  { commits }: Pick<Mainline, 'commits'>,
  since: string,
): string | undefined {
  const known = new Set(commits.map(({ oid }) => oid));
  const tip = moves.findIndex(({ after }) => after === commits[0]?.oid);
  const looked = moves.slice(Math.max(0, tip)).filter(({ at }) => Date.parse(at) > Date.parse(since));
  const stood = looked.flatMap(({ before, after }, index) =>
    // The oldest move begins where the branch was looked at before, unless GitHub lists no more.
    index === looked.length - 1 && moves.length < MOST_MOVES ? [after] : [after, before],
  );
  return stood.find((oid) => !NONE.test(oid) && !known.has(oid));
}
