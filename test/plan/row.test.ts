import { describe, expect, test } from 'vitest';
import {
  byDanger,
  classify,
  type Direction,
  digest,
  looseness,
  type Row,
  type RowKind,
  rowUsers,
} from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { approver, enforce, guarded, guardrail, KIOSK, optOut, PUBLIC_KEY, reset } from './entries.ts';
import { ORIGIN } from './plans.ts';
import { row } from './rows.ts';

const NONE = undefined;

type Case = [
  words: string,
  before: Entry | undefined,
  after: Entry | undefined,
  kind: RowKind,
  direction: Direction,
  calls: boolean,
];

describe('the table of design, section 6', () => {
  test.each<Case>([
    ['MFA is enforced', enforce(false), enforce(true), 'enforce', 'tighten', true],
    ['MFA is enforced for the first time', NONE, enforce(true), 'enforce', 'tighten', true],
    ['enforcement is lifted', enforce(true), enforce(false), 'lift', 'loosen', true],
    ['false at adoption is recorded without a call', NONE, enforce(false), 'lift', 'neutral', false],
    ['enforce is gone from the file', enforce(true), NONE, 'lift', 'loosen', true],
    ['enforce: false is gone from the file', enforce(false), NONE, 'lift', 'neutral', false],
    ['a new opt-out', NONE, optOut(), 'opt-out', 'loosen', true],
    ['an opt-out ended', optOut(), NONE, 'opt-in', 'tighten', true],
    ['a later end', optOut(), optOut({ expires: '2027-02-01' }), 'amend', 'loosen', false],
    ['an earlier end', optOut(), optOut({ expires: '2027-01-30' }), 'amend', 'tighten', false],
    ['a dropped pin', optOut({ id: '7' }), optOut(), 'amend', 'loosen', false],
    [
      'a dropped pin with an earlier end',
      optOut({ id: '7' }),
      optOut({ expires: '2027-01-30' }),
      'amend',
      'loosen',
      false,
    ],
    ['an added pin', optOut(), optOut({ id: '7' }), 'amend', 'neutral', false],
    ['another reason', optOut(), optOut({ reason: 'Another reason, as good' }), 'amend', 'neutral', false],
    [
      'another e-mail under the same pin',
      optOut({ id: '7' }),
      optOut({ id: '7', user: 'b@acme.example' }),
      'amend',
      'neutral',
      false,
    ],
    ['a reset', NONE, reset(), 'reset', 'reset', true],
    ['a reset with other content', reset(), reset({ reason: 'Another reason' }), 'reset', 'reset', true],
    ['a reset taken back', reset(), NONE, 'reset', 'neutral', false],
    ['an account protected', NONE, guarded(), 'rule', 'tighten', false],
    ['an account no longer protected', guarded(), NONE, 'rule', 'loosen', false],
    ['an approver added', NONE, approver(), 'rule', 'loosen', false],
    ['an approver removed', approver(), NONE, 'rule', 'tighten', false],
    [
      'an approver under another e-mail',
      approver(),
      approver('ana-diaz', 'other@acme.example'),
      'rule',
      'loosen',
      false,
    ],
  ])('%s', (_words, before, after, kind, direction, calls) => {
    expect(classify(before, after)).toEqual({ kind, direction, calls });
  });

  test.each<[name: Parameters<typeof guardrail>[0], from: number | boolean, to: number | boolean, Direction]>(
    [
      ['required-approvals', 1, 2, 'tighten'],
      ['required-approvals', 2, 1, 'loosen'],
      ['max-opt-outs', 10, 9, 'tighten'],
      ['max-opt-outs', 10, 11, 'loosen'],
      ['max-opt-out-days', 90, 30, 'tighten'],
      ['max-opt-out-days', 90, 91, 'loosen'],
      ['max-resets', 5, 0, 'tighten'],
      ['max-resets', 5, 6, 'loosen'],
      ['allow-admin-opt-outs', true, false, 'tighten'],
      ['allow-admin-opt-outs', false, true, 'loosen'],
      ['allow-lift', true, false, 'tighten'],
      ['allow-lift', false, true, 'loosen'],
    ],
  )('the guardrail %s from %s to %s', (name, from, to, direction) => {
    const change = classify(guardrail(name, from), guardrail(name, to));
    expect(change).toEqual({ kind: 'rule', direction, calls: false });
  });

  test('a guardrail that is absent on one side has its default there', () => {
    expect(classify(NONE, guardrail('max-resets', 5)).direction).toBe('neutral');
    expect(classify(NONE, guardrail('max-resets', 6)).direction).toBe('loosen');
    expect(classify(guardrail('max-resets', 4), NONE).direction).toBe('loosen');
    expect(classify(guardrail('required-approvals', 2), NONE).direction).toBe('loosen');
  });

  test('nothing at all is no row', () => {
    expect(() => classify(NONE, NONE)).toThrow('a row has at least one side');
  });
});

test('directions are ordered from the tightest to the loosest', () => {
  const directions: Direction[] = ['loosen', 'neutral', 'reset', 'tighten'];
  expect(directions.toSorted((a, b) => looseness(a) - looseness(b))).toEqual([
    'tighten',
    'neutral',
    'reset',
    'loosen',
  ]);
});

