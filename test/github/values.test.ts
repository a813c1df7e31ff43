import { describe, expect, test } from 'vitest';
import { bytesOf, fileAt, policyFile } from '../../src/github/blob.ts';
import {
  branchRules,
  ledgerCommit,
  ledgerHead,
  mainlineCommit,
  pull,
  recordFiles,
  source,
} from '../../src/github/values.ts';
import { blobId } from '../../src/text/blob.ts';
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
  last: { nodes: [{ commit: { oid: oid(3), file: { mode: 0o100644, type: 'blob', oid: oid(6) } } }] },
};

describe('the rules of a branch', () => {
  const parameters = {
    required_approving_review_count: 2,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: true,
    require_code_owner_review: true,
  };

  test('are off where no ruleset says anything', () => {
    expect(branchRules([])).toEqual({
      pullRequests: false,
      approvals: 0,
      dismissStale: false,
      lastPushApproval: false,
      codeOwners: false,
      extraApproval: undefined,
      noForcePush: false,
      noDeletion: false,
      linearHistory: false,
      types: [],
    });
  });

  test('count together, of whichever ruleset each is', () => {
    const rules = [
      { type: 'pull_request', parameters: { ...parameters, required_approving_review_count: 1 } },
      { type: 'pull_request', parameters: { required_approving_review_count: 2 } },
      { type: 'pull_request' },
      { type: 'non_fast_forward' },
      { type: 'deletion' },
      { type: 'required_linear_history' },
    ];
    expect(branchRules(rules)).toEqual({
      pullRequests: true,
      approvals: 2,
      dismissStale: true,
      lastPushApproval: true,
      codeOwners: true,
      extraApproval: undefined,
      noForcePush: true,
      noDeletion: true,
      linearHistory: true,
      types: ['pull_request', 'non_fast_forward', 'deletion', 'required_linear_history'],
    });
  });

  test.each<[string, (boolean | undefined)[], boolean | undefined]>([
    ['not offered, where no answer names it', [undefined, undefined], undefined],
    ['off, where it is named and nowhere on', [undefined, false], false],
    ['on, where one ruleset asks for it', [false, undefined, true], true],
  ])('know of the extra approval that it is %s', (_words, values, expected) => {
    const rules = values.map((value) => ({
      type: 'pull_request',
      parameters: value === undefined ? {} : { require_extra_approval_for_unattributed_changes: value },
    }));
    expect(branchRules(rules).extraApproval).toBe(expected);
  });
});

