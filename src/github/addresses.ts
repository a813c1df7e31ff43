/** Where GitHub is: github.com, or a server of one's own. No slash at the end. */
export interface Addresses {
  api: string;
  graphql: string;
  /** Of the pages that people see. */
  server: string;
}

export type ReadAddresses = { ok: true; addresses: Addresses } | { ok: false; why: string };

/** Scheme, host, port, plain path: no user, no query, no fragment, nothing that a template of octokit would fill in. */
const ADDRESS = /^https?:\/\/[a-z0-9.:[\]-]+(?:\/[a-z0-9._~/-]*)?$/i;

/**
 * GitHub's addresses as the runner names them, and those of github.com where it names none
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables). A refusal names the variable and never holds its
 * value: it might carry a password.
 */
export function readAddresses(env: Record<string, string | undefined>): ReadAddresses {
  const named = (name: string, usual: string) => ({ name, text: (env[name] || usual).replace(/\/+$/, '') });
  const api = named('GITHUB_API_URL', 'https://api.github.com');
  const graphql = named('GITHUB_GRAPHQL_URL', `${api.text}/graphql`);
  const server = named('GITHUB_SERVER_URL', 'https://github.com');
  const wrong = [api, graphql, server].find(({ text }) => !ADDRESS.test(text) || !URL.canParse(text));
  if (wrong === undefined)
    return { ok: true, addresses: { api: api.text, graphql: graphql.text, server: server.text } };
  const why = `The variable \`${wrong.name}\` is not a valid address. The runner sets it: remove what changes it from the workflow or from the machine.`;
  return { ok: false, why };
}
