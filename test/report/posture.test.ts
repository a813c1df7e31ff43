import { describe, expect, test } from 'vitest';
import { exemptAfter, exemptNow, postureText } from '../../src/report/posture.ts';
import { optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { enforce, optOut } from '../plan/entries.ts';
import { inForce, NOW } from '../plan/plans.ts';
import { readable } from './reading.ts';

const LATER = optOut({ user: 'user.1@acme.example', expires: '2027-02-28' });
const users = (some: readonly { user: string; expires: string }[]) =>
  some.map(({ user, expires }) => `${user.split('@')[0]} ${expires}`);

describe('who is exempt after a plan', () => {
  const current = inForce([
    optOut({ user: 'user.1@acme.example' }),
    optOut({ user: 'user.2@acme.example' }),
    optOut({ user: 'user.3@acme.example', expires: '2026-11-24' }),
    enforce(),
  ]);
  const exempt = (...rows: Parameters<typeof exemptAfter>[0]['rows']) =>
    users(exemptAfter({ rows }, current, NOW));

  test('is who is exempt now, but for those whose opt-out has ended', () => {
    expect(exempt(resetRow('1'))).toEqual(['user.1 2027-01-31', 'user.2 2027-01-31']);
    expect(users(exemptAfter({ rows: [] }, undefined, NOW))).toEqual([]);
  });

  test('and who comes, goes or stays longer', () => {
    expect(exempt(optOutRow('4'), optInRow('2'), row(optOut({ user: LATER.user }), LATER))).toEqual([
      'user.4 2027-01-31',
      'user.1 2027-02-28',
    ]);
  });

  test('where that is not refused', () => {
    const refusals = [{ code: 'protected' as const, message: 'No.' }];
    expect(exempt(optOutRow('4', { refusals }), optInRow('2', { refusals }))).toEqual([
      'user.1 2027-01-31',
      'user.2 2027-01-31',
    ]);
  });
});

test('who is exempt now is who is in force and has not ended', () => {
  const entries = [optOut(), enforce(), optOut({ user: 'b@acme.example', expires: '2026-11-24' })];
  expect(users(exemptNow(entries, NOW))).toEqual(['lobby.kiosk 2027-01-31']);
});

test.each<[string, Parameters<typeof postureText>[0]['exempt']]>([
  ['Exempt now: 0 of 10', []],
  ['Exempt now: 1 of 10 · next ends 31 Jan 2027 (lobby.kiosk)', [optOut()]],
  ['Exempt now: 2 of 10 · next ends 31 Jan 2027 (lobby.kiosk)', [LATER, optOut()]],
  [
    'Exempt now: 3 of 10 · next ends 31 Jan 2027 (lobby.kiosk and 1 more)',
    [LATER, optOut(), optOut({ user: 'b@acme.example' })],
  ],
])('%s', (words, exempt) => {
  expect(readable(postureText({ exempt, most: 10 }, 'now'))).toBe(words);
});
