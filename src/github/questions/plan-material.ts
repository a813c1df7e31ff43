import { z } from 'zod';
import { FILE, TEXT, textEntry } from '../fragments/file.ts';
import {
  LEDGER_COMMIT,
  LEDGER_HEAD,
  LEDGERS,
  ledgerPrefix,
  ledgers,
  ledgersOf,
} from '../fragments/ledger.ts';
import { OPINIONS, opinions, sourceOf } from '../fragments/opinions.ts';
import { PULL_BRANCH, pullBranch, pullBranchOf } from '../fragments/pull-branch.ts';
import { folderOf, SIBLINGS, siblingFields, siblingsOf } from '../fragments/siblings.ts';
import { oid } from '../oid.ts';
import { type Question, variablesOf } from '../question.ts';
import { policyReader } from './blob.ts';
import { CONVERSATION, conversation, conversationOf } from './conversation.ts';

/** What a plan needs, in one request: the file at the commit and at its base, the ledgers of this host, the pull request as it is now. */
export const PLAN = `query Plan(
  $owner: String!, $name: String!, $commit: GitObjectID!, $base: GitObjectID!, $policy: String!, $folder: String!, $inFolder: Boolean!,
  $ledgers: String!, $number: Int!, $after: String, $ofPull: Boolean!
) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    defaultBranchRef { target { ... on Commit { oid file(path: $policy) { ...Text } } } }
    commit: object(oid: $commit) { ... on Commit {
      file(path: $policy) { ...Text }
      parents(first: 2) @include(if: $ofPull) { nodes { oid file(path: $policy) { ...Text } } }${SIBLINGS}
    } }
    base: object(oid: $base) @skip(if: $ofPull) { ... on Commit { file(path: $policy) { ...Text } } }
    pullRequest(number: $number) @include(if: $ofPull) {
      ...Opinions
      ${PULL_BRANCH}
      ${CONVERSATION}
    }
    ${LEDGERS}
  }
}
${FILE}
${TEXT}
${OPINIONS}
${LEDGER_COMMIT}
${LEDGER_HEAD}`;

const commitWithFile = z.object({ oid, file: textEntry });

const answer = z.object({
  repository: z.object({
    databaseId: z.int(),
    isPrivate: z.boolean(),
    commit: z
      .object({
        file: textEntry,
        parents: z.object({ nodes: z.array(commitWithFile) }).optional(),
        ...siblingFields,
      })
      .nullable(),
    base: z.object({ file: textEntry }).nullable().optional(),
    defaultBranchRef: z.object({ target: commitWithFile }).nullable(),
    pullRequest: conversation.extend(opinions.shape).extend({ branch: pullBranch }).nullable().optional(),
    refs: ledgers,
  }),
});

export const planMaterial: Question<'planMaterial'> = (wire, asked) => async (commit, of, host) => {
  const ofPull = 'pull' in of;
  const variables = {
    ...variablesOf(asked),
    policy: asked.policy,
    commit,
    base: ofPull ? commit : of.base,
    number: ofPull ? of.pull : 0,
    ofPull,
    ...folderOf(asked.policy),
    ledgers: ledgerPrefix(asked.ledgerBranch, host),
  };
  const policyFile = policyReader(wire, asked);
  const { repository } = await wire.graphql(PLAN, variables, answer);
  const { pullRequest } = repository;
  // Of a test merge: the base, and the head that it merges into it.
  const [first, second] = repository.commit?.parents?.nodes ?? [];
  return {
    repositoryId: String(repository.databaseId),
    isPrivate: repository.isPrivate,
    tip: {
      commit: repository.defaultBranchRef?.target.oid ?? '',
      file: await policyFile(repository.defaultBranchRef?.target.file ?? null),
    },
    file: await policyFile(repository.commit?.file ?? null),
    base: await policyFile((ofPull ? first?.file : repository.base?.file) ?? null),
    baseCommit: ofPull ? (first?.oid ?? '') : of.base,
    siblings: siblingsOf(repository.commit),
    ledgers: ledgersOf(repository.refs),
    ...(second && { head: { oid: second.oid, file: await policyFile(second.file) } }),
    ...(ofPull &&
      pullRequest && {
        pull: {
          conversation: await conversationOf(wire, asked, of.pull, pullRequest),
          branch: pullBranchOf(pullRequest.branch),
          source: sourceOf(pullRequest),
        },
      }),
  };
};
