import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { State } from '../../src/ledger/state.ts';
import { planFileSchema } from '../../src/report/plan-file.ts';
import { unbroken } from '../report/reading.ts';
import { ledgerKey } from '../sandbox/ledger-key.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun, HALL, KIOSK, LOBBY } from './expected.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start({ tenant: { writesForbidden: true } });
});
afterEach(async () => {
  expect(world.tenant.violations).toEqual([]);
  await world.close();
});

/** What a fork's and Dependabot's runs get. */
const READ_ONLY = { contents: 'read', 'pull-requests': 'read' } as const;
const dispatched = { GITHUB_REF: 'refs/heads/main' };

describe('a pull request that changes the policy', () => {
  test('is planned in one comment: what, who, why, who owns it, until when, and what approvals it needs', async () => {
    world.seed();
    const pull = world.open({ ...KIOSK, resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    const comment = world.comment(pull);
    for (const words of [
      '⚠️ 1 weakens sign-in · 🔁 1 clears an MFA profile',
      '**Exempt from MFA** until 31 Jan 2027 (68 days)<br>',
      `\`${LOBBY}\``,
      'Shared kiosk without a phone, badge-controlled room',
      'Owner `facilities@acme.example`, ticket `SEC-1201`',
      'the user enrols again at the next sign-in',
      `**Approval:**\n\n- the opt-out of \`${LOBBY}\`: needs 1 approval from \`bo-chen\` or \`cy-lee\``,
      '- the reset `INC-1` of `cy.lee@acme.example`: needs 1 approval from `bo-chen`\n',
      ' · users are looked up by the apply: this job has no API key',
    ]) {
      expect(comment).toContain(words);
    }
  });

  test('is planned again in place when it changes, and nothing is sent when nothing has changed', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const run = { runId: world.newRun() };
    await world.plan(pull, run);
    await expectRun(world, () => world.plan(pull, run), { status: 'planned' });
    world.repo.commit({
      branch: 'change-1',
      files: { 'mfa-policy.yml': policyText({ optOuts: [{ user: LOBBY, expires: '2026-12-24' }] }) },
      by: 'ana-diaz',
      message: 'Shorten it',
    });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: ['comment again'] });
    expect(world.comment(pull)).toContain('until 24 Dec 2026');
  });

  test('names an approver and a protected account whose e-mail is nobody’s any more, where the job has the key', async () => {
    world.seed({ protected: [HALL] });
    world.tenant.changeEmail(102, 'bo.new@acme.example');
    world.tenant.changeEmail(1733, 'hall.new@acme.example');
    const pull = world.open({ ...KIOSK, protected: [HALL] });
    const github = [`comment on ${pull}`];
    await expectRun(world, () => world.plan(pull, { key: true }), { status: 'planned', github });
    const comment = world.comment(pull);
    expect(comment).toContain('`bo.chen@acme.example`: No user has the e-mail of this approver any more');
    expect(comment).toContain(`\`${HALL}\`: No user has the e-mail of this protected account any more`);
  });

  test('is planned with the users looked up where the job has the key', async () => {
    world.seed();
    const pull = world.open({ optOuts: [{ user: LOBBY }, { user: 'nobody@acme.example' }] });
    const { stdout } = await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['No user of this Org has exactly this e-mail'],
    });
    expect(stdout).toMatch(/^::error file=mfa-policy\.yml,line=\d+,col=\d+::No user of this Org/m);
  });

  test('leaves a file for later steps that its schema describes', async () => {
    world.seed();
    const pull = world.open(KIOSK);
    const { planFile, outputs } = await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
    });
    const file = planFileSchema.parse(JSON.parse(planFile));
    expect(file).toMatchObject({ digest: outputs.digest, changes: 1, status: 'planned' });
    expect(file.rows).toHaveLength(1);
  });

  test('says nothing when it leaves the policy untouched, and corrects what it said before', async () => {
    world.seed();
    const other = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: { 'README.md': 'Other\n' },
    });
    await expectRun(world, () => world.plan(other), { status: 'no-changes' });
    const pull = world.open(KIOSK);
    await world.plan(pull);
    world.repo.commit({
      branch: 'change-2',
      files: { 'mfa-policy.yml': policyText({}) },
      by: 'ana-diaz',
      message: 'Take it back',
    });
    await expectRun(world, () => world.plan(pull), { status: 'no-changes', github: ['comment again'] });
    expect(world.comment(pull)).toContain('no longer changes the MFA policy');
  });

  test('gets one line where its base is not the default branch', async () => {
    world.seed();
    world.repo.push('decoy', 'main');
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'decoy',
      files: { 'mfa-policy.yml': policyText(KIOSK) },
    });
    await expectRun(world, () => world.plan(pull), { status: 'no-changes', github: [`comment on ${pull}`] });
    expect(world.comment(pull)).toContain('not a policy change yet');
    expect(world.comment(pull)).not.toContain(LOBBY);
  });

  test('is planned though nothing is adopted yet and the base has no file', async () => {
    const pull = world.open(KIOSK);
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: [
        'no readable policy of this Org: the file is compared with what is in force instead',
        'This Org is not adopted yet',
      ],
    });
  });

  test('is planned when it mends a broken file of the default branch', async () => {
    world.seed();
    world.push('version: 1\n');
    const pull = world.open(KIOSK);
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: [LOBBY, 'no readable policy of this Org: the file is compared with what is in force instead'],
    });
  });

  test('shows what stands on the default branch and is not in force apart from what it brings itself', async () => {
    world.seed();
    world.push(KIOSK);
    const pull = world.open({ optOuts: [{ user: LOBBY }, { user: HALL }] });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    expect(world.comment(pull)).toMatch(
      /1 weakens sign-in[\s\S]*hall\.kiosk[\s\S]*Already waiting on the default branch: 1[\s\S]*lobby\.kiosk/,
    );
  });

  test('shows what it changes even where the ledger says that it is in force already', async () => {
    world.seed(KIOSK);
    world.push({});
    const pull = world.open(KIOSK);
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    expect(world.comment(pull)).toContain('Already recorded as applied');
  });

  test('asks for as many approvals as it makes necessary, never for the fewer that are in force', async () => {
    world.seed();
    const pull = world.open({ ...KIOSK, guardrails: { 'required-approvals': 2 } });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    expect(world.comment(pull)).toContain('**Approval:** needs 2 approvals from `bo-chen` or `cy-lee`.');
  });

  test('whose row is refused says why in the red annotation itself, and nothing of the tenant', async () => {
    world.seed({ protected: [LOBBY] });
    const pull = world.open({ ...KIOSK, protected: [LOBBY] });
    const { stdout } = await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['### ⛔ Blocked: 1 of 1 change refused'],
      silent: ['written to the tenant', 'Nothing changes'],
    });
    expect(stdout).toMatch(/^::error::Blocked: This account is protected/m);
    expect(stdout).not.toMatch(/see the (?:comment|summary)/i);
  });

  test('warns where the repository is public', async () => {
    const open = await World.start({ isPrivate: false });
    open.seed();
    const pull = open.open(KIOSK);
    await expectRun(open, () => open.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: ['This repository is public'],
    });
    await open.close();
  });

  test.each([
    ['one read', false, ['read', 'write'], ['read']],
    ['one read, and a second after users were looked up,', true, ['read', 'read', 'write'], ['read', 'read']],
  ])('makes %s and one write of GitHub, and no write when nothing is new', async (_, key, first, again) => {
    world.seed();
    const pull = world.open(KIOSK);
    const asked: string[] = [];
    world.github.onRequest(({ write }) => {
      asked.push(write ? 'write' : 'read');
      return undefined;
    });
    const runId = world.newRun();
    const plan = () => world.plan(pull, { key, runId });
    await expectRun(world, plan, { status: 'planned', github: [`comment on ${pull}`] });
    expect(asked).toEqual(first);
    asked.length = 0;
    await expectRun(world, plan, { status: 'planned' });
    expect(asked).toEqual(again);
  });
});

