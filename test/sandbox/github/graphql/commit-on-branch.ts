import { ACTIONS, account, gitHubSignature, signatureOf } from '../accounts.ts';
import { RuleViolation } from '../enforcement.ts';
import { commitOf, filesOf, place, treeOf, writeBlob, writeCommit } from '../git/store.ts';
import { readNodeId } from '../ids.ts';
import { fullName } from '../names.ts';
import { mayKnow } from '../permissions.ts';
import { writeRef } from '../refs.ts';
import { findRepository, type Repository } from '../world.ts';
import type { View } from './connection.ts';
import { commitView, refView } from './git.ts';
import { need, notFound, refusal, type Session } from './refusal.ts';

export interface CommitOnBranchInput {
  branch: { id?: string | null; repositoryNameWithOwner?: string | null; branchName?: string | null };
  message: { headline: string; body?: string | null };
  expectedHeadOid: string;
  fileChanges?: {
    additions?: { path: string; contents: string }[] | null;
    deletions?: { path: string }[] | null;
  } | null;
  clientMutationId?: string | null;
}

/**
 * Appends a commit, but only when the branch is at `expectedHeadOid`; else `STALE_DATA`, and nothing changes. The commit is the
 * app's and signed by GitHub (docs.github.com, GraphQL mutation `createCommitOnBranch`).
 */
export function createCommitOnBranch(session: Session, input: CommitOnBranchInput): View {
  const { world } = session;
  const { repository, ref } = branchOf(session, input.branch);
  need(session, repository, 'write', 'contents');
  const { store } = repository;
  const head = repository.refs.get(ref);
  if (head === undefined) throw notFound(`a Ref with the name of '${ref}'`);
  if (head !== input.expectedHeadOid) {
    throw refusal('STALE_DATA', `Expected branch to point to "${head}" but it did not.  Pull and try again.`);
  }
  const date = world.now();
  const app = account(world, ACTIONS);
  const { headline, body } = input.message;
  const oid = writeCommit(store, {
    tree: changedTree(repository, head, input.fileChanges),
    parents: [head],
    author: signatureOf(app, date),
    committer: gitHubSignature(date),
    message: body == null || body === '' ? headline : `${headline}\n\n${body}`,
    signed: true,
  });
  move(() => writeRef(world, repository, ref, oid, app));
  return {
    clientMutationId: input.clientMutationId ?? null,
    commit: () => commitView(session, repository, commitOf(store, oid)),
    ref: () => refView(session, repository, ref, oid, 'refs/heads/'),
  };
}

/**
 * A refusal by rules is told by its message: those of rulesets have another type than the BRANCH_PROTECTION_RULE_VIOLATION of classic
 * protection (github.com/Thinkmill/keystatic/issues/1598), and which is in no page.
 */
function move(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof RuleViolation) throw refusal('UNPROCESSABLE', error.message);
    throw error;
  }
}

function changedTree(
  repository: Repository,
  head: string,
  changes: CommitOnBranchInput['fileChanges'],
): string {
  const { store } = repository;
  const files = filesOf(store, commitOf(store, head).tree);
  const additions = changes?.additions ?? [];
  const deletions = changes?.deletions ?? [];
  const paths = [...additions, ...deletions].map(({ path }) => path);
  const wrong = paths.find((path) =>
    path.split('/').some((part) => part === '' || part === '.' || part === '..' || part === '.git'),
  );
  if (wrong !== undefined)
    throw refusal('UNPROCESSABLE', `A path was requested which is not valid: \`${wrong}\``);
  if (new Set(paths).size < paths.length)
    throw refusal('UNPROCESSABLE', 'A path was requested to be changed more than once.');
  for (const { path } of deletions) {
    if (!files.has(path)) {
      throw refusal(
        'UNPROCESSABLE',
        `A path was requested for deletion which does not exist as of commit oid \`${head}\``,
      );
    }
    place(files, path, null);
  }
  for (const { path, contents } of additions) {
    const mode = files.get(path)?.mode === '100755' ? '100755' : '100644';
    place(files, path, { mode, oid: writeBlob(store, Buffer.from(contents, 'base64')) });
  }
  return treeOf(store, files);
}

function branchOf(
  session: Session,
  branch: CommitOnBranchInput['branch'],
): { repository: Repository; ref: string } {
  const { world, token } = session;
  const { id, repositoryNameWithOwner, branchName } = branch;
  const node = id == null ? undefined : readNodeId(id);
  const [owner = '', name = ''] = (repositoryNameWithOwner ?? '').split('/');
  const repository =
    id == null
      ? findRepository(world, owner, name)
      : world.repositories.find((each) => String(each.id) === node?.parts[0] && !each.deleted);
  if (repository === undefined || !mayKnow(token, repository)) {
    throw notFound(
      id == null
        ? `a Repository with the name '${repositoryNameWithOwner}'`
        : `a node with the global id of '${id}'`,
    );
  }
  const ref = node === undefined ? fullName(branchName ?? '') : (node.parts[1] ?? '');
  if (!ref.startsWith('refs/heads/')) throw refusal('UNPROCESSABLE', 'The ref must be a branch.');
  return { repository, ref };
}
