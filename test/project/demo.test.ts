import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './files.ts';

/**
 * What an auditor does who has nothing but a checkout of the two branches and never saw this program: the code here is of its own and
 * imports none of it.
 */
let folder: string;
let told: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mfa-demo-files-'));
  const demo = spawnSync(process.execPath, ['scripts/demo.ts', folder], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  expect(demo.stderr).toBe('');
  told = demo.stdout;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Signed {
  signature: string;
  scope: { kind: string; branch: string; org: string };
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const fileNames = () => [
  'state.json',
  ...readdirSync(join(folder, 'ledger/applies')).map((name) => `applies/${name}`),
];

/** JSON with sorted keys, two spaces and a newline at the end: what is signed. */
function canonical(value: unknown): string {
  const sorted = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(sorted);
    if (typeof one !== 'object' || one === null) return one;
    const keys = Object.keys(one).sort();
    return Object.fromEntries(keys.map((key) => [key, sorted((one as Record<string, unknown>)[key])]));
  };
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

/** Whether the key that the policy names signed a file's text. */
function isSigned(text: string): boolean {
  const { 'ledger-public-key': key } = parse(read('main/mfa-policy.yml')) as Record<string, string>;
  const publicKey = createPublicKey({ key: Buffer.from(key ?? '', 'base64'), format: 'der', type: 'spki' });
  const { signature, ...body } = JSON.parse(text) as Signed;
  return verify(null, Buffer.from(canonical(body)), publicKey, Buffer.from(signature, 'base64'));
}

function verified<T>(path: string): T & Signed {
  const text = read(`ledger/${path}`);
  if (!isSigned(text)) throw new Error(`${path} is not signed by the key of the policy`);
  return JSON.parse(text);
}

const blob = (path: string) => {
  const bytes = readFileSync(join(folder, 'ledger', path));
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
};

test('the demo tells the main job to its end', () => {
  expect(told).toContain('What an auditor finds');
  expect(told).toContain('reset INC-20331 of cy.lee@acme.example: done');
});

test('every file of the demo’s ledger verifies from files alone, and says what it is for', () => {
  const files = fileNames().map((path) => verified(path));
  expect(files.length).toBeGreaterThan(4);
  expect(new Set(files.map(({ scope }) => `${scope.branch} ${scope.org}`)).size).toBe(1);
  expect(files.map(({ scope }) => scope.kind)).toEqual(['state', ...files.slice(1).map(() => 'record')]);
});

test('one changed letter is found', () => {
  const texts = fileNames().map((path) => read(`ledger/${path}`));
  const changed = texts.flatMap((text) =>
    text.includes('bo-chen') ? [text.replace('bo-chen', 'bo-chan')] : [],
  );
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.map(isSigned)).toEqual(changed.map(() => false));
});

test('the state vouches for every record, and the records for who was exempt and why', () => {
  const state = verified<{ records: { count: number; sha256: string } }>('state.json');
  const names = fileNames().slice(1);
  const list = names.map((path) => `${path.slice('applies/'.length)} ${blob(path)}`).sort();
  const digest = createHash('sha256').update(canonical(list)).digest('hex');
  expect(state.records).toEqual({ count: names.length, sha256: digest });
  const records = names.map((path) => JSON.stringify(verified(path)));
  expect(records.filter((text) => text.includes('lobby.kiosk@acme.example')).length).toBeGreaterThan(1);
  expect(records.some((text) => text.includes('Shared kiosk') && text.includes('bo-chen'))).toBe(true);
});