describe('a policy that can’t be used', () => {
  test('is refused with every problem at its line and column, and no value of it', async () => {
    world.seed();
    const pull = world.open(
      policyText({})
        .replace('version: 1', 'version: seven')
        .replace('enforce: true', 'enforce: perhaps')
        .replace('id: 166', 'id: minus'),
    );
    const { stdout, summary } = await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
    });
    for (const place of ['line=1,col=10', 'line=3,col=7', 'line=7,col=10'])
      expect(stdout).toContain(`::error file=mfa-policy.yml,${place}::`);
    expect(world.comment(pull)).toContain('3 problems');
    for (const shown of [stdout, summary, world.comment(pull)])
      expect(shown).not.toMatch(/seven|perhaps|minus/);
  });

  test.each([
    ['is missing', null, 'The policy file is missing'],
    ['is empty', '', 'can’t be used'],
    ['is a symbolic link', { symlink: 'other.yml' }, 'not a regular file'],
    ['is a submodule', { submodule: '1234567890123456789012345678901234567890' }, 'not a regular file'],
    ['says null', 'null\n', 'can’t be used'],
  ])('is refused when it %s', async (_, file, words) => {
    world.seed();
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: { 'mfa-policy.yml': file, 'other.yml': policyText({}) },
    });
    await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: [words],
    });
  });

  test.each([
    ['was renamed', 'policy.yml', 'The policy file is missing'],
    ['is a folder', 'mfa-policy.yml/policy.yml', 'not a regular file'],
  ])('is refused when it %s', async (_, path, words) => {
    world.seed();
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: { 'mfa-policy.yml': null, [path]: policyText({}) },
    });
    await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: [words],
    });
  });

  test.each(['mfa-policy.yaml', 'MFA-policy.yml'])('is refused beside a second file %s', async (twin) => {
    world.seed();
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: { 'mfa-policy.yml': policyText(KIOSK), [twin]: policyText({}) },
    });
    await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['A second file has the name'],
    });
  });

  test('is refused whole for the wrong Org, a sandbox that enforces, an unreachable tenant', async () => {
    world.seed();
    const wrong = world.open({ org: 46 });
    await expectRun(world, () => world.plan(wrong, { key: true }), {
      status: 'refused',
      github: [`comment on ${wrong}`],
      says: ['None of these changes will be applied', 'belongs to another Org'],
    });
    const sandbox = world.open({ environment: 'sandbox' });
    await expectRun(world, () => world.plan(sandbox), {
      status: 'refused',
      github: [`comment on ${sandbox}`],
      says: ['only be enforced in Production'],
    });
    const pull = world.open(KIOSK);
    world.tenant.onRequest(() => ({ when: 'before', do: 'destroy' }));
    await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['The tenant could not be asked, and an error is never taken for an empty answer'],
    });
  });
});

