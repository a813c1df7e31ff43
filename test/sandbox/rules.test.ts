import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fnmatch } from './github/fnmatch.ts';
import { ledgerRules, pullRequestRule, strictRules } from './github/rules.ts';
import type { RulesetFile } from './github/rulesets.ts';
import { acme } from './rig.ts';

type World = Awaited<ReturnType<typeof acme>>;

const asking =
  ({ rest }: World) =>
  async (branch: string) =>
    (await rest('GET', `/repos/acme/mfa/rules/branches/${branch}`)).body;
const typesOf = (rules: readonly { type: string }[]) => rules.map(({ type }) => type);

const template = (name: string): RulesetFile =>
  JSON.parse(readFileSync(new URL(`../../templates/.github/rulesets/${name}.json`, import.meta.url), 'utf8'));
const onAll = (...rules: RulesetFile['rules']): RulesetFile => ({
  name: 'All branches',
  conditions: { ref_name: { include: ['~ALL'] } },
  rules,
});

describe('the rules of a branch (docs.github.com, "REST API endpoints for rules")', () => {
  it('are those that fit its name, whether it exists or not', async () => {
    const world = await acme();
    const ask = asking(world);
    expect(await ask('main')).toEqual([]);
    const id = world.repo.ruleset(template('mfa-ledger'));
    world.repo.ruleset(template('default-branch'));
    const ledger = await ask('mfa-ledger/us.core.resolver.com/166');
    expect(typesOf(ledger)).toEqual(typesOf(ledgerRules()));
    expect(ledger[0]).toEqual({
      type: 'deletion',
      ruleset_source_type: 'Repository',
      ruleset_source: 'acme/mfa',
      ruleset_id: id,
    });
    expect(typesOf(await ask('main'))).toEqual(typesOf(strictRules()));
    expect(await ask('topic')).toEqual([]);
  });

  it('hold what GitHub adds to a rule that says nothing of it, and what is said of it', async () => {
    const world = await acme();
    const { require_extra_approval_for_unattributed_changes: _, ...parameters } =
      pullRequestRule().parameters ?? {};
    world.repo.ruleset(onAll({ type: 'pull_request', parameters }));
    world.repo.ruleset(onAll(pullRequestRule({ require_extra_approval_for_unattributed_changes: false })));
    const added = { require_extra_approval_for_unattributed_changes: true, required_reviewers: [] };
    expect(await asking(world)('main')).toMatchObject([
      { parameters: { ...parameters, ...added } },
      { parameters: { require_extra_approval_for_unattributed_changes: false } },
    ]);
  });

  it('are also those of an organisation, but not of a ruleset that is not active or excludes the branch', async () => {
    const world = await acme();
    const { repo } = world;
    repo.rules('main', [{ type: 'deletion' }]);
    repo.ruleset(onAll({ type: 'required_signatures' }), 'Organization');
    repo.ruleset({ ...onAll({ type: 'update' }), enforcement: 'evaluate' });
    repo.ruleset({
      ...onAll({ type: 'creation' }),
      conditions: { ref_name: { include: ['~ALL'], exclude: ['refs/heads/main'] } },
    });
    expect(await asking(world)('main')).toMatchObject([
      { type: 'deletion', ruleset_source_type: 'Repository', ruleset_source: 'acme/mfa' },
      { type: 'required_signatures', ruleset_source_type: 'Organization', ruleset_source: 'acme' },
    ]);
  });

  it.each([
    ['refs/heads/mfa-ledger/**/*', true],
    ['refs/heads/mfa-ledger/*/*', true],
    ['refs/heads/**/166', true],
    ['refs/heads/mfa-ledger/**', false],
    ['refs/heads/mfa-ledger/*', false],
    ['refs/heads/mfa-ledger', false],
    ['refs/heads/mfa.ledger/**/*', false],
    ['refs/heads/mfa[-_]ledger/?s.*/16[!0-5]', true],
  ])(
    'fit a ledger’s branch by %s: %s (docs.github.com, "Creating rulesets for a repository")',
    (pattern, is) => {
      expect(fnmatch(pattern, 'refs/heads/mfa-ledger/us.core.resolver.com/166')).toBe(is);
    },
  );
});
