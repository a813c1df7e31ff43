/**
 * The pages of GitHub that texts link to. They are put together from the server's address, the repository's name, numbers and hexadecimal
 * ids alone; the path of the policy comes from the workflow's inputs and is taken only where it needs no encoding.
 */
export interface Site {
  /** `GITHUB_SERVER_URL`, as in `https://github.com`. */
  server: string;
  owner: string;
  repository: string;
  /** Path of the policy in the repository. */
  policy: string;
}

const ID = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;
const NUMBER = /^[1-9]\d{0,19}$/;
const NAME = /^[A-Za-z0-9._-]+$/;
const PATH = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

export function commitPage(site: Site, commit: string): string | undefined {
  return ID.test(commit) ? page(site, `commit/${commit}`) : undefined;
}

export function runPage(site: Site, run: string): string | undefined {
  return NUMBER.test(run) ? page(site, `actions/runs/${run}`) : undefined;
}

export function pullPage(site: Site, pull: number): string | undefined {
  return NUMBER.test(`${pull}`) ? page(site, `pull/${pull}`) : undefined;
}

/** A line of the policy at a commit. */
export function linePage(site: Site, commit: string, line: number | undefined): string | undefined {
  if (!ID.test(commit) || !PATH.test(site.policy) || !NUMBER.test(`${line}`)) return undefined;
  return page(site, `blob/${commit}/${site.policy}#L${line}`);
}

function page({ server, owner, repository }: Site, rest: string): string | undefined {
  return NAME.test(owner) && NAME.test(repository) ? `${server}/${owner}/${repository}/${rest}` : undefined;
}
