import type { Activity } from '../activity.ts';
import type { Answer } from '../faults.ts';
import { nodeId } from '../ids.ts';
import { fullName } from '../names.ts';
import { accountShape, type Json } from '../shapes.ts';
import { iso } from '../world.ts';
import { type Call, need } from './call.ts';
import { notFound, Problem } from './problem.ts';

/**
 * Who moved which branch, the newest first (docs.github.com, "List repository activities"; permission: "Permissions required for
 * GitHub Apps", contents). Servers of GitHub Enterprise that are older than the endpoint answer 404.
 */
export function listActivity(call: Call): Answer {
  if (call.repository.behaviour.activity === 'unknown') throw notFound();
  need(call, 'read', 'contents');
  const found = call.repository.activity.filter((each) => wanted(call, each));
  if (call.query.get('direction') !== 'asc') found.reverse();
  const size = Math.min(Math.max(Number(call.query.get('per_page') ?? 30) || 30, 1), 100);
  const [after, before] = ['after', 'before'].map((name) => readCursor(call.query.get(name)));
  const start = after ?? Math.max(0, (before ?? 0) - size);
  const end = before === undefined ? start + size : Math.min(start + size, before);
  const links = [
    ...(start > 0 ? [link(call, 'prev', 'before', start)] : []),
    ...(end < found.length ? [link(call, 'next', 'after', end)] : []),
  ];
  return {
    status: 200,
    headers: links.length > 0 ? { link: links.join(', ') } : {},
    body: found.slice(start, end).map((each) => activityShape(call, each)),
  };
}

const PERIODS: Record<string, number> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

function wanted({ world, query }: Call, { ref, type, actor, at }: Activity): boolean {
  const [inRef, ofType, by, period] = ['ref', 'activity_type', 'actor', 'time_period'].map((name) =>
    query.get(name),
  );
  const days = period == null ? undefined : PERIODS[period];
  if (period != null && days === undefined) throw new Problem(422, 'Validation Failed');
  return (
    (inRef == null || ref === fullName(inRef)) &&
    (ofType == null || type === ofType) &&
    (by == null || actor.login.toLowerCase() === by.toLowerCase()) &&
    (days === undefined || world.peek().getTime() - at.getTime() <= days * 86_400_000)
  );
}

function activityShape(
  { world, repository }: Call,
  { id, type, ref, before, after, at, actor }: Activity,
): Json {
  return {
    id,
    node_id: nodeId('PSH', repository.id, id),
    before,
    after,
    ref,
    timestamp: iso(at),
    activity_type: type,
    actor: actor.deleted ? null : accountShape(world, actor),
  };
}

/** Pages of this list go by cursor, not by number (docs.github.com, "Using pagination in the REST API"). */
function link({ world, query, address }: Call, rel: string, by: 'after' | 'before', at: number): string {
  const next = new URLSearchParams(query);
  for (const name of ['after', 'before']) next.delete(name);
  next.set(by, Buffer.from(`cursor:${at}`).toString('base64url'));
  return `<${world.apiUrl}${address}?${next}>; rel="${rel}"`;
}

function readCursor(cursor: string | null): number | undefined {
  if (cursor === null) return undefined;
  const match = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match === null) throw new Problem(422, 'Validation Failed');
  return Number(match[1]);
}
