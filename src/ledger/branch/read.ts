import type { Settings } from '../../modes/context.ts';
import type { LedgerHead } from '../../ports/ledger-branch.ts';
import type { Repository } from '../../ports/repository.ts';
import { branchOf } from '../branch-name.ts';
import { type LedgerCommit, newestVerified, type Search } from '../newest.ts';
import type { RecordFile } from '../record.ts';
import { type Scope, verified } from '../signature.ts';
import { MOST_STATE_BYTES, readState, type State } from '../state.ts';

/** What the ledger of an Org says, as far as it can be believed. */
export type LedgerRead =
  /** There is no such branch yet. */
  | { kind: 'none' }
  | ValidLedger
  /** Nothing in the branch verifies, and it was read to its root. */
  | { kind: 'unverified'; head: string; foreign: readonly string[]; records: readonly RecordFile[] }
  /** A state may stand below what was put on top, which is never taken for no state at all. */
  | { kind: 'buried'; why: 'deep' | 'merge'; foreign: readonly string[]; putBack?: string };

export interface ValidLedger {
  kind: 'valid';
  state: State;
  /** The commit that holds the state. */
  commit: LedgerCommit;
  head: string;
  /** Commits above it that this program did not write. */
  foreign: readonly string[];
  /** The records beside the state. */
  records: readonly RecordFile[];
}

/** What the files of an Org's ledger are signed for. */
export function scopeOf(settings: Settings, org: string, repository: string): Scope {
  const branch = branchOf(settings.ledgerBranch, settings.host, org);
  return { origin: settings.origin, org, repository, branch };
}

/** The head of an Org's ledger: among those of the host that are known already, or asked for by its exact name. */
export async function ledgerHead(
  repository: Repository,
  settings: Settings,
  known: readonly LedgerHead[],
  org: string,
): Promise<LedgerHead | undefined> {
  const head = known.find(({ name }) => name === org);
  return head === undefined && known.length > 0 ? repository.ledger(settings.host, org) : head;
}

/** Finds the newest state that the key of the policy verifies (design, section 8). */
export async function readLedger(
  repository: Repository,
  head: LedgerHead | undefined,
  scope: Scope,
  publicKey: string | undefined,
): Promise<LedgerRead> {
  if (head === undefined) return { kind: 'none' };
  const { commit, records } = head;
  const search = await searched(repository, head, (text) => stateOf(text, scope, publicKey));
  switch (search.kind) {
    case 'found': {
      const { state, commit: found, foreign } = search;
      const beside = found.oid === commit.oid ? records : await repository.ledgerRecords(found.oid);
      return { kind: 'valid', state, commit: found, head: commit.oid, foreign, records: beside };
    }
    case 'buried':
      return search;
    case 'unverified':
      return { kind: 'unverified', head: commit.oid, foreign: search.foreign, records };
  }
}

function stateOf(text: string, scope: Scope, publicKey: string | undefined): State | undefined {
  const content = publicKey === undefined ? undefined : verified(publicKey, scope, 'state', text);
  return content === undefined ? undefined : readState(content);
}

/** Texts that are read at once. */
const PAGE = 100;

type Ended = Exclude<Search, { kind: 'unread' | 'more' }>;

/** Lists and reads as much of the branch as the search asks for. */
async function searched(
  repository: Repository,
  head: LedgerHead,
  read: (text: string) => State | undefined,
): Promise<Ended> {
  const states = new Map<string, State | undefined>();
  let commits: readonly LedgerCommit[] = [head.commit];
  let ended = head.commit.parents.length === 0;
  let next: string | undefined;
  if (head.commit.state && head.text !== undefined) states.set(head.commit.state.blob, read(head.text));
  for (;;) {
    const search = newestVerified(commits, ended, ({ state, parents: [onto, ...others] }) => {
      if (state === undefined || onto === undefined || others.length > 0) return undefined;
      if (!states.has(state.blob)) return 'unread';
      const found = states.get(state.blob);
      return found?.onto === onto ? found : undefined;
    });
    if (search.kind === 'more') {
      const page = await repository.ledgerHistory(head.commit.oid, next);
      commits = next === undefined ? page.commits : [...commits, ...page.commits];
      ({ next } = page);
      ended = next === undefined;
    } else if (search.kind === 'unread') {
      const blobs = unread(commits.slice(search.from), states);
      const texts = await repository.contents(blobs, MOST_STATE_BYTES);
      for (const blob of blobs) {
        const bytes = texts.get(blob);
        states.set(blob, bytes && read(new TextDecoder().decode(bytes)));
      }
    } else {
      return search;
    }
  }
}

/** The next states to read, each once; not more at a time than fit into one request. */
function unread(commits: readonly LedgerCommit[], known: ReadonlyMap<string, unknown>): string[] {
  const wanted = new Map<string, number>();
  let bytes = 0;
  for (const { state } of commits) {
    if (state === undefined || known.has(state.blob) || wanted.has(state.blob)) continue;
    bytes += state.bytes;
    if (wanted.size > 0 && (wanted.size === PAGE || bytes > MOST_STATE_BYTES)) break;
    wanted.set(state.blob, state.bytes);
  }
  return [...wanted.keys()];
}
