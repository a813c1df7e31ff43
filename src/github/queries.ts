/** Every GraphQL document of the project. Each is checked in a test against GitHub's published schema. */

/** Commits of the line, or of a ledger, that one request reads. */
export const PAGE = 16;

const FILE = `fragment File on TreeEntry { mode type oid }`;

/** A file with its content; one that is long comes without the end, and is then asked for by its id, if `byteSize` allows. */
const TEXT = `fragment Text on TreeEntry { mode type oid object { ... on Blob { byteSize text isTruncated } } }`;

const LEDGER_COMMIT = `fragment LedgerCommit on Commit {
  oid
  tree { oid }
  links: parents(first: 2) { totalCount nodes { oid } }
}`;

const RECORDS = `records: file(path: "applies") { object { ... on Tree { entries { name type oid } } } }`;

const LEDGER_HEAD = `fragment LedgerHead on Commit {
  ...LedgerCommit
  state: file(path: "state.json") { ...Text }
  ${RECORDS}
}`;

/** Ledgers of the host; where the own one is not among these, it is asked for by its name. */
const LEDGERS = `refs(refPrefix: $ledgers, first: 5) { nodes { name target { ... on Commit { ...LedgerHead } } } }`;

/** The names beside the policy; of the tree of this very commit, for a tag may bear a branch's name. */
const SIBLINGS = `
  root: tree @skip(if: $inFolder) { entries { name } }
  folder: file(path: $folder) @include(if: $inFolder) { object { ... on Tree { entries { name } } } }`;

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
  last: commits(last: 1) { nodes { commit { oid file(path: $policy) { ...File } } } }
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

const AUTHOR = `author { __typename login ... on User { databaseId } }`;

const OPINIONS = `fragment Opinions on PullRequest {
  number mergedAt headRefOid
  ${AUTHOR}
  retargeted: timelineItems(last: 1, itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT]) {
    nodes { ... on BaseRefChangedEvent { createdAt } ... on AutomaticBaseChangeSucceededEvent { createdAt } }
  }
  writers: latestOpinionatedReviews(first: 100, writersOnly: true) { nodes { fullDatabaseId } }
  all: latestOpinionatedReviews(first: 100) {
    nodes { fullDatabaseId state submittedAt ${AUTHOR} commit { oid file(path: $policy) { ...File } } }
  }
}`;

/** Where a branch left its base: the parents of its own commits, as many as usual branches have. */
const BRANCH = `branch: commits(first: 30) {
      totalCount
      nodes { commit { oid file(path: $policy) { ...File } parents(first: 2) { totalCount nodes { oid file(path: $policy) { ...File } } } } }
    }`;

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
      ${BRANCH}
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

/** What an apply starts from, in one request: the tip and the line behind it, the newest merged pull requests, the ledgers. */
export const TIP = `query Tip(
  $owner: String!, $name: String!, $policy: String!, $folder: String!, $inFolder: Boolean!, $ledgers: String!
) {
  repository(owner: $owner, name: $name) {
    databaseId isPrivate
    defaultBranchRef { name target { ... on Commit {
      ${chain(PAGE, (index) => (index < 2 ? '...LineCommit text: file(path: $policy) { ...Text }' : '...LineCommit'))}${SIBLINGS}
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

/** The policy file at one commit, with the names beside it. */
export const FILE_AT = `query FileAt($owner: String!, $name: String!, $commit: GitObjectID!, $policy: String!, $folder: String!, $inFolder: Boolean!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { file(path: $policy) { ...Text }${SIBLINGS} } }
  }
}
${TEXT}`;

/** Where the default branch is now. */
export const HEAD = `query Head($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { defaultBranchRef { name target { oid } } }
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

/** The head of one ledger, by its exact name. */
export const LEDGER = `query Ledger($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $branch) { prefix name target { ... on Commit { ...LedgerHead } } } }
}
${TEXT}
${LEDGER_COMMIT}
${LEDGER_HEAD}`;

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

/** The records at one commit of a ledger. */
export const LEDGER_RECORDS = `query LedgerRecords($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { ${RECORDS} } } }
}`;

/** The texts of `count` blobs by their ids. */
export function blobs(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `query Blobs($owner: String!, $name: String!, ${indices.map((index) => `$b${index}: GitObjectID!`).join(', ')}) {
  repository(owner: $owner, name: $name) {
    ${indices.map((index) => `b${index}: object(oid: $b${index}) { ... on Blob { oid byteSize text isTruncated } }`).join('\n    ')}
  }
}`;
}

/** Who opened a pull request and what its reviewers think now; both lists, so that one who can only read is named. At most 100. */
export const REVIEWS = `query Reviews($ids: [ID!]!, $policy: String!) {
  nodes(ids: $ids) { ... on PullRequest { ...Opinions } }
}
${FILE}
${OPINIONS}`;

/** The numbers of `count` accounts by their logins. */
export function accounts(count: number): string {
  const indices = Array.from({ length: count }, (_, index) => index);
  return `query Accounts(${indices.map((index) => `$u${index}: String!`).join(', ')}) {
  ${indices.map((index) => `u${index}: user(login: $u${index}) { databaseId }`).join('\n  ')}
}`;
}

/** A pull request as it is now, with its comments. */
export const DISCUSSION = `query Discussion($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${CONVERSATION} } }
}`;

/** A documented compare-and-swap: refused with `STALE_DATA` when the branch is not at `expectedHeadOid`. */
export const COMMIT = `mutation CommitToLedger($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;
