import { describe, expect, it } from 'vitest';
import { changed, FULL, policyOf, SMALLEST, wrongWith } from './policies.ts';

const optOut = (user: string, id?: number) =>
  `  - user: ${user}\n${id === undefined ? '' : `    id: ${id}\n`}    reason: Shared kiosk without a phone
    owner: facilities@acme.example\n    ticket: SEC-1201\n    expires: 2027-01-31\n`;
const reset = (request: string, user: string, id?: number) =>
  `  - request: ${request}\n    user: ${user}\n${id === undefined ? '' : `    id: ${id}\n`}    reason: Lost phone, checked by video call
    not-after: 2026-11-27\n`;
const file = (optOuts: string[], resets: string[] = []) =>
  `${SMALLEST.replace('opt-outs: []\n', optOuts.length > 0 ? `opt-outs:\n${optOuts.join('')}` : 'opt-outs: []\n')}${
    resets.length > 0 ? `resets:\n${resets.join('')}` : ''
  }`;

describe('entries that contradict each other, each at its line', () => {
  it.each([
    [
      'one user in two opt-outs',
      file([optOut('a@b.example'), optOut('a@b.example')]),
      ['12:11 duplicate-opt-out'],
    ],
    [
      'also in another case',
      file([optOut('a@b.example'), optOut('A@B.example')]),
      ['12:11 duplicate-opt-out'],
    ],
    [
      'one request twice',
      file([], [reset('INC-1', 'a@b.example'), reset('INC-1', 'c@b.example')]),
      ['14:14 duplicate-request'],
    ],
    [
      'one id in two opt-outs',
      file([optOut('a@b.example', 7), optOut('c@b.example', 7)]),
      ['14:9 id-of-two-users'],
    ],
    [
      'one id in an opt-out and a reset',
      file([optOut('a@b.example', 7)], [reset('INC-1', 'c@b.example', 7)]),
      ['18:9 id-of-two-users'],
    ],
    [
      'one e-mail under two ids',
      file([optOut('a@b.example', 7)], [reset('INC-1', 'A@b.example', 8)]),
      ['18:9 user-of-two-ids'],
    ],
    [
      'an account protected twice',
      `${SMALLEST}protected:\n  - a@b.example\n  - A@b.example\n`,
      ['11:5 duplicate-protected'],
    ],
    ['a login in two cases', `${SMALLEST}  Ana-Diaz: b@b.example\n`, ['9:3 duplicate-approver']],
    [
      'two logins of one person',
      `${SMALLEST}  bo-chen: ANA.diaz@acme.example\n`,
      ['9:12 approver-counted-twice'],
    ],
    [
      'two required approvals and one approver',
      `${SMALLEST}guardrails: {required-approvals: 2}\n`,
      ['7:1 too-few-approvers'],
    ],
    ['no approvers at all', SMALLEST.replace(/approvers:\n.*\n/, ''), ['1:1 too-few-approvers']],
    [
      'approvers without a member',
      SMALLEST.replace(/approvers:\n.*\n/, 'approvers: {}\n'),
      ['7:1 too-few-approvers'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected);
  });
});

describe('entries that may stand side by side', () => {
  it.each([
    ['two resets of one user', file([], [reset('INC-1', 'a@b.example'), reset('INC-2', 'a@b.example')])],
    [
      'an opt-out and a reset of one user',
      file([optOut('a@b.example', 7)], [reset('INC-1', 'a@b.example', 7)]),
    ],
    ['a pin on one of two entries', file([optOut('a@b.example', 7)], [reset('INC-1', 'a@b.example')])],
    [
      'a protected account that is opted out: the plan refuses the row',
      `${file([optOut('a@b.example')])}protected: [a@b.example]\n`,
    ],
    [
      'a protected account that is reset',
      `${file([], [reset('INC-1', 'a@b.example')])}protected: [a@b.example]\n`,
    ],
    [
      'nobody who approves where nobody reviews',
      SMALLEST.replace(/approvers:\n.*\n/, 'guardrails: {required-approvals: 0}\n'),
    ],
  ])('%s', (_, text) => {
    expect(wrongWith(text)).toEqual([]);
  });
});

describe('conflicts are found', () => {
  it('together with problems elsewhere in the file', () => {
    const text = file([optOut('a@b.example'), optOut('a@b.example')]).replace(
      'enforce: true',
      'enforce: yes',
    );
    expect(wrongWith(text)).toEqual(['5:10 not-a-boolean', '12:11 duplicate-opt-out']);
  });

  it('but not where an entry cannot be read', () => {
    expect(
      wrongWith(changed(file([optOut('a@b.example')]), '  - user: a@b.example', '  - user: 7\n    id: x')),
    ).toEqual(['7:11 not-text', '8:9 wrong-id']);
  });

  it('nor is the number of approvers judged against a number that is none', () => {
    expect(wrongWith(`${SMALLEST}guardrails: {required-approvals: many}\n`)).toEqual([
      '9:34 not-a-whole-number',
    ]);
  });
});

describe('2 000 entries', () => {
  const many = (count: number) =>
    file(Array.from({ length: count }, (_, index) => optOut(`u${index}@b.example`)));
  it('are read, all lists together', () => {
    expect(policyOf(many(1_999)).optOuts).toHaveLength(1_999);
  });

  it('and no more', () => {
    expect(wrongWith(many(2_000))).toEqual(['1:1 too-many-entries']);
    expect(
      wrongWith(
        changed(
          FULL,
          '  - break.glass@acme.example\n',
          Array.from({ length: 1_997 }, (_, index) => `  - p${index}@b.example\n`).join(''),
        ),
      ),
    ).toEqual(['1:1 too-many-entries']);
  });
});
