import { describe, expect, it } from 'vitest';
import {
  type Entry,
  entriesOf,
  entryKey,
  entrySchema,
  guardrailsOf,
  sameEntry,
  sameName,
} from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { FULL, policyOf, SMALLEST } from './policies.ts';

const optOut = {
  kind: 'opt-out',
  user: 'a@b.example',
  id: '7',
  reason: 'Shared kiosk without a phone',
  owner: 'facilities@acme.example',
  ticket: 'SEC-1201',
  expires: '2027-01-31',
} as const;
const { id: _, ...unpinned } = optOut;
const reset = {
  kind: 'reset',
  request: 'INC-1',
  user: 'a@b.example',
  reason: 'Lost phone, checked',
  notAfter: '2026-11-27',
} as const;

describe('the entries of a policy', () => {
  it('come in the order of the file, and name every guardrail', () => {
    expect(entriesOf(policyOf(FULL)).map(entryKey)).toEqual([
      'enforce',
      'opt-out:lobby.kiosk@acme.example',
      'reset:INC-20331',
      'protected:break.glass@acme.example',
      'approver:ana-diaz',
      'approver:bo-chen',
      'guardrail:required-approvals',
      'guardrail:max-opt-outs',
      'guardrail:max-opt-out-days',
      'guardrail:max-resets',
      'guardrail:allow-admin-opt-outs',
      'guardrail:allow-lift',
    ]);
  });

  it('have the values that hold where the file names no guardrail', () => {
    const entries = entriesOf(policyOf(SMALLEST));
    expect(entries.filter(({ kind }) => kind === 'guardrail')).toHaveLength(6);
    expect(guardrailsOf(entries)).toEqual(DEFAULT_GUARDRAILS);
  });
});

describe('guardrails among entries', () => {
  it('have their default where none names them', () => {
    expect(guardrailsOf([])).toEqual(DEFAULT_GUARDRAILS);
    expect(guardrailsOf([{ kind: 'guardrail', name: 'max-resets', value: 2 }])).toEqual({
      ...DEFAULT_GUARDRAILS,
      maxResets: 2,
    });
  });

  it('have their default where a value is of the wrong kind', () => {
    expect(
      guardrailsOf([
        { kind: 'guardrail', name: 'max-resets', value: true },
        { kind: 'guardrail', name: 'allow-lift', value: 1 },
      ]),
    ).toEqual(DEFAULT_GUARDRAILS);
  });
});

describe('two entries are equal when every field is', () => {
  it('and not when one field differs', () => {
    expect(sameEntry(optOut, { ...optOut })).toBe(true);
    expect(sameEntry(optOut, { ...optOut, ticket: 'SEC-2' })).toBe(false);
    expect(sameEntry(optOut, { ...optOut, reason: 'Another reason given' })).toBe(false);
    expect(sameEntry({ kind: 'enforce', enforce: true }, { kind: 'enforce', enforce: false })).toBe(false);
  });

  it('whatever the order of their fields', () => {
    expect(
      sameEntry(
        { kind: 'approver', login: 'ana', user: 'a@b.example' },
        { user: 'a@b.example', login: 'ana', kind: 'approver' },
      ),
    ).toBe(true);
  });

  it('and not when only one has a pin', () => {
    expect(sameEntry(optOut, unpinned)).toBe(false);
    expect(sameEntry(unpinned, optOut)).toBe(false);
  });

  it('and not when they are of different kinds', () => {
    expect(
      sameEntry(
        { kind: 'protected', user: 'a@b.example' },
        { kind: 'approver', login: 'ana', user: 'a@b.example' },
      ),
    ).toBe(false);
  });
});

describe('two entries name the same thing', () => {
  it.each<[string, Entry, Entry, boolean]>([
    ['opt-outs by their pin where both have one', optOut, { ...optOut, user: 'new@b.example' }, true],
    ['and not by their e-mail then', optOut, { ...optOut, id: '8' }, false],
    ['by their e-mail where one has no pin', optOut, unpinned, true],
    ['by their e-mail where none has', unpinned, { ...unpinned, expires: '2027-02-28' }, true],
    ['and not by another e-mail', unpinned, { ...optOut, user: 'new@b.example' }, false],
    ['resets by their request', reset, { ...reset, user: 'new@b.example' }, true],
    ['enforce always', { kind: 'enforce', enforce: true }, { kind: 'enforce', enforce: false }, true],
    [
      'guardrails by their name',
      { kind: 'guardrail', name: 'max-resets', value: 1 },
      { kind: 'guardrail', name: 'max-resets', value: 2 },
      true,
    ],
    [
      'approvers by their login',
      { kind: 'approver', login: 'ana', user: 'a@b.example' },
      { kind: 'approver', login: 'ana', user: 'b@b.example' },
      true,
    ],
    [
      'protected accounts by their e-mail',
      { kind: 'protected', user: 'a@b.example' },
      { kind: 'protected', user: 'b@b.example' },
      false,
    ],
    ['never across kinds', { kind: 'protected', user: 'a@b.example' }, unpinned, false],
  ])('%s', (_, a, b, expected) => {
    expect(sameName(a, b)).toBe(expected);
    expect(sameName(b, a)).toBe(expected);
  });
});

describe('an entry read back from the ledger', () => {
  it('is the entry that was written', () => {
    const entries = entriesOf(policyOf(FULL));
    const back = entries.map((entry) => entrySchema.parse(JSON.parse(JSON.stringify(entry))));
    expect(back).toEqual(entries);
  });

  it.each([
    ['of an unknown kind', { kind: 'lift' }],
    ['with an unknown field', { kind: 'enforce', enforce: true, by: 'ana' }],
    ['without a field', { ...optOut, reason: undefined }],
    ['with an id that is a number', { ...optOut, id: 7 }],
    ['with an id that is none', { ...optOut, id: '007' }],
    ['with an id that is not exact', { ...optOut, id: '9007199254740993' }],
    ['with an unknown guardrail', { kind: 'guardrail', name: 'max', value: 1 }],
    ['with a day that does not exist', { ...reset, notAfter: '2026-02-30' }],
  ])('is refused %s', (_, value) => {
    expect(entrySchema.safeParse(value).success).toBe(false);
  });
});
