import { type Markdown, md } from './markdown.ts';

/** Why the ledger can't be written or believed, and what to do. Public keys and commits are no secrets. */

/** The policy names no key to verify by; `own` is the public half of the one that this job signs with. */
export function unnamedKey(own: string): Markdown {
  return md`The policy names no \`ledger-public-key\`, so nothing could verify what this run records. Nothing was sent to the tenant, and nothing was written. Add this line to the policy in a pull request:\n\n${`ledger-public-key: ${own}`}`;
}

/** The policy names another key than the one that this job signs with. */
export function otherKey(named: string, own: string): Markdown {
  return md`The private key in the input \`ledger-key\` doesn’t belong to the public key that the policy names. Nothing was sent to the tenant, and nothing was written. The policy names ${named}; the key of this job has the public half ${own}. Set the secret of the environment to the key that the policy names.`;
}

/** The newest valid state lies below what was put on top of it. A plan sends nothing in any case, and doesn't speak of it. */
export function buried(
  branch: string,
  why: 'deep' | 'merge',
  putBack: string | undefined,
  found: 'by-plan' | 'by-apply' = 'by-apply',
): Markdown {
  const nothing = found === 'by-plan' ? md`` : md` Nothing was sent to the tenant, and nothing was written.`;
  const where =
    why === 'merge' ? md`behind a merge commit` : md`below more than 1000 commits that no apply has written`;
  const to = putBack === undefined ? md`the newest commit that an apply has written` : md`commit ${putBack}`;
  return md`The newest valid state of the ledger is ${where}, on the branch ${branch}.${nothing} Put the branch back to ${to}, then run this again. Find out who wrote the other commits.`;
}
