import { ACTIONS, account } from '../accounts.ts';
import { addComment, changeIssue, commentsOf, deleteComment, editComment, openIssue } from '../discussion.ts';
import type { Answer } from '../faults.ts';
import { commentShape, issueShape } from '../shapes.ts';
import type { Comment, Issue, Pull, Scope } from '../world.ts';
import { type Call, need, page, text } from './call.ts';
import { invalid, notFound } from './problem.ts';

/** Issues and comments; every pull request is an issue here too (docs.github.com, "REST API endpoints for issues"). */

/** Bytes that a comment may have. GitHub's message speaks of 65536 characters; what it refuses is more than this. */
const BODY_LIMIT = 262_144;

function itemOf(call: Call): Issue | Pull {
  const number = Number(call.args[0]);
  const item = call.repository.issues.get(number) ?? call.repository.pulls.get(number);
  if (item === undefined) throw notFound();
  return item;
}

/** Either permission is enough for a pull request; an issue takes its own. */
function scopesOf(call: Call, number: number): Scope[] {
  return call.repository.pulls.has(number) ? ['pull-requests', 'issues'] : ['issues'];
}

function bodyOf(call: Call): string {
  const body = text(call, 'body');
  if (body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field');
  return checkLength('IssueComment', body);
}

function checkLength(resource: string, body: string): string {
  if (Buffer.byteLength(body) > BODY_LIMIT) {
    throw invalid(resource, 'body', 'custom', 'body is too long (maximum is 65536 characters)');
  }
  return body;
}

export function listComments(call: Call): Answer {
  const { number } = itemOf(call);
  need(call, 'read', ...scopesOf(call, number));
  return page(
    call,
    commentsOf(call.repository, number).map((each) => commentShape(call.world, call.repository, each)),
  );
}

export function createComment(call: Call): Answer {
  const { number } = itemOf(call);
  need(call, 'write', ...scopesOf(call, number));
  const made = addComment(call.world, call.repository, number, account(call.world, ACTIONS), bodyOf(call));
  return { status: 201, body: commentShape(call.world, call.repository, made) };
}

function commentOf(call: Call): Comment {
  const comment = call.repository.comments.find((each) => each.id === Number(call.args[0]));
  if (comment === undefined) throw notFound();
  return comment;
}

export function getComment(call: Call): Answer {
  const comment = commentOf(call);
  need(call, 'read', ...scopesOf(call, comment.number));
  return { status: 200, body: commentShape(call.world, call.repository, comment) };
}

export function updateComment(call: Call): Answer {
  const comment = commentOf(call);
  need(call, 'write', ...scopesOf(call, comment.number));
  editComment(call.world, comment, account(call.world, ACTIONS), bodyOf(call));
  return { status: 200, body: commentShape(call.world, call.repository, comment) };
}

export function removeComment(call: Call): Answer {
  const comment = commentOf(call);
  need(call, 'write', ...scopesOf(call, comment.number));
  deleteComment(call.repository, comment);
  return { status: 204 };
}

export function listIssues(call: Call): Answer {
  need(call, 'read', 'issues');
  const { repository, query, world } = call;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const creator = query
    .get('creator')
    ?.toLowerCase()
    .replace(/^app\//, '')
    .replace(/\[bot\]$/, '');
  const labelsOf = (item: Issue | Pull) =>
    'labels' in item ? item.labels.map((label) => label.toLowerCase()) : [];
  const found = [...repository.issues.values(), ...repository.pulls.values()]
    .filter((item) => state === 'all' || (item.state === 'OPEN') === (state === 'open'))
    .filter((item) => labels.every((label) => labelsOf(item).includes(label.toLowerCase())))
    .filter((item) => creator === undefined || item.author.login.toLowerCase() === creator)
    .sort((a, b) => (query.get('sort') === 'updated' ? a.updated - b.updated : a.number - b.number));
  if (query.get('direction') !== 'asc') found.reverse();
  return page(
    call,
    found.map((item) => issueShape(world, repository, item)),
  );
}

export function getIssue(call: Call): Answer {
  const item = itemOf(call);
  need(call, 'read', ...scopesOf(call, item.number));
  return { status: 200, body: issueShape(call.world, call.repository, item) };
}

export function createIssue(call: Call): Answer {
  need(call, 'write', 'issues');
  const { world, repository, body } = call;
  const title = text(call, 'title');
  if (title.trim() === '') throw invalid('Issue', 'title', 'missing_field');
  const content = typeof body.body === 'string' ? checkLength('Issue', body.body) : '';
  const made = openIssue(world, repository, {
    by: ACTIONS,
    title,
    body: content,
    labels: labelsIn(body.labels) ?? [],
  });
  return { status: 201, body: issueShape(world, repository, made) };
}

export function updateIssue(call: Call): Answer {
  const { world, repository, body } = call;
  const issue = repository.issues.get(Number(call.args[0]));
  if (issue === undefined) throw notFound();
  need(call, 'write', 'issues');
  const labels = labelsIn(body.labels);
  changeIssue(world, issue, {
    ...(typeof body.title === 'string' ? { title: body.title } : {}),
    ...(typeof body.body === 'string' ? { body: checkLength('Issue', body.body) } : {}),
    ...(labels === undefined ? {} : { labels }),
    ...(body.state === 'open' || body.state === 'closed' ? { state: body.state } : {}),
  });
  return { status: 200, body: issueShape(world, repository, issue) };
}

function labelsIn(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((label: unknown) =>
    typeof label === 'string' ? label : String((label as { name?: unknown }).name),
  );
}
