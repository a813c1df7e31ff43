import { describe, expect, test } from 'vitest';
import type { Fault, LoggedRequest } from '../sandbox/github/faults.ts';
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
  ledger.commit('166', head, files, [], 'Record');

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
    const old = status(200, {}, { object: { sha: one.head } });
    failing(one.github, ({ path }) => path.includes('/git/ref/'), old, old);
    expect(await commit(one)).toEqual({ kind: 'committed', oid: one.repo.tip(BRANCH) });
  });

  test('that GitHub calls stale and never shows is a fault', async () => {
    const one = await started();
    foreign(one, '{"state":2}');
    const old = status(200, {}, { object: { sha: one.head } });
    one.github.onRequest(({ path }) => (path.includes('/git/ref/') ? old : undefined));
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
    expect(repo.file(BRANCH, 'README.md')).toContain('Do not edit it');
  });

  test('that another run has made meanwhile is left alone', async () => {
    const one = await started();
    const head = foreign(one, '{}');
    expect(await one.ledger.create('166')).toEqual({ kind: 'moved' });
    expect(await one.ledger.head('166')).toBe(head);
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
});
