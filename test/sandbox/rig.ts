import { expect, onTestFinished } from 'vitest';
import { type GitHub, type GitHubOptions, startGitHub } from './github/github.ts';

/** An answer of any shape; what it must be is what each test says. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Data = any;

/** One who asks the embedded GitHub over HTTP, as the action does, with a token or without. */
export function client(github: GitHub, token: string | undefined) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `token ${token}` };
  return {
    async rest(method: string, path: string, body?: unknown) {
      const response = await fetch(github.apiUrl + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed: Data = text === '' ? undefined : JSON.parse(text);
      return { status: response.status, headers: response.headers, body: parsed };
    },
    async graphql(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(github.graphqlUrl, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables }),
      });
      expect(response.status).toBe(200);
      return (await response.json()) as { data: Data; errors?: Data[] };
    },
  };
}

/** A GitHub with one private repository of four users, which is gone when the test is, and a client with a job's usual token. */
export async function acme(options: GitHubOptions = {}) {
  const github = await startGitHub(options);
  onTestFinished(() => github.close());
  const repo = github.repository({ owner: 'acme', name: 'mfa', private: true });
  repo.user('ana', { permission: 'write' });
  repo.user('bo', { permission: 'maintain' });
  repo.user('cy', { permission: 'read' });
  repo.user('renovate', { type: 'Bot', permission: 'write' });
  const root = repo.commit({
    files: { 'policy.yml': 'a\nb\nc\n', 'docs/x.md': 'x' },
    by: 'ana',
    message: 'Start',
  });
  const token = github.token({ contents: 'write', 'pull-requests': 'write', issues: 'write' });
  return { github, repo, root, token, ...client(github, token) };
}

export const inRepo = (selection: string) => `{ repository(owner: "acme", name: "mfa") { ${selection} } }`;
