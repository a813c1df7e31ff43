import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectRun, KIOSK } from './expected.ts';
import { World } from './world.ts';

let world: World;
let folder: string;
beforeEach(async () => {
  world = await World.start();
  world.seed();
  world.merged(KIOSK);
  folder = mkdtempSync(join(tmpdir(), 'mfa-event-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

/** Refused in words of ours, before anything is asked; of what the variable or its file holds, nothing is printed. */
async function expectRefused(env: Record<string, string>, words: string): Promise<void> {
  let asked = 0;
  const stop = world.github.onRequest(() => {
    asked += 1;
    return undefined;
  });
  const { stdout, stderr, summary } = await expectRun(world, () => world.applyPush({ env }), {
    status: 'refused',
    says: [words],
  });
  stop();
  expect([world.tenant.connections(), asked, stderr]).toEqual([0, 0, '']);
  const lines = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect(lines.filter((line) => !/^(?:- |::error::[A-Za-z`]|$)/.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain(words);
  expect(lines.join('\n') + summary).not.toMatch(/sparrow|##\[|mfa-event-|node:|\.js:\d/);
}

describe('R40: an event file that can’t be read is refused in our own words:', () => {
  test.each([
    ['no JSON', 'sparrow'],
    ['empty', ''],
    ['a command of the runner', '::warning title=sparrow::sparrow\n{}'],
    ['a command in brackets', '##[set-output name=status]sparrow'],
    ['JSON and a command after it', '{}\n::warning::sparrow'],
  ])('%s', async (_, text) => {
    const path = join(folder, 'sparrow.json');
    writeFileSync(path, text);
    await expectRefused({ GITHUB_EVENT_PATH: path }, 'The event file of the runner can’t be read as JSON.');
  });

  test.each(['missing', '::warning::sparrow', '##[set-output name=status]sparrow', '.'])(
    '%s',
    async (name) => {
      await expectRefused(
        { GITHUB_EVENT_PATH: join(folder, name) },
        'The event file of the runner can’t be read as JSON.',
      );
    },
  );

  test('no variable that names it', async () => {
    await expectRefused({ GITHUB_EVENT_PATH: '' }, 'The event file of the runner can’t be read as JSON.');
  });
});

describe('R40: an address that is none is refused in our own words:', () => {
  test.each(['GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GITHUB_SERVER_URL'])('%s', async (name) => {
    for (const value of [
      '::warning::sparrow',
      '##[warning]sparrow',
      'https://sparrow:sparrow@api.github.com',
    ])
      await expectRefused({ [name]: value }, `The variable \`${name}\` is not a valid address.`);
  });

  test.each(['HTTPS_PROXY', 'https_proxy'])('%s', async (name) => {
    for (const value of ['::warning::sparrow', 'not an address: sparrow'])
      await expectRefused({ [name]: value }, `\`${name}\` is not the address of a proxy`);
  });
});
