import { findAccount } from '../accounts.ts';
import { readNodeId } from '../ids.ts';
import { mayKnow } from '../permissions.ts';
import { findRepository, type Repository } from '../world.ts';
import { actorView, viewerView } from './actors.ts';
import { type CommitOnBranchInput, createCommitOnBranch } from './commit-on-branch.ts';
import type { Args, View } from './connection.ts';
import { objectView, prefixOf, refView } from './git.ts';
import { pullView, reviewView } from './pulls.ts';
import { need, notFound, refusal, type Session } from './refusal.ts';
import { repositoryView } from './repositories.ts';
import { commentView, issueView } from './talk.ts';

const MOST_IDS = 100;

/** The fields of `Query`. */
export function queryRoot(session: Session): View {
  const { world, token } = session;
  return {
    viewer: () => viewerView(session),
    repository: ({ owner, name }: Args) => {
      const repository = findRepository(world, String(owner), String(name));
      if (repository === undefined || !mayKnow(token, repository))
        throw notFound(`a Repository with the name '${owner}/${name}'`);
      return repositoryView(session, repository);
    },
    /** People alone: neither organisations nor apps. */
    user: ({ login }: Args) => {
      const found = findAccount(world, String(login));
      if (found?.type !== 'User') throw notFound(`a User with the login of '${login}'`);
      return actorView(session, found);
    },
    node: ({ id }: Args) => nodeOf(session, String(id)),
    /** One that is missing is null among the others, with an error of its own. */
    nodes: ({ ids }: Args) => checkedIds(ids as string[]).map((id) => attempt(() => nodeOf(session, id))),
    rateLimit: () => ({
      cost: 1,
      limit: 1000,
      nodeCount: 0,
      remaining: 999,
      used: 1,
      resetAt: new Date(0).toISOString(),
    }),
  };
}

/** The fields of `Mutation`. */
export function mutationRoot(session: Session): View {
  return {
    createCommitOnBranch: ({ input }: Args) => createCommitOnBranch(session, input as CommitOnBranchInput),
  };
}

/** The limit is in no page; its answer is in github.com/sourcecred/sourcecred/pull/908. */
function checkedIds(ids: readonly string[]): readonly string[] {
  if (ids.length <= MOST_IDS) return ids;
  const message = `You may not provide more than ${MOST_IDS} node ids; you provided ${ids.length}.`;
  throw refusal('ARGUMENT_LIMIT', message);
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error as Error;
  }
}

function nodeOf(session: Session, id: string): View {
  const node = readNodeId(id);
  const view = node === undefined ? undefined : viewOf(session, node.kind, node.parts);
  if (view == null) throw notFound(`a node with the global id of '${id}'`);
  return view;
}

function viewOf(
  session: Session,
  kind: string,
  [first = '', second = '']: readonly string[],
): View | null | undefined {
  const { world, token } = session;
  if (kind === 'U' || kind === 'BOT' || kind === 'O') {
    return actorView(
      session,
      [...world.accounts.values()].find(({ id }) => String(id) === first),
    );
  }
  const repository = world.repositories.find((each) => String(each.id) === first && !each.deleted);
  if (repository === undefined || !mayKnow(token, repository)) return undefined;
  return kind === 'R' ? repositoryView(session, repository) : partOf(session, repository, kind, second);
}

function partOf(session: Session, repository: Repository, kind: string, key: string): View | undefined {
  switch (kind) {
    case 'PR': {
      need(session, repository, 'read', 'pull-requests');
      const pull = repository.pulls.get(Number(key));
      return pull && pullView(session, pull);
    }
    case 'PRR': {
      need(session, repository, 'read', 'pull-requests');
      for (const pull of repository.pulls.values()) {
        const review = pull.reviews.find((each) => String(each.id) === key);
        if (review !== undefined) return reviewView(session, pull, review);
      }
      return undefined;
    }
    case 'I': {
      need(session, repository, 'read', 'issues');
      const issue = repository.issues.get(Number(key));
      return issue && issueView(session, repository, issue);
    }
    case 'IC': {
      need(session, repository, 'read', 'issues', 'pull-requests');
      const comment = repository.comments.find((each) => String(each.id) === key);
      return comment && commentView(session, repository, comment);
    }
    case 'REF': {
      need(session, repository, 'read', 'contents');
      const oid = repository.refs.get(key);
      return oid === undefined ? undefined : refView(session, repository, key, oid, prefixOf(key));
    }
    case 'C':
    case 'B':
    case 'T': {
      need(session, repository, 'read', 'contents');
      const object = repository.store.get(key);
      return object && objectView(session, repository, object);
    }
    default:
      return undefined;
  }
}
