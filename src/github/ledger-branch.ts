import { z } from 'zod';
import { branchOf } from '../ledger/branch.ts';
import type { Committed, LedgerBranch } from '../ports.ts';
import * as answers from './answers.ts';
import { GitHubFault } from './fault.ts';
import * as queries from './queries.ts';
import type { Wire } from './wire.ts';

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

  /**
   * The branch's head, when it is a commit of exactly these files onto exactly this parent: the own write, whose answer was lost.
   * `moved`: GitHub has said that the branch is elsewhere, so a look that shows it unmoved is an old one.
   */
  const ownWrite = async (
    org: string,
    head: string,
    files: readonly { path: string; text: string }[],
    moved: boolean,
  ): Promise<string | undefined> => {
    const oid = await headOf(org);
    if (oid === head) {
      if (moved) throw new GitHubFault('unreachable', 'GitHub shows the ledger’s branch as it was.');
      return undefined;
    }
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

  /** Where the branch is, if it stands. */
  const standing = async (org: string): Promise<string | undefined> => {
    try {
      return await headOf(org);
    } catch (error) {
      if (error instanceof GitHubFault && error.code === 'not-found') return undefined;
      throw error;
    }
  };

  /** A tree or a commit that nothing points at may be made twice. */
  const again = <T>(write: () => Promise<T>): Promise<T> => wire.settle(write, async () => undefined);

  return {
    head: headOf,

    async create(org) {
      const tree = await again(() =>
        wire.rest(
          'POST /repos/{owner}/{repo}/git/trees',
          { ...at, tree: [{ path: 'README.md', mode: '100644', type: 'blob', content: README }] },
          created,
        ),
      );
      const commit = await again(() =>
        wire.rest(
          'POST /repos/{owner}/{repo}/git/commits',
          { ...at, message: `Start the ledger of Org ${org}`, tree: tree.sha, parents: [] },
          created,
        ),
      );
      const ref = `refs/heads/${branchOf(settings.ledgerBranch, settings.host, org)}`;
      const made = async (): Promise<Committed | undefined> => {
        const oid = await standing(org);
        if (oid === undefined) return undefined;
        return oid === commit.sha ? { kind: 'committed', oid } : { kind: 'moved' };
      };
      const make = async (): Promise<Committed> => {
        const answer = await wire.rest(
          'POST /repos/{owner}/{repo}/git/refs',
          { ...at, ref, sha: commit.sha },
          refSchema,
        );
        return { kind: 'committed', oid: answer.object.sha };
      };
      try {
        return await wire.settle(make, made);
      } catch (error) {
        const stands = error instanceof GitHubFault && error.code === 'exists' ? await made() : undefined;
        if (stands === undefined) throw error;
        return stands;
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
        const moved = error.code === 'stale';
        if (!moved && error.code !== 'unreachable') throw error;
        const own = await wire.repeat(() => ownWrite(org, head, files, moved));
        if (own !== undefined) return { kind: 'committed', oid: own };
        if (moved) return { kind: 'moved' };
        throw error;
      }
    },
  };
}
