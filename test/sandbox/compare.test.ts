import { describe, expect, it } from 'vitest';
import { acme, client } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;

const comparing =
  ({ rest }: World) =>
  (range: string) =>
    rest('GET', `/repos/acme/mfa/compare/${range}`);

/** Two branches that have merged each other once: each of their first commits is a best common ancestor. */
function crossed({ repo }: World) {
  const older = repo.commit({ branch: 'left', files: { left: '1' } });
  const newer = repo.commit({ branch: 'right', files: { right: '1' } });
  const left = repo.commit({ branch: 'left', parents: ['left', newer] });
  const right = repo.commit({ branch: 'right', parents: ['right', older] });
  return { older, newer, left, right };
}

describe('compare (docs.github.com, "Compare two commits")', () => {
  it('says how two commits stand to each other, by ids or by branches', async () => {
    const world = await acme();
    const { repo, root } = world;
    const ask = async (range: string) => (await comparing(world)(range)).body;
    const next = repo.commit({ files: { new: '1' } });
    const side = repo.commit({ branch: 'side', from: root, files: { side: '1' } });
    expect(await ask(`${root}...${next}`)).toMatchObject({ status: 'ahead', ahead_by: 1, behind_by: 0 });
    expect(await ask(`${next}...${root}`)).toMatchObject({ status: 'behind', ahead_by: 0, behind_by: 1 });
    expect(await ask(`main...${next}`)).toMatchObject({ status: 'identical' });
    expect(await ask(`${next}...${side}`)).toMatchObject({
      status: 'diverged',
      merge_base_commit: { sha: root },
    });
  });

  it('answers 404 where there is no common ancestor, and where there is no such commit', async () => {
    const world = await acme();
    const other = world.repo.commit({ branch: 'other', from: null, files: { other: '1' } });
    expect(await comparing(world)(`main...${other}`)).toMatchObject({
      status: 404,
      body: { message: `No common ancestor between main and ${other}.` },
    });
    expect(await comparing(world)(`main...${'0'.repeat(40)}`)).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    });
  });

  it('shows one of several merge bases, which a test chooses', async () => {
    const world = await acme();
    const { older, newer, left, right } = crossed(world);
    const base = async () => (await comparing(world)(`${left}...${right}`)).body.merge_base_commit.sha;
    expect(await base()).toBe(newer);
    world.repo.behaviour.mergeBase = 'oldest';
    expect(await base()).toBe(older);
  });

  it('needs the permission to read contents', async () => {
    const { github, root } = await acme();
    const { rest } = client(github, github.token({ 'pull-requests': 'read' }));
    expect((await rest('GET', `/repos/acme/mfa/compare/${root}...main`)).status).toBe(403);
  });
});
