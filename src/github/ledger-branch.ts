import { z } from 'zod';
import { GitHubFault } from '../faults.ts';
import { branchOf } from '../ledger/branch-name.ts';
import { isRecordName, type RecordFile } from '../ledger/record.ts';
import type { Committed, LedgerBranch } from '../ports/ledger-branch.ts';
import { md } from '../report/markdown.ts';
import { codeSpan } from '../text/code-span.ts';
import { commitToLedger } from './ledger-commit.ts';
import { ifAbsent, parametersOf, type RepositoryName } from './question.ts';
import type { Wire } from './wire.ts';

const README = md`# MFA ledger

Written by the apply job of the MFA policy workflow, one branch for each Resolver Org.

- \`state.json\`: what is in force, each reset ever claimed, what is in doubt.
- \`applies/\`: one record for each apply: what was applied, why, and who approved it.

Each file is signed; the policy names the public key. Don’t edit anything here: the next apply undoes it. Don’t merge or force-push this branch.
`.text;

export interface LedgerSettings extends RepositoryName {
  ledgerBranch: string;
  host: string;
}

/** The ledger's branch: made by REST, written by compare-and-swap. */
export function createLedgerBranch(wire: Wire, settings: LedgerSettings): LedgerBranch {
  const at = parametersOf(settings);
  const created = z.object({ sha: z.string() });
  const refSchema = z.object({ object: z.object({ sha: z.string() }) });

  const branch = (org: string) => branchOf(settings.ledgerBranch, settings.host, org);

  /** Where a branch is, if there is one of exactly this name. */
  const tipOf = (name: string): Promise<string | undefined> => {
    const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
    const ask = async () => (await wire.rest(route, { ...at, ref: `heads/${name}` }, refSchema)).object.sha;
    return ifAbsent(undefined, ask);
  };
  const headOf = (org: string) => tipOf(branch(org));

  /** A tree or a commit that nothing points at may be made twice. */
  const again = <T>(write: () => Promise<T>): Promise<T> => wire.settle(write, async () => undefined);

  const commitOf = (message: string, tree: string, parents: readonly string[]) =>
    again(() =>
      wire.rest(
        'POST /repos/{owner}/{repo}/git/commits',
        { ...at, message, tree, parents: [...parents] },
        created,
      ),
    );

  /** What keeps the branch from being made: git has no branch whose name is a folder of another's. In words; undefined where nothing does. */
  const inTheWay = async (org: string): Promise<string | undefined> => {
    const own = branch(org);
    for (const name of [settings.ledgerBranch, own.slice(0, own.lastIndexOf('/'))]) {
      if ((await tipOf(name)) !== undefined) return `the branch ${codeSpan(name)} exists`;
    }
    const below = await wire.rest(
      'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
      { ...at, ref: `heads/${own}/`, per_page: 1 },
      z.array(z.unknown()),
    );
    return below.length > 0 ? `branches exist whose names begin with ${codeSpan(`${own}/`)}` : undefined;
  };

  const treeOf = (records: readonly RecordFile[]) => {
    const file = { mode: '100644', type: 'blob' } as const;
    const entries = [
      { ...file, path: 'README.md', content: README },
      ...records.map(({ name, blob }) => ({ ...file, path: `applies/${name}`, sha: blob })),
    ];
    return again(() => wire.rest('POST /repos/{owner}/{repo}/git/trees', { ...at, tree: entries }, created));
  };

  /** Puts a commit of this tree on top of exactly `head`. */
  const put = async (org: string, head: string, tree: string, message: string): Promise<Committed> => {
    const commit = await commitOf(message, tree, [head]);
    const move = async (): Promise<Committed> => {
      const body = { ...at, ref: `heads/${branch(org)}`, sha: commit.sha, force: false };
      const answer = await wire.rest('PATCH /repos/{owner}/{repo}/git/refs/{ref}', body, refSchema);
      return { kind: 'committed', oid: answer.object.sha };
    };
    const look = async (): Promise<Committed | undefined> =>
      (await headOf(org)) === commit.sha ? { kind: 'committed', oid: commit.sha } : undefined;
    try {
      return await wire.settle(move, look);
    } catch (error) {
      // Refused where it is no fast-forward: the branch has moved. Where it has not, something else forbids it.
      if (!(error instanceof GitHubFault) || error.code !== 'exists') throw error;
      if ((await headOf(org)) === head) throw error;
      return { kind: 'moved' };
    }
  };

  return {
    async create(org) {
      const tree = await treeOf([]);
      const commit = await commitOf(`Start the ledger of Org ${org}`, tree.sha, []);
      const ref = `refs/heads/${branch(org)}`;
      const made = async (): Promise<Committed | undefined> => {
        const oid = await headOf(org);
        if (oid === undefined) return undefined;
        return oid === commit.sha ? { kind: 'committed', oid } : { kind: 'moved' };
      };
      const make = async (): Promise<Committed> => {
        const body = { ...at, ref, sha: commit.sha };
        const answer = await wire.rest('POST /repos/{owner}/{repo}/git/refs', body, refSchema);
        return { kind: 'committed', oid: answer.object.sha };
      };
      try {
        return await wire.settle(make, made);
      } catch (error) {
        if (!(error instanceof GitHubFault) || error.code !== 'exists') throw error;
        const stands = await made();
        if (stands !== undefined) return stands;
        const obstacle = await inTheWay(org);
        if (obstacle === undefined) throw error;
        throw new GitHubFault(
          'exists',
          `The ledger’s branch ${codeSpan(branch(org))} can’t be created while ${obstacle}. Delete or rename what is in the way, or set the input \`ledger-branch\` to another name.`,
        );
      }
    },

    restore: (org, head, tree) => put(org, head, tree, 'Undo what no apply has written'),

    async restart(org, head, records) {
      const kept = records.filter(({ name }) => isRecordName(name));
      return put(org, head, (await treeOf(kept)).sha, `Start the ledger of Org ${org} again`);
    },

    commit: (org, head, files, headline) =>
      commitToLedger(wire, settings, { branch: branch(org), head, files, headline }),
  };
}
