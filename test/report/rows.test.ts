import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/plan/row.ts';
import { anyOf, effect, sign, title, who, why } from '../../src/report/rows.ts';
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
    ['⚠️', optOutRow('1')],
    ['⚠️', enforceRow(false)],
    ['⚠️', LOOSER_RULE],
    ['🔁', resetRow('1')],
    ['🔒', enforceRow()],
    ['🔒', TIGHTER_RULE],
    ['✏️', SAME_RULE],
    ['✏️', row(optOut(), optOut({ ticket: 'SEC-2' }))],
    ['⛔', optOutRow('1', { refusals: [{ code: 'two-users', message: 'Two.' }] })],
  ])('is %s', (words, of) => {
    expect(readable(sign(of))).toBe(words);
  });
});

describe('what a row does', () => {
  test.each<[string, Row]>([
    [
      'MFA enforced at the next sign-in of every user with a password, in every Org of the Production environment',
      enforceRow(),
    ],
    ['MFA no longer enforced', enforceRow(false)],
    ['MFA not enforced: recorded, nothing is sent', row(undefined, enforce(false))],
    ['Exempt from MFA until 31 Jan 2027 (68 days)', optOutRow('1')],
    ['Exempt from MFA until 25 Nov 2026 (1 day)', row(undefined, optOut({ expires: '2026-11-25' }))],
    ['MFA required again', optInRow('1')],
    [
      'MFA profile cleared by 27 Nov 2026 or not at all; the user enrols again at the next sign-in',
      resetRow('1'),
    ],
    ['Reset request withdrawn', WITHDRAWN],
    ['max-resets: 5 → 6', LOOSER_RULE],
    ['max-resets: 5', SAME_RULE],
    ['max-resets: 6 → its default', row(guardrail('max-resets', 6), undefined)],
    ['allow-lift: false → true', row(guardrail('allow-lift', false), guardrail('allow-lift', true))],
    ['Protected from opt-outs and resets', row(undefined, guarded())],
    ['No longer protected from opt-outs and resets', row(guarded(), undefined)],
    ['ana-diaz may approve', row(undefined, approver())],
    ['ana-diaz may no longer approve', row(approver(), undefined)],
    ['ana-diaz approves under another e-mail', row(approver(), approver('ana-diaz', 'new@acme.example'))],
  ])('%s', (words, of) => {
    expect(readable(effect(of, NOW))).toBe(words);
  });

  test('a reset is closed, and not applied, by an adoption', () => {
    expect(readable(effect(resetRow('1'), NOW, 'adoption'))).toBe('Reset request closed, not applied');
  });

  test.each<[string, Parameters<typeof optOut>[0], Parameters<typeof optOut>[0]]>([
    ['longer, until 28 Feb 2027 instead of 31 Jan 2027', {}, { expires: '2027-02-28' }],
    ['shorter, until 31 Dec 2026 instead of 31 Jan 2027', {}, { expires: '2026-12-31' }],
    ['pinned to the id 7', {}, { id: '7' }],
    ['no longer pinned to an id', { id: '7' }, {}],
    ['another reason', {}, { reason: 'Another reason' }],
    ['owner changed from facilities@acme.example', {}, { owner: 'it@acme.example' }],
    ['ticket changed from SEC-1201', {}, { ticket: 'SEC-2' }],
    [`e-mail changed from ${KIOSK}`, { id: '7' }, { id: '7', user: 'b@acme.example' }],
    [
      'longer, until 28 Feb 2027 instead of 31 Jan 2027; no longer pinned to an id; ticket changed from SEC-1201',
      { id: '7' },
      { expires: '2027-02-28', ticket: 'SEC-2' },
    ],
  ])('Opt-out changed: %s', (words, before, after) => {
    expect(readable(effect(row(optOut(before), optOut(after)), NOW))).toBe(`Opt-out changed: ${words}`);
  });
});

test('an opt-out whose e-mail is somebody else’s now is told as what it is, whatever else changes', () => {
  const before = optOut({ user: emailOf('2') });
  const passes = replacedRow('1', '2');
  const WORDS = 'Opt-out changed: passes to another user, id 2, from id 1, ';
  expect(readable(effect(passes, NOW))).toBe(
    `${WORDS}for whom MFA is required again; ticket changed from SEC-1201`,
  );
  const gone = { ...passes, calls: passes.calls.slice(1), before, after: before };
  expect(readable(effect(gone, NOW))).toBe(`${WORDS}who is gone`);
  expect(readable(sign(passes))).toBe('⚠️');
});

describe('whom a row is about', () => {
  test.each<[string, Row]>([
    [KIOSK, row(undefined, optOut())],
    [`${KIOSK} (id 7)`, row(undefined, optOut({ id: '7' }))],
    [KIOSK, row(optOut(), undefined)],
    ['cy.lee@acme.example, request INC-1', row(undefined, reset())],
    ['break.glass@acme.example', row(guarded(), undefined)],
  ])('%s', (words, of) => {
    expect(readable(who(of) ?? '')).toBe(words);
  });

  test('is nobody of enforcement and of a limit', () => {
    expect([who(enforceRow()), who(LOOSER_RULE)]).toEqual([undefined, undefined]);
  });
});

describe('why a row is there', () => {
  const REFUSED = { refusals: [{ code: 'no-such-user' as const, message: 'Nobody.' }] };

  test.each<[string, Row]>([
    [
      'Shared kiosk without a phone\nOwner facilities@acme.example, ticket SEC-1201',
      row(undefined, optOut()),
    ],
    ['Lost phone, identity checked', row(undefined, reset())],
    ['Lost phone, identity checked', WITHDRAWN],
    ['Taken out of the file', row(optOut(), undefined)],
    ['The opt-out ended on 24 Nov 2026', optInRow('1', { byDate: '2026-11-24' })],
    ['–', enforceRow()],
    ['Nobody.', enforceRow(true, REFUSED)],
    ['Taken out of the file\nNote: is inactive', optInRow('1', { notes: ['is inactive'] })],
    ['Already recorded as applied', enforceRow(true, { need: 'in-force' })],
    ['The tenant has it so already: nothing is sent', enforceRow(true, { need: 'already-so' })],
    ['Looser', row(guarded(), undefined)],
    ['Tighter', TIGHTER_RULE],
    ['Same strength', SAME_RULE],
    ['Lost phone, identity checked', row(reset(), undefined, { need: 'in-force' })],
    [
      'Nobody.\nNote: is inactive\nThe tenant has it so already: nothing is sent',
      row(undefined, optOut(), { ...REFUSED, notes: ['is inactive'], need: 'already-so' }),
    ],
  ])('%s', (words, of) => {
    expect(readable(why(of))).toBe(words);
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

test.each<[string[], string]>([
  [[], ''],
  [['ana'], '`ana`'],
  [['ana', 'bo'], '`ana` or `bo`'],
  [['ana', 'bo', 'cy'], '`ana`, `bo` or `cy`'],
])('names %j as alternatives', (logins, text) => {
  expect(anyOf(logins).text).toBe(text);
});
