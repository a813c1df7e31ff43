import { expect, test } from 'vitest';
import { liveOf } from '../../src/plan/known.ts';
import { known, NOT_LOOKED } from './plans.ts';

test('live are the opt-outs that the tenant shows just now, and who is gone, by user id', () => {
  const live = liveOf(
    known(
      {
        'a@acme.example': [{ id: '1', mfaOptOut: true }, { id: '2' }],
        'b@acme.example': [{ id: '3', mfaOptOut: false }],
      },
      { '4': 'gone', '5': {} },
    ),
  );
  expect([...live]).toEqual([
    ['4', 'gone'],
    ['5', {}],
    ['1', { mfaOptOut: true }],
    ['3', { mfaOptOut: false }],
  ]);
});

test('what was read of a user by e-mail says more than a membership that shows nothing', () => {
  const live = liveOf(known({ 'a@acme.example': [{ id: '1', mfaOptOut: true }] }, { '1': {} }));
  expect([...live]).toEqual([['1', { mfaOptOut: true }]]);
});

test('nothing is live where nobody was looked up', () => {
  expect(liveOf(NOT_LOOKED).size).toBe(0);
});
