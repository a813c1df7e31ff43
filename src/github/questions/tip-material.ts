import { z } from 'zod';
import { GitHubFault } from '../../faults.ts';
import { bytesOf, FILE, TEXT } from '../fragments/file.ts';
import {
  LEDGER_COMMIT,
  LEDGER_HEAD,
  LEDGERS,
  ledgerPrefix,
  ledgers,
  ledgersOf,
} from '../fragments/ledger.ts';
import { chain, LINE_COMMIT, mainlineCommit, nestedLine, unnest } from '../fragments/mainline.ts';
import { PULL, pullOf, pullRequest } from '../fragments/pull.ts';
import { folderOf, SIBLINGS, siblingFields, siblingsOf } from '../fragments/siblings.ts';
import { type Question, variablesOf } from '../question.ts';
import { policyReader } from './blob.ts';

/** What an apply starts from, in one request: the tip and the line behind it, the newest merged pull requests, the ledgers. */
export const TIP = `query Tip(
  $owner: String!, $name: String!, $policy: String!, $folder: String!, $inFolder: Boolean!, $ledgers: String!
) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    defaultBranchRef { name target { ... on Commit {
      ${chain((index) => (index < 2 ? '...LineCommit text: file(path: $policy) { ...Text }' : '...LineCommit'))}${SIBLINGS}
    } } }
    pullRequests(states: MERGED, first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...Pull } }
    ${LEDGERS}
  }
}
${FILE}
${TEXT}
${PULL}
${LINE_COMMIT}
${LEDGER_COMMIT}
${LEDGER_HEAD}`;

const answer = z.object({
  repository: z.object({
    databaseId: z.int(),
    isPrivate: z.boolean(),
    defaultBranchRef: z
      .object({ name: z.string(), target: z.intersection(nestedLine, z.object(siblingFields)) })
      .nullable(),
    pullRequests: z.object({ nodes: z.array(pullRequest) }),
    refs: ledgers,
  }),
});

export const tipMaterial: Question<'tipMaterial'> = (wire, asked) => async (host) => {
  const { policy } = asked;
  const variables = {
    ...variablesOf(asked),
    policy,
    ...folderOf(policy),
    ledgers: ledgerPrefix(asked.ledgerBranch, host),
  };
  const { repository } = await wire.graphql(TIP, variables, answer);
  const tipRef = repository.defaultBranchRef;
  if (tipRef === null) throw new GitHubFault('not-found', 'The default branch is not there.');
  const commits = unnest(tipRef.target);
  const texts = new Map<string, Uint8Array>();
  for (const { text } of commits) {
    const bytes = text ? bytesOf(text.oid, text.object?.text) : undefined;
    if (text && bytes !== undefined) texts.set(text.oid, bytes);
  }
  const [tip] = commits;
  const file = await policyReader(wire, asked)(tip?.text ?? null);
  if (file.kind === 'file') texts.set(file.blob, file.bytes);
  return {
    repositoryId: String(repository.databaseId),
    isPrivate: repository.isPrivate,
    defaultBranch: tipRef.name,
    tip: tipRef.target.oid,
    file,
    siblings: siblingsOf(tipRef.target),
    mainline: commits.map(mainlineCommit),
    texts,
    recent: repository.pullRequests.nodes.map(pullOf),
    ledgers: ledgersOf(repository.refs),
  };
};
