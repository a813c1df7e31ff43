import { blobId } from '../ledger/blob.ts';
import { type RecordFile, recordPath, recordsDigest } from '../ledger/record.ts';
import { type State, stateJson } from '../ledger/state.ts';
import type { Json } from '../plan/canonical.ts';
import type { Committed, Repository } from '../ports.ts';
import type { ApplyContext } from './context.ts';
import { isGitHubFault } from './faults.ts';
import { type LedgerRead, readLedger, sealersOf } from './ledger.ts';

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
  content: { readonly [key: string]: Json | undefined };
}

/** How often a commit is tried, and how long is waited after the first failure; longer after each further one. */
const TRIES = 5;
const WAIT_MS = 4_000;

/** `moved`: another run has made the branch since it was looked at. */
export async function ledgerWriter(
  context: ApplyContext,
  org: string,
  repositoryId: string,
  ledger: Exclude<LedgerRead, { kind: 'unchecked' }>,
): Promise<LedgerWriter | 'moved'> {
  const { repository, settings, clock } = context;
  const sealers = sealersOf(settings, org, repositoryId);
  const [own] = sealers;
  if (own === undefined) throw new Error('a ledger is written with a key');
  // Without a valid state the records that stand there are kept as they were found: they are evidence, if only of what was.
  const records = ledger.kind === 'valid' ? ledger.records : ledger.headRecords;
  const newest = ledger.kind === 'valid' ? ledger.state.record : undefined;
  const start: Committed =
    ledger.head === undefined ? await context.ledger.create(org) : { kind: 'committed', oid: ledger.head };
  if (start.kind === 'moved') return 'moved';
  let head = start.oid;
  let { headRecords } = ledger;

  const commit = async (
    draft: Draft,
    file: { path: string; text: string } | undefined,
    headline: string,
  ): Promise<Committed['kind']> => {
    const added = file && { path: file.path, blob: blobId(file.text, head) };
    const now = added === undefined ? records : [...records, { name: nameOf(added.path), blob: added.blob }];
    const record = added ?? newest;
    const state: State = { ...draft, ...(record && { record }), records: recordsDigest(now), onto: head };
    const mending = await mend(repository, records, headRecords);
    const files = [
      { path: 'state.json', text: own.seal('state', stateJson(state)) },
      ...(file ? [file] : []),
      ...mending.files,
    ];
    const result = await context.ledger.commit(org, head, files, mending.deletions, headline);
    if (result.kind === 'moved') return 'moved';
    head = result.oid;
    headRecords = now;
    return 'committed';
  };

  /** Looks again at the branch: whether the own intent still is the newest state that fits. */
  const retake = async (nonce: string): Promise<boolean> => {
    const [first] = await repository.ledgerCommits(await context.ledger.head(org));
    if (first === undefined) return false;
    const read = await readLedger(repository, { org, commit: first, records: first.records }, sealers);
    if (read.kind !== 'valid' || read.state.sending?.nonce !== nonce) return false;
    ({ head, headRecords } = read);
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
        if (!isGitHubFault(error) || error.code !== 'unreachable' || attempt === TRIES) throw error;
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
        text: own.seal('record', record.content),
      };
      const headline =
        record === undefined ? 'Record what is in force' : `Record the apply of ${record.commit.slice(0, 7)}`;
      try {
        return await persist(nonce, () => commit(draft, file, headline));
      } catch (error) {
        if (!isGitHubFault(error)) throw error;
        return 'unreachable';
      }
    },
  };
}

/** What puts the records at the head back to those that the state vouches for: a foreign commit may have changed them. */
async function mend(repository: Repository, wanted: readonly RecordFile[], is: readonly RecordFile[]) {
  const same = (a: RecordFile) => (b: RecordFile) => a.name === b.name && a.blob === b.blob;
  const deletions = is
    .filter(({ name }) => !wanted.some((one) => one.name === name))
    .map(({ name }) => `applies/${name}`);
  const missing = wanted.filter((file) => !is.some(same(file)));
  if (missing.length === 0) return { files: [], deletions };
  const texts = await repository.contents(missing.map(({ blob }) => blob));
  const files = missing.map(({ name, blob }) => ({
    path: `applies/${name}`,
    text: new TextDecoder().decode(texts.get(blob)),
  }));
  return { files, deletions };
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
