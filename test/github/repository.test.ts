import { describe, expect, test } from 'vitest';
import type { Pull } from '../../src/approval/mainline.ts';
import { createRepository } from '../../src/github/repository.ts';
import type { LoggedRequest } from '../sandbox/github/faults.ts';
import { nodeId } from '../sandbox/github/ids.ts';
import { failing, faultOf, rig, status } from './rig.ts';

const NOBODY = '0'.repeat(40);

/** The reads of a repository, and the requests that they make. */
async function reading() {
  const one = await rig({ tries: 1 });
  const reads = createRepository(one.wire, {
    owner: 'acme',
    name: 'mfa',
    policy: 'mfa-policy.yml',
    ledgerBranch: 'mfa-ledger',
  });
  one.github.requests.length = 0;
  return { ...one, reads };
}

const operations = ({ github }: Awaited<ReturnType<typeof reading>>) =>
  github.requests.map(({ operation, path }) => operation ?? path);

/** The next request fails, whatever it is. */
const any = (_: LoggedRequest) => true;

describe('the default branch', () => {
  test('is the one that GitHub names, whatever else bears such a name', async () => {
    const { repo, reads } = await reading();
    repo.push('trunk', 'main');
    const tip = repo.commit({ branch: 'trunk', files: { 'mfa-policy.yml': 'version: 2\n' } });
    repo.tag('trunk', 'main');
    repo.state.defaultBranch = 'trunk';
    expect(await reads.tip()).toBe(tip);
    expect(await reads.tipMaterial('us.core.resolver.com')).toMatchObject({ defaultBranch: 'trunk', tip });
  });

  test('that is not there is a fault, never an empty one', async () => {
    const { repo, reads } = await reading();
    repo.state.defaultBranch = 'gone';
    expect((await faultOf(reads.tip())).code).toBe('not-found');
    expect((await faultOf(reads.tipMaterial('us.core.resolver.com'))).code).toBe('not-found');
  });
});

describe('what an apply starts from', () => {
  test('is one request: the mainline by first parents with its pull requests, and the two newest texts', async () => {
    const one = await reading();
    const { repo, reads } = one;
    const start = repo.tip('main');
    const number = repo.openPullRequest({ by: 'ana', files: { 'mfa-policy.yml': 'version: 2\n' } });
    const merge = repo.merge(number, { by: 'ana', method: 'merge' });
    const material = await reads.tipMaterial('us.core.resolver.com');
    expect(operations(one)).toEqual(['Tip']);
    expect(material.mainline.map(({ oid, parent, others }) => ({ oid, parent, others }))).toEqual([
      { oid: merge, parent: start, others: [repo.parents(merge)[1]] },
      { oid: start, parent: undefined, others: [] },
    ]);
    const [pull] = material.mainline[0]?.pulls ?? [];
    expect(pull).toMatchObject({
      number,
      merged: true,
      base: 'main',
      mergeCommit: merge,
      head: repo.parents(merge)[1],
    });
    expect(pull?.file).toEqual(material.mainline[0]?.file);
    expect(material.recent).toEqual([pull]);
    expect([...material.texts.values()].map((bytes) => new TextDecoder().decode(bytes)).sort()).toEqual([
      'version: 1\n',
      'version: 2\n',
    ]);
  });
});

describe('the merge base of a commit and one of the mainline', () => {
  test('is where its branch left it', async () => {
    const { repo, reads } = await reading();
    const root = repo.tip('main');
    const side = repo.commit({ branch: 'side', from: root, files: { side: '1' } });
    const tip = repo.commit({ files: { main: '1' } });
    expect(await reads.mergeBase(side, tip)).toBe(root);
    expect(await reads.mergeBase(root, tip)).toBe(root);
    expect(await reads.mergeBase(tip, tip)).toBe(tip);
  });

  test('is none where they have no ancestor in common, and where the commit is gone', async () => {
    const { repo, reads } = await reading();
    const other = repo.commit({ branch: 'other', from: null, files: { other: '1' } });
    expect(await reads.mergeBase(other, repo.tip('main'))).toBeUndefined();
    expect(await reads.mergeBase(NOBODY, repo.tip('main'))).toBeUndefined();
  });

  test.each([
    [502, 'unreachable'],
    [401, 'not-authorised'],
  ])('is a fault where GitHub answers %i, never none', async (code, expected) => {
    const { github, repo, reads } = await reading();
    failing(github, any, status(code));
    expect((await faultOf(reads.mergeBase(repo.tip('main'), repo.tip('main')))).code).toBe(expected);
  });
});

const LONG_AGO = '2000-01-01T00:00:00Z';

