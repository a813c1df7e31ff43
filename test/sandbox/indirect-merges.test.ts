import { describe, expect, it } from 'vitest';
import { acme, inRepo } from './rig.ts';

/**
 * "Pull requests that are merged indirectly are marked as merged even if branch protection rules have not been satisfied"
 * (docs.github.com, "About pull request merges", indirect merges).
 */

type World = Awaited<ReturnType<typeof acme>>;

/** Two stacked pull requests into main: the upper one contains the lower one. */
function stack({ repo }: World) {
  repo.commit({ branch: 'lower', files: { lower: '1' }, by: 'ana' });
  const lower = repo.openPullRequest({ by: 'ana', branch: 'lower' });
  repo.commit({ branch: 'upper', from: 'lower', files: { upper: '1' }, by: 'bo' });
  const upper = repo.openPullRequest({ by: 'bo', branch: 'upper' });
  return { lower, upper };
}

async function associated({ graphql }: World, oid: string, args = 'first: 9') {
  const { data } = await graphql(
    inRepo(
      `object(oid: "${oid}") { ... on Commit { associatedPullRequests(${args}) { nodes { number } } } }`,
    ),
  );
  return data.repository.object.associatedPullRequests.nodes.map((node: { number: number }) => node.number);
}

describe('a pull request whose head becomes reachable from its base', () => {
  it('is marked as merged when another one that contains it is merged, by that one’s merge commit', async () => {
    const world = await acme();
    const { repo } = world;
    const { lower, upper } = stack(world);
    const merged = repo.merge(upper, { by: 'bo' });
    expect(repo.pull(lower)).toMatchObject({
      state: 'MERGED',
      mergeCommit: merged,
      mergedBy: { login: 'bo' },
    });
    expect(await associated(world, merged)).toEqual([lower, upper]);
  });

  it.each(['squash', 'rebase'] as const)('stays open when the other one is merged by %s', async (method) => {
    const world = await acme();
    const { lower, upper } = stack(world);
    world.repo.merge(upper, { by: 'bo', method });
    expect(world.repo.pull(lower).state).toBe('OPEN');
  });

  it('is marked as merged by a push, by the first commit of the line that reaches it', async () => {
    const world = await acme();
    const { repo } = world;
    const { lower, upper } = stack(world);
    repo.commit({ branch: 'release', files: { release: '1' } });
    const reaching = repo.mergeBranch({ into: 'release', from: 'upper' });
    repo.commit({ branch: 'release', files: { release: '2' } });
    repo.push('main', 'release', 'cy');
    for (const number of [lower, upper])
      expect(repo.pull(number)).toMatchObject({ state: 'MERGED', mergeCommit: reaching });
  });

  it('is marked as merged by a push that only moves the base forward to it', async () => {
    const world = await acme();
    const { lower, upper } = stack(world);
    const [first, second] = [world.repo.tip('lower'), world.repo.tip('upper')];
    world.repo.push('main', 'upper', 'bo');
    expect(world.repo.pull(lower)).toMatchObject({ state: 'MERGED', mergeCommit: first });
    expect(world.repo.pull(upper)).toMatchObject({ state: 'MERGED', mergeCommit: second });
  });

  it('is marked as merged into a base that is not the default branch, too', async () => {
    const { repo } = await acme();
    repo.commit({ branch: 'release', files: { release: '1' } });
    const number = repo.openPullRequest({ by: 'ana', base: 'release', branch: 'topic', files: { new: '1' } });
    const merged = repo.mergeBranch({ into: 'release', from: 'topic' });
    expect(repo.pull(number)).toMatchObject({ state: 'MERGED', mergeCommit: merged });
  });

  it.each([
    ['head', (repo: World['repo']) => repo.tip('lower')],
    ['tip', (repo: World['repo']) => repo.tip('main')],
    ['none', () => undefined],
  ] as const)(
    'has, where GitHub is silent, the merge commit that a test chooses: %s',
    async (choice, expected) => {
      const world = await acme();
      const { lower } = stack(world);
      const { repo } = world;
      repo.behaviour.indirectMergeCommit = choice;
      repo.push('release', 'main');
      repo.mergeBranch({ into: 'release', from: 'upper' });
      repo.commit({ branch: 'release', files: { release: '1' } });
      repo.push('main', 'release');
      expect(repo.pull(lower)).toMatchObject({ state: 'MERGED', mergeCommit: expected(repo) });
    },
  );
});

describe('a pull request whose branch is moved to what its base has', () => {
  it('is marked as merged, by the commit that brought it long ago (github.com/github/gh-stack/issues/488)', async () => {
    const world = await acme();
    const { repo } = world;
    const honest = repo.openPullRequest({ by: 'ana', branch: 'honest', files: { honest: '1' } });
    const merged = repo.merge(honest, { by: 'bo' });
    repo.commit({ files: { later: '1' } });
    const other = repo.openPullRequest({ by: 'cy', branch: 'other', files: { other: '1' } });
    repo.push('other', 'honest', 'cy');
    expect(repo.pull(other)).toMatchObject({ state: 'MERGED', mergeCommit: merged });
    expect(await associated(world, merged)).toEqual([honest, other]);
  });

  it('is closed, where a test says so', async () => {
    const { repo } = await acme();
    repo.behaviour.emptyPull = 'closed';
    const number = repo.openPullRequest({ by: 'cy', branch: 'other', files: { other: '1' } });
    repo.push('other', 'main', 'cy');
    expect(repo.pull(number)).toMatchObject({ state: 'CLOSED', mergeCommit: undefined });
  });
});

describe('the pull requests of a commit', () => {
  const NEWEST = 'first: 9, orderBy: { field: UPDATED_AT, direction: DESC }';

  it('come as asked: a comment on one makes it the newest', async () => {
    const world = await acme();
    const { lower, upper } = stack(world);
    const merged = world.repo.merge(upper, { by: 'bo' });
    for (const [commented, other] of [
      [upper, lower],
      [lower, upper],
    ] as const) {
      world.repo.comment(commented, { by: 'cy', body: 'Me too' });
      expect(await associated(world, merged, NEWEST)).toEqual([commented, other]);
    }
  });

  it('come in the worst order, where a test says so: the one that made the commit last, beyond the first page', async () => {
    const world = await acme();
    const { repo } = world;
    const { lower, upper } = stack(world);
    const stranger = repo.openPullRequest({ by: 'cy', branch: 'stranger', files: { stranger: '1' } });
    const merged = repo.merge(upper, { by: 'bo' });
    repo.associate(merged, stranger);
    repo.behaviour.associationOrder = 'adverse';
    expect(await associated(world, merged, NEWEST)).toEqual([stranger, lower, upper]);
    expect(await associated(world, merged, 'first: 2')).toEqual([stranger, lower]);
  });
});
