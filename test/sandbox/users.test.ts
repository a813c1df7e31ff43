import { describe, expect, it } from 'vitest';
import { acme, inRepo } from './rig.ts';

describe('user(login:)', () => {
  it('is null with an error of its own for nobody, among others that are there', async () => {
    const { repo, graphql } = await acme();
    repo.user('dee', { deleted: true });
    const ask = (alias: string, login: string) => `${alias}: user(login: "${login}") { databaseId login }`;
    const { data, errors } = await graphql(
      `{ ${ask('a', 'ANA')} ${ask('b', 'nobody')} ${ask('c', 'acme')} ${ask('d', 'dee')} ${ask('e', 'renovate')} }`,
    );
    const ana = { databaseId: repo.user('ana').id, login: 'ana' };
    expect(data).toEqual({ a: ana, b: null, c: null, d: null, e: null });
    expect(errors).toMatchObject([
      { type: 'NOT_FOUND', path: ['b'], message: "Could not resolve to a User with the login of 'nobody'." },
      { type: 'NOT_FOUND', path: ['c'] },
      { type: 'NOT_FOUND', path: ['d'] },
      { type: 'NOT_FOUND', path: ['e'] },
    ]);
  });
});

describe('a renamed user (docs.github.com, "Changing your GitHub username")', () => {
  const AUTHORS = `author { login ... on User { databaseId } }
    reviews(first: 9) { nodes { author { login ... on User { databaseId } } } }`;

  it('stays the same account under the new name, with what they wrote and may do', async () => {
    const { github, repo, graphql, rest } = await acme();
    const { id } = repo.user('bo');
    const number = repo.openPullRequest({ by: 'ana', files: { new: '1' } });
    repo.review(number, { by: 'bo', state: 'APPROVED' });
    github.renameUser('bo', 'bobby');
    const { data } = await graphql(inRepo(`pullRequest(number: ${number}) { ${AUTHORS} }`));
    expect(data.repository.pullRequest).toEqual({
      author: { login: 'ana', databaseId: repo.user('ana').id },
      reviews: { nodes: [{ author: { login: 'bobby', databaseId: id } }] },
    });
    const role = await rest('GET', '/repos/acme/mfa/collaborators/bobby/permission');
    expect(role.body).toMatchObject({ role_name: 'maintain', user: { id } });
    expect((await rest('GET', '/repos/acme/mfa/collaborators/bo/permission')).status).toBe(404);
  });

  it('leaves a name that anybody can take, who is another account and may do nothing', async () => {
    const { github, repo, graphql, rest } = await acme();
    const before = repo.commit({ files: { before: '1' }, by: 'bo' });
    github.renameUser('bo', 'bobby');
    repo.openPullRequest({ by: 'bo', files: { after: '1' } });
    const { id } = repo.pull(1).author;
    const { data } = await graphql(
      `{ old: user(login: "bobby") { databaseId } new: user(login: "bo") { databaseId }
        ${inRepo(`object(oid: "${before}") { ... on Commit { author { user { login } } } }`).slice(1)}`,
    );
    expect(data.new).toEqual({ databaseId: id });
    expect(data.old.databaseId).not.toBe(id);
    expect(data.repository.object.author.user).toEqual({ login: 'bobby' });
    const role = await rest('GET', '/repos/acme/mfa/collaborators/bo/permission');
    expect(role.body).toMatchObject({ permission: 'none', user: { id } });
    expect(() => github.renameUser('bo', 'ana')).toThrow('taken');
  });
});
