import { describe, expect, it } from 'vitest';
import { acme, inRepo } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;

/** The last change of the base, as a client asks for it that wants to know since when approvals are for this base. */
async function lastChange({ graphql }: World, number: number) {
  const { data, errors } = await graphql(
    inRepo(`pullRequest(number: ${number}) { baseRefName timelineItems(
      itemTypes: [BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT], last: 1) {
      totalCount nodes { __typename
        ... on BaseRefChangedEvent { createdAt previousRefName currentRefName actor { login } }
        ... on AutomaticBaseChangeSucceededEvent { createdAt oldBase newBase actor { login } } } } }`),
  );
  expect(errors).toBeUndefined();
  const { baseRefName, timelineItems } = data.repository.pullRequest;
  return { baseRefName, totalCount: timelineItems.totalCount, node: timelineItems.nodes[0] };
}

describe('the timeline of a pull request (docs.github.com, GraphQL union PullRequestTimelineItems)', () => {
  it('tells of no change of the base where there was none', async () => {
    const world = await acme();
    const number = world.repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    expect(await lastChange(world, number)).toEqual({ baseRefName: 'main', totalCount: 0, node: undefined });
  });

  it('tells who changed the base, from what, and when; the last change last', async () => {
    const world = await acme();
    const { repo } = world;
    repo.push('decoy', 'main');
    const number = repo.openPullRequest({ by: 'ana', base: 'decoy', files: { new: '1' } });
    repo.retarget(number, 'main');
    repo.retarget(number, 'decoy');
    const before = world.github.world.now();
    repo.retarget(number, 'main', 'bo');
    const { baseRefName, totalCount, node } = await lastChange(world, number);
    expect({ baseRefName, totalCount }).toEqual({ baseRefName: 'main', totalCount: 3 });
    expect(node).toEqual({
      __typename: 'BaseRefChangedEvent',
      createdAt: new Date(before.getTime() + 1000).toISOString().replace('.000', ''),
      previousRefName: 'decoy',
      currentRefName: 'main',
      actor: { login: 'bo' },
    });
  });

  it('tells that GitHub changed the base, because the old one was merged and deleted', async () => {
    const world = await acme();
    const { repo } = world;
    const lower = repo.openPullRequest({ by: 'ana', branch: 'lower', files: { lower: '1' } });
    const upper = repo.openPullRequest({ by: 'ana', base: 'lower', branch: 'upper', files: { upper: '1' } });
    repo.merge(lower, { by: 'bo' });
    repo.deleteBranch('lower', 'bo');
    expect(await lastChange(world, upper)).toMatchObject({
      baseRefName: 'main',
      totalCount: 1,
      node: {
        __typename: 'AutomaticBaseChangeSucceededEvent',
        oldBase: 'lower',
        newBase: 'main',
        actor: { login: 'bo' },
      },
    });
  });
});
