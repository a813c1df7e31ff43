/** Which run of which repository this is; from the runner's environment. */
export interface RunInfo {
  owner: string;
  repository: string;
  runId: string;
  attempt: number;
  event: string;
  /** Which workflow file at which ref, and which version of this action; as the runner says, for the record. */
  workflow: string;
  /** The name of the workflow's file, as commands take it. */
  workflowFile: string;
  action: string;
}

/** What the event asks for. `commit` is the event's own; an apply uses it only to notice a stale tip. */
export type Trigger =
  | { kind: 'plan'; commit: string; pull: PullOfEvent; defaultBranch: string }
  | { kind: 'plan-queue'; commit: string; base: string; defaultBranch: string }
  | {
      kind: 'apply';
      commit: string;
      defaultBranch: string;
      by: 'push' | 'dispatch';
      starters: string[];
      /** The sender's number, which a renaming does not change. */
      senderId: string;
    };

export interface PullOfEvent {
  number: number;
  base: string;
  /** The last commit of its branch when the event was sent. */
  head: string;
  author: string;
  authorIsBot: boolean;
  /** False for a fork and for Dependabot, whose runs have a token that can only read. */
  mayComment: boolean;
}
