import { restLogin } from './accounts.ts';
import { accountNodeId, nodeId, repositoryNodeId } from './ids.ts';
import { refresh } from './open-pulls.ts';
import { testMergeNow } from './test-merge.ts';
import {
  type Account,
  type Comment,
  type Issue,
  iso,
  nameWithOwner,
  type Pull,
  type Repository,
  type World,
} from './world.ts';

/** Values as REST answers and event payloads write them: the fields that clients of this kind read, with GitHub's names. */
export type Json = Record<string, unknown>;

/** A deleted account shows as `ghost`, the account that GitHub puts in its place. */
export function accountShape(world: World, account: Account): Json {
  const { login, id, type } = account.deleted
    ? { login: 'ghost', id: 10137, type: 'User' }
    : { login: restLogin(account), id: account.id, type: account.type };
  return {
    login,
    id,
    node_id: accountNodeId(account),
    avatar_url: `${world.serverUrl}/avatars/u/${id}`,
    url: `${world.apiUrl}/users/${encodeURIComponent(login)}`,
    html_url: `${world.serverUrl}/${type === 'Bot' ? `apps/${account.login}` : login}`,
    type,
    site_admin: false,
  };
}

export function repositoryShape(world: World, repository: Repository): Json {
  const fullName = nameWithOwner(repository);
  return {
    id: repository.id,
    node_id: repositoryNodeId(repository),
    name: repository.name,
    full_name: fullName,
    private: repository.isPrivate,
    owner: accountShape(world, repository.owner),
    html_url: `${world.serverUrl}/${fullName}`,
    description: null,
    fork: repository.parent !== undefined,
    url: `${world.apiUrl}/repos/${fullName}`,
    visibility: repository.isPrivate ? 'private' : 'public',
    archived: false,
    disabled: false,
    default_branch: repository.defaultBranch,
  };
}

function branchShape(world: World, owner: Account, repository: Repository, ref: string, sha: string): Json {
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: accountShape(world, owner),
    repo: repository.deleted ? null : repositoryShape(world, repository),
  };
}

export function pullShape(world: World, pull: Pull, merge = testMergeNow(world, pull)): Json {
  const { repository, number } = refresh(pull);
  const url = `${world.apiUrl}/repos/${nameWithOwner(repository)}/pulls/${number}`;
  const testMerge = merge.kind === 'made' ? merge.oid : null;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', repository.id, number),
    html_url: `${world.serverUrl}/${nameWithOwner(repository)}/pull/${number}`,
    number,
    state: pull.state === 'OPEN' ? 'open' : 'closed',
    locked: false,
    title: pull.title,
    user: accountShape(world, pull.author),
    body: pull.body === '' ? null : pull.body,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: pull.closedAt === undefined ? null : iso(pull.closedAt),
    merged_at: pull.mergedAt === undefined ? null : iso(pull.mergedAt),
    merge_commit_sha: pull.state === 'MERGED' ? (pull.mergeCommit ?? null) : testMerge,
    draft: pull.draft,
    head: branchShape(world, pull.head.owner, pull.head, pull.headBranch, pull.headOid),
    base: branchShape(world, repository.owner, repository, pull.base, pull.baseOid),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    merged: pull.state === 'MERGED',
    mergeable: pull.state !== 'OPEN' || merge.kind === 'pending' ? null : merge.kind === 'made',
    merged_by: pull.mergedBy === undefined ? null : accountShape(world, pull.mergedBy),
    comments: repository.comments.filter((each) => each.number === number).length,
    commits: pull.commits.length,
  };
}

export function commentShape(world: World, repository: Repository, comment: Comment): Json {
  const base = `${world.apiUrl}/repos/${nameWithOwner(repository)}/issues`;
  return {
    url: `${base}/comments/${comment.id}`,
    html_url: commentUrl(world, repository, comment),
    issue_url: `${base}/${comment.number}`,
    id: comment.id,
    node_id: nodeId('IC', repository.id, comment.id),
    user: accountShape(world, comment.author),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    body: comment.body,
    author_association: 'CONTRIBUTOR',
    performed_via_github_app: null,
  };
}

export function commentUrl(world: World, repository: Repository, { id, number }: Comment): string {
  const kind = repository.pulls.has(number) ? 'pull' : 'issues';
  return `${world.serverUrl}/${nameWithOwner(repository)}/${kind}/${number}#issuecomment-${id}`;
}

/** REST lists pull requests among the issues; a key of their own tells them apart (docs.github.com, "REST API endpoints for issues"). */
export function issueShape(world: World, repository: Repository, item: Issue | Pull): Json {
  const base = `${world.apiUrl}/repos/${nameWithOwner(repository)}`;
  const isPull = 'reviews' in item;
  return {
    url: `${base}/issues/${item.number}`,
    html_url: `${world.serverUrl}/${nameWithOwner(repository)}/${isPull ? 'pull' : 'issues'}/${item.number}`,
    id: item.id,
    node_id: nodeId(isPull ? 'PR' : 'I', repository.id, item.number),
    number: item.number,
    title: item.title,
    user: accountShape(world, item.author),
    labels: isPull
      ? []
      : item.labels.map((name) => ({ id: name.length, name, color: 'ededed', default: false })),
    state: item.state === 'OPEN' ? 'open' : 'closed',
    state_reason: item.state === 'OPEN' ? null : 'completed',
    locked: false,
    assignees: [],
    comments: repository.comments.filter((each) => each.number === item.number).length,
    created_at: iso(item.createdAt),
    updated_at: iso(item.updatedAt),
    closed_at: item.closedAt === undefined ? null : iso(item.closedAt),
    body: item.body === '' ? null : item.body,
    ...(isPull ? { pull_request: { url: `${base}/pulls/${item.number}` } } : {}),
  };
}
