import type { Environment } from '../environments.ts';
import type { Answer } from '../faults.ts';
import { nodeId } from '../ids.ts';
import { accountShape, type Json } from '../shapes.ts';
import { iso, nameWithOwner } from '../world.ts';
import { type Call, need, page } from './call.ts';
import { notFound } from './problem.ts';

/** Environments (docs.github.com, "REST API endpoints for deployment environments"; permission: actions). */

function environmentOf(call: Call): Environment {
  need(call, 'read', 'actions');
  const found = call.repository.environments.get((call.args[0] ?? '').toLowerCase());
  if (found === undefined) throw notFound();
  return found;
}

export function getEnvironment(call: Call): Answer {
  const { world, repository } = call;
  const environment = environmentOf(call);
  const { id, name, branches, createdAt, adminsBypass } = environment;
  const path = `${nameWithOwner(repository)}`;
  const body: Json = {
    id,
    node_id: nodeId('EN', repository.id, id),
    name,
    url: `${world.apiUrl}/repos/${path}/environments/${encodeURIComponent(name)}`,
    html_url: `${world.serverUrl}/${path}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    can_admins_bypass: adminsBypass,
    protection_rules: protectionRules(call, environment),
    deployment_branch_policy:
      branches === 'any'
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches !== 'protected' },
  };
  return { status: 200, body };
}

/** The patterns of branches and tags that may deploy (docs.github.com, "REST API endpoints for deployment branch policies"). */
export function listBranchPolicies(call: Call): Answer {
  const { branches } = environmentOf(call);
  const policies = typeof branches === 'string' ? [] : branches;
  const { body, ...answer } = page(
    call,
    policies.map((each) => ({ ...each, node_id: nodeId('DBP', call.repository.id, each.id) })),
  );
  return { ...answer, body: { total_count: policies.length, branch_policies: body } };
}

function protectionRules({ world, repository }: Call, environment: Environment): Json[] {
  const { id, reviewers, preventSelfReview, waitTimer, branches } = environment;
  const rule = (type: string, more: Json): Json[] => [
    { id, node_id: nodeId('GA', repository.id, id, type), type, ...more },
  ];
  const people = reviewers.map((each) => ({ type: 'User', reviewer: accountShape(world, each) }));
  return [
    ...(waitTimer > 0 ? rule('wait_timer', { wait_timer: waitTimer }) : []),
    ...(people.length > 0
      ? rule('required_reviewers', { prevent_self_review: preventSelfReview, reviewers: people })
      : []),
    ...(branches === 'any' ? [] : rule('branch_policy', {})),
  ];
}
