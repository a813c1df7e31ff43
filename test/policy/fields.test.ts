import { expect, it } from 'vitest';
import { saidBy, saying } from '../../src/policy/fields.ts';

it('what a rule says is read back', () => {
  expect(saidBy(saying('wrong-date', 'Expected a day: so.'))).toEqual({
    code: 'wrong-date',
    message: 'Expected a day: so.',
  });
});

it('a rule without a message of its own is noticed', () => {
  expect(() => saidBy('Invalid input: expected string, received "secret"')).toThrow('no message of its own');
});
