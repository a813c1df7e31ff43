import { describe, expect, it } from 'vitest';
import type { GitHub, GitHubOptions } from './github/github.ts';
import { strictRules } from './github/rules.ts';
import { client, inRepo, acme as newAcme } from './rig.ts';

/** The fake GitHub, asked over HTTP as the action asks it. */

let github: GitHub;

async function acme(options: GitHubOptions = {}) {
  const made = await newAcme(options);
  github = made.github;
  return made;
}

const rest = (token: string | undefined, method: string, path: string, body?: unknown) =>
  client(github, token).rest(method, path, body);
const graphql = (token: string, query: string, variables: Record<string, unknown> = {}) =>
  client(github, token).graphql(query, variables);

describe('the object model', () => {
  it('gives the ids that git gives', async () => {
    const { repo } = await acme();
    const at = new Date('2026-01-02T03:04:05Z');
    const oid = repo.commit({
      branch: 'known',
      from: null,
      files: { 'a.txt': 'hello\n', 'dir/run.sh': { executable: '#!/bin/sh\n' }, link: { symlink: 'a.txt' } },
      author: { name: 'N', email: 'n@x.example' },
      at,
      message: 'm\n',
    });
    // As `git write-tree` and `git commit-tree` with the same files, people and dates.
    expect(oid).toBe('8196e56d52dbcde8f2cc6d54d7865f65dfb9f4aa');
    expect(repo.state.store.get(oid)).toMatchObject({ tree: '7d1418ae23247386ba37c36991b8b0bff13da3e6' });
  });

  it('shows a symbolic link, a submodule, a folder and binary data for what they are', async () => {
    const { repo, token } = await acme();
    repo.commit({
      files: {
        l: { symlink: '/proc/self/environ' },
        s: { submodule: 'a'.repeat(40) },
        b: new Uint8Array([0, 1]),
      },
    });
    const entry = (path: string) =>
      `file(path: "${path}") { mode type object { __typename ... on Blob { text isBinary } } }`;
    const { data } = await graphql(
      token,
      inRepo(
        `object(expression: "main") { ... on Commit { l: ${entry('l')} s: ${entry('s')} b: ${entry('b')} d: ${entry('docs')} none: ${entry('none')} } }`,
      ),
    );
    expect(data.repository.object).toEqual({
      l: {
        mode: 0o120000,
        type: 'blob',
        object: { __typename: 'Blob', text: '/proc/self/environ', isBinary: false },
      },
      s: { mode: 0o160000, type: 'commit', object: null },
      b: { mode: 33188, type: 'blob', object: { __typename: 'Blob', text: null, isBinary: true } },
      d: { mode: 0o40000, type: 'tree', object: { __typename: 'Tree' } },
      none: null,
    });
  });
});

describe('histories that people make', () => {
  it('merge with swapped parents, or without taking anything, revert, rename and push by force', async () => {
    const { repo, root } = await acme();
    const side = repo.commit({ branch: 'side', files: { side: '1' } });
    const main = repo.commit({ files: { main: '1' } });
    const ours = repo.mergeBranch({ from: 'side', take: 'ours' });
    expect(repo.parents(ours)).toEqual([main, side]);
    expect(repo.file('main', 'side')).toBeUndefined();
    repo.push('main', main);
    const swapped = repo.mergeBranch({ from: 'side', swapped: true });
    expect(repo.parents(swapped)).toEqual([side, main]);
    expect(repo.file('main', 'side')).toBe('1');
    repo.revert({ commit: main });
    expect(repo.file('main', 'main')).toBeUndefined();
    repo.rename({ from: 'policy.yml', to: 'old.yml', by: 'ana' });
    expect([repo.file('main', 'policy.yml'), repo.file('main', 'old.yml')]).toEqual([undefined, 'a\nb\nc\n']);
    const odd = repo.commit({
      branch: 'odd',
      parents: ['main', side, root],
      tree: root,
      files: { 'policy.yml': null },
    });
    expect(repo.parents(odd)).toEqual([repo.tip('main'), side, root]);
    expect([repo.file('odd', 'policy.yml'), repo.file('odd', 'docs/x.md')]).toEqual([undefined, 'x']);
  });
});

