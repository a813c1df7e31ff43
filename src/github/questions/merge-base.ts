import { z } from 'zod';
import { oid } from '../oid.ts';
import { ifAbsent, parametersOf, type Question } from '../question.ts';

/** docs.github.com, "Compare two commits": the merge base is that of its three dots. */
const ROUTE = 'GET /repos/{owner}/{repo}/compare/{basehead}';

const answer = z.object({ status: z.string(), merge_base_commit: z.object({ sha: oid }) });

export const mergeBase: Question<'mergeBase'> = (wire, asked) => (commit, mainline) =>
  // Not found: no common ancestor, or the commit is gone.
  ifAbsent(undefined, async () => {
    const parameters = { ...parametersOf(asked), basehead: `${mainline}...${commit}`, per_page: 1 };
    return (await wire.rest(ROUTE, parameters, answer)).merge_base_commit.sha;
  });
