import { describe, expect, test } from 'vitest';
import type { Known } from '../../src/plan/known.ts';
import { requestHash } from '../../src/plan/plan.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy, reset } from './entries.ts';
import { codes, inForce, known, NOT_LOOKED, onlyRow, plan } from './plans.ts';

const CY = 'cy.lee@acme.example';
const one = { id: '1732' };

function optedOut(fields: Parameters<typeof optOut>[0] = {}): Policy {
  return policy({ optOuts: [listed(optOut(fields))] });
}

function asking(fields: Parameters<typeof reset>[0] = {}): Policy {
  return policy({ resets: [listed(reset(fields))] });
}

describe('an opt-out', () => {
  const rowOf = (of: Known, fields: Parameters<typeof optOut>[0] = {}) =>
    onlyRow(plan({ policy: optedOut(fields), known: of }));

  test('goes to the one user with exactly this e-mail', () => {
    const row = rowOf(known({ [KIOSK]: [one] }));
    expect(row).toMatchObject({ refusals: [], notes: [], live: false });
    expect(row.call).toEqual({ kind: 'set-opt-out', optOut: true, user: KIOSK, userId: '1732' });
  });

  test('names nobody as long as users were not looked up', () => {
    const row = rowOf(NOT_LOOKED);
    expect(row.refusals).toEqual([]);
    expect(row.call).toEqual({ kind: 'set-opt-out', optOut: true, user: KIOSK });
  });

  test.each<[string, Known, string | undefined, string[]]>([
    ['nobody has this e-mail', known({ [KIOSK]: [] }), undefined, ['no-such-user']],
    ['this e-mail was not asked for', known({}), undefined, ['no-such-user']],
    ['nobody has this e-mail, and there is a pin', known({ [KIOSK]: [] }), '1732', ['no-such-user']],
    ['two users have it', known({ [KIOSK]: [one, { id: '5' }] }), undefined, ['two-users']],
    ['two users have it, and the pin names one', known({ [KIOSK]: [{ id: '5' }, one] }), '1732', []],
    ['pin and e-mail agree', known({ [KIOSK]: [one] }), '1732', []],
    ['pin and e-mail differ', known({ [KIOSK]: [one] }), '5', ['pin-differs']],
    ['the key belongs to the user', known({ [KIOSK]: [{ id: '9' }] }), undefined, ['key-owner']],
  ])('is judged where %s', (_words, of, id, refused) => {
    const row = rowOf(of, id === undefined ? {} : { id });
    expect(codes(row.refusals)).toEqual(refused);
    if (refused.length === 0) expect(row.call).toMatchObject({ userId: '1732' });
  });

  test('says what is to be known of the user', () => {
    const row = rowOf(known({ [KIOSK]: [{ ...one, sso: true, active: false, administrator: true }] }));
    expect(row.notes).toEqual(['signs in by SSO, where MFA is not asked for', 'is inactive']);
    expect(row.administrator).toBe(true);
    const usual = rowOf(known({ [KIOSK]: [{ ...one, sso: false, active: true, administrator: false }] }));
    expect(usual.notes).toEqual([]);
    expect(usual).not.toHaveProperty('administrator');
  });

  test('is live only when the tenant says so, and nothing is in doubt', () => {
    expect(rowOf(known({ [KIOSK]: [{ ...one, mfaOptOut: true }] })).live).toBe(true);
    expect(rowOf(known({ [KIOSK]: [{ ...one, mfaOptOut: false }] })).live).toBe(false);
    expect(rowOf(known({ [KIOSK]: [one] })).live).toBe(false);
    const doubted = plan({
      policy: optedOut(),
      known: known({ [KIOSK]: [{ ...one, mfaOptOut: true }] }),
      inForce: inForce(policy(), { doubted: ['1732'] }),
    });
    expect(onlyRow(doubted).live).toBe(false);
  });

  test.each([
    [
      'in the file',
      policy({ optOuts: [listed(optOut())], protected: [KIOSK] }),
      policy({ protected: [KIOSK] }),
    ],
    ['in force alone', policy({ optOuts: [listed(optOut())] }), policy({ protected: [KIOSK] })],
  ])('of an account that is protected %s is refused', (_words, file, standing) => {
    const rows = plan({ policy: file, inForce: inForce(standing) }).rows;
    expect(codes(rows.find(({ kind }) => kind === 'opt-out')?.refusals ?? [])).toEqual(['protected']);
  });

  test.each([
    ['tomorrow', '2026-11-25', []],
    ['today', '2026-11-24', ['date-passed']],
    ['yesterday', '2026-11-23', ['date-passed']],
  ])('that a pull request adds with an end of %s', (_words, expires, refused) => {
    const row = onlyRow(plan({ policy: optedOut({ expires }), base: { policy: policy() } }));
    expect(row).toMatchObject({ kind: 'opt-out', origin: 'introduced' });
    expect(codes(row.refusals)).toEqual(refused);
  });
});

