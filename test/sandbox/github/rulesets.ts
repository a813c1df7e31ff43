import { fnmatch } from './fnmatch.ts';
import { pullRequestDefaults, type Rule } from './rules.ts';
import { nameWithOwner, type Repository, type World } from './world.ts';

/** Rules for every branch whose full name fits a pattern. */
export interface Ruleset {
  id: number;
  sourceType: 'Repository' | 'Organization' | 'Enterprise';
  source: string;
  active: boolean;
  include: string[];
  exclude: string[];
  rules: readonly Rule[];
}

/** A ruleset as GitHub exports and imports it (docs.github.com, "Managing rulesets for a repository"). */
export interface RulesetFile {
  name: string;
  enforcement?: 'active' | 'evaluate' | 'disabled';
  conditions: { ref_name: { include: readonly string[]; exclude?: readonly string[] } };
  rules: readonly Rule[];
}

/**
 * Imports a ruleset; `by` an organisation or an enterprise it holds for all their repositories. What a rule leaves out, GitHub fills
 * in. Returns its id.
 */
export function addRuleset(
  world: World,
  repository: Repository,
  file: RulesetFile,
  by: Ruleset['sourceType'] = 'Repository',
): number {
  const { include, exclude = [] } = file.conditions.ref_name;
  const made: Ruleset = {
    id: world.nextId(),
    sourceType: by,
    source: by === 'Repository' ? nameWithOwner(repository) : repository.owner.login,
    active: (file.enforcement ?? 'active') === 'active',
    include: [...include],
    exclude: [...exclude],
    rules: file.rules.map((rule) =>
      rule.type === 'pull_request'
        ? { ...rule, parameters: { ...pullRequestDefaults, ...rule.parameters } }
        : rule,
    ),
  };
  repository.rulesets.push(made);
  return made.id;
}

/** The rules in force for a branch, whether it exists or not: those set for its name, and those of every ruleset that fits it. */
export function rulesOf(repository: Repository, branch: string): readonly Rule[] {
  const own = {
    ruleset_source_type: 'Repository' as const,
    ruleset_source: nameWithOwner(repository),
    ruleset_id: 1,
  };
  const named = (repository.rules.get(branch) ?? []).map((rule) => ({ ...own, ...rule }));
  const fitting = repository.rulesets.filter((ruleset) => fits(repository, ruleset, branch));
  return [
    ...named,
    ...fitting.flatMap(({ id, sourceType, source, rules }) =>
      rules.map((rule) => ({
        ...rule,
        ruleset_source_type: sourceType,
        ruleset_source: source,
        ruleset_id: id,
      })),
    ),
  ];
}

function fits(repository: Repository, { active, include, exclude }: Ruleset, branch: string): boolean {
  const hits = (pattern: string) =>
    pattern === '~ALL' ||
    (pattern === '~DEFAULT_BRANCH'
      ? branch === repository.defaultBranch
      : fnmatch(pattern, `refs/heads/${branch}`));
  return active && include.some(hits) && !exclude.some(hits);
}