describe('the order of danger', () => {
  const ordered = [
    row(enforce(true), enforce(false)),
    row(undefined, optOut({ user: 'a@acme.example' })),
    row(undefined, optOut({ user: 'b@acme.example' })),
    row(undefined, approver()),
    row(guarded(), undefined),
    row(undefined, reset()),
    row(guardrail('max-resets', 5), guardrail('max-resets', 1)),
    row(enforce(false), enforce(true)),
    row(optOut({ user: 'c@acme.example' }), undefined),
    row(undefined, enforce(false)),
    row(optOut(), optOut({ ticket: 'SEC-2' })),
    row(reset({ request: 'INC-2' }), undefined),
  ];

  test('is loosening, with a lift first and rules last, resets, rules, tightening, neutral', () => {
    expect(ordered.toReversed().sort(byDanger)).toEqual(ordered);
    expect([...ordered.slice(5), ...ordered.slice(0, 5)].sort(byDanger)).toEqual(ordered);
  });

  test('has what is refused first, whatever it is, and in the same order among itself', () => {
    const refusals = [{ code: 'crossed', message: 'Crossed.' }] as const;
    const refused = [
      row(undefined, optOut({ user: 'z@acme.example' }), { refusals }),
      row(undefined, reset({ request: 'INC-9' }), { refusals }),
      row(guardrail('max-opt-outs', 10), guardrail('max-opt-outs', 1), { refusals }),
    ].sort(byDanger);
    expect([...ordered, ...refused].sort(byDanger)).toEqual([...refused, ...ordered]);
  });

  test('puts rows of one entry in one order whatever comes first', () => {
    const opened = row(undefined, optOut());
    const ended: Row = { ...row(optOut(), undefined), direction: 'loosen' };
    expect(byDanger(ended, opened)).toBe(-1);
    expect(byDanger(opened, ended)).toBe(1);
    expect(byDanger(opened, { ...opened })).toBe(0);
  });
});

describe('the people a row is about', () => {
  test.each<[string, Row, string[]]>([
    ['an opt-out', row(undefined, optOut()), [KIOSK]],
    ['an opt-out amended', row(optOut(), optOut({ ticket: 'SEC-2' })), [KIOSK]],
    [
      'an opt-out under another e-mail',
      row(optOut({ id: '7' }), optOut({ id: '7', user: 'b@acme.example' })),
      [KIOSK, 'b@acme.example'],
    ],
    ['a reset', row(undefined, reset()), ['cy.lee@acme.example']],
    ['a protected account', row(guarded(), undefined), ['break.glass@acme.example']],
    ['an approver', row(undefined, approver()), ['ana.diaz@acme.example']],
    ['a guardrail', row(undefined, guardrail('max-resets', 1)), []],
    ['enforcement', row(undefined, enforce()), []],
  ])('of %s', (_words, { ...of }, users) => {
    expect(rowUsers(of)).toEqual(users);
  });
});

describe('the digest of a plan', () => {
  const rows = [row(undefined, optOut()), row(enforce(false), enforce(true))] as const;
  const [opted, enforced] = rows;
  const digestOf = (of: readonly Row[], org = '166', origin = ORIGIN, key: string | undefined = PUBLIC_KEY) =>
    digest(of, org, origin, key);
  const own = digestOf(rows);

  test('is 64 digits, and the same for the same rows in another order', () => {
    expect(own).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(rows.toReversed())).toBe(own);
  });

  test.each<[string, string]>([
    ['the Org', digestOf(rows, '167')],
    ['the origin of the API', digestOf(rows, '166', 'https://eu.core.resolver.com')],
    ['the public key of the ledger', digestOf(rows, '166', ORIGIN, PUBLIC_KEY.replace('AA', 'AB'))],
    ['the number of rows', digestOf([enforced])],
    ['an entry after', digestOf([row(undefined, optOut({ ticket: 'SEC-2' })), enforced])],
    ['an entry before', digestOf([row(optOut({ ticket: 'SEC-2' }), optOut()), enforced])],
    ['the kind of a row', digestOf([{ ...opted, kind: 'amend' }, enforced])],
  ])('is another one when %s is', (_words, other) => {
    expect(other).not.toBe(own);
  });

  test('tells a policy that names no public key from one that does', () => {
    const none = digest(rows, '166', ORIGIN, undefined);
    expect(none).toMatch(/^[0-9a-f]{64}$/);
    expect(none).not.toBe(own);
  });

  test('holds no evidence: neither who was found, nor what is needed, refusals, notes or origin', () => {
    const seen: Row = {
      ...opted,
      need: 'already-so',
      calls: [{ kind: 'set-opt-out', optOut: true, user: KIOSK, userId: '1732' }],
      recorded: '1731',
      userId: '1732',
      administrator: 'unknown',
      byDate: '2026-11-24',
      direction: 'neutral',
      origin: 'introduced',
      notes: ['is inactive'],
      refusals: [{ code: 'two-users', message: 'Two.' }],
    };
    expect(digestOf([seen, enforced])).toBe(own);
  });
});
