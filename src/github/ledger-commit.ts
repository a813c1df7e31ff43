import { z } from 'zod';
import { GitHubFault } from '../faults.ts';
import type { Committed } from '../ports/ledger-branch.ts';
import { blobId } from '../text/blob.ts';
import { oid } from './oid.ts';
import type { RepositoryName } from './question.ts';
import { askLedgerRef } from './questions/ledger.ts';
import type { Wire } from './wire.ts';

/** A documented compare-and-swap: refused with `STALE_DATA` when the branch is not at `expectedHeadOid`. */
export const COMMIT = `mutation CommitToLedger($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

const answer = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid }) }) });

export interface LedgerChange {
  /** The whole name of the ledger's branch. */
  branch: string;
  /** The commit that it is to follow. */
  head: string;
  files: readonly { path: string; text: string }[];
  headline: string;
}

/** Commits files onto exactly `head`, or says that the branch has moved. A lost answer of the own commit is recognised. */
export async function commitToLedger(
  wire: Wire,
  repository: RepositoryName,
  change: LedgerChange,
): Promise<Committed> {
  const { branch, head, files, headline } = change;
  const input = {
    branch: {
      repositoryNameWithOwner: `${repository.owner}/${repository.name}`,
      branchName: branch,
    },
    expectedHeadOid: head,
    message: { headline },
    fileChanges: {
      additions: files.map(({ path, text }) => ({
        path,
        contents: Buffer.from(text).toString('base64'),
      })),
    },
  };
  try {
    const { createCommitOnBranch } = await wire.graphql(COMMIT, { input }, answer);
    return { kind: 'committed', oid: createCommitOnBranch.commit.oid };
  } catch (error) {
    if (!(error instanceof GitHubFault)) throw error;
    const moved = error.code === 'stale';
    if (!moved && error.code !== 'unreachable') throw error;
    const own = await wire.repeat(() => ownWrite(wire, repository, change, moved));
    if (own !== undefined) return { kind: 'committed', oid: own };
    if (moved) return { kind: 'moved' };
    throw error;
  }
}

/**
 * The branch's head, when it is a commit with exactly this state onto exactly this parent: the own write, whose answer was lost.
 * `moved`: GitHub has said that the branch is elsewhere, so a look that shows it unmoved is an old one.
 */
async function ownWrite(
  wire: Wire,
  repository: RepositoryName,
  { branch, head, files }: LedgerChange,
  moved: boolean,
): Promise<string | undefined> {
  const commit = (await askLedgerRef(wire, repository, branch))?.target;
  if (commit?.oid === head) {
    if (moved) throw new GitHubFault('unreachable', 'GitHub shows the ledger’s branch as it was.');
    return undefined;
  }
  const state = files.find(({ path }) => path === 'state.json')?.text ?? '';
  const same =
    commit?.links.totalCount === 1 &&
    commit.links.nodes[0]?.oid === head &&
    commit.state?.oid === blobId(state, head);
  return same ? commit.oid : undefined;
}
