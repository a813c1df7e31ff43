import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileSpec } from '../sandbox/github/commits.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun } from './expected.ts';
import { World } from './world.ts';

let world: World;
let checkout: string;
beforeEach(async () => {
  world = await World.start({ tenant: { writesForbidden: true } });
  checkout = mkdtempSync(join(tmpdir(), 'mfa-checkout-'));
  writeFileSync(join(checkout, 'README.md'), 'A checkout\n');
});
afterEach(async () => {
  rmSync(checkout, { recursive: true, force: true });
  expect([world.tenant.violations, world.tenant.connections()]).toEqual([[], 0]);
  await world.close();
});

/** Any event will do: only the file is looked at. */
function validate(env: Record<string, string>, inputs: Record<string, string> = {}) {
  return world.run('push', {}, { key: false, env, inputs: { mode: 'validate', 'api-url': '', ...inputs } });
}

test('a checkout’s policy is valid, without a key and without a request', async () => {
  writeFileSync(join(checkout, 'mfa-policy.yml'), policyText());
  const asked: string[] = [];
  world.github.onRequest(({ path }) => {
    asked.push(path);
    return undefined;
  });
  await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'no-changes',
    says: ['the file is valid', 'Users were not looked up'],
  });
  expect(asked).toEqual([]);
});

test('a checkout’s policy is refused with its problems at their lines', async () => {
  writeFileSync(join(checkout, 'mfa-policy.yml'), policyText().replace('enforce: true', 'enforce: maybe'));
  const { stdout } = await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'refused',
    says: ['1 problem'],
  });
  expect(stdout).toContain('::error file=mfa-policy.yml,line=7,col=10::');
  expect(stdout).not.toContain('maybe');
});

test.each<[string, (path: string) => void]>([
  ['a link to the environment of the process', (path) => symlinkSync('/proc/self/environ', path)],
  ['a link within the checkout', (path) => symlinkSync('README.md', path)],
  ['a link to nothing', (path) => symlinkSync('nowhere', path)],
  ['a folder', (path) => mkdirSync(path)],
])('%s is not read', async (_, make) => {
  make(join(checkout, 'mfa-policy.yml'));
  const { stdout, summary } = await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'refused',
    says: ['not a regular file'],
  });
  expect(stdout + summary).not.toMatch(/GITHUB_|A checkout/);
});

test('a folder on the way that is a link is not followed', async () => {
  mkdirSync(join(checkout, 'real'));
  writeFileSync(join(checkout, 'real', 'mfa-policy.yml'), policyText());
  symlinkSync('real', join(checkout, 'linked'));
  await expectRun(
    world,
    () => validate({ GITHUB_WORKSPACE: checkout }, { policy: 'linked/mfa-policy.yml' }),
    { status: 'refused', says: ['not a regular file'] },
  );
});

test.each(['mfa-policy.yaml', 'MFA-policy.yml'])(
  'a checkout’s policy is refused beside a second file %s',
  async (twin) => {
    for (const name of ['mfa-policy.yml', twin]) writeFileSync(join(checkout, name), policyText());
    await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
      status: 'refused',
      says: ['A second file has the name'],
    });
  },
);

test('without a checkout the commit of the event is read, whatever the branch says now', async () => {
  const commit = world.push({});
  world.push('version: 2\n');
  await expectRun(world, () => validate({ GITHUB_SHA: commit }), {
    status: 'no-changes',
    says: ['the file is valid'],
  });
});

test.each<[string, Record<string, FileSpec>, string]>([
  ['is missing', { 'other.yml': policyText() }, 'The policy file is missing'],
  ['is empty', { 'mfa-policy.yml': '' }, 'can’t be used'],
  ['is broken', { 'mfa-policy.yml': policyText().replace('enforce: true', 'enforce: maybe') }, '1 problem'],
  [
    'is a link',
    { 'mfa-policy.yml': { symlink: 'real.yml' }, 'real.yml': policyText() },
    'not a regular file',
  ],
  ['is a folder', { 'mfa-policy.yml/policy.yml': policyText() }, 'not a regular file'],
  [
    'has a twin',
    { 'mfa-policy.yml': policyText(), 'mfa-policy.yaml': policyText() },
    'A second file has the name',
  ],
])('a commit’s policy is refused when it %s', async (_, files, words) => {
  const commit = world.repo.commit({ branch: 'main', files, by: 'olga-owner' });
  await expectRun(world, () => validate({ GITHUB_SHA: commit }), { status: 'refused', says: [words] });
});

test('a commit’s policy in a folder is looked for twins there', async () => {
  const files = { 'orgs/risk.yml': policyText(), 'risk.yaml': policyText() };
  const alone = world.repo.commit({ branch: 'main', files, by: 'olga-owner' });
  const inputs = { policy: 'orgs/risk.yml' };
  await expectRun(world, () => validate({ GITHUB_SHA: alone }, inputs), { status: 'no-changes' });
  const twin = world.repo.commit({
    branch: 'main',
    files: { 'orgs/risk.yaml': policyText() },
    by: 'olga-owner',
  });
  await expectRun(world, () => validate({ GITHUB_SHA: twin }, inputs), {
    status: 'refused',
    says: ['A second file has the name'],
  });
});

test('a checkout without the file is a missing file', async () => {
  await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'refused',
    says: ['The policy file is missing'],
  });
});
