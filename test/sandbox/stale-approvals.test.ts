import { describe, expect, it } from 'vitest';
import { strictRules } from './github/rules.ts';
import { acme, inRepo } from './rig.ts';

/**
 * "If the diff changes from this state (for example, because a contributor pushes new changes to the pull request branch or clicks
 * Update branch, or because a related pull request is merged into the target branch), the approving review is dismissed as stale"
 * (docs.github.com, "Available rules for rulesets", require a pull request before merging).
 */

/** A pull request from `topic`, approved by bo, into a main that dismisses stale approvals. */
async function approved() {
  const world = await acme();
  const { repo } = world;
  repo.rules('main', strictRules());
  const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { 'policy.yml': 'a\nb\nC\n' } });
  const seen = repo.tip('topic');
  repo.review(number, { by: 'bo', state: 'APPROVED' });
  const review = () => repo.pull(number).reviews[0];
  return { ...world, number, seen, review };
}

describe('an approval, where stale ones are dismissed', () => {
  it.each(['merge', 'rebase'] as const)(
    'stays when the branch is updated by %s and changes what it changed before',
    async (method) => {
      const { repo, number, seen, review } = await approved();
      const main = repo.commit({ files: { other: '1', 'policy.yml': 'z\na\nb\nc\n' } });
      const head = repo.updateBranch(number, { method });
      expect(repo.parents(head)).toEqual(method === 'merge' ? [seen, main] : [main]);
      expect(repo.file('topic', 'policy.yml')).toBe('z\na\nb\nC\n');
      expect(review()).toMatchObject({ state: 'APPROVED', commit: seen });
    },
  );

  it('is moved to the new head, where a test says so', async () => {
    const { repo, number, seen, review } = await approved();
    repo.behaviour.reviewedCommit = 'moved';
    repo.commit({ files: { other: '1' } });
    const head = repo.updateBranch(number);
    expect(head).not.toBe(seen);
    expect(review()).toMatchObject({ state: 'APPROVED', commit: head });
  });

  it('goes when the update makes another diff of it', async () => {
    const { repo, number, review } = await approved();
    repo.commit({ files: { 'policy.yml': 'a\nb\nC\nd\n' } });
    repo.commit({ branch: 'topic', files: { 'policy.yml': 'a\nb\nC\nd\ne\n' }, parents: ['topic', 'main'] });
    expect(review()?.state).toBe('DISMISSED');
    expect(() => repo.updateBranch(number)).toThrow('up to date');
  });

  it('stays when the base moves elsewhere, and goes when a part of it is merged from another pull request', async () => {
    const { repo, review } = await approved();
    repo.commit({ files: { other: '1' } });
    expect(review()?.state).toBe('APPROVED');
    repo.commit({ branch: 'topic', files: { more: '1' } });
    expect(review()?.state).toBe('DISMISSED');

    const lower = repo.openPullRequest({ by: 'ana', branch: 'lower', files: { lower: '1' } });
    repo.commit({ branch: 'upper', from: 'lower', files: { upper: '1' } });
    const upper = repo.openPullRequest({ by: 'ana', branch: 'upper' });
    repo.review(upper, { by: 'bo', state: 'APPROVED' });
    repo.merge(lower, { by: 'bo' });
    expect(repo.pull(upper).reviews[0]?.state).toBe('DISMISSED');
  });

  it('stays in a merge queue, which moves the base once for all (docs.github.com, "Managing a merge queue")', async () => {
    const { repo } = await approved();
    const lower = repo.openPullRequest({ by: 'ana', branch: 'lower', files: { lower: '1' } });
    repo.commit({ branch: 'upper', from: 'lower', files: { upper: '1' } });
    const upper = repo.openPullRequest({ by: 'ana', branch: 'upper' });
    repo.review(upper, { by: 'bo', state: 'APPROVED' });
    const [first = '', second = ''] = repo.mergeGroup([lower, upper], { by: 'bo' });
    expect(repo.parents(second)[0]).toBe(first);
    expect(repo.pull(upper)).toMatchObject({ mergeCommit: second, reviews: [{ state: 'APPROVED' }] });
    expect(repo.pull(lower)).toMatchObject({ mergeCommit: first });
  });

  it('goes by any push, where a test says so', async () => {
    const { repo, number, review } = await approved();
    repo.behaviour.staleApprovals = 'by-any-push';
    repo.commit({ files: { other: '1' } });
    repo.updateBranch(number);
    expect(review()?.state).toBe('DISMISSED');
  });

  it('outlives a change of the base, where a test says so (github.com/orgs/community/discussions/45921)', async () => {
    const { repo } = await approved();
    repo.commit({ branch: 'decoy', files: { decoy: '1' } });
    for (const [behaviour, state] of [
      ['dismissed', 'DISMISSED'],
      ['kept', 'APPROVED'],
    ] as const) {
      repo.behaviour.retargetedApprovals = behaviour;
      const number = repo.openPullRequest({ by: 'ana', base: 'decoy', files: { [behaviour]: '1' } });
      repo.review(number, { by: 'bo', state: 'APPROVED' });
      repo.retarget(number, 'main');
      repo.commit({ files: { [`later-${behaviour}`]: '1' } });
      expect(repo.pull(number).reviews[0]?.state).toBe(state);
    }
  });
});

describe('a review whose commit was pushed away and collected', () => {
  it.each([
    ['null', () => null],
    ['named', (oid: string) => ({ oid })],
  ] as const)('has the commit %s, which nothing finds', async (choice, expected) => {
    const { repo, number, seen, graphql, rest } = await approved();
    repo.behaviour.lostCommit = choice;
    expect(() => repo.lose(seen)).toThrow('still held');
    repo.commit({ branch: 'topic', parents: ['main'], files: { 'policy.yml': 'a\nb\nC\n' } });
    repo.lose(seen);
    const { data } = await graphql(
      inRepo(`object(oid: "${seen}") { oid } pullRequest(number: ${number}) {
        latestOpinionatedReviews(first: 9) { nodes { state commit { oid } } } }`),
    );
    expect(data.repository).toEqual({
      object: null,
      pullRequest: {
        latestOpinionatedReviews: { nodes: [{ state: 'APPROVED', commit: expected(seen) }] },
      },
    });
    expect((await rest('GET', `/repos/acme/mfa/compare/${seen}...main`)).status).toBe(404);
    expect((await rest('GET', `/repos/acme/mfa/git/commits/${seen}`)).status).toBe(404);
  });
});
