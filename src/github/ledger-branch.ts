import { z } from 'zod';
import { branchOf } from '../ledger/branch.ts';
import type { Committed, LedgerBranch } from '../ports.ts';
import * as answers from './answers.ts';
import * as queries from './queries.ts';
import { GitHubFault, type Wire } from './wire.ts';

const README = `# MFA ledger

Written by the apply job of the MFA policy workflow, one branch for each Resolver Org.

- \`state.json\`: what is in force, each reset ever claimed, what is in doubt.
- \`applies/\`: one record for each apply: what was carried out, why, who approved it.

Each file is sealed. Do not edit it: a file whose seal does not fit is ignored. Do not merge or force-push this branch.
`;

export interface LedgerSettings {
  owner: string;
  name: string;
  ledgerBranch: string;
  host: string;
}

/** The ledger's branch: made by REST, written by compare-and-swap. */
export function createLedgerBranch(wire: Wire, settings: LedgerSettings): LedgerBranch {
  const at = { owner: settings.owner, repo: settings.name };
  const created = z.object({ sha: z.string() });
  const refSchema = z.object({ object: z.object({ sha: z.string() }) });

  const headOf = async (org: string): Promise<string> => {
    const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
    const answer = await wire.rest(
      route,
      { ...at, ref: `heads/${branchOf(settings.ledgerBranch, settings.host, org)}` },
      refSchema,
    );
    return answer.object.sha;
  };

  /** Whether the branch's head is a commit of exactly these files onto exactly this parent: the own write, whose answer was lost. */
  const ownWrite = async (org: string, head: string, files: readonly { path: string; text: string }[]) => {
    const oid = await headOf(org);
    const { repository } = await wire.graphql(
      queries.LEDGER,
      { owner: settings.owner, name: settings.name, from: oid },
      answers.ledgerAnswer,
    );
    const commit = repository.object;
    const state = files.find(({ path }) => path === 'state.json');
    const same =
      commit?.links.totalCount === 1 &&
      commit.links.nodes[0]?.oid === head &&
      commit.state?.object?.text === state?.text;
    return same ? oid : undefined;
  };

  return {
    head: headOf,

    async create(org) {
      const tree = await wire.rest(
        'POST /repos/{owner}/{repo}/git/trees',
        { ...at, tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: README }] },
        created,
      );
      const commit = await wire.rest(
        'POST /repos/{owner}/{repo}/git/commits',
        { ...at, message: `Start the ledger of Org ${org}`, tree: tree.sha, parents: [] },
        created,
      );
      try {
        const ref = `refs/heads/${branchOf(settings.ledgerBranch, settings.host, org)}`;
        const made = await wire.rest(
          'POST /repos/{owner}/{repo}/git/refs',
          { ...at, ref, sha: commit.sha },
          refSchema,
        );
        return made.object.sha;
      } catch (error) {
        if (error instanceof GitHubFault && error.code === 'exists') return headOf(org);
        throw error;
      }
    },

    async commit(org, head, files, deletions, headline): Promise<Committed> {
      const input = {
        branch: {
          repositoryNameWithOwner: `${settings.owner}/${settings.name}`,
          branchName: branchOf(settings.ledgerBranch, settings.host, org),
        },
        expectedHeadOid: head,
        message: { headline },
        fileChanges: {
          additions: files.map(({ path, text }) => ({
            path,
            contents: Buffer.from(text).toString('base64'),
          })),
          deletions: deletions.map((path) => ({ path })),
        },
      };
      try {
        const answer = await wire.graphql(queries.COMMIT, { input }, answers.commitAnswer);
        return { kind: 'committed', oid: answer.createCommitOnBranch.commit.oid };
      } catch (error) {
        if (!(error instanceof GitHubFault)) throw error;
        if (error.code !== 'stale' && error.code !== 'unreachable') throw error;
        const own = await ownWrite(org, head, files);
        if (own !== undefined) return { kind: 'committed', oid: own };
        if (error.code === 'stale') return { kind: 'moved' };
        throw error;
      }
    },
  };
}