describe('a commit of the mainline', () => {
  const commit = {
    oid: oid(1),
    links: { totalCount: 2, nodes: [{ oid: oid(8) }, { oid: oid(9) }] },
    file: { mode: 0o100644, type: 'blob', oid: oid(5) },
    associatedPullRequests: { nodes: [PULL] },
  };

  test('has its first parent apart from the others, its file and its pull requests', () => {
    expect(mainlineCommit(commit)).toEqual({
      oid: oid(1),
      parent: oid(8),
      others: [oid(9)],
      file: { kind: 'file', blob: oid(5) },
      pulls: [pull(PULL)],
    });
  });

  test('may be a root without a file and without pull requests', () => {
    const root = { ...commit, links: { totalCount: 0, nodes: [] }, file: null, associatedPullRequests: null };
    expect(mainlineCommit(root)).toEqual({
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
  });

  test('has pull requests with what identifies them, and the file at their head', () => {
    expect(pull(PULL)).toEqual({
      id: 'PR_1',
      number: 7,
      merged: true,
      base: 'main',
      repositoryId: '42',
      mergeCommit: oid(2),
      head: oid(3),
      file: { kind: 'file', blob: oid(6) },
    });
  });

  test.each([
    ['is gone', []],
    ['is not the one that GitHub lists last', [{ commit: { oid: oid(4), file: null } }]],
  ])('tells of no file of a pull request whose head %s', (_words, nodes) => {
    expect(pull({ ...PULL, last: { nodes } })).not.toHaveProperty('file');
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
  const entry = (object: { byteSize?: number; text?: string | null } | null, mode = 0o100644) => ({
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
    expect(await policyFile(entry({ text: 'the policy' }), 100, never)).toEqual({
      kind: 'file',
      blob: id,
      bytes,
    });
    for (const object of [{ text: 'cut' }, { text: null }, {}, null]) {
      expect(await policyFile(entry(object), 100, async () => bytes)).toEqual({
        kind: 'file',
        blob: id,
        bytes,
      });
    }
  });

  test('is never fetched where there is none, or a link, or it is larger than a policy may be', async () => {
    expect(await policyFile(null, 100, never)).toEqual({ kind: 'missing' });
    expect(await policyFile(entry({ text: 'x' }, 0o120000), 100, never)).toEqual({ kind: 'irregular' });
    const large = entry({ byteSize: 101, text: 'the' });
    expect(await policyFile(large, 100, never)).toEqual({ kind: 'too-large', blob: id });
  });
});

describe('a commit of a ledger', () => {
  const blob = blobId('x', oid(1));
  const commit = (object: { byteSize?: number; text?: string | null } | null) => ({
    oid: oid(1),
    tree: { oid: oid(4) },
    links: { totalCount: 1, nodes: [{ oid: oid(2) }] },
    state: { mode: 0o100644, type: 'blob', oid: blob, object },
    records: {
      object: {
        entries: [
          { name: 'a.json', type: 'blob', oid: oid(6) },
          { name: 'b', type: 'tree', oid: oid(7) },
        ],
      },
    },
  });
  const PLAIN = { oid: oid(1), tree: oid(4), parents: [oid(2)] };

  test('has its tree, its parents, and its state by name', () => {
    expect(ledgerCommit(commit({ byteSize: 1 }))).toEqual({ ...PLAIN, state: { blob, bytes: 1 } });
  });

  test('has none where it is no regular file, or one that is too long', () => {
    const link = {
      ...commit({ byteSize: 1 }),
      state: { mode: 0o120000, type: 'blob', oid: blob, object: null },
    };
    for (const one of [link, { ...link, state: null }, commit({ byteSize: 9_000_000 })]) {
      expect(ledgerCommit(one)).toEqual(PLAIN);
    }
  });

  test('has the files of its records, or none', () => {
    expect(recordFiles(commit(null).records)).toEqual([{ name: 'a.json', blob: oid(6) }]);
    for (const records of [null, { object: null }, { object: {} }]) expect(recordFiles(records)).toEqual([]);
  });

  test('is a head by the whole of its name, with its state where that came along whole', () => {
    const head = (text: string | null) => ledgerHead('x/166', commit({ byteSize: 1, text }));
    expect(head('x')).toMatchObject({ name: 'x/166', commit: PLAIN, text: 'x' });
    expect(head('y')).not.toHaveProperty('text');
    expect(head(null)).not.toHaveProperty('text');
  });
});

describe('a source', () => {
  const review = (fields: object) => ({
    fullDatabaseId: '1',
    state: 'APPROVED' as const,
    submittedAt: '2026-11-24T08:00:00Z',
    author: { login: 'bo-chen', __typename: 'User', databaseId: 5002 },
    commit: { oid: oid(3), file: { mode: 0o100644, type: 'blob', oid: oid(6) } },
    ...fields,
  });
  const node = {
    number: 7,
    mergedAt: '2026-11-24T09:00:00Z',
    headRefOid: oid(3),
    author: { login: 'ana-diaz', __typename: 'User', databaseId: 5001 },
    retargeted: { nodes: [] as { createdAt?: string }[] },
    writers: { nodes: [{ fullDatabaseId: '1' }] },
    all: { nodes: [review({}), review({ fullDatabaseId: '2', state: 'COMMENTED' })] },
  };

  test('has the reviews that are an opinion, each with whether its author can write', () => {
    expect(source(node)).toEqual({
      number: 7,
      author: { login: 'ana-diaz', account: '5001', bot: false },
      head: oid(3),
      mergedAt: '2026-11-24T09:00:00Z',
      reviews: [
        {
          id: '1',
          login: 'bo-chen',
          account: '5002',
          bot: false,
          canWrite: true,
          state: 'APPROVED',
          commit: { oid: oid(3), file: { kind: 'file', blob: oid(6) } },
          at: '2026-11-24T08:00:00Z',
        },
      ],
    });
  });

  test('gives no one who is gone a name that could approve', () => {
    const gone = source({
      ...node,
      author: null,
      mergedAt: null,
      all: { nodes: [review({ fullDatabaseId: '3', author: null, commit: null, submittedAt: null })] },
    });
    expect(gone).toMatchObject({ author: { login: 'ghost', bot: false }, mergedAt: '' });
    expect(gone.author).not.toHaveProperty('account');
    expect(gone.reviews).toEqual([
      { id: '3', login: 'ghost', bot: false, canWrite: false, state: 'APPROVED', at: '' },
    ]);
  });

  test('knows when its base branch last became another one, if it ever did', () => {
    const changed = '2026-11-24T07:30:00Z';
    expect(source({ ...node, retargeted: { nodes: [{ createdAt: changed }] } }).baseChangedAt).toBe(changed);
    expect(source(node)).not.toHaveProperty('baseChangedAt');
    // A kind of event that was not asked for says nothing.
    expect(source({ ...node, retargeted: { nodes: [{}] } })).not.toHaveProperty('baseChangedAt');
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
