import { ACTIONS, account, gitHubSignature, signatureOf } from '../accounts.ts';
import type { Answer } from '../faults.ts';
import { contains } from '../git/history.ts';
import type { Mode, Signature } from '../git/objects.ts';
import { commitOf, filesOf, find, place, treeOf, writeBlob, writeCommit } from '../git/store.ts';
import { gitCommitShape } from '../git-shapes.ts';
import { blockingRef, isRefName } from '../names.ts';
import { deleteRef, writeRef } from '../refs.ts';
import { readRef } from '../revisions.ts';
import { nameWithOwner } from '../world.ts';
import { type Call, need, text } from './call.ts';
import { notFound, Problem } from './problem.ts';

/** The Git database (docs.github.com, "REST API endpoints for Git database"). */

function address({ world, repository }: Call): string {
  return `${world.apiUrl}/repos/${nameWithOwner(repository)}/git`;
}

export function createBlob(call: Call): Answer {
  need(call, 'write', 'contents');
  const encoding = call.body.encoding === 'base64' ? 'base64' : 'utf8';
  const sha = writeBlob(call.repository.store, Buffer.from(text(call, 'content'), encoding));
  return { status: 201, body: { sha, url: `${address(call)}/blobs/${sha}` } };
}

export function getBlob(call: Call): Answer {
  need(call, 'read', 'contents');
  const blob = find(call.repository.store, 'blob', call.args[0] ?? '');
  if (blob === undefined) throw notFound();
  const content = Buffer.from(blob.bytes).toString('base64');
  return { status: 200, body: { sha: blob.oid, size: blob.bytes.length, content, encoding: 'base64' } };
}

export function createTree(call: Call): Answer {
  need(call, 'write', 'contents');
  const { store } = call.repository;
  const { tree, base_tree: base } = call.body;
  if (!Array.isArray(tree)) throw new Problem(422, 'Invalid request.\n\n"tree" wasn\'t supplied.');
  if (typeof base === 'string' && find(store, 'tree', base) === undefined)
    throw new Problem(422, 'base_tree is not a valid tree oid');
  const files = typeof base === 'string' ? filesOf(store, base) : new Map();
  for (const item of tree as { path: string; mode: Mode; sha?: string | null; content?: string }[]) {
    if (item.content !== undefined)
      place(files, item.path, { mode: item.mode, oid: writeBlob(store, Buffer.from(item.content)) });
    else if (item.sha === null) place(files, item.path, null);
    else if (item.sha === undefined || (item.mode !== '160000' && !store.has(item.sha))) {
      throw new Problem(
        422,
        `tree.sha ${item.sha ?? ''} is not a valid ${item.mode === '40000' ? 'tree' : 'blob'}`,
      );
    } else place(files, item.path, { mode: item.mode, oid: item.sha });
  }
  return { status: 201, body: treeShape(call, treeOf(store, files)) };
}

export function getTree(call: Call): Answer {
  need(call, 'read', 'contents');
  const oid = call.args[0] ?? '';
  if (find(call.repository.store, 'tree', oid) === undefined) throw notFound();
  return { status: 200, body: treeShape(call, oid) };
}

function treeShape(call: Call, sha: string) {
  const items = find(call.repository.store, 'tree', sha)?.items ?? [];
  const tree = items.map(({ name, mode, oid }) => {
    const type = mode === '40000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
    return { path: name, mode: mode.padStart(6, '0'), type, sha: oid };
  });
  return { sha, url: `${address(call)}/trees/${sha}`, tree, truncated: false };
}