describe('pull requests', () => {
  const PULL =
    'number merged mergeCommit { oid parents(first: 2) { nodes { oid } } } author { __typename login }';

  it.each([
    ['merge', 2],
    ['squash', 1],
    ['rebase', 1],
  ] as const)('are merged by %s, and the commit knows its pull request', async (method, parents) => {
    const { repo, root, token } = await acme();
    const first = repo.commit({ branch: 'topic', files: { 'policy.yml': 'a\nb\nC\n' }, by: 'ana' });
    repo.commit({ branch: 'topic', files: { new: '1' }, by: 'ana' });
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic' });
    const onMain = repo.commit({ files: { 'policy.yml': 'A\nb\nc\n' }, by: 'bo' });
    const merged = repo.merge(number, { method, by: 'bo' });
    expect(repo.tip('main')).toBe(merged);
    expect(repo.file('main', 'policy.yml')).toBe('A\nb\nC\n');
    expect(repo.parents(merged)).toHaveLength(parents);
    const { data } = await graphql(
      token,
      inRepo(`tip: object(oid: "${merged}") { ... on Commit { associatedPullRequests(first: 5) { nodes { ${PULL} } } } }
        branch: object(oid: "${first}") { ... on Commit { associatedPullRequests(first: 5) { nodes { number } } } }
        other: object(oid: "${root}") { ... on Commit { associatedPullRequests(first: 5) { nodes { number } } } }`),
    );
    const [pull] = data.repository.tip.associatedPullRequests.nodes;
    expect(pull).toMatchObject({
      number,
      merged: true,
      mergeCommit: { oid: merged },
      author: { __typename: 'User', login: 'ana' },
    });
    if (method !== 'rebase') expect(pull.mergeCommit.parents.nodes[0]).toEqual({ oid: onMain });
    expect(data.repository.branch.associatedPullRequests.nodes).toEqual([{ number }]);
    expect(data.repository.other.associatedPullRequests.nodes).toEqual([]);
  });

  it('are associated late, and also with what a test attaches', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'renovate', files: { new: '1' } });
    repo.associationsLate = true;
    const oid = repo.merge(number, { method: 'squash', by: 'bo' });
    const ask = async () => {
      const { data } = await graphql(
        token,
        inRepo(
          `object(oid: "${oid}") { ... on Commit { associatedPullRequests(first: 5) { nodes { ${PULL} } } } }`,
        ),
      );
      return data.repository.object.associatedPullRequests.nodes;
    };
    expect(await ask()).toEqual([]);
    const other = repo.openPullRequest({ by: 'ana', branch: 'other', files: { other: '1' } });
    repo.associate(oid, other);
    expect(await ask()).toMatchObject([{ number: other, merged: false }]);
    repo.settle();
    expect(await ask()).toMatchObject([
      { number, author: { __typename: 'Bot', login: 'renovate' } },
      { number: other },
    ]);
  });

  it('have a test merge of base and head, made anew when one of them moves', async () => {
    const { repo } = await acme();
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    const before = repo.testMerge(number);
    expect(repo.parents(before)).toEqual([repo.tip('main'), repo.tip('topic')]);
    repo.commit({ branch: 'topic', files: { new: '2' } });
    expect(repo.parents(repo.testMerge(number))).toEqual([repo.tip('main'), repo.tip('topic')]);
    expect(repo.testMerge(number)).not.toBe(before);
  });

  it('count as merged when their head is pushed to the base', async () => {
    const { repo } = await acme();
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    const merged = repo.mergeBranch({ from: 'topic', by: 'ana' });
    expect(repo.pull(number)).toMatchObject({ state: 'MERGED', mergeCommit: merged });
  });

  it('outlive the account of their author', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'dee', files: { new: '1' } });
    repo.user('dee', { deleted: true });
    const { data } = await graphql(token, inRepo(`pullRequest(number: ${number}) { author { login } }`));
    expect(data.repository.pullRequest).toEqual({ author: null });
    expect(repo.pullRequestEvent(number, 'opened', 'bo')).toMatchObject({
      pull_request: { user: { login: 'ghost' } },
    });
  });

  it('move to the base of the merged pull request whose branch is deleted', async () => {
    const { repo } = await acme();
    const decoy = repo.openPullRequest({ by: 'ana', branch: 'decoy', files: { decoy: '1' } });
    const number = repo.openPullRequest({ by: 'ana', base: 'decoy', branch: 'topic', files: { new: '1' } });
    repo.dismissStale = true;
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    repo.merge(decoy, { by: 'bo' });
    repo.deleteBranch('decoy');
    expect(repo.pull(number)).toMatchObject({ base: 'main', reviews: [{ state: 'DISMISSED' }] });
  });
});