describe('the comment', () => {
  test('is found on the second page by its marker on the first line and its author; others’ are left alone', async () => {
    world.seed();
    world.repo.user('renovate[bot]', { type: 'Bot', permission: 'write' });
    const pull = world.open(KIOSK);
    await world.plan(pull);
    const [first] = world.repo.comments(pull);
    world.repo.deleteComment(first?.id ?? 0);
    const strange = [
      { by: 'wes-writer', body: first?.body ?? '' },
      { by: 'renovate[bot]', body: first?.body ?? '' },
      { by: 'github-actions', body: `> ${first?.body}` },
    ];
    for (let index = 0; index < 50; index += 1)
      for (const comment of strange) world.repo.comment(pull, comment);
    const others = world.repo.comments(pull).map(({ body }) => body);
    expect(others).toHaveLength(150);
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
    world.repo.commit({
      branch: 'change-1',
      files: { 'mfa-policy.yml': policyText({ optOuts: [{ user: HALL }] }) },
      by: 'ana-diaz',
      message: 'Another',
    });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: ['comment again'] });
    const bodies = world.repo.comments(pull).map(({ body }) => unbroken(body));
    expect(bodies.slice(0, 150)).toEqual(others.map(unbroken));
    expect(bodies.slice(150)).toEqual([expect.stringContaining(HALL)]);
  });

  test('is one for each Org of a host, each with what its own file and ledger say', async () => {
    world.seed();
    const other = { policy: 'orgs/other.yml' };
    const pull = world.repo.openPullRequest({
      by: 'ana-diaz',
      base: 'main',
      files: {
        'mfa-policy.yml': policyText(KIOSK),
        'orgs/other.yml': policyText({ org: 46, optOuts: [{ user: HALL }] }),
      },
    });
    const runs = [{}, other].map((inputs) => ({ inputs, runId: world.newRun() }));
    for (const run of runs) {
      const github = [`comment on ${pull}`];
      await expectRun(world, () => world.plan(pull, run), { status: 'planned', github });
    }
    const bodies = world.repo.comments(pull).map(({ body }) => unbroken(body));
    expect(bodies.map((body) => [body.includes(LOBBY), body.includes(HALL)])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(bodies.map((body) => body.includes('not adopted yet'))).toEqual([false, true]);
    for (const run of runs) await expectRun(world, () => world.plan(pull, run), { status: 'planned' });
  });

  test('is not written for a fork or Dependabot, whose token can’t; the result is that of the plan', async () => {
    world.seed();
    world.repo.user('dependabot[bot]', { type: 'Bot', permission: 'write' });
    const pull = world.open(KIOSK, 'dependabot[bot]');
    await expectRun(world, () => world.plan(pull, { token: READ_ONLY }), {
      status: 'planned',
      says: [LOBBY],
    });
    const fork = world.github.repository({ owner: 'stranger', name: 'mfa-policy', forkOf: world.repo });
    const strange = world.repo.openPullRequest({
      by: 'stranger',
      base: 'main',
      from: fork,
      files: { 'mfa-policy.yml': policyText(KIOSK) },
    });
    await expectRun(world, () => world.plan(strange, { token: READ_ONLY }), {
      status: 'planned',
      says: [LOBBY],
    });
    const broken = world.repo.openPullRequest({
      by: 'stranger',
      base: 'main',
      from: fork,
      files: { 'mfa-policy.yml': 'version: 2\n' },
    });
    const { stdout } = await expectRun(world, () => world.plan(broken, { token: READ_ONLY }), {
      status: 'refused',
      says: ['can’t be used'],
    });
    expect(stdout).toContain('::error file=mfa-policy.yml,line=1,col=10::');
  });

  test('drops harmless rows first when it would be too long, never the counts; the summary has all', async () => {
    world.seed({ guardrails: { 'max-opt-outs': 500 } });
    const reason = 'Shared kiosk without a phone. '.repeat(15).trim();
    const optOuts = Array.from({ length: 400 }, (_, index) => ({
      user: `kiosk.${index}@acme.example`,
      reason: `${index} ${reason}`,
    }));
    const pull = world.open({
      optOuts,
      guardrails: { 'max-opt-outs': 500 },
      protected: ['root.admin@acme.example'],
    });
    const result = await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
    });
    const comment = world.comment(pull);
    expect([...comment].length).toBeLessThanOrEqual(60_000);
    expect(comment).toContain('⚠️ 400 weaken sign-in · 🔒 1 strengthens');
    expect(comment).toMatch(/… and \d+ more, none of them more dangerous than those shown/);
    expect(comment).not.toContain('root.admin');
    expect(comment.match(/`kiosk\.\d+@/g)?.length).toBeGreaterThan(20);
    for (const user of [...optOuts.map((one) => one.user), 'root.admin@acme.example'])
      expect(unbroken(result.summary)).toContain(`\`${user}\``);
  });
});

