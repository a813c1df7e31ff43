import { describe, expect, it } from 'vitest';
import { acme, inRepo } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;

async function history({ graphql }: World, args: string, of = 'main') {
  const { data } = await graphql(
    inRepo(`object(expression: "refs/heads/${of}") { ... on Commit {
      history(${args}) { totalCount nodes { oid parents(first: 1) { totalCount nodes { oid } } }
        pageInfo { endCursor hasNextPage } } } }`),
  );
  const { nodes, ...rest } = data.repository.object.history;
  return { ...rest, nodes, oids: nodes.map(({ oid }: { oid: string }) => oid) };
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 10, minute));

describe('history of a commit (git-scm.com, "git-log", commit ordering)', () => {
  it('goes over all parents, the newest first, and a page of parents says how many there are', async () => {
    const world = await acme();
    const { repo, root } = world;
    const side = repo.commit({ branch: 'side', files: { side: '1' }, at: at(2) });
    const main = repo.commit({ files: { main: '1' }, at: at(1) });
    const merge = repo.commit({ parents: ['main', 'side'], at: at(3) });
    const { oids, nodes, totalCount } = await history(world, 'first: 100');
    expect(oids).toEqual([merge, side, main, root]);
    expect(totalCount).toBe(4);
    expect(nodes[0].parents).toEqual({ totalCount: 2, nodes: [{ oid: main }] });
  });

  it('pages by cursor', async () => {
    const world = await acme();
    for (const minute of [1, 2, 3, 4]) world.repo.commit({ files: { at: String(minute) }, at: at(minute) });
    const all = await history(world, 'first: 100');
    const seen: string[] = [];
    for (let after = '', more = true; more; ) {
      const page = await history(world, `first: 2${after}`);
      seen.push(...page.oids);
      after = `, after: "${page.pageInfo.endCursor}"`;
      more = page.pageInfo.hasNextPage;
    }
    expect(seen).toEqual(all.oids);
    expect(seen).toHaveLength(5);
  });

  it('believes the dates that commits claim: a commit can come before its own child', async () => {
    const world = await acme();
    const { repo } = world;
    const parent = repo.commit({ files: { parent: '1' }, at: at(30) });
    const late = repo.commit({ branch: 'late', files: { late: '1' }, at: at(1) });
    const early = repo.commit({ files: { early: '1' }, at: at(40) });
    const merge = repo.commit({ parents: ['main', 'late'], at: at(50) });
    const { oids } = await history(world, 'first: 4');
    expect(oids).toEqual([merge, early, parent, late]);
  });
});
