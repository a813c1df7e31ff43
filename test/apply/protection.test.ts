import { describe, expect, test } from 'vitest';
import { endedProtections, withProtection } from '../../src/apply/protection.ts';
import type { Refusal, Row } from '../../src/plan/row.ts';
import { guarded, optOut, policy } from '../plan/entries.ts';
import { decided, oid, optInRow, optOutRow, resetRow, row } from './rows.ts';

const USER = 'user.7@acme.example';
const PROTECTED: Refusal = { code: 'protected', message: 'Protected.' };
const GONE: Refusal = { code: 'no-such-user', message: 'Nobody.' };
const ended = row(guarded(USER), undefined);

describe('a protection ends', () => {
  test('when its removal is carried out', () => {
    const other = row(undefined, guarded('new@acme.example'));
    const rows = [decided(ended), decided(other), decided(optOutRow('7')), decided(optInRow('7'))];
    expect([...endedProtections(rows)]).toEqual([USER]);
  });

  test('not when it is held back', () => {
    const heldBack = decided(ended, { kind: 'held-back', why: { kind: 'direct', commit: oid(1) } });
    expect([...endedProtections([heldBack])]).toEqual([]);
  });
});

describe('a protection that ends in the same apply', () => {
  const of = (one: Row, users: string[] = [USER]) => withProtection(one, undefined, new Set(users));

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
  const before = policy({ protected: ['other@acme.example', USER] });
  const codes = (one: Row) => withProtection(one, before, new Set([USER])).map(({ code }) => code);

  test.each([
    ['an opt-out', optOutRow('7')],
    ['a reset', resetRow('7')],
    ['a longer opt-out', row(optOut({ user: USER, expires: '2026-12-01' }), optOut({ user: USER }))],
  ])('is in the way of %s', (_, one) => {
    expect(codes(one)).toEqual(['protected']);
  });

  test('is told once', () => {
    expect(withProtection(optOutRow('7', { refusals: [PROTECTED] }), before, new Set())).toEqual([PROTECTED]);
  });

  test.each([
    ['the opt-out of somebody else', optOutRow('8')],
    ['the end of an opt-out', optInRow('7')],
    ['its own end, a rule', ended],
  ])('is not in the way of %s', (_, one) => {
    expect(codes(one)).toEqual([]);
  });

  test('is none where there was no file', () => {
    expect(withProtection(optOutRow('7'), undefined, new Set([USER]))).toEqual([]);
  });
});
