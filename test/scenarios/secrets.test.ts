import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unbroken } from '../report/reading.ts';
import type { ActionResult } from '../sandbox/action.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { expectRun, KIOSK_IN_FORCE, LOBBY, LOST, optOut, reset } from './expected.ts';
import { KEY, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.seed();
});
afterEach(() => world.close());

const PASTED = { optOuts: [{ user: LOBBY, ticket: KEY }], resets: [LOST] };
const LINE =
  policyText(PASTED)
    .split('\n')
    .findIndex((line) => line.includes(KEY)) + 1;
const SAYS = [
  'A secret of this job, such as the API key, is written here',
  'replace that secret with a new one',
];

/** The run names the line, by a mark and in its summary; that it holds no secret is searched after every run. */
function expectLine(line: number, { stdout, summary }: ActionResult): void {
  expect(stdout).toMatch(
    new RegExp(`^::error file=mfa-policy\\.yml,line=${line},col=1::A secret of this job`, 'm'),
  );
  expect(unbroken(summary)).toContain(`Line ${line}, column 1 | A secret of this job`);
}

describe('R37: the key pasted into the policy', () => {
  test('is refused in an apply before the first call, and named by its line', async () => {
    const pull = world.merged(PASTED);
    const run = () => world.applyPush();
    const github = ['ledger', `comment on ${pull}`];
    expectLine(LINE, await expectRun(world, run, { status: 'refused', github, says: SAYS }));
    expect(world.comment(pull)).toContain(`Line ${LINE}, column 1 | A secret of this job`);
    expect(world.state()).not.toHaveProperty('sending');
  });

  test('is refused in a plan that has the key', async () => {
    const pull = world.open(PASTED);
    const run = () => world.plan(pull, { key: true });
    const github = [`comment on ${pull}`];
    expectLine(LINE, await expectRun(world, run, { status: 'refused', github, says: SAYS }));
    expect(world.comment(pull)).toContain(`Line ${LINE}, column 1 | A secret of this job`);
  });

  test('is refused where a checkout is validated by a job that has the key', async () => {
    const checkout = mkdtempSync(join(tmpdir(), 'mfa-checkout-'));
    writeFileSync(join(checkout, 'mfa-policy.yml'), policyText(PASTED));
    const inputs = { mode: 'validate', 'api-url': '' };
    const run = () => world.run('push', {}, { env: { GITHUB_WORKSPACE: checkout }, inputs });
    expectLine(LINE, await expectRun(world, run, { status: 'refused', says: SAYS }));
    rmSync(checkout, { recursive: true, force: true });
  });

  test.each<[string, (text: string) => string, number]>([
    ['in a comment', (text) => `# ${KEY}\n${text}`, 1],
    ['in base64', (text) => `# ${Buffer.from(KEY).toString('base64')}\n${text}`, 1],
    [
      'cut in two by a line break',
      (text) => `# ${KEY.slice(0, 9)}\n# ${KEY.slice(9)}\n${text}`.replace('\n# ', '\n'),
      1,
    ],
    ['in a file that can’t be used anyhow', (text) => text.replace('version: 1', `version: ${KEY}`), 1],
    [
      'in an escape of YAML’s own',
      (text) =>
        text.replace(/reason: .*/, `reason: "For \\U000000${KEY.charCodeAt(0).toString(16)}${KEY.slice(1)}"`),
      9,
    ],
    ['in the name of the Org', (text) => text.replace(/name: .*/, `name: ${KEY}`), 4],
  ])('is found %s', async (_, change, line) => {
    world.push(change(policyText({ optOuts: [{ user: LOBBY }] })));
    const { summary } = await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger'],
      says: SAYS,
    });
    expect(unbroken(summary)).toMatch(new RegExp(`Line ${line}, column \\d+ \\| A secret of this job`));
  });

  test('is taken out by a pull request, which is planned, and applied when it is merged', async () => {
    const pasted = world.merged(PASTED);
    await expectRun(world, () => world.applyPush(), {
      status: 'refused',
      github: ['ledger', `comment on ${pasted}`],
      says: SAYS,
    });
    const pull = world.open({ optOuts: [{ user: LOBBY }], resets: [LOST] });
    await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'planned',
      github: [`comment on ${pull}`],
    });
    world.repo.review(pull, { by: 'bo-chen', state: 'APPROVED' });
    world.repo.merge(pull, { by: 'bo-chen' });
    await expectRun(world, () => world.applyPush(), {
      status: 'applied',
      tenant: [optOut(1732), reset(103)],
      github: ['ledger', 'ledger', 'comment again', 'comment again'],
      inForce: [KIOSK_IN_FORCE],
      baseline: 'tip',
    });
  });

  test('is hidden where a pull request that takes it out shows what it changes', async () => {
    await world.close();
    world = await World.start();
    world.seed({ optOuts: [{ user: LOBBY }] });
    world.merged({ optOuts: [{ user: LOBBY, ticket: KEY }] });
    const pull = world.open({ optOuts: [{ user: LOBBY }] });
    await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'planned',
      github: [`comment on ${pull}`],
      says: ['ticket changed from `***`'],
    });
  });
});
