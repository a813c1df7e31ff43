import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  await world.close();
});

/** Any event will do: only the file is looked at. */
function validate(env: Record<string, string>, inputs: Record<string, string> = {}) {
  return world.run('push', {}, { key: false, env, inputs: { mode: 'validate', 'api-url': '', ...inputs } });
}

test('a checkout’s policy is valid, without a key and without a request', async () => {
  writeFileSync(join(checkout, 'mfa-policy.yml'), policyText());
  await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'no-changes',
    says: ['the file is valid'],
  });
  expect([world.tenant.requests.length, world.github.requests.length]).toEqual([0, 0]);
});

test('a checkout’s policy is refused with its problems at their lines', async () => {
  writeFileSync(join(checkout, 'mfa-policy.yml'), policyText().replace('enforce: true', 'enforce: maybe'));
  const { stdout } = await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'refused',
    says: ['1 problem'],
  });
  expect(stdout).toContain('::error file=mfa-policy.yml,line=6,col=10::');
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

test('without a checkout the commit of the event is read', async () => {
  const commit = world.push({});
  await expectRun(world, () => validate({ GITHUB_SHA: commit }), { status: 'no-changes' });
  expect(world.tenant.requests).toHaveLength(0);
});

test('a checkout without the file is a missing file', async () => {
  await expectRun(world, () => validate({ GITHUB_WORKSPACE: checkout }), {
    status: 'refused',
    says: ['The policy file is missing'],
  });
});
