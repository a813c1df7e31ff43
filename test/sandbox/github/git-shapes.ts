import type { Signature } from './git/objects.ts';
import { type Commit, commitOf } from './git/store.ts';
import { nodeId } from './ids.ts';
import type { Json } from './shapes.ts';
import { iso, nameWithOwner, type Repository, type World } from './world.ts';

/** Commits as REST answers and event payloads write them. */

function signatureShape({ name, email, date }: Signature): Json {
  return { name, email, date: iso(date) };
}

/** A commit of the Git database (docs.github.com, "REST API endpoints for Git commits"). */
export function gitCommitShape(world: World, repository: Repository, commit: Commit): Json {
  const git = `${world.apiUrl}/repos/${nameWithOwner(repository)}/git`;
  return {
    sha: commit.oid,
    node_id: nodeId('C', repository.id, commit.oid),
    url: `${git}/commits/${commit.oid}`,
    author: signatureShape(commit.author),
    committer: signatureShape(commit.committer),
    tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: `${git}/commits/${sha}` })),
    verification: {
      verified: commit.signed,
      reason: commit.signed ? 'valid' : 'unsigned',
      signature: null,
      payload: null,
    },
  };
}

/** A commit as a `push` event tells of it. */
export function pushedCommitShape(repository: Repository, oid: string): Json {
  const { tree, message, author, committer } = commitOf(repository.store, oid);
  const person = ({ name, email }: Signature) => ({ name, email });
  return {
    id: oid,
    tree_id: tree,
    distinct: true,
    message,
    timestamp: iso(committer.date),
    author: person(author),
    committer: person(committer),
  };
}