describe('an opt-out that is amended', () => {
  const standing = inForce(optedOut(), { ids: { [KIOSK]: '1732' } });
  const amended = (fields: Parameters<typeof optOut>[0], of: Known, on = standing) =>
    onlyRow(plan({ policy: optedOut(fields), known: of, inForce: on }));

  test('is looked up, and makes no call', () => {
    const row = amended({ ticket: 'SEC-2' }, known({ [KIOSK]: [{ ...one, mfaOptOut: true }] }));
    expect(row).toMatchObject({ kind: 'amend', refusals: [], live: false });
    expect(row).not.toHaveProperty('call');
  });

  test('must still be the user it was set on', () => {
    expect(codes(amended({ ticket: 'SEC-2' }, known({ [KIOSK]: [{ id: '5' }] })).refusals)).toEqual([
      'other-user',
    ]);
    expect(codes(amended({ id: '5' }, known({ [KIOSK]: [{ id: '5' }] })).refusals)).toEqual(['pin-differs']);
    expect(codes(amended({ id: '5' }, NOT_LOOKED).refusals)).toEqual(['pin-differs']);
    expect(codes(amended({ id: '1732' }, known({ [KIOSK]: [one] })).refusals)).toEqual([]);
  });

  test('may be prolonged, where the user is still there', () => {
    expect(amended({ expires: '2027-02-20' }, known({ [KIOSK]: [one] })).refusals).toEqual([]);
  });

  test('may always be shortened, whoever has the e-mail now', () => {
    for (const users of [[], [{ id: '5' }], [one, { id: '5' }]]) {
      expect(amended({ expires: '2026-12-31' }, known({ [KIOSK]: users })).refusals).toEqual([]);
    }
  });

  test('may be shortened, not prolonged, where the account is protected', () => {
    const on = inForce({ ...optedOut(), protected: [KIOSK] }, { ids: { [KIOSK]: '1732' } });
    const file = (expires: string) => policy({ optOuts: [listed(optOut({ expires }))], protected: [KIOSK] });
    expect(onlyRow(plan({ policy: file('2026-12-31'), inForce: on })).refusals).toEqual([]);
    expect(codes(onlyRow(plan({ policy: file('2027-02-28'), inForce: on })).refusals)).toEqual(['protected']);
  });
});

describe('the end of an opt-out', () => {
  const standing = inForce(optedOut(), { ids: { [KIOSK]: '1732' } });

  test('goes to the user id that it was set on, whoever has the e-mail now', () => {
    const row = onlyRow(
      plan({ inForce: standing, known: known({ [KIOSK]: [{ id: '5' }] }, { '1732': {} }) }),
    );
    expect(row).toMatchObject({ kind: 'opt-in', refusals: [], live: false });
    expect(row.call).toEqual({ kind: 'set-opt-out', optOut: false, user: KIOSK, userId: '1732' });
  });

  test('knows its user also without a look into the tenant', () => {
    expect(onlyRow(plan({ inForce: standing })).call).toMatchObject({ userId: '1732' });
  });

  test.each<[string, { mfaOptOut?: boolean } | 'gone' | undefined, boolean, string[]]>([
    ['says that MFA is asked for', { mfaOptOut: false }, true, []],
    ['says that it is not', { mfaOptOut: true }, false, []],
    ['does not say', {}, false, []],
    ['was not asked', undefined, false, []],
    ['has no user of that id any more', 'gone', true, ['the user is gone']],
  ])('is so already or not where the tenant %s', (_words, member, live, notes) => {
    const members = member === undefined ? {} : { '1732': member };
    expect(onlyRow(plan({ inForce: standing, known: known({}, members) }))).toMatchObject({ live, notes });
  });

  test('is sent, whatever the tenant says, while the user is in doubt', () => {
    const doubted = inForce(optedOut(), { ids: { [KIOSK]: '1732' }, doubted: ['1732'] });
    const row = onlyRow(plan({ inForce: doubted, known: known({}, { '1732': { mfaOptOut: false } }) }));
    expect(row.live).toBe(false);
  });

  test('never goes to the user of the key', () => {
    const own = inForce(optedOut(), { ids: { [KIOSK]: '9' } });
    expect(codes(onlyRow(plan({ inForce: own, known: known() })).refusals)).toEqual(['key-owner']);
  });

  test('sends nothing where the opt-out was never set', () => {
    const row = onlyRow(plan({ inForce: inForce(optedOut()), known: known() }));
    expect(row).not.toHaveProperty('call');
    expect(row.notes).toEqual(['not in force, nothing is sent']);
  });
});

