import { z } from 'zod';
import { parametersOf, type Question } from '../question.ts';

/** docs.github.com, "Compare two commits": `ahead` where the second holds commits that the first does not, and all of the first's. */
const ROUTE = 'GET /repos/{owner}/{repo}/compare/{basehead}';

const answer = z.object({ status: z.string() });

export const isBehind: Question<'isBehind'> = (wire, asked) => async (tip, commit) => {
  const parameters = { ...parametersOf(asked), basehead: `${tip}...${commit}`, per_page: 1 };
  return (await wire.rest(ROUTE, parameters, answer)).status === 'ahead';
};
