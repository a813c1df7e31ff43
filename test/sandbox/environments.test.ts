import { describe, expect, it } from 'vitest';
import { acme, client } from './rig.ts';

async function asking() {
  const world = await acme();
  const { rest } = client(world.github, world.github.token({ actions: 'read', contents: 'read' }));
  return { ...world, get: (path: string) => rest('GET', `/repos/acme/mfa/${path}`) };
}

describe('an environment (docs.github.com, "REST API endpoints for deployment environments")', () => {
  it('is open to every branch, and administrators may bypass it, unless something else is said', async () => {
    const { repo, get } = await asking();
    repo.environment('mfa');
    expect(await get('environments/MFA')).toMatchObject({
      status: 200,
      body: { name: 'mfa', can_admins_bypass: true, protection_rules: [], deployment_branch_policy: null },
    });
    expect((await get('environments/mfa/deployment-branch-policies')).body).toEqual({
      total_count: 0,
      branch_policies: [],
    });
    expect((await get('environments/other')).status).toBe(404);
  });

  it('shows who must review, how long a job waits, and which branches may use it', async () => {
    const { repo, get } = await asking();
    repo.environment('mfa', {
      branches: ['main', 'tag:v*'],
      reviewers: [repo.user('bo')],
      preventSelfReview: true,
      waitTimer: 30,
      adminsBypass: false,
    });
    expect((await get('environments/mfa')).body).toMatchObject({
      can_admins_bypass: false,
      protection_rules: [
        { type: 'wait_timer', wait_timer: 30 },
        {
          type: 'required_reviewers',
          prevent_self_review: true,
          reviewers: [{ type: 'User', reviewer: { login: 'bo' } }],
        },
        { type: 'branch_policy' },
      ],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    });
    expect((await get('environments/mfa/deployment-branch-policies')).body).toMatchObject({
      total_count: 2,
      branch_policies: [
        { name: 'main', type: 'branch' },
        { name: 'v*', type: 'tag' },
      ],
    });
    repo.environment('mfa', { branches: 'protected' });
    expect((await get('environments/mfa')).body.deployment_branch_policy).toEqual({
      protected_branches: true,
      custom_branch_policies: false,
    });
  });

  it('needs the permission to read actions', async () => {
    const { repo, rest } = await asking();
    repo.environment('mfa');
    expect((await rest('GET', '/repos/acme/mfa/environments/mfa')).status).toBe(403);
  });
});

describe('the errors of CODEOWNERS (docs.github.com, "List CODEOWNERS errors")', () => {
  it('name owners who are nobody or may not write, with line and column', async () => {
    const { repo, get } = await asking();
    expect((await get('codeowners/errors')).status).toBe(404);
    const lines = ['# @nobody', '* @ana @acme/security', 'policy.yml @cy @nobody # @bo'];
    repo.commit({ files: { '.github/CODEOWNERS': lines.join('\n'), CODEOWNERS: '* @else' } });
    const error = { line: 3, kind: 'Unknown owner', path: '.github/CODEOWNERS', source: lines[2] };
    expect((await get('codeowners/errors')).body).toMatchObject({
      errors: [
        { ...error, column: 12 },
        {
          ...error,
          column: 16,
          suggestion: 'make sure @nobody exists and has write access to the repository',
        },
      ],
    });
  });

  it('are those of the ref that is asked for', async () => {
    const { repo, get } = await asking();
    repo.commit({ branch: 'topic', files: { 'docs/CODEOWNERS': '* @ana' } });
    expect(await get('codeowners/errors?ref=topic')).toMatchObject({ status: 200, body: { errors: [] } });
    expect((await get('codeowners/errors')).status).toBe(404);
  });
});
