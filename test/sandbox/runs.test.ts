import { describe, expect, it } from 'vitest';
import { acme } from './rig.ts';

describe('a run of pull_request_target (docs.github.com, "Events that trigger workflows")', () => {
  it('has the payload of pull_request, and the default branch’s commit and ref, whatever the base is', async () => {
    const { repo } = await acme();
    repo.commit({ branch: 'release', files: { release: '1' } });
    const number = repo.openPullRequest({ by: 'ana', base: 'release', branch: 'topic', files: { new: '1' } });
    const main = repo.commit({ files: { later: '1' } });
    const { event, payload, env } = repo.pullRequestTargetRun(number, 'opened');
    expect(event).toBe('pull_request_target');
    expect(payload).toEqual(repo.pullRequestEvent(number, 'opened'));
    expect(env).toEqual({
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: main,
      GITHUB_BASE_REF: 'release',
      GITHUB_HEAD_REF: 'topic',
    });
  });

  it('has the base branch’s on GitHub Enterprise Server before 3.20', async () => {
    const { repo } = await acme();
    const release = repo.commit({ branch: 'release', files: { release: '1' } });
    const number = repo.openPullRequest({ by: 'ana', base: 'release', files: { new: '1' } });
    expect(repo.pullRequestTargetRun(number, 'synchronize', { older: true }).env).toMatchObject({
      GITHUB_REF: 'refs/heads/release',
      GITHUB_SHA: release,
    });
  });
});

describe('a scheduled run', () => {
  it('is told the line that started it and where it runs, and that nobody sent it', async () => {
    const { repo, root } = await acme();
    const { event, payload, env } = repo.scheduledRun({ schedule: '5 4 * * *' });
    expect(event).toBe('schedule');
    expect(Object.keys(payload).sort()).toEqual(['organization', 'repository', 'schedule', 'workflow']);
    expect(payload).toMatchObject({ schedule: '5 4 * * *', repository: { id: repo.id } });
    expect(env).toEqual({ GITHUB_REF: 'refs/heads/main', GITHUB_SHA: root });
  });

  it('is told nothing else than the line by an older server (github.com/octokit/webhooks/issues/141)', async () => {
    const { repo } = await acme();
    expect(repo.scheduledRun({ schedule: '5 4 * * *', older: true }).payload).toEqual({
      schedule: '5 4 * * *',
    });
  });
});

describe('a run that is started by hand (docs.github.com, "Webhook events and payloads", workflow_dispatch)', () => {
  it('is of the branch that was chosen, and says who started it', async () => {
    const { repo } = await acme();
    const oid = repo.commit({ branch: 'topic', files: { new: '1' } });
    const { payload, env } = repo.dispatchedRun({ ref: 'topic', sender: 'bo', inputs: { adopt: 'd' } });
    expect(payload).toMatchObject({
      ref: 'refs/heads/topic',
      inputs: { adopt: 'd' },
      sender: { login: 'bo' },
    });
    expect(env).toEqual({
      GITHUB_REF: 'refs/heads/topic',
      GITHUB_SHA: oid,
      GITHUB_TRIGGERING_ACTOR: 'bo',
    });
    expect(() => repo.dispatchedRun({ ref: 'none' })).toThrow('no none');
  });
});
