import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun, KIOSK } from './expected.ts';
import { KEY, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.seed();
});
afterEach(() => world.close());

const MAIN = { GITHUB_REF: 'refs/heads/main' };

/** Refused before anything is asked of the tenant or of GitHub. */
async function expectSilence(run: () => ReturnType<World['run']>, words: string): Promise<void> {
  let asked = 0;
  const stop = world.github.onRequest(() => {
    asked += 1;
    return undefined;
  });
  await expectRun(world, run, { status: 'refused', says: [words] });
  stop();
  expect([world.tenant.connections(), asked]).toEqual([0, 0]);
}

describe('is refused, with nothing sent anywhere:', () => {
  test.each([
    ['pull_request_target', 'auto', 'gives what a stranger wrote the rights of the default branch'],
    ['pull_request_target', 'plan', 'gives what a stranger wrote the rights of the default branch'],
    ['pull_request_target', 'apply', 'gives what a stranger wrote the rights of the default branch'],
    ['workflow_run', 'apply', 'gives what a stranger wrote the rights of the default branch'],
    ['issue_comment', 'apply', 'gives what a stranger wrote the rights of the default branch'],
    ['schedule', 'auto', 'drift is not part'],
    ['release', 'apply', 'not one of'],
    ['', 'apply', 'not one of'],
  ])('the event "%s" in mode %s', async (event, mode, words) => {
    const payload = world.repo.pullRequestEvent(world.merged(KIOSK), 'closed');
    await expectSilence(() => world.run(event, payload, { env: MAIN, inputs: { mode } }), words);
  });

  test('a pull request that was closed, merged or not: a merge is the push that it is', async () => {
    const payload = world.repo.pullRequestEvent(world.merged(KIOSK), 'closed');
    await expectSilence(
      () => world.run('pull_request', payload, { env: MAIN }),
      'A merge is applied by its push',
    );
  });

  const REFS = ['refs/heads/feature/main', 'refs/tags/main', 'refs/heads/MAIN', 'refs/heads/main2', 'main'];

  test.each(REFS)('a push to %s', async (ref) => {
    const payload = { ...world.repo.pushEvent({ sender: 'bo-chen' }), ref };
    const env = { GITHUB_REF: ref };
    await expectSilence(() => world.run('push', payload, { env }), 'not exactly the default branch');
  });

  test.each(REFS)('a start by hand on %s', async (ref) => {
    const payload = { ...world.repo.dispatchEvent({ sender: 'olga-owner' }), ref };
    const env = { GITHUB_REF: ref, GITHUB_SHA: world.repo.tip('main') };
    await expectSilence(
      () => world.run('workflow_dispatch', payload, { env }),
      'not exactly the default branch',
    );
  });

  test('a push whose payload and environment name different branches', async () => {
    const [there = ''] = REFS;
    for (const [ref, env] of [
      [there, MAIN],
      [MAIN.GITHUB_REF, { GITHUB_REF: there }],
    ] as const) {
      const payload = { ...world.repo.pushEvent({ sender: 'bo-chen' }), ref };
      await expectSilence(() => world.run('push', payload, { env }), 'not exactly the default branch');
    }
  });

  test('a merge group of another branch', async () => {
    world.repo.push('decoy', 'main');
    const head = world.repo.testMerge(world.open(KIOSK));
    const payload = world.repo.mergeGroupEvent({ head, into: 'decoy' });
    await expectSilence(
      () => world.run('merge_group', payload, { env: MAIN }),
      'not exactly the default branch',
    );
  });

  test('a deleted default branch', async () => {
    const payload = world.repo.pushEvent({ sender: 'bo-chen', deleted: true });
    await expectSilence(() => world.run('push', payload, { env: MAIN }), 'was deleted');
  });

  test('a mode that the event does not ask for', async () => {
    const pull = world.open(KIOSK);
    await expectSilence(
      () => world.plan(pull, { inputs: { mode: 'apply', 'api-key': KEY } }),
      'this event asks for `plan`',
    );
    await expectSilence(() => world.applyPush({ inputs: { mode: 'plan' } }), 'this event asks for `apply`');
  });

  test.each([
    ['a short key', { inputs: { 'api-key': 'short' } }, '`api-key` must be 16 to 4096'],
    ['an address of another host', { inputs: { 'api-url': 'https://resolver.com.evil.example' } }, 'api-url'],
    [
      'an address with a user',
      { inputs: { 'api-url': 'https://us.core.resolver.com@evil.example' } },
      'api-url',
    ],
    ['plain http to another machine', { inputs: { 'api-url': 'http://us.core.resolver.com' } }, 'api-url'],
    ['no address', { inputs: { 'api-url': '' } }, '`api-url` is empty'],
    [
      'a path out of the repository',
      { inputs: { policy: '../mfa-policy.yml' } },
      '`policy` must be the path',
    ],
    [
      'a check of certificates that is switched off',
      { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
      'NODE_TLS_REJECT_UNAUTHORIZED',
    ],
  ])('%s', async (_, options, words) => {
    world.merged(KIOSK);
    await expectSilence(() => world.applyPush(options), words);
  });

  test.each([
    ['no object', 'null'],
    ['a payload without a repository', { ref: 'refs/heads/main', after: '0', deleted: false }],
  ])('%s', async (_, payload) => {
    await expectSilence(() => world.run('push', payload, { env: MAIN }), 'not as GitHub documents it');
  });
});

describe('is refused, with nothing sent to the tenant but reads:', () => {
  /** Where the file itself has changed, that it was looked at is recorded. */
  const SEEN = ['ledger'];
  test.each<[string, Record<string, string | null | { symlink: string }>, string, string[]?]>([
    ['a policy that is missing', { 'mfa-policy.yml': null }, 'The policy file is missing'],
    ['a policy that is empty', { 'mfa-policy.yml': '' }, 'can’t be used'],
    [
      'a policy that is a folder',
      { 'mfa-policy.yml': null, 'mfa-policy.yml/policy.yml': policyText(KIOSK) },
      'not a regular file',
    ],
    ['a policy that is broken', { 'mfa-policy.yml': 'version: 1\n' }, 'can’t be used'],
    ['a policy that is a link', { 'mfa-policy.yml': { symlink: 'README.md' } }, 'not a regular file'],
    ['a policy beside its twin', { 'mfa-policy.yaml': 'version: 1\n' }, 'A second file has the name', []],
  ])('%s on the default branch', async (_, files, words, github = SEEN) => {
    world.repo.commit({ branch: 'main', files, by: 'olga-owner', message: 'Break it' });
    const seen = new Set<string>();
    world.tenant.onRequest(({ method }) => {
      seen.add(method);
      return undefined;
    });
    await expectRun(world, () => world.applyPush(), { status: 'refused', github, says: [words] });
    expect([...seen].filter((method) => method !== 'GET')).toEqual([]);
  });
});
