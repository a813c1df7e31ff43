import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import { TEXT, textEntry } from '../fragments/file.ts';
import { folderOf, SIBLINGS, siblingFields, siblingsOf } from '../fragments/siblings.ts';
import { type Question, variablesOf } from '../question.ts';
import { policyReader } from './blob.ts';

/** The policy file at one commit, with the names beside it. */
export const FILE_AT = `query FileAt($owner: String!, $name: String!, $commit: GitObjectID!, $policy: String!, $folder: String!, $inFolder: Boolean!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { file(path: $policy) { ...Text }${SIBLINGS} } }
  }
}
${TEXT}`;

const answer = z.object({
  repository: z.object({ object: z.object({ file: textEntry, ...siblingFields }).nullable() }),
});

export const file: Question<'file'> = (wire, asked) => async (commit) => {
  const { policy } = asked;
  const variables = { ...variablesOf(asked), policy, commit, ...folderOf(policy) };
  const { repository } = await wire.graphql(FILE_AT, variables, answer);
  if (repository.object === null) throw new GitHubFault('not-found', 'The commit is not in this repository.');
  return {
    file: await policyReader(wire, asked)(repository.object.file),
    siblings: siblingsOf(repository.object),
  };
};
