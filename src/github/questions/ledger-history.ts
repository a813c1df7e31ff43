import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import { LEDGER_COMMIT, ledgerCommit, ledgerCommitOf } from '../fragments/ledger.ts';
import { type Question, variablesOf } from '../question.ts';

/** Commits of a ledger from one of them back, over all parents; their states are named, not read. */
export const LEDGER_HISTORY = `query LedgerHistory($owner: String!, $name: String!, $from: GitObjectID!, $after: String) {
  repository(owner: $owner, name: $name) {
    object(oid: $from) { ... on Commit { history(first: 100, after: $after) {
      nodes { ...LedgerCommit state: file(path: "state.json") { mode type oid object { ... on Blob { byteSize } } } }
      pageInfo { hasNextPage endCursor }
    } } }
  }
}
${LEDGER_COMMIT}`;

const answer = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({
          nodes: z.array(ledgerCommit),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      })
      .nullable(),
  }),
});

export const ledgerHistory: Question<'ledgerHistory'> = (wire, asked) => async (from, after) => {
  const variables = { ...variablesOf(asked), from, after: after ?? null };
  const { repository } = await wire.graphql(LEDGER_HISTORY, variables, answer);
  if (repository.object === null)
    throw new GitHubFault('not-found', 'A commit of the ledger is no longer in this repository.');
  const { nodes, pageInfo } = repository.object.history;
  return {
    commits: nodes.map(ledgerCommitOf),
    ...(pageInfo.hasNextPage && pageInfo.endCursor !== null && { next: pageInfo.endCursor }),
  };
};
