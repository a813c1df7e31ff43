import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/plan/row.ts';
import { anyOf, effect, mark, title, UNTIL, until, who, why } from '../../src/report/rows.ts';
import { emailOf, enforceRow, optInRow, optOutRow, replacedRow, resetRow, row } from '../apply/rows.ts';
import { approver, enforce, guarded, guardrail, KIOSK, optOut, reset } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { readable } from './reading.ts';

const LOOSER_RULE = row(guardrail('max-resets', 5), guardrail('max-resets', 6));
const TIGHTER_RULE = row(guardrail('max-resets', 5), guardrail('max-resets', 4));
const SAME_RULE = row(undefined, guardrail('max-resets', 5));
const WITHDRAWN = row(reset(), undefined);

describe('the danger of a row', () => {
  test.each<[string, Row]>([
    ['⚠️ weaker', optOutRow('1')],
    ['⚠️ weaker', enforceRow(false)],
    ['⚠️ looser rule', LOOSER_RULE],
    ['🔁 reset', resetRow('1')],
    ['🔒 stronger', enforceRow()],
    ['🔒 tighter rule', TIGHTER_RULE],
    ['⚙️ rule', SAME_RULE],
    ['✏️ same strength', row(optOut(), optOut({ ticket: 'SEC-2' }))],
    ['⛔ refused', optOutRow('1', { refusals: [{ code: 'two-users', message: 'Two.' }] })],
  ])('is %s', (words, of) => {
    expect(readable(mark(of))).toBe(words);
  });
});

describe('what a row does', () => {
  test.each<[string, Row]>([
    [
      'MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment',
      enforceRow(),
    ],
    ['MFA is no longer enforced', enforceRow(false)],
    ['MFA is not enforced; recorded, nothing is sent', row(undefined, enforce(false))],
    ['Exempt from MFA', optOutRow('1')],
    ['MFA required again', optInRow('1')],
    ['MFA required again: the opt-out has ended', optInRow('1', { byDate: '2026-11-24' })],
    ['The MFA profile is cleared: the user must enrol again at the next sign-in', resetRow('1')],
    ['The reset request is withdrawn', WITHDRAWN],
    ['Rule max-resets: 5 → 6', LOOSER_RULE],
    ['Rule max-resets: 5', SAME_RULE],
    ['Rule max-resets: 6 → its default', row(guardrail('max-resets', 6), undefined)],
    ['Rule allow-lift: false → true', row(guardrail('allow-lift', false), guardrail('allow-lift', true))],
    ['Is protected: never opted out, never reset', row(undefined, guarded())],
    ['Is no longer protected from opt-outs and resets', row(guarded(), undefined)],
    ['ana-diaz may approve', row(undefined, approver())],
    ['ana-diaz may no longer approve', row(approver(), undefined)],
    ['ana-diaz approves under another e-mail', row(approver(), approver('ana-diaz', 'new@acme.example'))],
  ])('%s', (words, of) => {
    expect(readable(effect(of))).toBe(words);
  });

  test.each<[string, Parameters<typeof optOut>[0], Parameters<typeof optOut>[0]]>([
    ['ends on 2027-02-28, longer than before (2027-01-31)', {}, { expires: '2027-02-28' }],
    ['ends on 2026-12-31, shorter than before (2027-01-31)', {}, { expires: '2026-12-31' }],
    ['pinned to the id 7', {}, { id: '7' }],
    ['no longer pinned to an id', { id: '7' }, {}],
    ['other reason', {}, { reason: 'Another reason' }],
    ['other owner, before facilities@acme.example', {}, { owner: 'it@acme.example' }],
    ['other ticket, before SEC-1201', {}, { ticket: 'SEC-2' }],
    [`e-mail changed from ${KIOSK}`, { id: '7' }, { id: '7', user: 'b@acme.example' }],
    [
      'ends on 2027-02-28, longer than before (2027-01-31); no longer pinned to an id; other ticket, before SEC-1201',
      { id: '7' },
      { expires: '2027-02-28', ticket: 'SEC-2' },
    ],
  ])('The opt-out changes: %s', (words, before, after) => {
    expect(readable(effect(row(optOut(before), optOut(after))))).toBe(`The opt-out changes: ${words}`);
  });
});

test('an opt-out whose e-mail is somebody else’s now is told as what it is, whatever else changes', () => {
  const before = optOut({ user: emailOf('2') });
  const passes = replacedRow('1', '2');
  const WORDS = 'The opt-out passes to another user, id 2, from id 1, ';
  expect(readable(effect(passes))).toBe(
    `${WORDS}for whom MFA is required again; changes: other ticket, before SEC-1201`,
  );
  const gone = { ...passes, calls: passes.calls.slice(1), before, after: before };
  expect(readable(effect(gone))).toBe(`${WORDS}who is gone`);
  expect(readable(mark(passes))).toBe('⚠️ weaker');
});