describe('the moves of a branch', () => {
  test('are those of this very branch, the newest first, forced ones among them', async () => {
    const { repo, reads } = await reading();
    const first = repo.tip('main');
    const second = repo.commit({ files: { a: '1' } });
    repo.commit({ branch: 'side', from: first, files: { side: '1' } });
    repo.push('main', first);
    expect((await reads.activity('main', LONG_AGO))?.map(({ before, after }) => [before, after])).toEqual([
      [second, first],
      [first, second],
      [NOBODY, first],
    ]);
    expect(await reads.activity('nowhere', LONG_AGO)).toEqual([]);
  });

  test('are the newest hundred, where nothing older is asked for', async () => {
    const one = await reading();
    const commits = Array.from({ length: 101 }, (_, n) => one.repo.commit({ files: { a: `${n}` } }));
    const moves = (await one.reads.activity('main', '2100-01-01T00:00:00Z')) ?? [];
    expect(moves.map(({ after }) => after)).toEqual(commits.slice(1).reverse());
    expect(moves.every(({ at }) => Number.isFinite(Date.parse(at)))).toBe(true);
    expect(one.github.requests).toHaveLength(1);
  });

  test('hold, however many came since, every one that took a commit back', async () => {
    const one = await reading();
    const first = one.repo.tip('main');
    const taken = one.repo.commit({ files: { a: 'taken back' } });
    one.repo.push('main', first);
    for (let n = 0; n < 101; n += 1) one.repo.commit({ files: { a: `${n}` } });
    const moves = (await one.reads.activity('main', LONG_AGO)) ?? [];
    expect(moves).toHaveLength(101);
    expect(moves.at(-1)).toMatchObject({ before: taken, after: first });
    expect(one.github.requests).toHaveLength(3);
  });

  test('are not known where the server does not list them; another failure is a fault', async () => {
    const { github, repo, reads } = await reading();
    repo.behaviour.activity = 'unknown';
    expect(await reads.activity('main', LONG_AGO)).toBeUndefined();
    failing(github, any, status(502));
    expect((await faultOf(reads.activity('main', LONG_AGO))).code).toBe('unreachable');
  });
});

describe('the numbers of accounts', () => {
  test('are null for a login that is nobody’s, a bot’s or an organisation’s', async () => {
    const one = await reading();
    const { repo, reads } = one;
    const { id } = repo.user('bo-chen');
    repo.user('helper', { type: 'Bot' });
    expect([...(await reads.accounts(['bo-chen', 'nobody', 'helper', 'acme']))]).toEqual([
      ['bo-chen', String(id)],
      ['nobody', null],
      ['helper', null],
      ['acme', null],
    ]);
    expect(operations(one)).toEqual(['Accounts']);
  });

  test('are asked for in parts of 50', async () => {
    const one = await reading();
    const logins = Array.from({ length: 51 }, (_, n) => `user-${n}`);
    const ids = logins.map((login) => String(one.repo.user(login).id));
    expect([...(await one.reads.accounts(logins)).values()]).toEqual(ids);
    expect(operations(one)).toEqual(['Accounts', 'Accounts']);
  });

  test('are a fault where GitHub complains of anything else, never nobody’s', async () => {
    const { github, reads } = await reading();
    const complaint = { data: { u0: null }, errors: [{ type: 'FORBIDDEN', message: 'No.' }] };
    failing(github, any, status(200, {}, complaint));
    await faultOf(reads.accounts(['bo-chen']));
  });
});

describe('pull requests with their reviews', () => {
  const pullOf = (number: number, repository: number): Pull => ({
    id: nodeId('PR', repository, number),
    number,
    merged: true,
    base: 'main',
    repositoryId: String(repository),
    mergeCommit: NOBODY,
    head: NOBODY,
  });

  test('name each opinion with its account, the commit that it was given at and the file there', async () => {
    const one = await reading();
    const { repo, reads, pull } = one;
    const { id } = repo.user('bo', { permission: 'write' });
    const { id: cy } = repo.user('cy', { permission: 'read' });
    repo.review(pull, { by: 'bo', state: 'APPROVED' });
    repo.review(pull, { by: 'cy', state: 'APPROVED' });
    const source = (await reads.sources([pullOf(pull, repo.id)])).get(pull);
    const { file } = await reads.file(repo.tip('main'));
    const commit = {
      oid: source?.head,
      file: { kind: 'file', blob: file.kind === 'file' ? file.blob : '' },
    };
    expect(source).toMatchObject({
      number: pull,
      author: { login: 'ana', account: String(repo.user('ana').id), bot: false },
      reviews: [
        { login: 'bo', account: String(id), canWrite: true, state: 'APPROVED', commit },
        { login: 'cy', account: String(cy), canWrite: false, state: 'APPROVED', commit },
      ],
    });
    expect(source).not.toHaveProperty('baseChangedAt');
  });

  test('tell when their base was last changed', async () => {
    const { repo, reads, pull, clock } = await reading();
    repo.push('decoy', 'main');
    repo.retarget(pull, 'decoy');
    clock.set(60_000);
    const changed = clock.now().toISOString().replace('.000', '');
    repo.retarget(pull, 'main');
    clock.set(60_000);
    const source = (await reads.sources([pullOf(pull, repo.id)])).get(pull);
    expect(source?.baseChangedAt).toBe(changed);
  });

  test('are asked for in parts of 100, which is the most that GitHub takes', async () => {
    const one = await reading();
    const numbers = Array.from({ length: 101 }, (_, n) =>
      one.repo.openPullRequest({ by: 'ana', files: { [`file-${n}`]: '1' } }),
    );
    const found = await one.reads.sources(numbers.map((number) => pullOf(number, one.repo.id)));
    expect([...found.keys()]).toEqual(numbers);
    expect(one.github.requests.map(({ variables }) => variables?.ids)).toMatchObject([
      { length: 100 },
      { length: 1 },
    ]);
  });

  test('are no request where there are none', async () => {
    const one = await reading();
    expect(await one.reads.sources([])).toEqual(new Map());
    expect(one.github.requests).toEqual([]);
  });
});

test('the role of somebody whom GitHub does not know is none; another failure is a fault', async () => {
  const { github, repo, reads } = await reading();
  repo.user('olga', { permission: 'admin' });
  expect(await reads.role('olga')).toBe('admin');
  expect(await reads.role('nobody')).toBe('none');
  failing(github, any, status(502));
  expect((await faultOf(reads.role('olga'))).code).toBe('unreachable');
});