describe('reviews', () => {
  const REVIEWS = `all: latestOpinionatedReviews(first: 10) { nodes { state author { login } } }
    writers: latestOpinionatedReviews(first: 10, writersOnly: true) { nodes { author { login } } }`;

  it('are the latest opinion of each user, of writers only when asked', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    repo.review(number, { by: 'bo', state: 'CHANGES_REQUESTED' });
    repo.review(number, { by: 'bo', state: 'COMMENTED' });
    repo.merge(number, { by: 'bo' });
    repo.review(number, { by: 'cy', state: 'APPROVED' });
    const { data } = await graphql(token, inRepo(`pullRequest(number: ${number}) { ${REVIEWS} }`));
    expect(data.repository.pullRequest).toEqual({
      all: {
        nodes: [
          { state: 'CHANGES_REQUESTED', author: { login: 'bo' } },
          { state: 'APPROVED', author: { login: 'cy' } },
        ],
      },
      writers: { nodes: [{ author: { login: 'bo' } }] },
    });
    expect(() => repo.review(number, { by: 'ana', state: 'APPROVED' })).toThrow('one’s own');
  });

  it('are dismissed by a push where stale dismissal is on', async () => {
    const { repo } = await acme();
    repo.rules('main', strictRules());
    const number = repo.openPullRequest({ by: 'ana', branch: 'topic', files: { new: '1' } });
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    repo.commit({ branch: 'topic', files: { new: '2' } });
    expect(repo.pull(number).reviews[0]?.state).toBe('DISMISSED');
  });
});

