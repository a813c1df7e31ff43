import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renewed } from '../../scripts/readme.ts';
import { INPUT_NAMES, MODES, readInputs } from '../../src/runner/inputs.ts';

const text = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8');
const action = parse(text);
const README =
  '# x\n<!-- inputs -->\nold\n<!-- /inputs -->\nbetween $& $1\n<!-- outputs --><!-- /outputs -->\nend\n<!-- guardrails --><!-- /guardrails -->\n';

describe('action.yml', () => {
  it('names exactly the inputs that are read', () => {
    expect(Object.keys(action.inputs)).toEqual(INPUT_NAMES);
  });

  it('has none that GitHub requires, so that what is missing is refused in words', () => {
    const inputs = Object.values<{ required: boolean }>(action.inputs);
    expect(inputs.filter(({ required }) => required)).toEqual([]);
  });

  it('has the defaults that the code has', () => {
    const inputs = Object.entries<{ default: string }>(action.inputs).filter(
      ([name]) => name !== 'github-token',
    );
    const env = Object.fromEntries(
      inputs.map(([name, input]) => [`INPUT_${name.toUpperCase()}`, input.default]),
    );
    expect(readInputs(env)).toEqual(readInputs({}));
    expect(action.inputs['github-token'].default).toBe(['$', '{{ github.token }}'].join(''));
  });

  it('names every mode', () => {
    for (const mode of MODES) expect(action.inputs.mode.description).toContain(`\`${mode}\``);
  });

  it('names the outputs that are written, and runs the bundle on Node 24', () => {
    expect(Object.keys(action.outputs)).toEqual(['status', 'changes', 'digest', 'plan-file']);
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
  });
});

describe('tables of the README', () => {
  it('are written between the marks, and stay as they are when current', () => {
    const readme = renewed(README, text);
    expect(readme).toMatch(
      /<!-- inputs -->\n\| .* \| Description \|\n\| --- \| --- \| --- \|\n\| `mode` \| `auto` \| /,
    );
    expect(readme).toContain('| `api-key` |  | ');
    expect(readme).toContain('| `github-token` | `github.token` | ');
    expect(readme).toMatch(/<!-- outputs -->\n\| .* \| Description \|\n\| --- \| --- \|\n\| `status` \| /);
    expect(readme).toMatch(
      /<!-- guardrails -->\n\| .* \| Description \|\n(\| --- ){5}\|\n\| `required-approvals` \| `1` \| /,
    );
    expect(readme).toContain('<!-- /inputs -->\nbetween $& $1\n<!-- outputs -->');
    expect(readme).not.toContain('old');
    expect(renewed(readme, text)).toBe(readme);
  });

  it.each(['', README + README, README.replace('/outputs', '/output')])('need each mark once', (readme) => {
    expect(() => renewed(readme, text)).toThrow('README.md needs one');
  });
});
