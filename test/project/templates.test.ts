import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_GUARDRAILS, GUARDRAIL_NAMES } from '../../src/policy/guardrails.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import { text } from './files.ts';

const example = text('templates/mfa-policy.yml');

function problemsOf(policy: string) {
  const parsed = parsePolicy(new TextEncoder().encode(policy));
  return parsed.ok ? [] : parsed.problems;
}

describe('the example policy', () => {
  test('is valid, and names its schema', () => {
    expect(problemsOf(example)).toEqual([]);
    expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=.github/mfa-policy.schema.json');
  });

  test('is valid with what is commented out in it, too', () => {
    const whole = example.replaceAll(
      /^( *)# (?=(?: *- request|resets|id| {2,}(?:user|reason|not-after)):)/gm,
      '$1',
    );
    expect(Object.keys(parse(whole))).toContain('resets');
    expect(parse(whole)['opt-outs'][0].id).toBe(1732);
    expect(problemsOf(whole)).toEqual([]);
  });

  test('shows every guardrail at its default, as it says', () => {
    const parsed = parsePolicy(new TextEncoder().encode(example));
    expect(parsed.ok && parsed.policy.guardrails).toEqual(DEFAULT_GUARDRAILS);
    expect(Object.keys(parse(example).guardrails)).toEqual([...GUARDRAIL_NAMES]);
  });

  test('names nobody who could exist', () => {
    const addresses = example.match(/[\w.-]+@[\w.-]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) expect(address).toMatch(/@acme\.example$/);
  });
});

describe('the entries that the template’s README shows', () => {
  const blocks = Array.from(
    text('templates/README.md').matchAll(/```yaml\n([\s\S]*?)```/g),
    ([, block = '']): Record<string, unknown>[] => parse(block),
  );

  test('are an opt-out and a reset, both valid', () => {
    const [optOuts, resets, ...more] = blocks;
    expect([optOuts?.length, resets?.length, more.length]).toEqual([1, 1, 0]);
    expect(optOuts?.[0]).toHaveProperty('expires');
    expect(resets?.[0]).toHaveProperty('request');
    const policy = { ...parse(example), 'opt-outs': optOuts, resets };
    expect(problemsOf(JSON.stringify(policy))).toEqual([]);
  });
});

test('the code owners are those of the policy and of everything that decides how it is applied', () => {
  const lines = text('templates/.github/CODEOWNERS').split('\n');
  const owned = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' ')[0]);
  expect(owned).toEqual(['/mfa-policy.yml', '/.github/']);
});

test.each([
  ['the template', 'templates/.github/dependabot.yml', ['github-actions']],
  ['the project', '.github/dependabot.yml', ['npm', 'github-actions']],
])('Dependabot keeps what %s pins current, after a cooldown', (_, path, ecosystems) => {
  const updates: { 'package-ecosystem': string; cooldown: unknown }[] = parse(text(path)).updates;
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(ecosystems);
  for (const { cooldown } of updates) expect(cooldown).toEqual({ 'default-days': 7 });
});
