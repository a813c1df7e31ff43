import { GitHubFault } from '../../faults.ts';
import type { ApplyContext } from '../../modes/apply/context.ts';
import type { Committed } from '../../ports/ledger-branch.ts';
import { blobId } from '../../text/blob.ts';
import { type RecordFile, recordPath, recordsDigest } from '../record.ts';
import { type Content, type FileKind, publicKeyOf, type Scope, signed } from '../signature.ts';
import { type State, stateJson } from '../state.ts';
import { type LedgerRead, readLedger, type ValidLedger } from './read.ts';

/** A state as it is built, before it is known what it is committed onto. */
export type Draft = Omit<State, 'onto' | 'record' | 'records'>;

/** Writes one Org's ledger by compare-and-swap; keeps the head in memory, for a read right after a write can be stale. */
export interface LedgerWriter {
  /** Commits a state alone. */
  intent(draft: Draft): Promise<Committed['kind']>;
  /**
   * Commits a state with the record of an apply, or alone. After an intent, its nonce tells whether only foreign commits have come on top:
   * they are written over. `moved`: another run has written; `unreachable`: GitHub could not be asked any more.
   */
  outcome(
    draft: Draft,
    record: RecordDraft | undefined,
    nonce?: string,
  ): Promise<Committed['kind'] | 'unreachable'>;
}

/** A state to build upon, without what is known only when it is committed. */
export function draftOf({ onto: _, record: __, records: ___, ...draft }: State): Draft {
  return draft;
}

export interface RecordDraft {
  at: Date;
  /** The commit that was applied. */
  commit: string;
  content: Content;
}

/** How often a commit is tried, and how long is waited after the first failure; longer after each further one. */
const TRIES = 5;
const WAIT_MS = 4_000;

/** The tree of a branch that has no valid state: nothing that stands there is taken over but the records, as evidence. */
export interface Unfounded {
  head?: string;
  records: readonly RecordFile[];
}

/** `moved`: another run has written since the branch was looked at. */
export async function ledgerWriter(
  context: ApplyContext,
  scope: Scope,
  ledger: ValidLedger | Unfounded,
): Promise<LedgerWriter | 'moved'> {
  const { repository, clock, signing } = context;
  const { org } = scope;
  let records = ledger.records;
  let newest = 'state' in ledger ? ledger.state.record : undefined;
  const start = await begin(context, org, ledger);
  if (start.kind === 'moved') return 'moved';
  let head = start.oid;
  const sign = (kind: FileKind, content: Content) => signed(signing, scope, kind, content);

  const commit = async (
    draft: Draft,
    file: { path: string; text: string } | undefined,
    headline: string,
  ): Promise<Committed['kind']> => {
    const added = file && { path: file.path, blob: blobId(file.text, head) };
    const now = added === undefined ? records : [...records, { name: nameOf(added.path), blob: added.blob }];
    const record = added ?? newest;
    const state: State = { ...draft, ...(record && { record }), records: recordsDigest(now), onto: head };
    const files = [{ path: 'state.json', text: sign('state', stateJson(state)) }, ...(file ? [file] : [])];
    const result = await context.ledger.commit(org, head, files, headline);
    if (result.kind === 'moved') return 'moved';
    head = result.oid;
    records = now;
    newest = record;
    return 'committed';
  };

  /** Looks again at the branch: where the own intent still is the newest state that verifies, what lies above it is undone. */
  const retake = async (nonce: string): Promise<boolean> => {
    const read = await readLedger(
      repository,
      await repository.ledger(context.settings.host, org),
      scope,
      publicKeyOf(signing),
    );
    if (read.kind !== 'valid' || read.state.sending?.nonce !== nonce) return false;
    const now = await begin(context, org, read);
    if (now.kind === 'moved') return false;
    head = now.oid;
    return true;
  };

  /**
   * Commits, and looks again where the branch has moved or GitHub was out of reach: the compare-and-swap makes a second try harmless.
   * `nonce` tells the own intent, which may lie below foreign commits. Throws the fault that remains.
   */
  const persist = async (nonce: string | undefined, write: () => Promise<Committed['kind']>) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if ((await write()) === 'committed') return 'committed';
        if (attempt === TRIES || nonce === undefined || !(await retake(nonce))) return 'moved';
      } catch (error) {
        if (!(error instanceof GitHubFault) || error.code !== 'unreachable' || attempt === TRIES) throw error;
        await clock.sleep(WAIT_MS * attempt);
      }
    }
  };

  return {
    async intent(draft) {
      const result = await persist(undefined, () =>
        commit(draft, undefined, 'Record what is about to be sent'),
      );
      // The answer may have been lost, and something foreign been put on top of it since.
      const nonce = draft.sending?.nonce;
      return result === 'moved' && nonce !== undefined && (await retake(nonce)) ? 'committed' : result;
    },

    async outcome(draft, record, nonce) {
      const file = record && {
        path: freePath(record.at, record.commit, records),
        text: sign('record', record.content),
      };
      const headline =
        record === undefined ? 'Record what is in force' : `Record the apply of ${record.commit.slice(0, 7)}`;
      try {
        return await persist(nonce, () => commit(draft, file, headline));
      } catch (error) {
        if (!(error instanceof GitHubFault)) throw error;
        return 'unreachable';
      }
    },
  };
}

/** What a ledger is written onto. */
export function groundOf(ledger: Exclude<LedgerRead, { kind: 'buried' }>): ValidLedger | Unfounded {
  return ledger.kind === 'none' ? { records: [] } : ledger;
}

/** The commit that is written onto: the branch's head, below which nothing is that this program did not write. */
async function begin(
  { ledger: branch }: ApplyContext,
  org: string,
  ledger: ValidLedger | Unfounded,
): Promise<Committed> {
  if (ledger.head === undefined) return branch.create(org);
  if (!('state' in ledger)) return branch.restart(org, ledger.head, ledger.records);
  if (ledger.head === ledger.commit.oid) return { kind: 'committed', oid: ledger.head };
  return branch.restore(org, ledger.head, ledger.commit.tree);
}

/** No record is written over: of two in one millisecond the later takes the next one. */
function freePath(at: Date, commit: string, taken: readonly RecordFile[]): string {
  const path = recordPath(at, commit);
  const free = !taken.some(({ name }) => name === nameOf(path));
  return free ? path : freePath(new Date(at.getTime() + 1), commit, taken);
}

function nameOf(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
