import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { INPUT_NAMES } from '../../src/runner/inputs.ts';
import { root, text, workflowAt } from './files.ts';

const PLAN = 'templates/.github/workflows/mfa-plan.yml';
const APPLY = 'templates/.github/workflows/mfa-apply.yml';

/** What the runner fills in. */
const expression = (name: string) => `\${{ ${name} }}`;

const all = ['templates/.github/workflows/', '.github/workflows/'].flatMap((folder) =>
  readdirSync(new URL(folder, root)).map((name) => folder + name),
);

describe('the template’s plan workflow', () => {
  const plan = workflowAt(PLAN);

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
    expect(text(PLAN)).not.toMatch(/secrets\b|environment/);
  });

  test('gives the action the address and both Example Values, and nothing else', () => {
    expect(Object.values(plan.jobs).flatMap(({ steps }) => steps.map((step) => step.with))).toEqual([
      {
        mode: 'plan',
        'api-url': expression('vars.RESOLVER_API_URL'),
        'enforce-body': expression('vars.RESOLVER_ENFORCE_BODY'),
        'reset-body': expression('vars.RESOLVER_RESET_BODY'),
      },
    ]);
  });
});

describe('the template’s apply workflow', () => {
  const apply = workflowAt(APPLY);
  const jobs = Object.values(apply.jobs);

  test('runs on the default branch and by hand, whatever files a push touches', () => {
    expect(apply.on.push).toEqual({ branches: ['main'] });
    expect(apply.on.workflow_dispatch).toEqual({
      inputs: { adopt: { description: expect.any(String), required: false, default: '' } },
    });
    expect(Object.keys(apply.on)).toEqual(['push', 'workflow_dispatch']);
  });

  test('has the permissions that an apply needs, and no others', () => {
    expect(apply.permissions).toEqual({ contents: 'write', 'pull-requests': 'write', issues: 'write' });
    expect(jobs.map(({ permissions }) => permissions)).toEqual([undefined]);
  });

  test('waits for its turn, and is neither cancelled nor replaced by a newer run', () => {
    expect(apply.concurrency).toEqual({ group: 'mfa-apply', 'cancel-in-progress': false, queue: 'max' });
  });

  test('has time to read before, and to record after, the 15 minutes in which calls may begin', () => {
    expect(jobs[0]?.['timeout-minutes']).toBeGreaterThanOrEqual(25);
  });

  test('takes the key from its environment alone, in the one step of its one job', () => {
    expect(jobs.map(({ environment }) => environment)).toEqual(['mfa-production']);
    expect(jobs.flatMap(({ steps }) => steps)).toHaveLength(1);
    const given = jobs[0]?.steps[0]?.with ?? {};
    expect(given['api-key']).toBe(expression('secrets.RESOLVER_API_KEY'));
    expect(given['ledger-key']).toBe(expression('secrets.MFA_LEDGER_KEY'));
    expect(text(APPLY).match(/secrets\b/g)).toHaveLength(2);
    expect(given.adopt).toBe(expression('inputs.adopt'));
  });
});

describe.each(all)('%s', (path) => {
  const { jobs, permissions } = workflowAt(path);
  const steps = Object.values(jobs).flatMap((one) => one.steps);

  test('puts no expression into a script', () => {
    expect(steps.map(({ run = '' }) => run).join('\n')).not.toContain('${{');
  });

  test('pins every action by a whole commit id', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const uses of used) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  test('names its permissions, and gives no more than read without need', () => {
    const writes = Object.entries(permissions).filter(([, access]) => access !== 'read');
    expect(writes.length > 0).toBe(path.startsWith('templates/'));
  });
});

test.each([PLAN, APPLY])('%s uses nothing but this action, and only inputs that it has', (path) => {
  const steps = Object.values(workflowAt(path).jobs).flatMap((one) => one.steps);
  for (const { uses, with: given = {} } of steps) {
    expect(uses).toMatch(/^OWNER\/resolver-mfa-policy@0{40}$/);
    expect(INPUT_NAMES).toEqual(expect.arrayContaining(Object.keys(given)));
  }
});

test('the project’s own CI runs every check, each in its job', () => {
  const { jobs } = workflowAt('.github/workflows/ci.yml');
  const scripts = Object.values(jobs).map(({ steps }) => steps.map(({ run = '' }) => run).join('\n'));
  for (const script of [
    'npm test',
    'npm run demo',
    'npm run coverage',
    'npm run test:crash',
    'npm run test:mutation',
  ]) {
    expect(
      scripts.filter((one) => one.includes(script)),
      script,
    ).toHaveLength(1);
  }
  expect(scripts.some((one) => one.includes('git status --porcelain -- dist'))).toBe(true);
});
