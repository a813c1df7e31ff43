import { describe, expect, test } from 'vitest';
import { bytesOf, fileAt, policyFile } from '../../src/github/blob.ts';
import {
  branchRules,
  ledgerCommit,
  ledgerHeads,
  lineCommit,
  pull,
  recordFiles,
  source,
} from '../../src/github/values.ts';
import { blobId } from '../../src/ledger/blob.ts';
import { oid } from '../apply/rows.ts';

const never = async (): Promise<Uint8Array> => {
  throw new Error('nothing is fetched');
};
const PULL = {
  id: 'PR_1',
  number: 7,
  merged: true,
  mergedAt: '2026-11-24T09:00:00Z',
  baseRefName: 'main',
  baseRepository: { databaseId: 42 },
  headRefOid: oid(3),
  mergeCommit: { oid: oid(2) },
};

describe('the rules of a branch', () => {
  const parameters = {
    required_approving_review_count: 2,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
  };

  test('are off where no ruleset says anything', () => {
    expect(branchRules([])).toEqual({
      pullRequests: false,
      approvals: 0,
      dismissStale: false,
      lastPushApproval: false,
      noForcePush: false,
      noDeletion: false,
    });
  });

  test('count together, of whichever ruleset each is', () => {
    const rules = [
      { type: 'pull_request', parameters: { ...parameters, required_approving_review_count: 1 } },
      { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
      { type: 'pull_request' },
      { type: 'non_fast_forward' },
      { type: 'deletion' },
    ];
    expect(branchRules(rules)).toEqual({
      pullRequests: true,
      approvals: 2,
      dismissStale: true,
      lastPushApproval: true,
      noForcePush: true,
      noDeletion: true,
    });
  });
});

describe('a commit of the line', () => {
  const commit = {
    oid: oid(1),
    links: { totalCount: 2, nodes: [{ oid: oid(8) }, { oid: oid(9) }] },
    file: { mode: 0o100644, type: 'blob', oid: oid(5) },
    associatedPullRequests: { nodes: [PULL] },
  };

  test('has its first parent apart from the others, its file and its pull requests', () => {
    expect(lineCommit(commit)).toEqual({
      oid: oid(1),
      parent: oid(8),
      others: [oid(9)],
      file: { kind: 'file', blob: oid(5) },
      pulls: [pull(PULL)],
    });
  });

  test('may be a root without a file and without pull requests', () => {
    const root = { ...commit, links: { totalCount: 0, nodes: [] }, file: null, associatedPullRequests: null };
    expect(lineCommit(root)).toEqual({
      oid: oid(1),
      parent: undefined,
      others: [],
      file: { kind: 'missing' },
      pulls: [],
    });
  });

  test('may have a pull request whose repository or merge is gone', () => {
    const gone = pull({ ...PULL, baseRepository: null, mergeCommit: null });
    expect(gone).toMatchObject({ repositoryId: undefined, mergeCommit: undefined });
    expect(pull(PULL)).toMatchObject({ repositoryId: '42', mergeCommit: oid(2), base: 'main' });
  });
});

describe('a file in a tree', () => {
  test.each([
    ['a file', 0o100644, 'blob', 'file'],
    ['a program', 0o100755, 'blob', 'file'],
    ['a symbolic link', 0o120000, 'blob', 'irregular'],
    ['a folder', 0o040000, 'tree', 'irregular'],
    ['a submodule', 0o160000, 'commit', 'irregular'],
  ])('%s', (_words, mode, type, kind) => {
    expect(fileAt({ mode, type, oid: oid(5) }).kind).toBe(kind);
  });

  const id = blobId('the policy', oid(1));
  const entry = (object: { text?: string | null } | null, mode = 0o100644) => ({
    mode,
    type: 'blob',
    oid: id,
    object,
  });

  test('has its text trusted only where that is the blob, byte for byte', () => {
    expect(bytesOf(id, 'the policy')).toEqual(new TextEncoder().encode('the policy'));
    for (const other of ['the polic', 'the policy\n', '\uFEFFthe policy', null, undefined]) {
      expect(bytesOf(id, other)).toBeUndefined();
    }
  });

  test('is read from its text, else fetched', async () => {
    const bytes = new TextEncoder().encode('the policy');
    expect(await policyFile(entry({ text: 'the policy' }), never)).toEqual({ kind: 'file', blob: id, bytes });
    for (const object of [{ text: 'cut' }, { text: null }, {}, null]) {
      expect(await policyFile(entry(object), async () => bytes)).toEqual({ kind: 'file', blob: id, bytes });
    }
  });

  test('is never fetched where there is none, or a link', async () => {
    expect(await policyFile(null, never)).toEqual({ kind: 'missing' });
    expect(await policyFile(entry({ text: 'x' }, 0o120000), never)).toEqual({ kind: 'irregular' });
  });
});

describe('a commit of a ledger', () => {
  const state = (object: { text?: string | null; isTruncated?: boolean } | null) => ({
    oid: oid(1),
    links: { totalCount: 1, nodes: [{ oid: oid(2) }] },
    state: { mode: 0o100644, type: 'blob', oid: oid(5), object },
    records: { object: { entries: [{ name: 'a.json', oid: oid(6) }] } },
  });

  test('has its parents and its state', async () => {
    expect(await ledgerCommit(state({ text: 'x', isTruncated: false }), never)).toEqual({
      oid: oid(1),
      parents: [oid(2)],
      state: 'x',
    });
  });

  test('has a state that is too long fetched', async () => {
    const whole = async () => new TextEncoder().encode('the whole');
    expect(await ledgerCommit(state({ text: 'the', isTruncated: true }), whole)).toMatchObject({
      state: 'the whole',
    });
  });

  test('has none where it is no regular file, or no text', async () => {
    const link = {
      ...state({ text: 'x' }),
      state: { mode: 0o120000, type: 'blob', oid: oid(5), object: { text: 'x' } },
    };
    for (const one of [link, { ...link, state: null }, state({ text: null }), state(null)]) {
      expect(await ledgerCommit(one, never)).toEqual({ oid: oid(1), parents: [oid(2)] });
    }
  });

  test('has its records by name and blob, or none', () => {
    expect(recordFiles(state(null))).toEqual([{ name: 'a.json', blob: oid(6) }]);
    for (const records of [null, { object: null }, { object: {} }]) {
      expect(recordFiles({ ...state(null), records })).toEqual([]);
    }
  });

  test('is the head of the Org that the branch is named by', async () => {
    const nodes = [{ name: '127.0.0.1_80/166', target: state({ text: 'x' }) }];
    expect(await ledgerHeads({ nodes }, never)).toMatchObject([{ org: '166', commit: { oid: oid(1) } }]);
    expect(await ledgerHeads(null, never)).toEqual([]);
  });
});

describe('a source', () => {
  const review = (fields: object) => ({
    fullDatabaseId: '1',
    state: 'APPROVED' as const,
    submittedAt: '2026-11-24T08:00:00Z',
    author: { login: 'bo-chen', __typename: 'User' },
    commit: { oid: oid(3) },
    ...fields,
  });
  const node = {
    number: 7,
    mergedAt: '2026-11-24T09:00:00Z',
    headRefOid: oid(3),
    author: { login: 'ana-diaz', __typename: 'User' },
    mergeCommit: { oid: oid(2) },
    writers: { nodes: [{ fullDatabaseId: '1' }] },
    all: { nodes: [review({}), review({ fullDatabaseId: '2', state: 'COMMENTED' })] },
  };

  test('has the reviews that are an opinion, each with whether its author can write', () => {
    expect(source(node)).toEqual({
      number: 7,
      author: { login: 'ana-diaz', bot: false },
      headCommit: oid(3),
      mergeCommit: oid(2),
      mergedAt: '2026-11-24T09:00:00Z',
      reviews: [
        {
          id: '1',
          login: 'bo-chen',
          bot: false,
          canWrite: true,
          state: 'APPROVED',
          commit: oid(3),
          at: '2026-11-24T08:00:00Z',
        },
      ],
    });
  });

  test('gives no one who is gone a name that could approve', () => {
    const gone = source({
      ...node,
      author: null,
      mergeCommit: null,
      mergedAt: null,
      all: { nodes: [review({ fullDatabaseId: '3', author: null, commit: null, submittedAt: null })] },
    });
    expect(gone).toMatchObject({ author: { login: 'ghost', bot: false }, mergeCommit: '', mergedAt: '' });
    expect(gone.reviews).toEqual([
      { id: '3', login: 'ghost', bot: false, canWrite: false, state: 'APPROVED', at: '' },
    ]);
  });

  test('knows bots by their type', () => {
    const bots = source({
      ...node,
      author: { login: 'helper', __typename: 'Bot' },
      all: { nodes: [review({ author: { login: 'helper', __typename: 'Bot' } })] },
    });
    expect([bots.author.bot, bots.reviews[0]?.bot]).toEqual([true, true]);
  });
});
