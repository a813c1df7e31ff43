import type { Account, Repository, World } from './world.ts';

/** An environment of deployments, with what keeps jobs from it. */
export interface Environment {
  id: number;
  name: string;
  /** `any`: every branch may use it; `protected`: those with rules; else those whose names fit a pattern. */
  branches: 'any' | 'protected' | readonly BranchPolicy[];
  reviewers: readonly Account[];
  preventSelfReview: boolean;
  /** Minutes. */
  waitTimer: number;
  adminsBypass: boolean;
  createdAt: Date;
}

export interface BranchPolicy {
  id: number;
  name: string;
  type: 'branch' | 'tag';
}

export interface EnvironmentOptions {
  /** Patterns, of branches unless `tag:` stands before them. */
  branches?: 'any' | 'protected' | readonly string[];
  reviewers?: readonly Account[];
  preventSelfReview?: boolean;
  waitTimer?: number;
  adminsBypass?: boolean;
}

/** Makes an environment, or makes it anew; as GitHub does, open to everything that is not said otherwise. */
export function setEnvironment(
  world: World,
  repository: Repository,
  name: string,
  options: EnvironmentOptions = {},
): void {
  const { branches = 'any' } = options;
  repository.environments.set(name.toLowerCase(), {
    id: world.nextId(),
    name,
    branches: typeof branches === 'string' ? branches : branches.map((pattern) => policyOf(world, pattern)),
    reviewers: options.reviewers ?? [],
    preventSelfReview: options.preventSelfReview ?? false,
    waitTimer: options.waitTimer ?? 0,
    adminsBypass: options.adminsBypass ?? true,
    createdAt: world.now(),
  });
}

function policyOf(world: World, pattern: string): BranchPolicy {
  const tag = /^tag:(.+)$/.exec(pattern)?.[1];
  return { id: world.nextId(), name: tag ?? pattern, type: tag === undefined ? 'branch' : 'tag' };
}
