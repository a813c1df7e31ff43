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
