import { z } from 'zod';
import type { Move } from '../../ports/repository.ts';
import { ifAbsent, parametersOf, type Question } from '../question.ts';

/** docs.github.com, "List repository activities". */
const ROUTE = 'GET /repos/{owner}/{repo}/activity';

/** Moves of a branch in one answer. */
const MOVES = 100;

const answer = z.array(
  z.object({
    activity_type: z.string(),
    before: z.string(),
    after: z.string(),
    timestamp: z.string(),
  }),
);

export const activity: Question<'activity'> = (wire, asked) => (branch, since) => {
  const moves = async (type?: string): Promise<Move[]> => {
    const which = { ref: `refs/heads/${branch}`, ...(type && { activity_type: type }) };
    const found = await wire.rest(ROUTE, { ...parametersOf(asked), ...which, per_page: MOVES }, answer);
    return found.map(({ before, after, timestamp }) => ({ before, after, at: timestamp }));
  };
  // Not found: a server that does not list it.
  return ifAbsent(undefined, async () => {
    const newest = await moves();
    const [oldest] = newest.slice(MOVES - 1);
    if (oldest === undefined || Date.parse(oldest.at) <= Date.parse(since)) return newest;
    // More than are listed: a commit is taken back by these two kinds of moves alone.
    return [...newest, ...(await moves('force_push')), ...(await moves('branch_deletion'))];
  });
};
