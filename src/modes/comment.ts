import type { Discussion, OwnComment } from '../ports/discussion.ts';
import {
  type CommentIdentity,
  type CommentSubject,
  commentMarker,
  kindOfComment,
} from '../report/comment.ts';
import type { Markdown } from '../report/markdown.ts';

/** The pull request that is written to, and whose comment it is. */
export interface CommentTarget {
  discussion: Discussion;
  pull: number;
  identity: CommentIdentity;
}

export type Written = 'created' | 'updated' | 'unchanged' | 'nothing';

/**
 * Shows what would happen by `head`, which the caller has just found to be the open pull request's present one. A comment that says
 * *result* is left as it is: an open pull request has none, so another workflow forged it, and the plan gets a comment of its own.
 * `absent: 'nothing'` writes no new comment where none stands.
 */
export function writePlan(
  target: CommentTarget,
  comments: readonly OwnComment[],
  { head, text, absent }: { head: string; text: Markdown; absent: 'create' | 'nothing' },
): Promise<Written> {
  const plans = comments.filter(({ body }) => kindOfComment(body, target.identity) === 'plan');
  if (plans.length === 0 && absent === 'nothing') return Promise.resolve('nothing');
  return write(target, plans, { kind: 'plan', head }, text);
}

/** Shows what an apply did, in the place of the plan or of an earlier result. */
export function writeResult(
  target: CommentTarget,
  comments: readonly OwnComment[],
  text: Markdown,
): Promise<Written> {
  const own = comments.filter(({ body }) => kindOfComment(body, target.identity) !== undefined);
  return write(target, own, { kind: 'result' }, text);
}

/** Shows why an apply was refused as a whole. */
export function writeRefusal(
  target: CommentTarget,
  comments: readonly OwnComment[],
  text: Markdown,
): Promise<Written> {
  const own = comments.filter(({ body }) => kindOfComment(body, target.identity) !== undefined);
  return write(target, own, { kind: 'refusal' }, text);
}

/** Shows what an apply did in the place of a plan or a refusal alone: where a result stands, or nothing, there is nothing to correct. */
export function writeOver(
  target: CommentTarget,
  comments: readonly OwnComment[],
  text: Markdown,
): Promise<Written> {
  const kinds = comments.map(({ body }) => kindOfComment(body, target.identity));
  const isOutdated = !kinds.includes('result') && kinds.some((kind) => kind !== undefined);
  return isOutdated ? writeResult(target, comments, text) : Promise.resolve('nothing');
}

/**
 * Makes the oldest of the own comments say this, whoever edited it and whatever it said, and deletes the others. Nothing is sent
 * when nothing has changed.
 */
async function write(
  { discussion, pull, identity }: CommentTarget,
  [oldest, ...others]: readonly OwnComment[],
  subject: CommentSubject,
  text: Markdown,
): Promise<Written> {
  const body = commentMarker(identity, subject).text + text.text;
  if (oldest === undefined) {
    await discussion.createComment(pull, body);
    return 'created';
  }
  const changed = !isSame(oldest.body, body);
  if (changed) await discussion.updateComment(oldest.id, body);
  for (const { id } of others) await discussion.deleteComment(id);
  return changed || others.length > 0 ? 'updated' : 'unchanged';
}

/** Editors of the web write CRLF, and white space at the end says nothing. */
function isSame(stands: string, body: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(stands) === plain(body);
}
