import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActionResult } from '../sandbox/action.ts';
import type { LoggedRequest } from '../sandbox/github/faults.ts';
import { LEDGER_KEY } from '../sandbox/ledger-key.ts';
import { KEY, World } from './world.ts';

/** The search that every scenario ends with, itself. */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const CLEAN: ActionResult = {
  code: 0,
  signal: null,
  stdout: `::add-mask::${KEY}\n- Status: "applied"\n`,
  stderr: '',
  outputs: { status: 'applied' },
  summary: 'Applied.',
  planFile: '{}',
};

const WRITTEN: [string, string][] = [
  ['as it is', KEY],
  ['in capitals', KEY.toUpperCase()],
  ['in base64', Buffer.from(KEY).toString('base64')],
  ['in base64 behind a name', Buffer.from(`key:${KEY}`).toString('base64')],
  ['in hex', Buffer.from(KEY).toString('hex')],
  ['backwards', [...KEY].reverse().join('')],
];

const [, LINE = ''] = LEDGER_KEY.pem.split('\n');
const SEED = Buffer.from(LINE, 'base64').subarray(-32);

const LEDGER_KEY_WRITTEN: [string, string][] = [
  ['as its line', LINE],
  ['as its seed in hex', SEED.toString('hex')],
  ['as its seed in base64', SEED.toString('base64')],
  ['in base64', Buffer.from(LEDGER_KEY.pem).toString('base64')],
];

function write(body: unknown): void {
  world.github.requests.push({ write: true, body } as LoggedRequest);
}

test('finds nothing where there is nothing, and takes no mask for a leak', () => {
  write({ body: 'MFA apply' });
  expect(() => world.assertNoLeak(CLEAN)).not.toThrow();
});

test.each(WRITTEN)('finds the key %s in log, errors, summary, plan file and outputs', (_, text) => {
  for (const sink of ['stdout', 'stderr', 'summary', 'planFile'] as const) {
    expect(() => world.assertNoLeak({ ...CLEAN, [sink]: `a ${text} b` }), sink).toThrow('the key stands');
  }
  expect(() => world.assertNoLeak({ ...CLEAN, outputs: { digest: text } })).toThrow('the key stands');
});

test.each(WRITTEN)('finds the key %s in a comment', (_, text) => {
  write({ body: `a ${text} b` });
  expect(() => world.assertNoLeak(CLEAN)).toThrow('the key stands');
});

test.each(WRITTEN)('finds the key %s in a file of the ledger', (_, text) => {
  const contents = Buffer.from(`{"reason":"${text}"}`).toString('base64');
  write({ variables: { input: { fileChanges: { additions: [{ path: 'state.json', contents }] } } } });
  expect(() => world.assertNoLeak(CLEAN)).toThrow('the key stands');
});

test.each(LEDGER_KEY_WRITTEN)('finds the ledger’s private key %s', (_, text) => {
  expect(() => world.assertNoLeak({ ...CLEAN, summary: `a ${text} b` })).toThrow('the private key stands');
});

test('takes the public key and the lines around a private one for no leak', () => {
  const summary = `${LEDGER_KEY.publicKey}\n-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----`;
  expect(() => world.assertNoLeak({ ...CLEAN, summary })).not.toThrow();
});

test('a debug run prints what every run prints', async () => {
  world.seed();
  const [quiet, loud] = [await world.applyPush(), await world.applyPush({ env: { RUNNER_DEBUG: '1' } })];
  expect(quiet.outputs.status).toBe('no-changes');
  // Each run has a token of its own.
  const printed = ({ stdout }: ActionResult) => stdout.replace(/^::add-mask::.*\n/gm, '');
  expect(printed(quiet)).toContain('Status');
  expect(printed(loud)).toBe(printed(quiet));
});
