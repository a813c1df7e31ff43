import { describe, expect, it } from 'vitest';
import { acme, client } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;
const NOTHING = '0'.repeat(40);

const asking =
  ({ rest }: World) =>
  (query: string) =>
    rest('GET', `/repos/acme/mfa/activity?${query}`);

/** Everything that can happen to a branch, to main and to others. */
function busy({ repo, root }: World) {
  const pushed = repo.commit({ files: { one: '1' }, by: 'ana' });
  const pull = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { two: '2' } });
  const topic = repo.tip('topic');
  const merged = repo.merge(pull, { by: 'bo' });
  repo.deleteBranch('topic', 'bo');
  const queued = repo.openPullRequest({ by: 'ana', branch: 'queued', files: { three: '3' } });
  const [group = ''] = repo.mergeGroup([queued], { by: 'bo' });
  repo.push('main', root, 'cy');
  return { root, pushed, topic, merged, group };
}

describe('the activity of a repository (docs.github.com, "List repository activities")', () => {
  it('holds everything that moved a branch, the newest first', async () => {
    const world = await acme();
    const { root, pushed, topic, merged, group } = busy(world);
    const { status, body } = await asking(world)('ref=main&per_page=100');
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { activity_type: 'force_push', before: group, after: root, actor: { login: 'cy' } },
      { activity_type: 'merge_queue_merge', before: merged, after: group },
      { activity_type: 'pr_merge', before: pushed, after: merged, actor: { login: 'bo' } },
      { activity_type: 'push', before: root, after: pushed, ref: 'refs/heads/main', actor: { login: 'ana' } },
      { activity_type: 'branch_creation', before: NOTHING, after: root, timestamp: '2026-11-24T09:00:01Z' },
    ]);
    expect((await asking(world)('ref=refs/heads/topic')).body).toMatchObject([
      { activity_type: 'branch_deletion', before: topic, after: NOTHING },
      { activity_type: 'branch_creation', before: NOTHING, after: topic },
    ]);
  });

  it('holds nothing of a push that moved nothing, and no tags', async () => {
    const world = await acme();
    world.repo.push('main', 'main');
    world.repo.tag('v1', 'main');
    expect((await asking(world)('')).body).toHaveLength(1);
  });

  it('can be asked for by type and by actor, and the oldest first', async () => {
    const world = await acme();
    const { root } = busy(world);
    expect((await asking(world)('activity_type=force_push')).body).toMatchObject([{ after: root }]);
    expect((await asking(world)('actor=cy')).body).toMatchObject([{ activity_type: 'force_push' }]);
    expect((await asking(world)('direction=asc&per_page=1')).body).toMatchObject([{ after: root }]);
  });

  it('keeps what a client with a token did under the name of the app', async () => {
    const world = await acme();
    const { repo, root, rest } = world;
    await rest('POST', '/repos/acme/mfa/git/refs', { ref: 'refs/heads/made', sha: root });
    await rest('DELETE', '/repos/acme/mfa/git/refs/heads/made');
    expect(repo.has('made')).toBe(false);
    const { body } = await asking(world)('ref=made');
    expect(body).toMatchObject([
      { activity_type: 'branch_deletion', actor: { login: 'github-actions[bot]', type: 'Bot' } },
      { activity_type: 'branch_creation' },
    ]);
  });

  it('pages by cursor, forward and back', async () => {
    const world = await acme();
    busy(world);
    const all = (await asking(world)('ref=main')).body.map(({ id }: { id: number }) => id);
    const seen: number[] = [];
    let path: string | undefined = '/repos/acme/mfa/activity?ref=main&per_page=2';
    let last = '';
    while (path !== undefined) {
      const { body, headers } = await world.rest('GET', path);
      seen.push(...body.map(({ id }: { id: number }) => id));
      last = headers.get('link') ?? '';
      path = /<([^>]+)>; rel="next"/.exec(last)?.[1]?.slice(world.github.apiUrl.length);
    }
    expect(seen).toEqual(all);
    const back = /<([^>]+)>; rel="prev"/.exec(last)?.[1]?.slice(world.github.apiUrl.length) ?? '';
    const before = (await world.rest('GET', back)).body.map(({ id }: { id: number }) => id);
    expect(before).toEqual(all.slice(2, 4));
  });

  it('needs the permission to read contents, and is unknown to an older server', async () => {
    const world = await acme();
    const other = client(world.github, world.github.token({ issues: 'write' }));
    expect((await other.rest('GET', '/repos/acme/mfa/activity')).status).toBe(403);
    world.repo.behaviour.activity = 'unknown';
    expect((await asking(world)('')).status).toBe(404);
  });
});
