import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { enforceBody, resetBody } from '../../src/resolver/bodies.ts';
import { apiBase } from '../../src/resolver/url.ts';
import { INPUT_NAMES } from '../../src/runner/inputs.ts';
import { root, text, workflow, workflowAt } from './files.ts';

const PLAN = 'templates/.github/workflows/mfa-plan.yml';
const APPLY = 'templates/.github/workflows/mfa-apply.yml';

/** What is no secret, and decides where the key goes and what is sent. */
const SETTINGS = ['api-url', 'enforce-body', 'reset-body'];

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

  test('gives the action the three settings of the tenant, and nothing else', () => {
    expect(Object.values(plan.jobs).flatMap(({ steps }) => steps.map((step) => step.with))).toEqual([
      { mode: 'plan', ...settingsOf(PLAN) },
    ]);
  });
});

/** The three settings that a workflow holds, as the action gets them. */
function settingsOf(path: string, content = text(path)): Record<string, string> {
  const [given = {}] = Object.values(workflow.parse(parse(content)).jobs).flatMap(({ steps }) =>
    steps.map((step) => step.with),
  );
  return Object.fromEntries(SETTINGS.map((name) => [name, String(given[name])]));
}

describe('T1c: a setting that a writer could change', () => {
  const workflows = [PLAN, APPLY];

  test('is read from no variable: nowhere in the template is one named', () => {
    const files = readdirSync(new URL('templates/', root), { recursive: true, encoding: 'utf8' });
    const read = files.filter((name) => /\.(?:ya?ml|json|md)$/.test(name));
    expect(read).toEqual(expect.arrayContaining(workflows.map((path) => path.slice('templates/'.length))));
    for (const name of read) expect(text(`templates/${name}`), name).not.toMatch(/\bvars\s*[.[]/);
  });

  test.each(workflows)('is written out in %s, with where to find it', (path) => {
    for (const value of Object.values(settingsOf(path))) expect(value).not.toContain('${');
    expect(text(path)).toContain('Administration > Admin Overview > Swagger Docs');
    for (const name of ['enforce-body', 'reset-body'])
      expect(text(path)).toMatch(new RegExp(`^ +${name}: \\|$`, 'm'));
  });

  test('is the same in both workflows', () => {
    expect(settingsOf(APPLY)).toEqual(settingsOf(PLAN));
  });

  test('is a placeholder that the action refuses, never a guess, until it is filled in', () => {
    const settings = settingsOf(APPLY);
    expect([
      apiBase(settings['api-url'] ?? '', [], 'https://api.github.com').kind,
      enforceBody(settings['enforce-body'] ?? '').kind,
      resetBody(settings['reset-body'] ?? '').kind,
    ]).toEqual(['refused', 'refused', 'refused']);
  });

  test('is a body of many lines when it is pasted as the comment says', () => {
    const pasted = (name: string, body: string) => (content: string) =>
      content.replace(new RegExp(`(${name}: \\|\n)( +)(.+)`), (_, head: string, indent: string) => {
        return head + body.replace(/^/gm, indent);
      });
    const filled = [
      pasted('enforce-body', '{\n  "enforceMfa": true\n}'),
      pasted('reset-body', '{\n  "userId": 1\n}'),
    ].reduce((content, paste) => paste(content), text(APPLY));
    const settings = settingsOf(APPLY, filled);
    expect(settings['enforce-body']).toBe('{\n  "enforceMfa": true\n}\n');
    expect(enforceBody(settings['enforce-body'] ?? '').kind).toBe('body');
    expect(resetBody(settings['reset-body'] ?? '').kind).toBe('body');
  });
});

describe.each(all)('a secret that %s names', (path) => {
  const named = [...new Set(text(path).match(/\bsecrets\s*[.[][\w'"-]+/g))];

  test('is one that the README puts into the environment of its job: a missing one would be the repository’s', () => {
    const [, step = ''] = /^2\. \*\*Key\.\*\*([\s\S]*?)^3\. /m.exec(text('README.md')) ?? [];
    const [, listed = ''] = /\*Environment secrets\*: (.*)\. Put/.exec(step) ?? [];
    const made = (listed.match(/`\w+`/g) ?? []).map((name) => `secrets.${name.slice(1, -1)}`);
    expect(made.length).toBeGreaterThan(0);
    expect(named).toEqual(path === APPLY ? made : []);
    const { jobs } = workflowAt(path);
    if (named.length > 0) {
      for (const { environment } of Object.values(jobs)) expect(step).toContain(`\`${environment}\``);
    }
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
