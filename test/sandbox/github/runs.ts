import {
  type DispatchOptions,
  dispatchEvent,
  pullRequestEvent,
  type ScheduleOptions,
  scheduleEvent,
} from './events.ts';
import { fullName, tip } from './names.ts';
import { refresh } from './open-pulls.ts';
import type { Json } from './shapes.ts';
import type { Pull, Repository, World } from './world.ts';

/** A run of a workflow as the runner knows it: the event, its payload, and what is in the environment of it. */
export interface Run {
  event: string;
  payload: Json;
  env: Record<string, string>;
}

export interface TargetOptions {
  sender?: string;
  /** GitHub Enterprise Server before 3.20, where the base branch's workflow runs. */
  older?: boolean;
}

/**
 * A run of `pull_request_target`: the payload is that of `pull_request`; commit and ref are the default branch's, whatever the base
 * is (docs.github.com, "Events that trigger workflows", `pull_request_target`).
 */
export function pullRequestTargetRun(
  world: World,
  pull: Pull,
  action: string,
  { sender, older = false }: TargetOptions = {},
): Run {
  const { repository, base, baseOid, headBranch } = refresh(pull);
  const where = older ? { GITHUB_REF: fullName(base), GITHUB_SHA: baseOid } : onDefaultBranch(repository);
  return {
    event: 'pull_request_target',
    payload: pullRequestEvent(world, pull, action, sender),
    env: { ...where, GITHUB_BASE_REF: base, GITHUB_HEAD_REF: headBranch },
  };
}

/** A run of `schedule`: on the default branch, and told hardly anything. */
export function scheduledRun(world: World, repository: Repository, options: ScheduleOptions = {}): Run {
  return {
    event: 'schedule',
    payload: scheduleEvent(world, repository, options),
    env: onDefaultBranch(repository),
  };
}

/** A run that somebody started by hand, on the branch that they chose. */
export function dispatchedRun(world: World, repository: Repository, options: DispatchOptions = {}): Run {
  const { ref = repository.defaultBranch, sender = repository.owner.login } = options;
  const oid = tip(repository, ref);
  if (oid === undefined) throw new Error(`There is no ${ref} to run on.`);
  return {
    event: 'workflow_dispatch',
    payload: dispatchEvent(world, repository, options),
    env: { GITHUB_REF: fullName(ref), GITHUB_SHA: oid, GITHUB_TRIGGERING_ACTOR: sender },
  };
}

function onDefaultBranch(repository: Repository): Record<string, string> {
  const oid = tip(repository, repository.defaultBranch);
  if (oid === undefined) throw new Error(`There is no ${repository.defaultBranch} to run on.`);
  return { GITHUB_REF: fullName(repository.defaultBranch), GITHUB_SHA: oid };
}
