import type { Discussion, OwnComment } from '../ports.ts';
import {
  type CommentIdentity,
  type CommentRun,
  commentMarker,
  isNewer,
  planPart,
  RESULT_MARK,
  writtenBy,
} from '../report/comment.ts';
import { codePoints, type Markdown, utf8Bytes } from '../report/markdown.ts';
import { COMMENT_LIMIT } from '../report/plan.ts';

export interface CommentTarget {
  discussion: Discussion;
  pull: number;
  identity: CommentIdentity;
  run: CommentRun;
}

export type Written = 'created' | 'updated' | 'unchanged' | 'newer-stands' | 'nothing';

/**
 * Keeps the one comment up to date in place. It is found by its marker among the comments of this token's own identity; one that
 * somebody else edited is not believed: it is marked outdated, and a new one is written. A newer run's comment is left alone.
 * Nothing is sent when nothing but the run has changed. `absent: 'nothing'` writes no new comment where none stands.
 */
export async function writeComment(
  target: CommentTarget,
  comments: readonly OwnComment[],
  text: (existing: string | undefined) => string,
  absent: 'create' | 'nothing' = 'create',
): Promise<Written> {
  const { discussion, pull, identity, run } = target;
  const own = comments.flatMap((comment) => {
    const by = writtenBy(comment.body, identity);
    return by === undefined ? [] : [{ ...comment, by }];
  });
  const trusted = own.filter(({ edited }) => !edited);
  const current = trusted.at(-1);
  if (current !== undefined && isNewer(current.by, run)) return 'newer-stands';
  if (own.length === 0 && absent === 'nothing') return 'nothing';
  const body =
    commentMarker(identity, run).text +
    text(current === undefined ? undefined : afterFirstLine(current.body));
  for (const comment of own) {
    if (comment !== current) await discussion.updateComment(comment.id, OUTDATED);
  }
  if (current === undefined) {
    await discussion.createComment(pull, body);
    return 'created';
  }
  if (afterFirstLine(current.body) === afterFirstLine(body)) return 'unchanged';
  await discussion.updateComment(current.id, body);
  return 'updated';
}

/** A plan's text with the result of an apply below it; the plan gives way where both do not fit. */
export function withResult(existing: string | undefined, result: Markdown): string {
  const tail = `${RESULT_MARK.text}${result.text}`;
  const plan = existing === undefined ? '' : planPart(`\n${existing}`);
  const whole = plan === '' ? tail : `${plan}\n\n${tail}`;
  return codePoints(whole) <= COMMENT_LIMIT.codePoints && utf8Bytes(whole) <= COMMENT_LIMIT.bytes
    ? whole
    : tail;
}

function afterFirstLine(body: string): string {
  return body
    .slice(body.indexOf('\n') + 1)
    .replaceAll('\r\n', '\n')
    .trimEnd();
}

const OUTDATED =
  'This comment is outdated or was edited by somebody else. See the newer comment of the MFA policy workflow.\n';
