import { describe, expect, test } from 'vitest';
import { blobId } from '../../src/text/blob.ts';
import type { Fault, LoggedRequest } from '../sandbox/github/faults.ts';
import { commitOf } from '../sandbox/github/git/store.ts';
import { BRANCH, failing, faultOf, type Rig, rig, status } from './rig.ts';

const FILES = [{ path: 'state.json', text: '{"state":1}' }];
const LOST: Fault = { when: 'after', do: 'destroy' };
const isCommit = ({ operation }: LoggedRequest) => operation === 'CommitToLedger';

async function started(): Promise<Rig & { head: string }> {
  const one = await rig();
  const made = await one.ledger.create('166');
  return { ...one, head: made.kind === 'committed' ? made.oid : made.kind };
}

const commit = ({ ledger, head }: Rig & { head: string }, files = FILES) =>
  ledger.commit('166', head, files, 'Record');

const isLook = ({ operation }: LoggedRequest) => operation === 'Ledger';

/** The ledger as it was, as a GitHub that has not caught up shows it. */
const old = (oid: string) => {
  const target = { oid, tree: { oid }, links: { totalCount: 0, nodes: [] }, state: null, records: null };
  const at = BRANCH.lastIndexOf('/') + 1;
  const ref = { prefix: `refs/heads/${BRANCH.slice(0, at)}`, name: BRANCH.slice(at), target };
  return status(200, {}, { data: { repository: { ref } } });
};

/** Another run's commit. */
const foreign = ({ repo }: Rig, text: string) =>
  repo.commit({
    branch: BRANCH,
    files: { 'state.json': text },
    by: 'github-actions[bot]',
    message: 'Record',
  });

describe('a commit', () => {
  test('lands on the expected head, and is known by its id without a read', async () => {
    const one = await started();
    one.github.requests.length = 0;
    const result = await commit(one);
    expect(result).toEqual({ kind: 'committed', oid: one.repo.tip(BRANCH) });
    expect(one.github.requests.map(({ operation }) => operation)).toEqual(['CommitToLedger']);
  });

  test.each<[string, Fault]>([
    ['the answer was lost', LOST],
    ['GitHub answered 502', { when: 'after', do: 'status', status: 502 }],
    ['the answer ended early', { when: 'after', do: 'status', status: 200, body: '{"data":{"create' }],
  ])('is recognised as the own one when %s', async (_, fault) => {
    const one = await started();
    failing(one.github, isCommit, fault);
    expect(await commit(one)).toEqual({ kind: 'committed', oid: one.repo.tip(BRANCH) });
    expect(one.github.requests.filter(isCommit)).toHaveLength(1);
  });

  test('that did not arrive is a fault, not a success', async () => {
    const one = await started();
    failing(one.github, isCommit, status(502));
    expect((await faultOf(commit(one))).code).toBe('unreachable');
    expect(one.repo.tip(BRANCH)).toBe(one.head);
  });

  test('is recognised when it is sent again', async () => {
    const one = await started();
    await commit(one);
    const tip = one.repo.tip(BRANCH);
    expect(await commit(one)).toEqual({ kind: 'committed', oid: tip });
  });

  test('of another run is not taken for the own one, neither by its text nor by its parent', async () => {
    const one = await started();
    foreign(one, '{"state":2}');
    expect(await commit(one)).toEqual({ kind: 'moved' });
    foreign(one, FILES[0]?.text ?? '');
    expect(await commit(one)).toEqual({ kind: 'moved' });
  });

  test('that GitHub calls stale while it still shows the old head is looked for until it shows the new one', async () => {
    const one = await started();
    await commit(one);
    failing(one.github, isLook, old(one.head), old(one.head));
    expect(await commit(one)).toEqual({ kind: 'committed', oid: one.repo.tip(BRANCH) });
  });

  test('that GitHub calls stale and never shows is a fault', async () => {
    const one = await started();
    foreign(one, '{"state":2}');
    one.github.onRequest((request) => (isLook(request) ? old(one.head) : undefined));
    expect((await faultOf(commit(one))).code).toBe('unreachable');
  });

  test('without the right to write is refused', async () => {
    const one = await started();
    failing(one.github, isCommit, status(200, {}, { errors: [{ type: 'FORBIDDEN' }] }));
    expect((await faultOf(commit(one))).code).toBe('not-authorised');
  });
});