describe('comments and paging', () => {
  it('page by cursor in GraphQL and by Link in REST', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    for (let index = 0; index < 5; index += 1) repo.comment(number, { by: 'ana', body: `c${index}` });
    const query = `query($after: String) { repository(owner: "acme", name: "mfa") { pullRequest(number: ${number}) {
      comments(first: 2, after: $after) { totalCount nodes { body } pageInfo { hasNextPage endCursor } } } } }`;
    const bodies: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await graphql(token, query, { after });
      const { nodes, pageInfo, totalCount } = data.repository.pullRequest.comments;
      expect(totalCount).toBe(5);
      bodies.push(...nodes.map((node: { body: string }) => node.body));
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(bodies).toEqual(['c0', 'c1', 'c2', 'c3', 'c4']);

    const first = await rest(token, 'GET', `/repos/acme/mfa/issues/${number}/comments?per_page=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toContain('/repositories/');
    const second = await rest(token, 'GET', next.slice(github.apiUrl.length));
    expect(second.body.map((each: { body: string }) => each.body)).toEqual(['c2', 'c3']);
  });

  it('tell own comments from those of others, and who edited them; they can be changed and deleted', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const made = await rest(token, 'POST', `/repos/acme/mfa/issues/${number}/comments`, { body: 'mine' });
    expect(made).toMatchObject({
      status: 201,
      body: { user: { login: 'github-actions[bot]', type: 'Bot' } },
    });
    repo.comment(number, { by: 'ana', body: 'hers' });
    repo.editComment(made.body.id, { by: 'ana', body: 'forged' });
    const { data } = await graphql(
      token,
      `{ viewer { login } ${inRepo(`pullRequest(number: ${number}) { comments(first: 9) { nodes {
        fullDatabaseId body viewerDidAuthor author { __typename login } editor { login } lastEditedAt } } }`).slice(
        1,
      )}`,
    );
    expect(data.viewer.login).toBe('github-actions[bot]');
    expect(data.repository.pullRequest.comments.nodes).toMatchObject([
      {
        fullDatabaseId: String(made.body.id),
        body: 'forged',
        viewerDidAuthor: true,
        author: { __typename: 'Bot', login: 'github-actions' },
        editor: { login: 'ana' },
      },
      {
        viewerDidAuthor: false,
        author: { __typename: 'User', login: 'ana' },
        editor: null,
        lastEditedAt: null,
      },
    ]);
    const updated = await rest(token, 'PATCH', `/repos/acme/mfa/issues/comments/${made.body.id}`, {
      body: 'again',
    });
    expect(updated).toMatchObject({ status: 200, body: { body: 'again' } });
    const path = `/repos/acme/mfa/issues/comments/${made.body.id}`;
    const reader = github.token({ contents: 'read', 'pull-requests': 'read' });
    expect((await rest(reader, 'DELETE', path)).status).toBe(403);
    expect((await rest(token, 'DELETE', path)).status).toBe(204);
    expect((await rest(token, 'DELETE', path)).status).toBe(404);
    expect(repo.comments(number).map(({ body }) => body)).toEqual(['hers']);
  });

  it('keep issues, among which REST lists pull requests', async () => {
    const { repo, token } = await acme();
    repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const made = await rest(token, 'POST', '/repos/acme/mfa/issues', { title: 'Drift', labels: ['mfa'] });
    expect(made).toMatchObject({ status: 201, body: { number: 2, state: 'open' } });
    const all = await rest(token, 'GET', '/repos/acme/mfa/issues');
    expect(all.body.map((each: { pull_request?: unknown }) => each.pull_request !== undefined)).toEqual([
      false,
      true,
    ]);
    const mine = await rest(
      token,
      'GET',
      '/repos/acme/mfa/issues?labels=mfa&creator=github-actions%5Bbot%5D',
    );
    expect(mine.body).toHaveLength(1);
    await rest(token, 'PATCH', '/repos/acme/mfa/issues/2', { state: 'closed' });
    expect((await rest(token, 'GET', '/repos/acme/mfa/issues?labels=mfa')).body).toEqual([]);
  });
});

const COMMIT = `mutation Commit($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { clientMutationId commit { oid signature { isValid } author { name } } ref { name } } }`;

describe('createCommitOnBranch', () => {
  const input = (head: string, branchName = 'main') => ({
    branch: { repositoryNameWithOwner: 'acme/mfa', branchName },
    message: { headline: 'Write' },
    expectedHeadOid: head,
    fileChanges: {
      additions: [{ path: 'deep/er/file.json', contents: Buffer.from('{}').toString('base64') }],
      deletions: [{ path: 'docs/x.md' }],
    },
  });

  it('compares and swaps', async () => {
    const { repo, root, token } = await acme();
    const { data } = await graphql(token, COMMIT, { input: input(root) });
    expect(data.createCommitOnBranch).toMatchObject({
      commit: {
        oid: repo.tip('main'),
        signature: { isValid: true },
        author: { name: 'github-actions[bot]' },
      },
      ref: { name: 'main' },
    });
    expect(repo.file('main', 'deep/er/file.json')).toBe('{}');
    expect(repo.file('main', 'docs/x.md')).toBeUndefined();
    const head = repo.tip('main');
    const again = await graphql(token, COMMIT, { input: input(root) });
    expect(again).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'STALE_DATA',
          path: ['createCommitOnBranch'],
          message: `Expected branch to point to "${head}" but it did not.  Pull and try again.`,
        },
      ],
    });
    expect(repo.tip('main')).toBe(head);
    expect(github.writes()).toEqual([
      'mutation createCommitOnBranch main',
      'mutation createCommitOnBranch main',
    ]);
  });

  it('refuses a missing branch and a token that may only read', async () => {
    const { root, token } = await acme();
    const missing = await graphql(token, COMMIT, { input: input(root, 'none') });
    expect(missing.errors).toMatchObject([{ type: 'NOT_FOUND' }]);
    const refused = await graphql(github.token({ contents: 'read' }), COMMIT, { input: input(root) });
    expect(refused.errors).toMatchObject([
      { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
    ]);
  });

  it('finds a branch that the Git database made with a root commit', async () => {
    const { repo, token } = await acme();
    const blob = await rest(token, 'POST', '/repos/acme/mfa/git/blobs', {
      content: 'What this is',
      encoding: 'utf-8',
    });
    const tree = await rest(token, 'POST', '/repos/acme/mfa/git/trees', {
      tree: [{ path: 'README.md', mode: '100644', type: 'blob', sha: blob.body.sha }],
    });
    const commit = await rest(token, 'POST', '/repos/acme/mfa/git/commits', {
      message: 'Root',
      tree: tree.body.sha,
      parents: [],
    });
    const ref = { ref: 'refs/heads/mfa-ledger/us/166', sha: commit.body.sha };
    expect((await rest(token, 'POST', '/repos/acme/mfa/git/refs', ref)).status).toBe(201);
    expect(await rest(token, 'POST', '/repos/acme/mfa/git/refs', ref)).toMatchObject({
      status: 422,
      body: { message: 'Reference already exists' },
    });
    expect(
      (await rest(token, 'GET', '/repos/acme/mfa/git/ref/heads/mfa-ledger/us/166')).body.object.sha,
    ).toBe(commit.body.sha);
    expect(repo.parents('mfa-ledger/us/166')).toEqual([]);
    const { data } = await graphql(
      token,
      inRepo('refs(refPrefix: "refs/heads/mfa-ledger/us/", first: 9) { nodes { name target { oid } } }'),
    );
    expect(data.repository.refs.nodes).toEqual([{ name: '166', target: { oid: commit.body.sha } }]);
  });
});

describe('what GitHub refuses', () => {
  it.each([
    [
      'a field that is not there',
      'nothing',
      {
        message: "Field 'nothing' doesn't exist on type 'Repository'",
        extensions: { code: 'undefinedField' },
      },
    ],
    ['a connection without bounds', 'issues { nodes { number } }', { type: 'MISSING_PAGINATION_BOUNDARIES' }],
    ['more than 100 at once', 'issues(first: 101) { totalCount }', { type: 'EXCESSIVE_PAGINATION' }],
    [
      'more than 500 000 nodes',
      'issues(first: 100) { nodes { comments(first: 100) { nodes { issue { comments(first: 100) { nodes { id } } } } } } }',
      { type: 'MAX_NODE_LIMIT_EXCEEDED' },
    ],
    ['an id that is none', 'object(oid: "abc") { oid }', {}],
    [
      'a pull request that is not there',
      'pullRequest(number: 9) { id }',
      { type: 'NOT_FOUND', path: ['repository', 'pullRequest'] },
    ],
  ])('%s', async (_, selection, error) => {
    const { token } = await acme();
    expect((await graphql(token, inRepo(selection))).errors).toMatchObject([error]);
  });

  it('tokens that are missing, unknown, without the permission, or of another repository', async () => {
    const { repo } = await acme();
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const comments = `/repos/acme/mfa/issues/${number}/comments`;
    expect((await rest(undefined, 'GET', '/repos/acme/mfa')).status).toBe(401);
    expect(await rest('ghs_x', 'GET', '/repos/acme/mfa')).toMatchObject({
      status: 401,
      body: { message: 'Bad credentials' },
    });
    const reader = github.token({ contents: 'read', 'pull-requests': 'read' });
    expect(await rest(reader, 'POST', comments, { body: 'x' })).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration', status: '403' },
    });
    expect((await rest(github.token({ issues: 'write' }), 'POST', comments, { body: 'x' })).status).toBe(201);
    const other = github.repository({ owner: 'acme', name: 'other', private: true });
    expect((await rest(github.token({ contents: 'read' }, other), 'GET', '/repos/acme/mfa')).status).toBe(
      404,
    );
  });
});

describe('REST reads', () => {
  it('says what a user may do', async () => {
    const { repo, token } = await acme();
    const ask = async (login: string) =>
      rest(token, 'GET', `/repos/acme/mfa/collaborators/${login}/permission`);
    expect(await ask('bo')).toMatchObject({
      status: 200,
      body: { permission: 'write', role_name: 'maintain' },
    });
    expect((await ask('nobody')).status).toBe(404);
    repo.user('dee', { permission: 'none' });
    expect(await ask('dee')).toMatchObject({ status: 200, body: { permission: 'none' } });
  });

  it('answers below the base of GitHub Enterprise Server too', async () => {
    const { token } = await acme({ prefix: '/api/v3' });
    expect(github.apiUrl).toMatch(/\/api\/v3$/);
    expect((await rest(token, 'GET', '/repos/acme/mfa')).body.full_name).toBe('acme/mfa');
    expect((await graphql(token, inRepo('isPrivate'))).data.repository.isPrivate).toBe(true);
  });
});

describe('faults', () => {
  const comment = { body: 'x' };

  it('lose the answer after the write, or the request before it', async () => {
    const { repo, token } = await acme();
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    const path = `/repos/acme/mfa/issues/${number}/comments`;
    const off = github.onRequest(({ write }) => (write ? { when: 'after', do: 'destroy' } : undefined));
    await expect(rest(token, 'POST', path, comment)).rejects.toThrow();
    expect(repo.comments(number)).toHaveLength(1);
    off();
    const gone = github.onRequest(() => ({ when: 'before', do: 'status', status: 502 }));
    expect((await rest(token, 'POST', path, comment)).status).toBe(502);
    expect(repo.comments(number)).toHaveLength(1);
    gone();
    const seen: (number | undefined)[] = [];
    github.afterResponse(({ status }) => {
      seen.push(status);
    });
    await rest(token, 'POST', path, comment);
    await github.idle();
    expect(seen).toEqual([201]);
    expect(github.requests.map(({ status }) => status)).toEqual([undefined, 502, 201]);
  });

  it('hang until the client or the server gives up', async () => {
    const { token } = await acme();
    github.onRequest(() => ({ when: 'before', do: 'hang' }));
    const call = fetch(`${github.apiUrl}/repos/acme/mfa`, {
      headers: { authorization: `token ${token}` },
      signal: AbortSignal.timeout(50),
    });
    await expect(call).rejects.toThrow();
  });
});

describe('events', () => {
  it('are shaped as GitHub’s', async () => {
    const { repo } = await acme();
    const fork = github.repository({ owner: 'eve', name: 'mfa', forkOf: repo });
    const number = repo.openPullRequest({ by: 'eve', from: fork, branch: 'topic', files: { new: '1' } });
    expect(repo.pullRequestEvent(number, 'opened')).toMatchObject({
      pull_request: {
        merged: false,
        merge_commit_sha: repo.testMerge(number),
        base: { ref: 'main', repo: { id: repo.id } },
        head: { repo: { id: fork.id } },
      },
      repository: { id: repo.id, default_branch: 'main', private: true, owner: { login: 'acme' } },
      sender: { login: 'eve', type: 'User' },
    });
    const merged = repo.merge(number, { by: 'bo' });
    fork.delete();
    expect(repo.pullRequestEvent(number, 'closed', 'bo')).toMatchObject({
      pull_request: { merged: true, merge_commit_sha: merged, head: { repo: null } },
      sender: { login: 'bo' },
    });
    expect(repo.pushEvent({ sender: 'renovate' })).toMatchObject({
      ref: 'refs/heads/main',
      after: merged,
      deleted: false,
      sender: { login: 'renovate[bot]', type: 'Bot' },
    });
    expect(repo.pushEvent({ deleted: true })).toMatchObject({ after: '0'.repeat(40), head_commit: null });
    expect(repo.dispatchEvent({ sender: 'bo', inputs: { adopt: 'd' } })).toMatchObject({
      ref: 'refs/heads/main',
      inputs: { adopt: 'd' },
    });
  });
});
