/** A comment that this token's identity wrote, which every workflow of the repository shares. */
export interface OwnComment {
  id: string;
  body: string;
}

/** A pull request at one moment, with the own comments on it, oldest first. */
export interface Conversation {
  state: 'open' | 'merged' | 'closed';
  /** The last commit of its branch. */
  head: string;
  comments: readonly OwnComment[];
}

/** What people see in the repository: the comment on a pull request and the issue. */
export interface Discussion {
  conversation(pull: number): Promise<Conversation>;
  createComment(pull: number, body: string): Promise<void>;
  updateComment(id: string, body: string): Promise<void>;
  /** Also where the comment is gone already. */
  deleteComment(id: string): Promise<void>;
  /** Open issues of this project whose body starts with `marker`. */
  issues(marker: string): Promise<{ number: number; body: string }[]>;
  createIssue(title: string, body: string): Promise<void>;
  updateIssue(number: number, change: { body?: string; state?: 'closed' }): Promise<void>;
}
