import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { missingRules } from '../../src/apply/rules.ts';
import { branchRules, rule } from '../../src/github/values.ts';
import { parsePolicy } from '../../src/policy/policy.ts';
import { INPUT_NAMES } from '../../src/runner/inputs.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const workflow = (name: string) => parse(text(`templates/.github/workflows/${name}`));

describe('the template’s plan workflow', () => {
  const plan = workflow('mfa-plan.yml');

  test('runs on pull requests and merge groups, whatever files they touch', () => {
    expect(plan.on).toEqual({
      pull_request: { types: ['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited'] },
      merge_group: null,
    });
  });

  test('may read, and write its comment', () => {
    expect(plan.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  });

  test('has no secret and no environment', () => {
    expect(text('templates/.github/workflows/mfa-plan.yml')).not.toMatch(/secrets\.|environment/);
  });
});

describe('the template’s apply workflow', () => {
  const apply = workflow('mfa-apply.yml');

  test('runs on the default branch and by hand, whatever files a push touches', () => {
    expect(apply.on.push).toEqual({ branches: ['main'] });
    expect(Object.keys(apply.on.workflow_dispatch.inputs)).toEqual(['adopt']);
    expect(Object.keys(apply.on)).toEqual(['push', 'workflow_dispatch']);
  });

  test('has the permissions that an apply needs, and no others', () => {
    expect(apply.permissions).toEqual({ contents: 'write', 'pull-requests': 'write', issues: 'write' });
  });

  test('waits for its turn and is never cancelled by a newer run', () => {
    expect(apply.concurrency).toEqual({ group: 'mfa-apply', 'cancel-in-progress': false, queue: 'max' });
  });

  test('takes the key from its environment alone, and uses nothing but this action', () => {
    const jobs = Object.values(apply.jobs) as {
      environment: string;
      steps: { uses: string; with: Record<string, string> }[];
    }[];
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.environment).toBe('mfa-production');
    expect(jobs[0]?.steps.map(({ uses }) => uses)).toEqual([
      expect.stringMatching(/\/resolver-mfa-policy@[0-9a-f]{40}$/),
    ]);
    expect(jobs[0]?.steps[0]?.with['api-key']).toMatch(/^\$\{\{ secrets\.RESOLVER_API_KEY \}\}$/);
  });
});

test('no workflow puts an expression into a script', () => {
  for (const folder of ['templates/.github/workflows/', '.github/workflows/']) {
    for (const name of readdirSync(new URL(folder, root))) {
      const jobs = Object.values(parse(text(folder + name)).jobs) as { steps: { run?: string }[] }[];
      const scripts = jobs.flatMap(({ steps }) => steps.map(({ run = '' }) => run));
      expect(scripts.join('\n'), name).not.toContain('${{');
    }
  }
});

test('the template’s ruleset satisfies what an apply asks of the default branch', () => {
  const { rules, bypass_actors: bypass } = JSON.parse(text('templates/.github/rulesets/default-branch.json'));
  const parsed = parsePolicy(new TextEncoder().encode(text('templates/mfa-policy.yml')));
  if (!parsed.ok) throw new Error('the example policy is not valid');
  expect(missingRules(branchRules(rule.array().parse(rules)), parsed.policy.guardrails)).toEqual([]);
  expect(bypass).toEqual([]);
});

test('the ledger’s ruleset forbids force pushes, deletions and merges', () => {
  const { rules } = JSON.parse(text('templates/.github/rulesets/mfa-ledger.json'));
  const types = rules.map(({ type }: { type: string }) => type);
  expect(types.sort()).toEqual(['deletion', 'non_fast_forward', 'required_linear_history']);
});

test('the example policy is valid, and names its schema', () => {
  const policy = text('templates/mfa-policy.yml');
  expect(parsePolicy(new TextEncoder().encode(policy)).ok).toBe(true);
  expect(policy.split('\n')[0]).toBe('# yaml-language-server: $schema=.github/mfa-policy.schema.json');
});

test('action.yml names exactly the inputs that are read, and the runner’s Node', () => {
  const action = parse(text('action.yml'));
  expect(Object.keys(action.inputs).sort()).toEqual([...INPUT_NAMES].sort());
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});