describe('whom a row is about', () => {
  test.each<[string, Row]>([
    [KIOSK, row(undefined, optOut())],
    [`${KIOSK} (id 7)`, row(undefined, optOut({ id: '7' }))],
    [KIOSK, row(optOut(), undefined)],
    ['cy.lee@acme.example', row(undefined, reset())],
    ['break.glass@acme.example', row(guarded(), undefined)],
    ['–', enforceRow()],
    ['–', LOOSER_RULE],
  ])('%s', (words, of) => {
    expect(readable(who(of))).toBe(words);
  });
});

describe('why a row is there', () => {
  test.each<[string, Row]>([
    [
      'Shared kiosk without a phone\nOwner facilities@acme.example, ticket SEC-1201',
      row(undefined, optOut()),
    ],
    ['Lost phone, identity checked\nRequest INC-1', row(undefined, reset())],
    ['Lost phone, identity checked\nRequest INC-1', WITHDRAWN],
    ['–', row(optOut(), undefined)],
    ['–', enforceRow()],
    ['Not applied. Nobody.', enforceRow(true, { refusals: [{ code: 'no-such-user', message: 'Nobody.' }] })],
    ['Note: is inactive', optInRow('1', { notes: ['is inactive'] })],
    ['Already recorded as applied', enforceRow(true, { need: 'in-force' })],
    ['Already recorded as applied', optInRow('1', { need: 'in-force' })],
    ['Already so in the tenant', optInRow('1', { need: 'already-so' })],
    ['–', row(guarded(), undefined)],
    ['Lost phone, identity checked\nRequest INC-1', row(reset(), undefined, { need: 'in-force' })],
    [
      'Not applied. Nobody.\nShared kiosk without a phone\nOwner facilities@acme.example, ticket SEC-1201\nNote: is inactive\nAlready so in the tenant',
      row(undefined, optOut(), {
        refusals: [{ code: 'no-such-user', message: 'Nobody.' }],
        notes: ['is inactive'],
        need: 'already-so',
      }),
    ],
  ])('%s', (words, of) => {
    expect(readable(why(of))).toBe(words);
  });
});

describe('until when', () => {
  test.each<[string, Row]>([
    ['2027-01-31\n68 days', row(undefined, optOut())],
    ['2026-11-25\n1 day', row(undefined, optOut({ expires: '2026-11-25' }))],
    ['2026-11-26\n2 days', row(undefined, optOut({ expires: '2026-11-26' }))],
    ['2026-11-24\n0 days', row(undefined, optOut({ expires: '2026-11-24' }))],
    ['to be done by\n2026-11-27', row(undefined, reset())],
    ['–', row(optOut(), undefined)],
    ['–', enforceRow()],
  ])('%s', (words, of) => {
    expect(readable(until(of, NOW))).toBe(words);
  });
});

describe('what a row is called in a sentence', () => {
  test.each<[string, Row]>([
    ['enforcing MFA', enforceRow()],
    ['lifting enforcement', enforceRow(false)],
    ['not enforcing MFA', row(enforce(true), enforce(false), { kind: 'enforce' })],
    [`the opt-out of ${KIOSK}`, row(undefined, optOut())],
    [`the opt-out of ${KIOSK}`, row(optOut(), optOut({ ticket: 'SEC-2' }))],
    [`ending the opt-out of ${KIOSK}`, row(optOut(), undefined)],
    ['the reset INC-1 of cy.lee@acme.example', row(undefined, reset())],
    ['the rule max-resets', LOOSER_RULE],
    ['the protection of break.glass@acme.example', row(guarded(), undefined)],
    ['the approver ana-diaz', row(undefined, approver())],
  ])('%s', (words, of) => {
    expect(readable(title(of))).toBe(words);
  });
});

test('the head of the column of dates is longer than a date and never broken, so that no date is', () => {
  expect(UNTIL.text.length).toBeGreaterThan('2027-01-31'.length);
  expect(UNTIL.text).not.toMatch(/[ \n-]/);
});

test.each<[string[], string]>([
  [[], ''],
  [['ana'], '`ana`'],
  [['ana', 'bo'], '`ana` or `bo`'],
  [['ana', 'bo', 'cy'], '`ana`, `bo` or `cy`'],
])('names %j as alternatives', (logins, text) => {
  expect(anyOf(logins).text).toBe(text);
});
