import { describe, expect, it } from 'vitest';
import { ledgerRules, type Rule, statusChecksRule, strictRules } from './github/rules.ts';
import { acme } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;
type Repo = World['repo'];

const saying = (...messages: string[]) => `Repository rule violations found\n\n${messages.join('\n\n')}\n\n`;

/** A main under these rules, which nobody gets past. */
async function under(...rules: Rule[]) {
  const world = await acme();
  world.repo.rules('main', rules);
  world.repo.behaviour.rules = 'enforced';
  return world;
}

describe('rules that are enforced', () => {
  it.each<[string, Rule, (repo: Repo) => void]>([
    [
      'Changes must be made through a pull request.',
      { type: 'pull_request' },
      (repo) => repo.commit({ files: { new: '1' } }),
    ],
    ['Cannot update this protected ref.', { type: 'update' }, (repo) => repo.commit({ files: { new: '1' } })],
    [
      'Commits must have verified signatures.',
      { type: 'required_signatures' },
      (repo) => repo.commit({ files: { new: '1' } }),
    ],
    [
      'Required status check "plan" is expected.',
      statusChecksRule(),
      (repo) => repo.commit({ files: { new: '1' } }),
    ],
    ['Cannot delete this branch', { type: 'deletion' }, (repo) => repo.deleteBranch('main')],
    [
      'Cannot force-push to this branch',
      { type: 'non_fast_forward' },
      (repo) => repo.push('main', repo.commit({ branch: 'other', from: null, files: { other: '1' } })),
    ],
    [
      'This branch must not contain merge commits.',
      { type: 'required_linear_history' },
      (repo) => {
        repo.commit({ branch: 'other', files: { other: '1' } });
        repo.mergeBranch({ from: 'other' });
      },
    ],
    [
      'Changes must be made through the merge queue',
      { type: 'merge_queue' },
      (repo) => repo.merge(repo.openPullRequest({ by: 'ana', files: { new: '1' } }), { by: 'bo' }),
    ],
  ])('refuse with «%s», and nothing has moved', async (message, rule, act) => {
    const { repo, root } = await under(rule);
    expect(() => act(repo)).toThrow(saying(message));
    expect([
      repo.tip('main'),
      repo.state.activity.filter(({ ref }) => ref === 'refs/heads/main').length,
    ]).toEqual([root, 1]);
  });

  it('refuse a branch to be made; a rule for pull requests does not', async () => {
    const { repo } = await under();
    repo.rules('made', [{ type: 'creation' }]);
    repo.rules('other', [{ type: 'pull_request' }, statusChecksRule()]);
    expect(() => repo.push('made', 'main')).toThrow(
      saying('Cannot create ref due to creations being restricted.'),
    );
    repo.push('other', 'main');
    expect(() => repo.commit({ branch: 'other', files: { new: '1' } })).toThrow('through a pull request');
  });

  it('refuse a merge until it is approved, by another than the last pusher, on a branch that is up to date', async () => {
    const { repo } = await under(...strictRules());
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    const merge = () => repo.merge(number, { by: 'bo' });
    expect(merge).toThrow('At least 1 approving review is required by reviewers with write access.');
    repo.commit({ branch: 'topic', files: { new: '2' }, by: 'bo' });
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    expect(merge).toThrow(saying('New changes require approval from someone other than the last pusher.'));
    repo.behaviour.rules = 'listed';
    repo.commit({ files: { elsewhere: '1' } });
    repo.behaviour.rules = 'enforced';
    repo.updateBranch(number, { by: 'ana' });
    expect(merge()).toBe(repo.tip('main'));
  });

  it('refuse a merge of a branch that is behind', async () => {
    const { repo } = await under(statusChecksRule());
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const other = repo.openPullRequest({ by: 'ana', files: { other: '1' } });
    repo.merge(other, { by: 'bo' });
    expect(() => repo.merge(number, { by: 'bo' })).toThrow(saying('Head branch is out of date'));
    expect(repo.pull(number).state).toBe('OPEN');
  });

  it('let the queue merge, and what the button squashes keep a line', async () => {
    const { repo } = await under({ type: 'merge_queue' });
    const queued = repo.openPullRequest({ by: 'ana', files: { queued: '1' } });
    expect(repo.mergeGroup([queued], { by: 'bo' })).toEqual([repo.tip('main')]);
    repo.rules('main', ledgerRules());
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    expect(() => repo.merge(number, { by: 'bo' })).toThrow(
      saying('This branch must not contain merge commits.'),
    );
    expect(repo.merge(number, { by: 'bo', method: 'squash' })).toBe(repo.tip('main'));
  });
});

describe('an organisation’s rule on all branches', () => {
  const onAll = { name: 'All', conditions: { ref_name: { include: ['~ALL'] } } };

  it('refuses createCommitOnBranch, which moves nothing (github.com/Thinkmill/keystatic/issues/1559)', async () => {
    const { repo, root, graphql } = await under();
    repo.ruleset({ ...onAll, rules: [{ type: 'pull_request' }] }, 'Organization');
    const answer = await graphql(
      `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`,
      {
        input: {
          branch: { repositoryNameWithOwner: 'acme/mfa', branchName: 'main' },
          message: { headline: 'Write' },
          expectedHeadOid: root,
          fileChanges: { additions: [{ path: 'a', contents: '' }] },
        },
      },
    );
    expect(answer).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [
        {
          path: ['createCommitOnBranch'],
          message: saying('Changes must be made through a pull request.'),
        },
      ],
    });
    expect(repo.tip('main')).toBe(root);
  });

  it('refuses refs to be made, moved and deleted with 422', async () => {
    const { repo, root, rest } = await under();
    const other = repo.commit({ branch: 'other', from: null, files: { other: '1' } });
    repo.ruleset({ ...onAll, rules: [...ledgerRules(), { type: 'creation' }] }, 'Organization');
    const refs = '/repos/acme/mfa/git/refs';
    const refused = (message: string) => ({ status: 422, body: { message: saying(message) } });
    expect(await rest('POST', refs, { ref: 'refs/heads/made', sha: root })).toMatchObject(
      refused('Cannot create ref due to creations being restricted.'),
    );
    expect(await rest('PATCH', `${refs}/heads/main`, { sha: other, force: true })).toMatchObject(
      refused('Cannot force-push to this branch'),
    );
    expect(await rest('DELETE', `${refs}/heads/main`)).toMatchObject(refused('Cannot delete this branch'));
  });
});
