import { atLeast, findAccount, roleOf } from '../accounts.ts';
import type { Answer } from '../faults.ts';
import { commitOf } from '../git/store.ts';
import { gitCommitShape } from '../git-shapes.ts';
import { tip } from '../names.ts';
import { rulesOf } from '../rulesets.ts';
import { accountShape, pullShape, repositoryShape } from '../shapes.ts';
import { askForTestMerge } from '../test-merge.ts';
import type { Role } from '../world.ts';
import { type Call, need, page } from './call.ts';
import { notFound, Problem } from './problem.ts';

export function getRepository({ world, repository }: Call): Answer {
  return { status: 200, body: repositoryShape(world, repository) };
}

/** The rules in force for a branch, also for one that does not exist (docs.github.com, "REST API endpoints for rules"). */
export function getRules(call: Call): Answer {
  return page(call, rulesOf(call.repository, call.args[0] ?? ''));
}

/**
 * What a user may do here. `permission` knows four words only: maintain shows as write, triage as read; `role_name` is exact
 * (docs.github.com, "REST API endpoints for collaborators"). A login that does not exist is a 404; a user without access is not.
 */
export function getPermission({ world, repository, args }: Call): Answer {
  const login = args[0] ?? '';
  const account = findAccount(world, login);
  if (account === undefined || account.type === 'Organization')
    throw new Problem(404, `${login} is not a user`);
  const role = roleOf(repository, account.login);
  const shown: Partial<Record<Role, Role>> = { maintain: 'write', triage: 'read' };
  const permissions = {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: atLeast(role, 'read'),
  };
  const user = { ...accountShape(world, account), permissions, role_name: role };
  return { status: 200, body: { permission: shown[role] ?? role, user, role_name: role } };
}

export function getPull(call: Call): Answer {
  need(call, 'read', 'pull-requests');
  const pull = call.repository.pulls.get(Number(call.args[0]));
  if (pull === undefined) throw notFound();
  return { status: 200, body: pullShape(call.world, pull, askForTestMerge(call.world, pull)) };
}

export function getBranch(call: Call): Answer {
  need(call, 'read', 'contents');
  const [name = ''] = call.args;
  const oid = tip(call.repository, name);
  if (oid === undefined) throw new Problem(404, 'Branch not found');
  const commit = gitCommitShape(call.world, call.repository, commitOf(call.repository.store, oid));
  return {
    status: 200,
    body: {
      name,
      commit: { sha: oid, commit, parents: commit.parents },
      protected: rulesOf(call.repository, name).length > 0,
    },
  };
}
