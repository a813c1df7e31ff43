import { branchOf } from '../ledger/branch.ts';
import { type Found, type LedgerCommit, newestFit } from '../ledger/newest.ts';
import type { RecordFile } from '../ledger/record.ts';
import { type Sealer, sealer } from '../ledger/seal.ts';
import { readState, type State } from '../ledger/state.ts';
import type { LedgerHead, Repository } from '../ports.ts';
import type { Settings } from './context.ts';

/** What the ledger of an Org says, as far as it can be believed. */
export type LedgerRead =
  | {
      kind: 'valid';
      state: State;
      /** The commit that holds the state, and the head that is written onto. */
      commit: string;
      head: string;
      foreign: readonly string[];
      previousKey: boolean;
      /** The records beside the state, and those at the head. */
      records: readonly RecordFile[];
      headRecords: readonly RecordFile[];
    }
  /** Without the key no seal can be checked. */
  | { kind: 'unchecked'; state: State }
  | { kind: 'none'; head?: string; foreign: readonly string[]; headRecords: readonly RecordFile[] };

/** The seals of one Org's ledger: that of the key, then that of the previous one. */
export function sealersOf(settings: Settings, org: string, repositoryId: string): Sealer[] {
  const branch = branchOf(settings.ledgerBranch, settings.host, org);
  return settings.keys.map((key) => sealer(key, { origin: settings.origin, org, repositoryId, branch }));
}

/** Finds the newest state whose seal fits, reading on below foreign commits (design, section 8). */
export async function readLedger(
  repository: Repository,
  head: LedgerHead | undefined,
  sealers: readonly Sealer[],
): Promise<LedgerRead> {
  if (head === undefined) return { kind: 'none', foreign: [], headRecords: [] };
  if (sealers.length === 0) {
    const state = head.commit.state === undefined ? undefined : readState(head.commit.state);
    return state === undefined
      ? { kind: 'none', head: head.commit.oid, foreign: [], headRecords: head.records }
      : { kind: 'unchecked', state };
  }
  let commits: (LedgerCommit & { records: readonly RecordFile[] })[] = [
    { ...head.commit, records: head.records },
  ];
  for (;;) {
    const found: Found = newestFit(commits, sealers);
    if (found.kind === 'fits') {
      const { state, commit, foreign, previousKey } = found;
      const records = commits.find(({ oid }) => oid === commit)?.records ?? [];
      return {
        kind: 'valid',
        state,
        commit,
        head: head.commit.oid,
        foreign,
        previousKey,
        records,
        headRecords: head.records,
      };
    }
    if (found.kind === 'none')
      return { kind: 'none', head: head.commit.oid, foreign: found.foreign, headRecords: head.records };
    const last = commits.at(-1)?.parents[0];
    const more = last === undefined ? [] : await repository.ledgerCommits(last);
    if (more.length === 0)
      return {
        kind: 'none',
        head: head.commit.oid,
        foreign: commits.map(({ oid }) => oid),
        headRecords: head.records,
      };
    commits = [...commits, ...more];
  }
}
