import { describe, expect, test } from 'vitest';
import { endedProtections, withProtection } from '../../src/approval/protection.ts';
import type { Decided, Verdict } from '../../src/approval/verdict.ts';
import type { Refusal, Row } from '../../src/plan/row.ts';
import { guarded, optOut } from '../plan/entries.ts';
import { emailOf, optInRow, optOutRow, resetRow, row } from '../plan/rows.ts';

const USER = emailOf('7');
const PROTECTED: Refusal = { code: 'protected', message: 'Protected.' };
const GONE: Refusal = { code: 'no-such-user', message: 'Nobody.' };
const ended = row(guarded(USER), undefined);
const NOBODY: ReadonlySet<string> = new Set();

function decided(
  of: Row,
  verdict: Verdict = { kind: 'go', authority: { kind: 'date', ended: '' } },
): Decided {
  return { row: of, trail: { kind: 'none', steps: [] }, pulls: [], verdict };
}

describe('a protection ends', () => {
  test('when its removal is applied', () => {
    const other = row(undefined, guarded('new@acme.example'));
    const rows = [decided(ended), decided(other), decided(optOutRow('7')), decided(optInRow('8'))];
    expect([...endedProtections(rows)]).toEqual([USER]);
  });

  test('not when it is held back or refused', () => {
    const heldBack = decided(ended, { kind: 'held-back', why: { kind: 'no-trail' } });
    const refused = decided(ended, { kind: 'refused', refusals: [GONE] });
    expect([...endedProtections([heldBack, refused])]).toEqual([]);
  });
});

describe('a protection that ends in the same apply', () => {
  const of = (one: Row, users: string[] = [USER]) => withProtection(one, NOBODY, new Set(users));

  test.each([
    ['an opt-out', optOutRow('7', { refusals: [PROTECTED, GONE] })],
    ['a reset', resetRow('7', 'INC-7', { refusals: [PROTECTED, GONE] })],
  ])('is not in the way of %s; what else is, stays', (_, one) => {
    expect(of(one)).toEqual([GONE]);
  });

  test('of another account stays in the way', () => {
    expect(of(optOutRow('8', { refusals: [PROTECTED] }))).toEqual([PROTECTED]);
    expect(of(optOutRow('7', { refusals: [PROTECTED] }), [])).toEqual([PROTECTED]);
  });
});

describe('a protection that stood when the pull request was merged', () => {
  const before = new Set(['other@acme.example', USER]);
  const codes = (one: Row) => withProtection(one, before, new Set([USER])).map(({ code }) => code);

  test.each([
    ['an opt-out', optOutRow('7')],
    ['a reset', resetRow('7')],
    ['a longer opt-out', row(optOut({ user: USER, expires: '2026-12-01' }), optOut({ user: USER }))],
    [
      'an opt-out that was of it, under another e-mail',
      row(optOut({ user: USER, id: '7' }), optOut({ id: '7' }), { direction: 'loosen' }),
    ],
  ])('is in the way of %s', (_, one) => {
    expect(codes(one)).toEqual(['protected']);
  });

  test('says to merge its removal first', () => {
    expect(withProtection(optOutRow('7'), before, new Set([USER]))).toEqual([
      {
        code: 'protected',
        message:
          'This account was protected when the pull request was merged, or later. Merge its removal from protected first, then propose this again.',
      },
    ]);
  });

  test('is told once', () => {
    expect(withProtection(optOutRow('7', { refusals: [PROTECTED] }), before, new Set())).toEqual([PROTECTED]);
  });

  test('is told beside what else is in the way', () => {
    expect(codes(optOutRow('7', { refusals: [GONE] }))).toEqual(['no-such-user', 'protected']);
  });

  test.each([
    ['the opt-out of somebody else', optOutRow('8')],
    ['the end of an opt-out', optInRow('7')],
    ['a shorter opt-out', row(optOut({ user: USER }), optOut({ user: USER, expires: '2026-12-01' }))],
    ['its own end, a rule', ended],
  ])('is not in the way of %s', (_, one) => {
    expect(codes(one)).toEqual([]);
  });

  test('is none where nobody was protected', () => {
    expect(withProtection(optOutRow('7'), NOBODY, new Set([USER]))).toEqual([]);
  });
});
