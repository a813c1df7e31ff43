import { z } from 'zod';
import { branchHost } from '../../ledger/branch-name.ts';
import type { LedgerCommit } from '../../ledger/newest.ts';
import type { RecordFile } from '../../ledger/record.ts';
import { MOST_STATE_BYTES } from '../../ledger/state.ts';
import type { LedgerHead } from '../../ports/ledger-branch.ts';
import { oid } from '../oid.ts';
import { bytesOf, fileAt, textEntry } from './file.ts';

export const LEDGER_COMMIT = `fragment LedgerCommit on Commit {
  oid
  tree { oid }
  links: parents(first: 2) { totalCount nodes { oid } }
}`;

export const RECORDS = `records: file(path: "applies") { object { ... on Tree { entries { name type oid } } } }`;

export const LEDGER_HEAD = `fragment LedgerHead on Commit {
  ...LedgerCommit
  state: file(path: "state.json") { ...Text }
  ${RECORDS}
}`;

/** Ledgers of the host; where the own one is not among these, it is asked for by its name. */
export const LEDGERS = `refs(refPrefix: $ledgers, first: 5) { nodes { name target { ... on Commit { ...LedgerHead } } } }`;

/** What `$ledgers` is: the part that the names of all ledgers of a host begin with. */
export function ledgerPrefix(ledgerBranch: string, host: string): string {
  return `refs/heads/${ledgerBranch}/${branchHost(host)}/`;
}

export const records = z
  .object({
    object: z
      .object({ entries: z.array(z.object({ name: z.string(), type: z.string(), oid })).optional() })
      .nullable(),
  })
  .nullable();

export const ledgerCommit = z.object({
  oid,
  tree: z.object({ oid }),
  links: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid })) }),
  state: textEntry,
});

export const ledgerHead = ledgerCommit.extend({ records });

export const ledgers = z
  .object({ nodes: z.array(z.object({ name: z.string(), target: ledgerHead })) })
  .nullable();

/** A commit of a ledger, whose state is named and not read. */
export function ledgerCommitOf({ oid, tree, links, state }: z.infer<typeof ledgerCommit>): LedgerCommit {
  const file = fileAt(state);
  const bytes = state?.object?.byteSize ?? 0;
  return {
    oid,
    tree: tree.oid,
    parents: links.nodes.map((node) => node.oid),
    ...(file.kind === 'file' && bytes <= MOST_STATE_BYTES && { state: { blob: file.blob, bytes } }),
  };
}

/** The records at a commit of a ledger. */
export function recordFiles(answer: z.infer<typeof records>): RecordFile[] {
  const entries = answer?.object?.entries ?? [];
  return entries.flatMap(({ name, type, oid }) => (type === 'blob' ? [{ name, blob: oid }] : []));
}

/** The head of a ledger; its state is there where the answer held the whole of it. */
export function ledgerHeadOf(name: string, head: z.infer<typeof ledgerHead>): LedgerHead {
  const commit = ledgerCommitOf(head);
  const bytes = commit.state && bytesOf(commit.state.blob, head.state?.object?.text);
  return {
    name,
    commit,
    ...(bytes !== undefined && { text: new TextDecoder().decode(bytes) }),
    records: recordFiles(head.records),
  };
}

/** The heads of the ledgers that an answer lists. */
export function ledgersOf(answer: z.infer<typeof ledgers>): LedgerHead[] {
  return (answer?.nodes ?? []).map(({ name, target }) => ledgerHeadOf(name, target));
}
