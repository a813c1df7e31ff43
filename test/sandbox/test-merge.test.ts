import { describe, expect, it } from 'vitest';
import { strictRules } from './github/rules.ts';
import { acme, inRepo } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;

async function asked({ graphql }: World, number: number) {
  const { data } = await graphql(
    inRepo(`pullRequest(number: ${number}) { mergeable mergeStateStatus headRefOid isCrossRepository
      headRepository { nameWithOwner }
      potentialMergeCommit { oid parents(first: 3) { nodes { oid } } } }`),
  );
  const { potentialMergeCommit: merge, ...rest } = data.repository.pullRequest;
  return { ...rest, parents: merge?.parents.nodes.map(({ oid }: { oid: string }) => oid) };
}

describe('the test merge of a pull request (docs.github.com, GraphQL object PullRequest, potentialMergeCommit)', () => {
  it('has the base’s tip and the head as parents', async () => {
    const world = await acme();
    const { repo, root } = world;
    const fork = world.github.repository({ owner: 'eve', name: 'mfa', forkOf: repo });
    const number = repo.openPullRequest({ by: 'eve', from: fork, branch: 'topic', files: { new: '1' } });
    expect(await asked(world, number)).toEqual({
      mergeable: 'MERGEABLE',
      mergeStateStatus: 'CLEAN',
      headRefOid: fork.tip('topic'),
      isCrossRepository: true,
      headRepository: { nameWithOwner: 'eve/mfa' },
      parents: [root, fork.tip('topic')],
    });
  });

  it('comes late, as often as a test says, and anew after each push; by REST, too', async () => {
    const world = await acme();
    const { repo, root, rest } = world;
    repo.behaviour.lateTestMerges = 2;
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    const pending = { mergeable: 'UNKNOWN', mergeStateStatus: 'UNKNOWN', parents: undefined };
    expect(await asked(world, number)).toMatchObject(pending);
    expect((await rest('GET', `/repos/acme/mfa/pulls/${number}`)).body).toMatchObject({
      mergeable: null,
      merge_commit_sha: null,
    });
    expect(await asked(world, number)).toMatchObject({ parents: [root, repo.tip('topic')] });
    repo.commit({ branch: 'topic', files: { new: '2' } });
    expect(await asked(world, number)).toMatchObject(pending);
  });

  it('is that of before the push until the new one is there, where a test says so', async () => {
    const world = await acme();
    const { repo, root } = world;
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    const before = repo.tip('topic');
    expect(await asked(world, number)).toMatchObject({ parents: [root, before] });
    Object.assign(repo.behaviour, { lateTestMerges: 1, untilTestMerge: 'previous' });
    const head = repo.commit({ branch: 'topic', files: { new: '2' } });
    expect(await asked(world, number)).toMatchObject({ headRefOid: head, parents: [root, before] });
    expect(await asked(world, number)).toMatchObject({ headRefOid: head, parents: [root, head] });
  });

  it('is none where the branches conflict, and none after the merge', async () => {
    const world = await acme();
    const { repo } = world;
    const number = repo.openPullRequest({ by: 'ana', files: { 'policy.yml': 'x\n' } });
    repo.commit({ files: { 'policy.yml': 'y\n' } });
    expect(await asked(world, number)).toMatchObject({
      mergeable: 'CONFLICTING',
      mergeStateStatus: 'DIRTY',
      parents: undefined,
    });
    const other = repo.openPullRequest({ by: 'ana', files: { other: '1' } });
    repo.merge(other, { by: 'bo' });
    expect(await asked(world, other)).toMatchObject({ mergeable: 'UNKNOWN', parents: undefined });
  });

  it('says besides whether the rules let it be merged (docs.github.com, GraphQL enum MergeStateStatus)', async () => {
    const world = await acme();
    const { repo } = world;
    repo.rules('main', strictRules());
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const state = async () => (await asked(world, number)).mergeStateStatus;
    expect(await state()).toBe('BLOCKED');
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    expect(await state()).toBe('CLEAN');
    repo.commit({ files: { other: '1' } });
    expect(await state()).toBe('BEHIND');
  });
});