/** Without an author of its own the commit is the app's, and signed by GitHub. */
export function createCommit(call: Call): Answer {
  need(call, 'write', 'contents');
  const { world, repository, body } = call;
  const tree = text(call, 'tree');
  const parents = Array.isArray(body.parents) ? body.parents.map(String) : [];
  if (find(repository.store, 'tree', tree) === undefined) throw new Problem(422, 'Tree SHA does not exist');
  for (const parent of parents) {
    if (find(repository.store, 'commit', parent) === undefined)
      throw new Problem(422, 'Parent SHA does not exist or is not a commit object');
  }
  const date = world.now();
  const app = signatureOf(account(world, ACTIONS), date);
  const author = personOf(body.author, date);
  const committer = personOf(body.committer, date);
  const oid = writeCommit(repository.store, {
    tree,
    parents,
    author: author ?? app,
    committer: committer ?? author ?? gitHubSignature(date),
    message: text(call, 'message'),
    signed: author === undefined && committer === undefined,
  });
  return { status: 201, body: gitCommitShape(world, repository, commitOf(repository.store, oid)) };
}

function personOf(value: unknown, now: Date): Signature | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, email, date } = value as { name: string; email: string; date?: string };
  return { name, email, date: date === undefined ? now : new Date(date) };
}

export function getCommit(call: Call): Answer {
  need(call, 'read', 'contents');
  const commit = find(call.repository.store, 'commit', call.args[0] ?? '');
  if (commit === undefined) throw notFound();
  return { status: 200, body: gitCommitShape(call.world, call.repository, commit) };
}

function refShape(call: Call, ref: string, sha: string) {
  return {
    ref,
    node_id: ref,
    url: `${address(call)}/${ref}`,
    object: { sha, type: 'commit', url: `${address(call)}/commits/${sha}` },
  };
}

export function getRef(call: Call): Answer {
  need(call, 'read', 'contents');
  const name = `refs/${call.args[0]}`;
  const oid = readRef(call.world, call.repository, name);
  if (oid === undefined) throw notFound();
  return { status: 200, body: refShape(call, name, oid) };
}

/** Every ref whose name begins so, whatever comes after it. */
export function matchingRefs(call: Call): Answer {
  need(call, 'read', 'contents');
  const found = [...call.repository.refs].filter(([name]) => name.startsWith(`refs/${call.args[0]}`)).sort();
  const page = found.slice(0, Number(call.query.get('per_page') ?? 30));
  return { status: 200, body: page.map(([name, oid]) => refShape(call, name, oid)) };
}

export function createRef(call: Call): Answer {
  need(call, 'write', 'contents');
  const { world, repository } = call;
  const ref = text(call, 'ref');
  const sha = text(call, 'sha');
  if (!isRefName(ref)) throw new Problem(422, `${ref} is not a valid ref name.`);
  if (repository.refs.has(ref)) throw new Problem(422, 'Reference already exists');
  if (find(repository.store, 'commit', sha) === undefined) throw new Problem(422, 'Object does not exist');
  // GitHub's words for a name in the way (github.com/microsoft/vscode-remote-repositories-github/issues/122).
  if (blockingRef(repository, ref) !== undefined) throw new Problem(422, 'Reference update failed');
  writeRef(world, repository, ref, sha, account(world, ACTIONS));
  return { status: 201, body: refShape(call, ref, sha) };
}

export function updateRef(call: Call): Answer {
  need(call, 'write', 'contents');
  const { world, repository } = call;
  const ref = `refs/${call.args[0]}`;
  const sha = text(call, 'sha');
  const now = repository.refs.get(ref);
  if (now === undefined) throw new Problem(422, 'Reference does not exist');
  if (find(repository.store, 'commit', sha) === undefined) throw new Problem(422, 'Object does not exist');
  if (call.body.force !== true && !contains(repository.store, sha, now))
    throw new Problem(422, 'Update is not a fast forward');
  writeRef(world, repository, ref, sha, account(world, ACTIONS));
  return { status: 200, body: refShape(call, ref, sha) };
}

export function removeRef(call: Call): Answer {
  need(call, 'write', 'contents');
  const ref = `refs/${call.args[0]}`;
  if (!call.repository.refs.has(ref)) throw new Problem(422, 'Reference does not exist');
  deleteRef(call.world, call.repository, ref, account(call.world, ACTIONS));
  return { status: 204 };
}
