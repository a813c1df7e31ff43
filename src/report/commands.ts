/** The commands that people are given, as they are typed. */

export function approvalCommand(pull: number): string {
  return `gh pr review ${pull} --approve`;
}

export function rerunCommand(run: string): string {
  return `gh run rerun ${run}`;
}

/** Approves everything that the plan of this digest says. `workflow`: the file of the apply's workflow. */
export function adoptionCommand(workflow: string, digest: string): string {
  return `gh workflow run ${workflow} -f adopt=${digest}`;
}

/** What may stand in a command without quotes, and is no option. */
const PLAIN = /^[A-Za-z0-9._][A-Za-z0-9._/-]*$/;

/**
 * A pull request that puts the file back, in a clone of this repository: by undoing a commit or by an editor. `branch`:
 * the default branch. Undefined where a name would have to be quoted.
 */
export function putBackCommands(
  branch: string,
  by: { kind: 'revert'; commit: string } | { kind: 'edit'; policy: string },
): string | undefined {
  const name = by.kind === 'revert' ? by.commit : by.policy;
  if (!PLAIN.test(branch) || !PLAIN.test(name)) return undefined;
  const change =
    by.kind === 'revert'
      ? [`git revert --no-edit ${by.commit}`]
      : [`"\${EDITOR:-vi}" ${by.policy}`, `git commit --message "Put back what is in force" ${by.policy}`];
  return [
    'git fetch origin',
    `git switch --create mfa-put-back origin/${branch}`,
    ...change,
    'git push --set-upstream origin mfa-put-back',
    'gh pr create --fill',
  ].join('\n');
}