describe('the branch', () => {
  test('starts with a commit without parents that says what it is', async () => {
    const { repo, head } = await started();
    expect([repo.tip(BRANCH), repo.parents(head)]).toEqual([head, []]);
    expect(repo.file(BRANCH, 'README.md')).toContain('Don’t edit anything here');
  });

  test('that another run has made meanwhile is left alone', async () => {
    const one = await started();
    const head = foreign(one, '{}');
    expect(await one.ledger.create('166')).toEqual({ kind: 'moved' });
    expect(one.repo.tip(BRANCH)).toBe(head);
  });

  test.each<[string, Fault]>([
    ['lost', LOST],
    ['never sent', { when: 'before', do: 'destroy' }],
    ['502', status(502)],
  ])('is made once, whichever answer is %s', async (_, fault) => {
    for (const part of ['trees', 'commits', 'refs']) {
      const one = await rig();
      failing(one.github, ({ method, path }) => method === 'POST' && path.endsWith(`/git/${part}`), fault);
      const made = await one.ledger.create('166');
      expect(made).toEqual({ kind: 'committed', oid: one.repo.tip(BRANCH) });
      expect(one.repo.parents(BRANCH)).toEqual([]);
    }
  });

  test.each([
    [403, 'not-authorised'],
    [422, 'exists'],
  ])('that may not be made, by %d, is a fault', async (code, fault) => {
    const one = await rig();
    failing(one.github, ({ path }) => path.endsWith('/git/refs'), status(code));
    expect((await faultOf(one.ledger.create('166'))).code).toBe(fault);
  });

  test.each<[string, string, string]>([
    ['its first part', 'mfa-ledger', 'the branch mfa-ledger exists'],
    [
      'its host',
      BRANCH.slice(0, BRANCH.lastIndexOf('/')),
      `the branch ${BRANCH.slice(0, BRANCH.lastIndexOf('/'))} exists`,
    ],
    ['its folder', `${BRANCH}/x`, `branches exist whose names begin with ${BRANCH}/`],
  ])('that a branch of %s keeps from being made is a fault that names it', async (_, name, words) => {
    const one = await rig();
    one.repo.commit({ branch: name, from: null, files: { a: 'a' }, by: 'wes-writer', message: 'In the way' });
    const fault = await faultOf(one.ledger.create('166'));
    expect([fault.code, fault.message]).toEqual(['exists', expect.stringContaining(words)]);
  });

  test('is put back to a tree: whatever was added, changed or deleted since is undone', async () => {
    const one = await started();
    await commit(one);
    const [valid] = [one.repo.tip(BRANCH)];
    const files = one.repo.files(BRANCH);
    one.repo.commit({
      branch: BRANCH,
      files: { 'state.json': null, 'README.md': 'x', 'state.json/a': 'a', 'applies/b/c': 'c' },
      by: 'github-actions[bot]',
      message: 'Junk',
    });
    const junk = one.repo.tip(BRANCH);
    const tree = String(commitOf(one.repo.state.store, valid).tree);
    expect(await one.ledger.restore('166', junk, tree)).toEqual({
      kind: 'committed',
      oid: one.repo.tip(BRANCH),
    });
    expect([one.repo.parents(BRANCH), one.repo.files(BRANCH)]).toEqual([[junk], files]);
    expect(await one.ledger.restore('166', valid, tree)).toEqual({ kind: 'moved' });
  });

  test('without a valid state begins again with the records that it holds, and with nothing else', async () => {
    const one = await started();
    const name = '20261124T090000000Z-abcdef0.json';
    one.repo.commit({
      branch: BRANCH,
      files: { 'state.json/a': 'a', [`applies/${name}`]: '{}', 'applies/other': 'x', junk: 'x' },
      by: 'github-actions[bot]',
      message: 'Junk',
    });
    const junk = one.repo.tip(BRANCH);
    const records = ['other', name].map((file) => ({
      name: file,
      blob: blobId(String(one.repo.file(BRANCH, `applies/${file}`)), junk),
    }));
    await one.ledger.restart('166', junk, records);
    expect([one.repo.parents(BRANCH), one.repo.files(BRANCH)]).toEqual([
      [junk],
      ['README.md', `applies/${name}`],
    ]);
  });
});
