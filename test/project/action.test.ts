import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_NAMES } from '../../src/runner/inputs.ts';
import { text } from './files.ts';

test('action.yml names exactly the inputs that are read, and the runner’s Node', () => {
  const action = parse(text('action.yml'));
  expect(Object.keys(action.inputs).sort()).toEqual([...INPUT_NAMES].sort());
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
});

test('no input is required by GitHub, so that what is missing is refused in words', () => {
  const inputs: Record<string, { required: boolean }> = parse(text('action.yml')).inputs;
  expect(Object.values(inputs).filter(({ required }) => required)).toEqual([]);
});
