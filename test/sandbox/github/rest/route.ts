import { RuleViolation } from '../enforcement.ts';
import type { Answer } from '../faults.ts';
import { mayKnow } from '../permissions.ts';
import { findRepository, type Repository, type Token, type World } from '../world.ts';
import { listActivity } from './activity.ts';
import type { Call } from './call.ts';
import { listErrors } from './codeowners.ts';
import { compare } from './compare.ts';
import { getEnvironment, listBranchPolicies } from './environments.ts';
import * as git from './git.ts';
import * as issues from './issues.ts';
import { answerOf, notFound, Problem } from './problem.ts';
import * as repositories from './repositories.ts';

type Endpoint = (call: Call) => Answer;

/** Method and address below `/repos/{owner}/{repo}`. */
const ENDPOINTS: readonly [string, RegExp, Endpoint][] = [
  ['GET', /^$/, repositories.getRepository],
  ['GET', /^\/rules\/branches\/(.+)$/, repositories.getRules],
  ['GET', /^\/branches\/(.+)$/, repositories.getBranch],
  ['GET', /^\/compare\/(.+)$/, compare],
  ['GET', /^\/activity$/, listActivity],
  ['GET', /^\/environments\/([^/]+)$/, getEnvironment],
  ['GET', /^\/environments\/([^/]+)\/deployment-branch-policies$/, listBranchPolicies],
  ['GET', /^\/codeowners\/errors$/, listErrors],
  ['GET', /^\/collaborators\/([^/]+)\/permission$/, repositories.getPermission],
  ['GET', /^\/pulls\/(\d+)$/, repositories.getPull],
  ['POST', /^\/git\/blobs$/, git.createBlob],
  ['GET', /^\/git\/blobs\/([^/]+)$/, git.getBlob],
  ['POST', /^\/git\/trees$/, git.createTree],
  ['GET', /^\/git\/trees\/([^/]+)$/, git.getTree],
  ['POST', /^\/git\/commits$/, git.createCommit],
  ['GET', /^\/git\/commits\/([^/]+)$/, git.getCommit],
  ['GET', /^\/git\/ref\/(.+)$/, git.getRef],
  ['GET', /^\/git\/matching-refs\/(.+)$/, git.matchingRefs],
  ['POST', /^\/git\/refs$/, git.createRef],
  ['PATCH', /^\/git\/refs\/(.+)$/, git.updateRef],
  ['DELETE', /^\/git\/refs\/(.+)$/, git.removeRef],
  ['GET', /^\/issues$/, issues.listIssues],
  ['POST', /^\/issues$/, issues.createIssue],
  ['GET', /^\/issues\/(\d+)$/, issues.getIssue],
  ['PATCH', /^\/issues\/(\d+)$/, issues.updateIssue],
  ['GET', /^\/issues\/(\d+)\/comments$/, issues.listComments],
  ['POST', /^\/issues\/(\d+)\/comments$/, issues.createComment],
  ['GET', /^\/issues\/comments\/(\d+)$/, issues.getComment],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, issues.updateComment],
  ['DELETE', /^\/issues\/comments\/(\d+)$/, issues.removeComment],
];

/**
 * Carries out a REST call. `path` is the address below the API's base with its query, still encoded.
 * What the fake does not know is answered 501, which GitHub never says, so that a test can't take it for an answer.
 */
export function route(world: World, token: Token, method: string, path: string, body: unknown): Answer {
  try {
    const { pathname, searchParams: query } = new URL(path, 'http://localhost');
    const { repository, rest } = locate(world, pathname);
    if (repository === undefined || !mayKnow(token, repository)) throw notFound();
    for (const [verb, pattern, endpoint] of ENDPOINTS) {
      const match = verb === method ? pattern.exec(rest) : null;
      if (match === null) continue;
      const args = match.slice(1).map((part) => decodeURIComponent(part));
      const address = `/repositories/${repository.id}${rest}`;
      return endpoint({ world, token, repository, args, query, body: asObject(body), address });
    }
    throw new Problem(501, `The fake GitHub does not know ${method} ${rest}.`);
  } catch (error) {
    if (error instanceof Problem) return answerOf(error);
    if (error instanceof RuleViolation) return answerOf(new Problem(422, error.message));
    throw error;
  }
}

/** Both ways in which GitHub names a repository; the one by number stands in its `Link` headers. */
function locate(world: World, pathname: string): { repository: Repository | undefined; rest: string } {
  const named = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(pathname);
  if (named !== null) {
    const [owner, name] = [named[1], named[2]].map((part) => decodeURIComponent(part ?? ''));
    return { repository: findRepository(world, owner ?? '', name ?? ''), rest: named[3] ?? '' };
  }
  const numbered = /^\/repositories\/(\d+)(\/.*)?$/.exec(pathname);
  if (numbered === null) throw new Problem(501, `The fake GitHub does not know ${pathname}.`);
  const id = Number(numbered[1]);
  return {
    repository: world.repositories.find((each) => each.id === id && !each.deleted),
    rest: numbered[2] ?? '',
  };
}

function asObject(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}
