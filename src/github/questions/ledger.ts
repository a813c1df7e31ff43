import { z } from 'zod';
import { branchOf } from '../../ledger/branch-name.ts';
import { TEXT } from '../fragments/file.ts';
import { LEDGER_COMMIT, LEDGER_HEAD, ledgerHead, ledgerHeadOf } from '../fragments/ledger.ts';
import { type Question, type RepositoryName, variablesOf } from '../question.ts';
import type { Wire } from '../wire.ts';

/** The head of one ledger, by its exact name. */
export const LEDGER = `query Ledger($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $branch) { prefix name target { ... on Commit { ...LedgerHead } } } }
}
${TEXT}
${LEDGER_COMMIT}
${LEDGER_HEAD}`;

const ledgerRef = z.object({ prefix: z.string(), name: z.string(), target: ledgerHead }).nullable();

const answer = z.object({ repository: z.object({ ref: ledgerRef }) });

/** What GitHub holds for a branch of exactly this name; where there is none, it goes on to look for other names that end so. */
export async function askLedgerRef(
  wire: Wire,
  asked: RepositoryName,
  branch: string,
): Promise<z.infer<typeof ledgerRef>> {
  const variables = { ...variablesOf(asked), branch: `refs/heads/${branch}` };
  return (await wire.graphql(LEDGER, variables, answer)).repository.ref;
}

export const ledger: Question<'ledger'> = (wire, asked) => async (host, org) => {
  const branch = branchOf(asked.ledgerBranch, host, org);
  const ref = await askLedgerRef(wire, asked, branch);
  return ref !== null && ref.prefix + ref.name === `refs/heads/${branch}`
    ? ledgerHeadOf(org, ref.target)
    : undefined;
};
