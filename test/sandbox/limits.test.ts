import { describe, expect, it } from 'vitest';
import { repositoryNodeId } from './github/ids.ts';
import { acme, inRepo } from './rig.ts';

describe('nodes(ids:)', () => {
  const asking = (...counts: number[]) =>
    counts.map((count, index) => `n${index}: nodes(ids: $i${count}) { __typename }`).join(' ');

  it('refuses more than 100 ids as a whole (github.com/sourcecred/sourcecred/pull/908)', async () => {
    const { repo, graphql } = await acme();
    const ids = (count: number) => Array.from({ length: count }, () => repositoryNodeId(repo.state));
    const refused = await graphql(`query($i101: [ID!]!) { ${asking(101)} }`, { i101: ids(101) });
    expect(refused).toMatchObject({
      data: null,
      errors: [
        {
          type: 'ARGUMENT_LIMIT',
          path: ['n0'],
          message: 'You may not provide more than 100 node ids; you provided 101.',
        },
      ],
    });
    const given = await graphql(`query($i100: [ID!]!) { ${asking(100, 100)} }`, { i100: ids(100) });
    expect([given.data.n0.length, given.data.n1.length, given.errors]).toEqual([100, 100, undefined]);
  });
});

describe('the text of a blob', () => {
  it('ends after 512 000 bytes; the size beside it is the whole one (github.com/sveltia/sveltia-cms/issues/950)', async () => {
    const { repo, graphql } = await acme();
    repo.commit({ files: { whole: 'x'.repeat(512_000), more: 'x'.repeat(512_001) } });
    const blob = (path: string) =>
      `${path}: object(expression: "main:${path}") { ... on Blob { text isTruncated byteSize } }`;
    const { data } = await graphql(inRepo(`${blob('whole')} ${blob('more')}`));
    const { whole, more } = data.repository;
    expect([whole.text.length, whole.isTruncated, whole.byteSize]).toEqual([512_000, false, 512_000]);
    expect([more.text.length, more.isTruncated, more.byteSize]).toEqual([512_000, true, 512_001]);
  });

  it('can be left out, however large the blob is: the size alone is asked for', async () => {
    const { repo, graphql } = await acme();
    repo.commit({ files: { huge: new Uint8Array(95_000_000).fill(120) } });
    const { data } = await graphql(
      inRepo('object(expression: "main:huge") { ... on Blob { byteSize isTruncated isBinary } }'),
    );
    expect(data.repository.object).toEqual({ byteSize: 95_000_000, isTruncated: true, isBinary: false });
  });
});
