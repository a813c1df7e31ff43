/** Every GraphQL document of the project. Each is checked in a test against GitHub's published schema. */

/** Commits of the line, or of a ledger, that one request reads. */
export const PAGE = 16;

const FILE = `fragment File on TreeEntry { mode type oid }`;

const TEXT = `fragment Text on TreeEntry { mode type oid object { ... on Blob { text isTruncated } } }`;

const LEDGER_COMMIT = `fragment LedgerCommit on Commit {
  oid
  links: parents(first: 2) { totalCount nodes { oid } }
  state: file(path: "state.json") { ...Text }
}`;

const LEDGERS = `refs(refPrefix: $ledgers, first: 100) {
  nodes { name target { ... on Commit { ...LedgerCommit records: file(path: "applies") { object { ... on Tree { entries { name oid } } } } } } }
}`;

/** Together, so that a comment is written by what the pull request is at this very moment. */
const CONVERSATION = `state headRefOid
comments(first: 100, after: $after) {
  nodes { fullDatabaseId body viewerDidAuthor }
  pageInfo { hasNextPage endCursor }
}`;

const PULL = `fragment Pull on PullRequest {
  id number merged mergedAt baseRefName headRefOid
  baseRepository { databaseId }
  mergeCommit { oid }
}`;

const LINE_COMMIT = `fragment LineCommit on Commit {
  oid
  links: parents(first: 3) { totalCount nodes { oid } }
  file(path: $policy) { ...File }
  associatedPullRequests(first: 10, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...Pull } }
}`;

/** `depth` commits by first parents: the selection of one, within it that of its parent, and so on. */
function chain(depth: number, selection: (index: number) => string): string {
  let text = '';
  for (let index = depth - 1; index >= 0; index -= 1) {
    const next = text === '' ? '' : ` next: parents(first: 1) { nodes { ${text} } }`;
    text = `${selection(index)}${next}`;
  }
  return text;
}

/** What a plan needs, in one request: the file at the commit and at its base, the ledgers of this host, the pull request as it is now. */
export const PLAN = `query Plan(
  $owner: String!, $name: String!, $commit: GitObjectID!, $base: GitObjectID!, $policy: String!, $folder: String!, $ledgers: String!,
  $number: Int!, $after: String, $ofPull: Boolean!
) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    commit: object(oid: $commit) { ... on Commit {
      file(path: $policy) { ...Text }
      parents(first: 1) @include(if: $ofPull) { nodes { file(path: $policy) { ...Text } } }
      links: parents(first: 2) @include(if: $ofPull) { nodes { oid } }
    } }
    base: object(oid: $base) @skip(if: $ofPull) { ... on Commit { file(path: $policy) { ...Text } } }
    folder: object(expression: $folder) { ... on Tree { entries { name } } }
    pullRequest(number: $number) @include(if: $ofPull) { ${CONVERSATION} }
    ${LEDGERS}
  }
}
${TEXT}
${LEDGER_COMMIT}`;

/** What an apply starts from, in one request: the tip and the line behind it, the newest merged pull requests, the ledgers. */
export const TIP = `query Tip($owner: String!, $name: String!, $branch: String!, $base: String!, $policy: String!, $folder: String!, $ledgers: String!) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    ref(qualifiedName: $branch) { target { ... on Commit {
      ${chain(PAGE, (index) => (index < 2 ? '...LineCommit text: file(path: $policy) { ...Text }' : '...LineCommit'))}
    } } }
    folder: object(expression: $folder) { ... on Tree { entries { name } } }
    pullRequests(states: MERGED, baseRefName: $base, first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...Pull } }
    ${LEDGERS}
  }
}
${FILE}
${TEXT}
${PULL}
${LINE_COMMIT}
${LEDGER_COMMIT}`;

/** The policy file at one commit, with the names beside it. */
export const FILE_AT = `query FileAt($owner: String!, $name: String!, $commit: GitObjectID!, $policy: String!, $folder: String!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { file(path: $policy) { ...Text } } }
    folder: object(expression: $folder) { ... on Tree { entries { name } } }
  }
}
${TEXT}`;

/** Where the default branch is now. */
export const HEAD = `query Head($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $branch) { target { oid } } }
}`;

/** Further commits of the line. */
export const LINE = `query Line($owner: String!, $name: String!, $from: GitObjectID!, $policy: String!) {
  repository(owner: $owner, name: $name) {
    object(oid: $from) { ... on Commit { ${chain(PAGE, () => '...LineCommit')} } }
  }
}
${FILE}
${PULL}
${LINE_COMMIT}`;

/** Further commits of a ledger branch, with the records of the first one. */
export const LEDGER = `query Ledger($owner: String!, $name: String!, $from: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $from) { ... on Commit { ${chain(PAGE, () => '...LedgerCommit records: file(path: "applies") { object { ... on Tree { entries { name oid } } } }')} } }
  }
}
${TEXT}
${LEDGER_COMMIT}`;

/** The texts of `count` blobs by their ids. */
export function blobs(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `query Blobs($owner: String!, $name: String!, ${indices.map((index) => `$b${index}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indices.map((index) => `b${index}: object(oid: $b${index}) { ... on Blob { oid text isTruncated } }`).join('\n    ')}
  }
}`;
}

/** Who opened a pull request and what its reviewers think now; both lists, so that one who can only read is named. */
export const REVIEWS = `query Reviews($ids: [ID!]!) {
  nodes(ids: $ids) { ... on PullRequest {
    number mergedAt headRefOid
    author { __typename login }
    mergeCommit { oid }
    writers: latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { fullDatabaseId } }
    all: latestOpinionatedReviews(first: 100) {
      nodes { fullDatabaseId state submittedAt author { __typename login } commit { oid } }
    }
  } }
}`;

/** A pull request as it is now, with its comments. */
export const DISCUSSION = `query Discussion($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${CONVERSATION} } }
}`;

/** A documented compare-and-swap: refused with `STALE_DATA` when the branch is not at `expectedHeadOid`. */
export const COMMIT = `mutation CommitToLedger($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;
