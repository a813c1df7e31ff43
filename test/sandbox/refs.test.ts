import { describe, expect, it } from 'vitest';
import { acme, inRepo } from './rig.ts';

describe('a ref (docs.github.com, "REST API endpoints for Git references")', () => {
  const refs = '/repos/acme/mfa/git/refs';

  it.each([
    ['mfa-ledger', 'mfa-ledger/host/166'],
    ['mfa-ledger/host', 'mfa-ledger/host/166'],
    ['mfa-ledger/host/166', 'mfa-ledger'],
  ])('%s keeps %s from being made: git keeps a ref as a file and its folder', async (there, wanted) => {
    const { repo, root, rest } = await acme();
    repo.push(there, 'main');
    expect(await rest('POST', refs, { ref: `refs/heads/${wanted}`, sha: root })).toMatchObject({
      status: 422,
      body: { message: 'Reference update failed' },
    });
    expect(() => repo.push(wanted, 'main')).toThrow('cannot stand beside');
    expect(repo.has(wanted)).toBe(false);
  });

  it('may have the name of a branch that is gone, or of a tag', async () => {
    const { repo, root, rest } = await acme();
    repo.push('mfa-ledger', 'main');
    repo.deleteBranch('mfa-ledger');
    repo.tag('mfa-ledger', 'main');
    const made = await rest('POST', refs, { ref: 'refs/heads/mfa-ledger/host/166', sha: root });
    expect(made.status).toBe(201);
  });

  it.each(['refs/heads/main', 'a'.repeat(40), 'a..b', '.a', 'a/.b', 'a.lock', 'a b', 'a\t', 'a/', 'a@{1}'])(
    'is not named %s (docs.github.com, "Dealing with special characters in branch and tag names")',
    async (name) => {
      const { root, rest } = await acme();
      expect((await rest('POST', refs, { ref: `refs/heads/${name}`, sha: root })).status).toBe(422);
    },
  );
});

describe('a tag of a branch’s name', () => {
  it('hides the branch where a revision is parsed (git-scm.com, "gitrevisions"), not where a ref is named', async () => {
    const { repo, root, graphql } = await acme();
    const main = repo.commit({ files: { new: '1' } });
    repo.tag('main', root);
    const { data } = await graphql(
      inRepo(`short: object(expression: "main") { oid } file: object(expression: "main:new") { oid }
        full: object(expression: "refs/heads/main") { oid } partly: object(expression: "heads/main") { oid }
        head: object(expression: "HEAD") { oid } defaultBranchRef { target { oid } }
        ref: ref(qualifiedName: "refs/heads/main") { name prefix target { oid } }
        tag: ref(qualifiedName: "refs/tags/main") { name prefix target { oid } }`),
    );
    expect(data.repository).toEqual({
      short: { oid: root },
      file: null,
      full: { oid: main },
      partly: { oid: main },
      head: { oid: main },
      defaultBranchRef: { target: { oid: main } },
      ref: { name: 'main', prefix: 'refs/heads/', target: { oid: main } },
      tag: { name: 'main', prefix: 'refs/tags/', target: { oid: root } },
    });
    expect(repo.tip('main')).toBe(main);
    expect(repo.parents(repo.commit({ branch: 'next', from: 'main' }))).toEqual([main]);
  });
});

describe('ref(qualifiedName:) (docs.github.com, GraphQL object Repository)', () => {
  it('is one ref, never one below or beside it; a short name is that of a branch or a tag', async () => {
    const { repo, graphql } = await acme();
    repo.push('mfa-ledger/host/166', 'main');
    repo.tag('v1', 'main');
    const ref = (alias: string, name: string) => `${alias}: ref(qualifiedName: "${name}") { name prefix }`;
    const { data } = await graphql(
      inRepo(
        [
          ref('a', 'refs/heads/mfa-ledger/host/166'),
          ref('b', 'refs/heads/mfa-ledger/host'),
          ref('c', 'refs/heads/mfa-ledger/host/1'),
          ref('d', 'mfa-ledger/host/166'),
          ref('e', 'v1'),
        ].join(' '),
      ),
    );
    const ledger = { name: 'mfa-ledger/host/166', prefix: 'refs/heads/' };
    expect(data.repository).toEqual({
      a: ledger,
      b: null,
      c: null,
      d: ledger,
      e: { name: 'v1', prefix: 'refs/tags/' },
    });
  });
});

describe('refs(refPrefix:)', () => {
  it('lists by the bytes of the name, so that others can push one’s own off the first page', async () => {
    const { repo, graphql } = await acme();
    for (const org of ['166', '2', '10', 'Z', 'a', '1660']) repo.push(`mfa-ledger/host/${org}`, 'main');
    repo.push('mfa-ledger/host-2/166', 'main');
    const names = async (args: string) => {
      const { data } = await graphql(
        inRepo(`refs(refPrefix: "refs/heads/mfa-ledger/host/", ${args}) { totalCount nodes { name } }`),
      );
      return data.repository.refs.nodes.map(({ name }: { name: string }) => name);
    };
    expect(await names('first: 9')).toEqual(['10', '166', '1660', '2', 'Z', 'a']);
    expect(await names('first: 1')).toEqual(['10']);
    expect(await names('first: 9, query: "66"')).toEqual(['166', '1660']);
    expect(await names('first: 2, orderBy: { field: ALPHABETICAL, direction: DESC }')).toEqual(['a', 'Z']);
  });
});