describe('a reset', () => {
  const there = known({ [CY]: [{ id: '103' }] });

  test('goes to the one user with exactly this e-mail', () => {
    const row = onlyRow(plan({ policy: asking(), known: there }));
    expect(row).toMatchObject({ kind: 'reset', refusals: [] });
    expect(row.call).toEqual({ kind: 'reset', user: CY, userId: '103' });
  });

  test.each([
    ['today', '2026-11-24', []],
    ['in three days', '2026-11-27', []],
    ['in four days', '2026-11-28', ['date-too-far']],
    ['yesterday', '2026-11-23', ['lapsed']],
  ])('that is to be done by the end of %s', (_words, notAfter, refused) => {
    expect(codes(onlyRow(plan({ policy: asking({ notAfter }), known: there })).refusals)).toEqual(refused);
  });

  test.each([
    ['2026-12-30', '2027-01-02', []],
    ['2026-12-30', '2027-01-03', ['date-too-far']],
    ['2028-02-27', '2028-03-01', []],
    ['2028-02-27', '2028-03-02', ['date-too-far']],
    ['2027-02-27', '2027-03-02', []],
    ['2027-02-27', '2027-03-03', ['date-too-far']],
  ])('asked on %s, to be done by %s', (today, notAfter, refused) => {
    const of = plan({ policy: asking({ notAfter }), known: there, now: new Date(`${today}T12:00:00Z`) });
    expect(codes(onlyRow(of).refusals)).toEqual(refused);
  });

  test.each([
    ['in the file', policy({ protected: [CY], resets: [listed(reset())] }), policy({ protected: [CY] })],
    ['in force alone', asking(), policy({ protected: [CY] })],
  ])('of an account that is protected %s is refused', (_words, file, standing) => {
    const { rows } = plan({ policy: file, known: there, inForce: inForce(standing) });
    expect(codes(rows.find(({ kind }) => kind === 'reset')?.refusals ?? [])).toEqual(['protected']);
  });

  test('is refused with all its reasons at once', () => {
    const of = plan({
      policy: policy({ protected: [CY], resets: [listed(reset({ notAfter: '2026-11-23' }))] }),
      inForce: inForce(policy({ protected: [CY] })),
      known: known({ [CY]: [{ id: '9' }] }),
      readiness: { resetBody: 'Give reset-body.' },
    });
    const row = onlyRow(of);
    expect(codes(row.refusals)).toEqual(['protected', 'lapsed', 'no-reset-body', 'key-owner']);
    expect(row.refusals[2]?.message).toBe('Give reset-body.');
  });

  test.each<[string, string | undefined, string[]]>([
    ['no pin', undefined, []],
    ['the pin of the user', '103', []],
    ['another pin', '7', ['pin-differs']],
  ])('with %s', (_words, id, refused) => {
    const of = plan({ policy: asking(id === undefined ? {} : { id }), known: there });
    expect(codes(onlyRow(of).refusals)).toEqual(refused);
  });

  test('under a request id that the ledger knows with other content is refused', () => {
    const spent = inForce(policy(), { requests: [['INC-1', { state: 'done', hash: 'f'.repeat(64) }]] });
    expect(codes(onlyRow(plan({ policy: asking(), inForce: spent, known: there })).refusals)).toEqual([
      'request-reused',
    ]);
  });

  test('that a pull request brings although it is settled says so, and makes no call', () => {
    const settled = inForce(policy(), {
      requests: [['INC-1', { state: 'done', hash: requestHash(reset()) }]],
    });
    const row = onlyRow(
      plan({ policy: asking(), inForce: settled, base: { policy: policy() }, known: there }),
    );
    expect(row).toMatchObject({ kind: 'reset', origin: 'introduced', inForce: true, refusals: [] });
    expect(row.notes).toEqual(['this request is settled: done']);
    expect(row).not.toHaveProperty('call');
  });
});

describe('enforcement', () => {
  const open = inForce(policy({ enforce: false }));

  test('is refused where its call can’t be made, with the text that says why', () => {
    const row = onlyRow(plan({ inForce: open, readiness: { enforceBody: 'Give enforce-body.' } }));
    expect(row.refusals).toEqual([{ code: 'no-enforce-body', message: 'Give enforce-body.' }]);
    expect(onlyRow(plan({ inForce: open })).refusals).toEqual([]);
  });

  test('that is recorded without a call needs no body', () => {
    const of = plan({
      policy: policy({ enforce: false }),
      inForce: inForce([]),
      readiness: { enforceBody: 'Give enforce-body.' },
    });
    expect(of.rows.find(({ kind }) => kind === 'lift')).toMatchObject({ direction: 'neutral', refusals: [] });
  });
});
