import { z } from 'zod';
import { RECORDS, recordFiles, records } from '../fragments/ledger.ts';
import { type Question, variablesOf } from '../question.ts';

/** The records at one commit of a ledger. */
export const LEDGER_RECORDS = `query LedgerRecords($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { ${RECORDS} } } }
}`;

const answer = z.object({ repository: z.object({ object: z.object({ records }).nullable() }) });

export const ledgerRecords: Question<'ledgerRecords'> = (wire, asked) => async (commit) => {
  const { repository } = await wire.graphql(LEDGER_RECORDS, { ...variablesOf(asked), commit }, answer);
  return recordFiles(repository.object?.records ?? null);
};
