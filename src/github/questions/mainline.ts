import { z } from 'zod';
import { FILE } from '../fragments/file.ts';
import { chain, LINE_COMMIT, mainlineCommit, nestedLine, unnest } from '../fragments/mainline.ts';
import { PULL } from '../fragments/pull.ts';
import { type Question, variablesOf } from '../question.ts';

/** Further commits of the mainline. */
export const LINE = `query Line($owner: String!, $name: String!, $from: GitObjectID!, $policy: String!) {
  repository(owner: $owner, name: $name) {
    object(oid: $from) { ... on Commit { ${chain(() => '...LineCommit')} } }
  }
}
${FILE}
${PULL}
${LINE_COMMIT}`;

const answer = z.object({ repository: z.object({ object: nestedLine.nullable() }) });

export const mainline: Question<'mainline'> = (wire, asked) => async (from) => {
  const variables = { ...variablesOf(asked), policy: asked.policy, from };
  const { repository } = await wire.graphql(LINE, variables, answer);
  return repository.object === null ? [] : unnest(repository.object).map(mainlineCommit);
};
