import { posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { missingLedgerRules, missingRules } from '../../src/approval/rules.ts';
import { branchRules, rule } from '../../src/github/questions/rules.ts';
import { branchOf } from '../../src/ledger/branch-name.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/guardrails.ts';
import { text, workflowAt } from './files.ts';

/** A ruleset as GitHub exports and imports it. */
const ruleset = z.strictObject({
  name: z.string(),
  target: z.literal('branch'),
  enforcement: z.literal('active'),
  conditions: z.strictObject({
    ref_name: z.strictObject({ include: z.array(z.string()), exclude: z.array(z.string()) }),
  }),
  bypass_actors: z.array(z.unknown()),
  rules: z.array(z.strictObject({ type: z.string(), parameters: z.unknown().optional() })),
});

const read = (name: string) => ruleset.parse(JSON.parse(text(`templates/.github/rulesets/${name}`)));
const typesOf = ({ rules }: z.infer<typeof ruleset>) => rules.map(({ type }) => type).sort();
const parametersOf = ({ rules }: z.infer<typeof ruleset>, type: string) =>
  rules.find((one) => one.type === type)?.parameters;

describe('the template’s ruleset for the default branch', () => {
  const branch = read('default-branch.json');

  test('holds for the default branch, and nobody may bypass it', () => {
    expect(branch.conditions.ref_name).toEqual({ include: ['~DEFAULT_BRANCH'], exclude: [] });
    expect(branch.bypass_actors).toEqual([]);
  });

  test('has the rules that an apply asks for, as the action reads them', () => {
    const rules = branchRules(rule.array().parse(branch.rules));
    expect(missingRules(rules, DEFAULT_GUARDRAILS)).toEqual([]);
    expect(typesOf(branch)).toEqual([
      'deletion',
      'non_fast_forward',
      'pull_request',
      'required_status_checks',
    ]);
  });

  test('asks for a code owner, and allows merge and squash, which can be traced', () => {
    expect(parametersOf(branch, 'pull_request')).toMatchObject({
      require_code_owner_review: true,
      require_extra_approval_for_unattributed_changes: true,
      allowed_merge_methods: ['merge', 'squash'],
    });
  });

  test('asks for the check of the plan workflow, made by GitHub Actions', () => {
    const [job] = Object.keys(workflowAt('templates/.github/workflows/mfa-plan.yml').jobs);
    expect(parametersOf(branch, 'required_status_checks')).toMatchObject({
      required_status_checks: [{ context: job, integration_id: 15368 }],
    });
  });

  test('asks for branches that are up to date, so that no plan is stale when it is merged', () => {
    expect(parametersOf(branch, 'required_status_checks')).toMatchObject({
      strict_required_status_checks_policy: true,
    });
  });
});

describe('the template’s ruleset for the ledgers', () => {
  const ledger = read('mfa-ledger.json');

  test('forbids force pushes, deletions and merges, to everybody', () => {
    expect(typesOf(ledger)).toEqual(['deletion', 'non_fast_forward', 'required_linear_history']);
    expect(ledger.bypass_actors).toEqual([]);
    expect(missingLedgerRules(branchRules(rule.array().parse(ledger.rules)), 'mfa-ledger')).toEqual([]);
  });

  test.each([
    ['https', 'us.core.resolver.com'],
    ['a port', 'resolver.acme.example:8443'],
  ])('holds for the ledger of each Org, with %s', (_, host) => {
    const [pattern = '', ...more] = ledger.conditions.ref_name.include;
    expect([more, ledger.conditions.ref_name.exclude]).toEqual([[], []]);
    const first = 'mfa-ledger';
    // GitHub’s patterns are those of File.fnmatch with FNM_PATHNAME: a star does not pass a slash, `**/` passes any.
    expect(posix.matchesGlob(`refs/heads/${branchOf(first, host, '166')}`, pattern)).toBe(true);
    expect(posix.matchesGlob('refs/heads/main', pattern)).toBe(false);
  });
});
