import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, join as joined, md } from '../../src/report/markdown.ts';
import { type Outputs, writeOutputs, writePlanFile, writeSummary } from '../../src/runner/outputs.ts';
import { redactor } from '../../src/runner/redact.ts';

const KEY = 'kQ7-canary/Zp+3mX9vB2nL8=w';
const DIGEST = '0123456789abcdef'.repeat(4);
const clean = redactor([KEY]);
const before = process.env.GITHUB_OUTPUT;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outputs-'));
  file = join(folder, 'file');
  writeFileSync(file, '');
  process.env.GITHUB_OUTPUT = file;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (before === undefined) delete process.env.GITHUB_OUTPUT;
  else process.env.GITHUB_OUTPUT = before;
});

/** What the runner makes of a file of outputs: `name<<delimiter`, lines, `delimiter`. */
function read(text: string): Record<string, string> {
  const blocks = text.matchAll(
    /^(?<name>[^\n<]+)<<(?<delimiter>\S+)\r?\n(?<value>[\s\S]*?)\r?\n\k<delimiter>\r?\n/gm,
  );
  return Object.fromEntries(Array.from(blocks, ({ groups }) => [groups?.name, groups?.value]));
}

describe('outputs', () => {
  it('writes status, changes, digest and the plan file', () => {
    const planFile = '/home/runner/work/_temp/mfa-plan-0123456789ab.json';
    expect(writeOutputs({ status: 'planned', changes: 3, digest: DIGEST, planFile })).toEqual([]);
    expect(read(readFileSync(file, 'utf8'))).toEqual({
      status: 'planned',
      changes: '3',
      digest: DIGEST,
      'plan-file': planFile,
    });
  });

  it('writes nothing for what there is not', () => {
    expect(writeOutputs({ status: 'refused', changes: 0 })).toEqual([]);
    expect(read(readFileSync(file, 'utf8'))).toEqual({
      status: 'refused',
      changes: '0',
      digest: '',
      'plan-file': '',
    });
  });

  it.each([
    'a\nb',
    'x\nghadelimiter_0\nadmin<<y',
    '$(id)',
    '`id`',
    'a b',
    'A',
    '"',
    "'",
    ';',
    'a'.repeat(129),
    'é',
    '\n',
  ])('does not let %j out', (text) => {
    const outputs = { status: text, changes: text, digest: text } as unknown as Outputs;
    expect(writeOutputs(outputs).map(({ why }) => why)).toEqual([
      '`status` has a character that it may not have',
      '`changes` has a character that it may not have',
      '`digest` has a character that it may not have',
    ]);
    expect(read(readFileSync(file, 'utf8'))).toEqual({ 'plan-file': '' });
  });

  it.each(['/tmp/$(id).json', '/tmp/a\nb.json', '/tmp/`x`', '/tmp/a;b', "/tmp/'"])(
    'does not let the path %j out',
    (planFile) => {
      expect(writeOutputs({ status: 'planned', changes: 1, planFile })).toHaveLength(1);
    },
  );

  it('says what could not be written', () => {
    expect(writeOutputs({ status: 'applied', changes: 1 }, {})).toEqual([
      { what: 'output', why: '`GITHUB_OUTPUT` is not set' },
    ]);
    process.env.GITHUB_OUTPUT = join(folder, 'missing');
    const unwritten = writeOutputs({ status: 'applied', changes: 1 });
    expect(unwritten).toHaveLength(4);
    expect(unwritten[0]).toEqual({ what: 'output', why: '`status` could not be written to `GITHUB_OUTPUT`' });
  });
});

describe('summary', () => {
  it('adds to the file', () => {
    const env = { GITHUB_STEP_SUMMARY: file };
    expect(writeSummary(md`First`, clean, env)).toEqual([]);
    expect(writeSummary(md`Second ${'x'}`, clean, env)).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('First\nSecond `x`\n');
  });

  it('is cut at a line below 900 KiB, with a note', () => {
    const line = joined([md`- `, code('🌈'.repeat(100))], md``);
    const long = joined([md`3000 rows`, ...Array.from({ length: 3_000 }, () => line)], md`\n`);
    expect(writeSummary(long, clean, { GITHUB_STEP_SUMMARY: file })).toEqual([]);
    const text = readFileSync(file, 'utf8');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900 * 1024 + 1);
    expect(Buffer.byteLength(text)).toBeGreaterThan(899 * 1024);
    const lines = text.trimEnd().split('\n');
    expect(lines[0]).toBe('3000 rows');
    expect(lines.at(-1)).toMatch(/^\*\*Cut here/);
    expect(new Set(lines.slice(1, -2))).toEqual(new Set([line.text]));
  });

  it('is not written with a secret in it', () => {
    expect(writeSummary(code(KEY), clean, { GITHUB_STEP_SUMMARY: file })).toEqual([
      { what: 'summary', why: 'it held a secret' },
    ]);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('says when there is no place for it', () => {
    expect(writeSummary(md`x`, clean, {})).toEqual([
      { what: 'summary', why: '`GITHUB_STEP_SUMMARY` is not set' },
    ]);
    expect(writeSummary(md`x`, clean, { GITHUB_STEP_SUMMARY: join(folder, 'no', 'file') })).toEqual([
      { what: 'summary', why: 'it could not be written to `GITHUB_STEP_SUMMARY`' },
    ]);
  });
});

describe('plan file', () => {
  it('is readable by this user alone', () => {
    const { path = '', unwritten } = writePlanFile('{"rows":[]}', DIGEST, clean, { RUNNER_TEMP: folder });
    expect(unwritten).toEqual([]);
    expect(path).toBe(join(folder, 'mfa-plan-0123456789ab.json'));
    expect(readFileSync(path, 'utf8')).toBe('{"rows":[]}');
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('replaces the one before it and follows no link', () => {
    symlinkSync(file, join(folder, 'mfa-plan-0123456789ab.json'));
    writePlanFile('1', DIGEST, clean, { RUNNER_TEMP: folder });
    const { path = '' } = writePlanFile('2', DIGEST, clean, { RUNNER_TEMP: folder });
    expect(readFileSync(path, 'utf8')).toBe('2');
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it.each([
    ['`RUNNER_TEMP` is not set', '{}', DIGEST, ''],
    ['the digest is not valid', '{}', '../../x', '.'],
    ['it held a secret', JSON.stringify({ key: KEY }), DIGEST, '.'],
    ['it could not be written to `RUNNER_TEMP`', '{}', DIGEST, 'missing'],
    ['the path of `RUNNER_TEMP` has a character that it may not have', '{}', DIGEST, 'a$b'],
  ])('is not written when %s', (why, json, digest, sub) => {
    mkdirSync(join(folder, 'a$b'));
    const env = { RUNNER_TEMP: sub === '' ? '' : join(folder, sub) };
    expect(writePlanFile(json, digest, clean, env)).toEqual({ unwritten: [{ what: 'plan file', why }] });
  });
});
