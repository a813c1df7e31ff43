import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import { oid } from '../oid.ts';
import { type Question, variablesOf } from '../question.ts';

/** Where the default branch is now. */
export const HEAD = `query Head($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid } } }
}`;

const answer = z.object({
  repository: z.object({
    defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid }) }).nullable(),
  }),
});

export const tip: Question<'tip'> = (wire, asked) => async () => {
  const { repository } = await wire.graphql(HEAD, variablesOf(asked), answer);
  const branch = repository.defaultBranchRef;
  if (branch === null) throw new GitHubFault('not-found', 'The default branch is not there.');
  return branch.target.oid;
};