test('a merge group is planned against its base, without a comment', async () => {
  world.seed();
  const pull = world.open(KIOSK);
  const head = world.repo.testMerge(pull) ?? '';
  const payload = world.repo.mergeGroupEvent({ head });
  await expectRun(
    world,
    () => world.run('merge_group', payload, { key: false, env: { ...dispatched, GITHUB_SHA: head } }),
    {
      status: 'planned',
      says: [LOBBY],
    },
  );
});

describe('the ledger is believed by the key that the default branch names', () => {
  test('in a plan without any secret', async () => {
    world.seed({ enforce: true, guardrails: { 'max-opt-outs': 3 } });
    world.commitState({ ...vouched(), inForce: [], onto: world.repo.tip(world.ledger) }, { seed: 2 });
    const foreign = world.repo.tip(world.ledger).slice(0, 12);
    const pull = world.open({ ...KIOSK, guardrails: { 'max-opt-outs': 3 } });
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: ['Foreign commits on the ledger', foreign, '1 weakens sign-in'],
    });
  });

  test('never by one that the pull request brings: that heads the comment', async () => {
    world.seed();
    world.commitState({ ...vouched(), inForce: [], onto: world.repo.tip(world.ledger) }, { seed: 2 });
    const pull = world.open({ ...KIOSK, publicKey: ledgerKey(2).publicKey });
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: ['**Needs adoption.**', '1 weakens sign-in'],
    });
  });

  test('and where it names none, nothing can be applied', async () => {
    world.push({ publicKey: null });
    const pull = world.open({ ...KIOSK, publicKey: null });
    await expectRun(world, () => world.plan(pull), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: ['names no `ledger-public-key`'],
    });
  });
});

function vouched(): State {
  const state = world.vouched();
  if (state === undefined) throw new Error('the ledger has no state');
  return state;
}

test.each<{
  name: string;
  run(pull: number): ReturnType<World['run']>;
  expected: Parameters<typeof expectRun>[2];
  methods: string[];
}>([
  {
    name: 'a plan',
    run: (pull) => world.plan(pull, { key: true }),
    expected: { status: 'planned', github: ['comment on 1'] },
    methods: ['GET'],
  },
  {
    name: 'a plan of a merge group',
    run(pull) {
      const head = world.repo.testMerge(pull);
      return world.run('merge_group', world.repo.mergeGroupEvent({ head }), { env: { GITHUB_SHA: head } });
    },
    expected: { status: 'planned' },
    methods: ['GET'],
  },
  {
    name: 'a validation',
    run: () =>
      world.run('push', {}, { inputs: { mode: 'validate' }, env: { GITHUB_SHA: world.repo.tip('main') } }),
    expected: { status: 'no-changes' },
    methods: [],
  },
])('$name writes nothing to the tenant, whatever key the job has', async ({ run, expected, methods }) => {
  world.seed({ enforce: false, optOuts: [{ user: HALL }] });
  const pull = world.open({ ...KIOSK, resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }] });
  const seen = new Set<string>();
  world.tenant.onRequest(({ method }) => {
    seen.add(method);
    return undefined;
  });
  await expectRun(world, () => run(pull), expected);
  expect([...seen]).toEqual(methods);
});
