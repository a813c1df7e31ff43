import { describe, expect, test } from 'vitest';
import type { Known } from '../../src/plan/known.ts';
import { requestHash } from '../../src/plan/plan.ts';
import type { PlanInput } from '../../src/plan/plan-input.ts';
import type { Need } from '../../src/plan/row.ts';
import { type Entry, sameEntry, sameName } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy, reset } from './entries.ts';
import { codes, inForce, known, NOT_LOOKED, onlyRow, plan } from './plans.ts';

const CY = 'cy.lee@acme.example';
const one = { id: '1732', administrator: false };

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
    expect(row).toMatchObject({ need: 'call', userId: '1732', refusals: [], notes: [] });
    expect(row.calls).toEqual([{ kind: 'set-opt-out', optOut: true, user: KIOSK, userId: '1732' }]);
    expect(row).not.toHaveProperty('recorded');
  });

  test('names nobody as long as users were not looked up', () => {
    const row = rowOf(NOT_LOOKED);
    expect(row).toMatchObject({ need: 'call', refusals: [] });
    expect(row.calls).toEqual([{ kind: 'set-opt-out', optOut: true, user: KIOSK }]);
    expect(row).not.toHaveProperty('userId');
    expect(row).not.toHaveProperty('administrator');
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
    expect(row.need).toBe('call');
    const userId = refused.length === 0 ? '1732' : undefined;
    if (!refused.includes('key-owner'))
      expect(row.calls).toEqual([
        { kind: 'set-opt-out', optOut: true, user: KIOSK, ...(userId !== undefined && { userId }) },
      ]);
  });

  test('says what is to be known of the user', () => {
    expect(rowOf(known({ [KIOSK]: [{ ...one, sso: true, active: false }] })).notes).toEqual([
      'signs in by SSO, where MFA is not asked for',
      'is inactive',
    ]);
    expect(rowOf(known({ [KIOSK]: [{ ...one, sso: false, active: true }] })).notes).toEqual([]);
  });

  test.each([
    ['is one', true, 'yes'],
    ['is none', false, undefined],
    ['may be one: the tenant does not say it', undefined, 'unknown'],
  ] as const)('is told of an administrator where the user %s', (_words, administrator, told) => {
    const user = { id: '1732', ...(administrator !== undefined && { administrator }) };
    expect(rowOf(known({ [KIOSK]: [user] })).administrator).toBe(told);
  });

  test('is so already only when the tenant says so, and nothing is in doubt', () => {
    expect(rowOf(known({ [KIOSK]: [{ ...one, mfaOptOut: true }] })).need).toBe('already-so');
    expect(rowOf(known({ [KIOSK]: [{ ...one, mfaOptOut: false }] })).need).toBe('call');
    expect(rowOf(known({ [KIOSK]: [one] })).need).toBe('call');
    const doubted = plan({
      policy: optedOut(),
      known: known({ [KIOSK]: [{ ...one, mfaOptOut: true }] }),
      inForce: inForce(policy(), { doubted: ['1732'] }),
    });
    expect(onlyRow(doubted).need).toBe('call');
  });

  test('keeps its call where it is so already, for what is decided by it', () => {
    expect(rowOf(known({ [KIOSK]: [{ ...one, mfaOptOut: true }] })).calls).toHaveLength(1);
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
    expect(row).toMatchObject({
      kind: 'amend',
      need: 'nothing',
      refusals: [],
      recorded: '1732',
      userId: '1732',
    });
    expect(row.calls).toEqual([]);
  });

  test('makes no call before anybody was looked up', () => {
    expect(amended({ ticket: 'SEC-2' }, NOT_LOOKED)).toMatchObject({
      need: 'nothing',
      direction: 'neutral',
      calls: [],
      recorded: '1732',
      refusals: [],
    });
  });

  test('is only words where nobody knows whom it was set on', () => {
    const row = amended({ ticket: 'SEC-2' }, known({ [KIOSK]: [one] }), inForce(optedOut()));
    expect(row).toMatchObject({ direction: 'neutral', need: 'nothing', calls: [], userId: '1732' });
  });

  test('names a user of this Org', () => {
    const nobody = amended({ ticket: 'SEC-2' }, known({ [KIOSK]: [] }));
    expect(codes(nobody.refusals)).toEqual(['no-such-user']);
    expect(nobody).toMatchObject({ need: 'nothing', calls: [] });
    expect(codes(amended({ id: '5' }, known({ [KIOSK]: [one] })).refusals)).toEqual(['pin-differs']);
    expect(codes(amended({ id: '1732' }, known({ [KIOSK]: [one] })).refusals)).toEqual([]);
  });

  test('may be prolonged, where the user is still there', () => {
    expect(amended({ expires: '2027-02-20' }, known({ [KIOSK]: [one] })).refusals).toEqual([]);
  });

  test('may be shortened where nobody has the e-mail now, or two have', () => {
    for (const users of [[], [one, { id: '5' }]]) {
      const row = amended({ expires: '2026-12-31' }, known({ [KIOSK]: users }));
      expect(row).toMatchObject({ direction: 'tighten', need: 'nothing', calls: [], refusals: [] });
    }
  });

  test('is refused where it gets a pin that is another’s, though it is shortened', () => {
    const row = amended({ expires: '2026-12-31', id: '5' }, known({ [KIOSK]: [one] }));
    expect(codes(row.refusals)).toEqual(['pin-differs']);
  });

  test('may be shortened, not prolonged, where the account is protected', () => {
    const on = inForce({ ...optedOut(), protected: [KIOSK] }, { ids: { [KIOSK]: '1732' } });
    const file = (expires: string) => policy({ optOuts: [listed(optOut({ expires }))], protected: [KIOSK] });
    expect(onlyRow(plan({ policy: file('2026-12-31'), inForce: on })).refusals).toEqual([]);
    expect(codes(onlyRow(plan({ policy: file('2027-02-28'), inForce: on })).refusals)).toEqual(['protected']);
  });
});

describe('an amended opt-out whose e-mail belongs to another user now', () => {
  const standing = inForce(optedOut(), { ids: { [KIOSK]: '1732' } });
  const other = known({ [KIOSK]: [{ id: '5', administrator: false }] });

  test.each<[string, Parameters<typeof optOut>[0]]>([
    ['reworded', { ticket: 'SEC-2' }],
    ['prolonged', { expires: '2027-02-20' }],
    ['shortened', { expires: '2026-12-31' }],
    ['pinned to that user', { id: '5' }],
  ])('is, when %s, an end and an opt-out: it loosens, by two calls', (_words, fields) => {
    const row = onlyRow(plan({ policy: optedOut(fields), known: other, inForce: standing }));
    expect(row).toMatchObject({
      kind: 'amend',
      direction: 'loosen',
      need: 'call',
      recorded: '1732',
      userId: '5',
      refusals: [],
    });
    expect(row.calls).toEqual([
      { kind: 'set-opt-out', optOut: false, user: KIOSK, userId: '1732' },
      { kind: 'set-opt-out', optOut: true, user: KIOSK, userId: '5' },
    ]);
  });

  test('calls the user that goes by the e-mail of before', () => {
    const renamed = optedOut({ user: 'new.kiosk@acme.example', id: '7' });
    const row = onlyRow(
      plan({
        policy: renamed,
        known: known({ 'new.kiosk@acme.example': [{ id: '7' }] }),
        inForce: inForce(optedOut({ id: '7' }), { ids: { [KIOSK]: '1732' } }),
      }),
    );
    expect(row.calls).toMatchObject([
      { optOut: false, user: KIOSK, userId: '1732' },
      { optOut: true, user: 'new.kiosk@acme.example', userId: '7' },
    ]);
  });

  test('is sent whatever the tenant shows of the one who gets it', () => {
    const live = known({ [KIOSK]: [{ id: '5', mfaOptOut: true }] });
    expect(onlyRow(plan({ policy: optedOut({ id: '5' }), known: live, inForce: standing })).need).toBe(
      'call',
    );
  });

  test('is refused where the account is protected, even when it is shortened', () => {
    const file = policy({ optOuts: [listed(optOut({ expires: '2026-12-31' }))], protected: [KIOSK] });
    const on = inForce({ ...optedOut(), protected: [KIOSK] }, { ids: { [KIOSK]: '1732' } });
    const row = onlyRow(plan({ policy: file, known: other, inForce: on }));
    expect(codes(row.refusals)).toEqual(['protected']);
  });

  test('is refused as a loosening while the clocks are apart', () => {
    const shortened = optedOut({ expires: '2026-12-31' });
    const row = onlyRow(plan({ policy: shortened, known: other, inForce: standing, skewed: true }));
    expect(codes(row.refusals)).toEqual(['clock-skew']);
  });

  test('is refused where the key belongs to the one who loses it', () => {
    const own = inForce(optedOut(), { ids: { [KIOSK]: '9' } });
    const row = onlyRow(plan({ policy: optedOut({ ticket: 'SEC-2' }), known: other, inForce: own }));
    expect(codes(row.refusals)).toEqual(['key-owner']);
  });

  test('is both, too, where nobody was looked up and the pin says it', () => {
    const row = onlyRow(plan({ policy: optedOut({ id: '5' }), known: NOT_LOOKED, inForce: standing }));
    expect(row).toMatchObject({ direction: 'loosen', need: 'call' });
    expect(row.calls).toMatchObject([
      { optOut: false, userId: '1732' },
      { optOut: true, user: KIOSK },
    ]);
  });

  test('is refused where the key belongs to the one who gets it', () => {
    const own = known({ [KIOSK]: [{ id: '9' }] });
    const row = onlyRow(plan({ policy: optedOut({ ticket: 'SEC-2' }), known: own, inForce: standing }));
    expect(codes(row.refusals)).toEqual(['key-owner']);
  });
});

describe('the end of an opt-out', () => {
  const standing = inForce(optedOut(), { ids: { [KIOSK]: '1732' } });

  test('goes to the user id that it was set on, whoever has the e-mail now', () => {
    const row = onlyRow(
      plan({ inForce: standing, known: known({ [KIOSK]: [{ id: '5' }] }, { '1732': {} }) }),
    );
    expect(row).toMatchObject({ kind: 'opt-in', need: 'call', recorded: '1732', refusals: [] });
    expect(row.calls).toEqual([{ kind: 'set-opt-out', optOut: false, user: KIOSK, userId: '1732' }]);
  });

  test('knows its user also without a look into the tenant', () => {
    expect(onlyRow(plan({ inForce: standing }))).toMatchObject({ need: 'call', calls: [{ userId: '1732' }] });
  });

  test.each<[string, { mfaOptOut?: boolean } | 'gone' | undefined, Need, string[]]>([
    ['says that MFA is asked for', { mfaOptOut: false }, 'already-so', []],
    ['says that it is not', { mfaOptOut: true }, 'call', []],
    ['does not say', {}, 'call', []],
    ['was not asked', undefined, 'call', []],
    ['has no user of that id any more', 'gone', 'already-so', ['the user is gone']],
  ])('is so already or not where the tenant %s', (_words, member, need, notes) => {
    const members = member === undefined ? {} : { '1732': member };
    expect(onlyRow(plan({ inForce: standing, known: known({}, members) }))).toMatchObject({ need, notes });
  });

  test('is sent, whatever the tenant says, while the user is in doubt', () => {
    const doubted = inForce(optedOut(), { ids: { [KIOSK]: '1732' }, doubted: ['1732'] });
    const row = onlyRow(plan({ inForce: doubted, known: known({}, { '1732': { mfaOptOut: false } }) }));
    expect(row.need).toBe('call');
  });

  test('never goes to the user of the key', () => {
    const own = inForce(optedOut(), { ids: { [KIOSK]: '9' } });
    for (const members of [{}, { '9': 'gone' as const }])
      expect(codes(onlyRow(plan({ inForce: own, known: known({}, members) })).refusals)).toEqual([
        'key-owner',
      ]);
  });

  test('sends nothing where the opt-out was never set', () => {
    const row = onlyRow(plan({ inForce: inForce(optedOut()), known: known() }));
    expect(row).toMatchObject({ need: 'nothing', calls: [], notes: ['not in force, nothing is sent'] });
    expect(row).not.toHaveProperty('recorded');
  });
});

describe('a reset', () => {
  const there = known({ [CY]: [{ id: '103' }] });

  test('goes to the one user with exactly this e-mail', () => {
    const row = onlyRow(plan({ policy: asking(), known: there }));
    expect(row).toMatchObject({ kind: 'reset', need: 'call', userId: '103', refusals: [] });
    expect(row.calls).toEqual([{ kind: 'reset', user: CY, userId: '103' }]);
  });

  test('says what is to be known of the user', () => {
    const of = known({ [CY]: [{ id: '103', sso: true }] });
    expect(onlyRow(plan({ policy: asking(), known: of })).notes).toEqual([
      'signs in by SSO, where MFA is not asked for',
    ]);
  });

  test('of nobody is refused, its call naming nobody', () => {
    const row = onlyRow(plan({ policy: asking(), known: known({ [CY]: [] }) }));
    expect(codes(row.refusals)).toEqual(['no-such-user']);
    expect(row.calls).toEqual([{ kind: 'reset', user: CY }]);
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
    const row = onlyRow(plan({ policy: asking(), inForce: spent, known: there }));
    expect(codes(row.refusals)).toEqual(['request-reused']);
    expect(row.calls).toEqual([{ kind: 'reset', user: CY }]);
  });

  test('that a pull request brings although it is settled says so, and makes no call', () => {
    const settled = inForce(policy(), {
      requests: [['INC-1', { state: 'done', hash: requestHash(reset()) }]],
    });
    const row = onlyRow(
      plan({ policy: asking(), inForce: settled, base: { policy: policy() }, known: there }),
    );
    expect(row).toMatchObject({
      kind: 'reset',
      origin: 'introduced',
      need: 'in-force',
      calls: [],
      refusals: [],
    });
    expect(row.notes).toEqual(['this request is settled: done']);
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
    expect(of.rows.find(({ kind }) => kind === 'lift')).toMatchObject({
      direction: 'neutral',
      need: 'nothing',
      calls: [],
      refusals: [],
    });
  });
});

describe('an approver', () => {
  const CY_LEE = { login: 'cy-lee', user: CY };
  const added = policy({ approvers: [...policy().approvers, CY_LEE] });
  const rowOf = (file: Policy, account?: string | null, on = inForce()) =>
    onlyRow(
      plan({
        policy: file,
        inForce: on,
        accounts: new Map(account === undefined ? [] : [['cy-lee', account]]),
      }),
    );

  test('comes into force with the number of the GitHub account', () => {
    expect(rowOf(added, '5003')).toMatchObject({ need: 'nothing', userId: '5003', refusals: [] });
  });

  test('whose login is nobody’s is refused: no number could be recorded', () => {
    const row = rowOf(added, null);
    expect(codes(row.refusals)).toEqual(['no-such-login']);
    expect(row).not.toHaveProperty('userId');
  });

  test('has no number before GitHub was asked', () => {
    const row = rowOf(added);
    expect(row.refusals).toEqual([]);
    expect(row).not.toHaveProperty('userId');
  });

  test('under another e-mail keeps the number that was recorded', () => {
    const moved = { ...added, approvers: [...policy().approvers, { ...CY_LEE, user: 'cy@acme.example' }] };
    expect(rowOf(moved, undefined, inForce(added, { ids: { 'cy-lee': '5003' } })).userId).toBe('5003');
    expect(codes(rowOf(moved, null, inForce(added, { ids: { 'cy-lee': '5003' } })).refusals)).toEqual([
      'no-such-login',
    ]);
  });

  test('under another e-mail keeps it, too, where somebody else has the login now', () => {
    const moved = { ...added, approvers: [...policy().approvers, { ...CY_LEE, user: 'cy@acme.example' }] };
    expect(rowOf(moved, '6666', inForce(added, { ids: { 'cy-lee': '5003' } })).userId).toBe('5003');
  });

  test('that goes is not asked for', () => {
    expect(rowOf(policy(), null, inForce(added)).refusals).toEqual([]);
  });
});

describe('required-approvals', () => {
  const of = (requiredApprovals: number, from: number, branchApprovals?: number) =>
    onlyRow(
      plan({
        policy: policy({ guardrails: { ...DEFAULT_GUARDRAILS, requiredApprovals } }),
        inForce: inForce(policy({ guardrails: { ...DEFAULT_GUARDRAILS, requiredApprovals: from } })),
        ...(branchApprovals !== undefined && { branchApprovals }),
      }),
    );

  test('above what the branch rules ask for is refused: the next apply would stop everything', () => {
    const { refusals } = of(3, 1, 2);
    expect(codes(refusals)).toEqual(['branch-rules']);
    expect(refusals[0]?.message).toBe(
      'The rules of the default branch ask for fewer approvals, so every change would wait. First set “Required approvals” of at least 3 in a ruleset, under Settings > Rules > Rulesets, then propose this again.',
    );
    expect(of(3, 1, 0).refusals).toHaveLength(1);
  });

  test('up to what they ask for is not, nor where they were not asked', () => {
    expect(of(2, 1, 2).refusals).toEqual([]);
    expect(of(3, 1).refusals).toEqual([]);
  });

  test('may be lowered whatever they ask for', () => {
    expect(of(3, 5, 2).refusals).toEqual([]);
  });

  test('has nothing to do with other guardrails', () => {
    const file = policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 4 } });
    expect(onlyRow(plan({ policy: file, branchApprovals: 1 })).refusals).toEqual([]);
  });
});

describe('while the clocks of runner and tenant lie too far apart', () => {
  const refused = (file: Policy, on = inForce()) => {
    const row = onlyRow(plan({ policy: file, inForce: on, skewed: true }));
    return codes(row.refusals);
  };

  test('nothing is loosened or reset', () => {
    expect(refused(optedOut())).toEqual(['clock-skew']);
    expect(refused(asking())).toEqual(['clock-skew']);
    expect(refused(policy({ enforce: false }))).toEqual(['clock-skew']);
    expect(refused(policy(), inForce(policy({ protected: [KIOSK] })))).toEqual(['clock-skew']);
  });

  test('what tightens is done', () => {
    expect(refused(policy(), inForce(optedOut(), { ids: { [KIOSK]: '1732' } }))).toEqual([]);
    expect(refused(policy(), inForce(policy({ enforce: false })))).toEqual([]);
    expect(refused(optedOut({ ticket: 'SEC-2' }), inForce(optedOut()))).toEqual([]);
  });
});

describe('a row whose entry the default branch changed, too', () => {
  const crossing = (of: Entry) => (entry: Entry) => sameName(entry, of);
  const refused = (isCrossed: PlanInput['isCrossed'], base: Policy, file = optedOut()) => {
    const row = onlyRow(plan({ policy: file, base: { policy: base }, ...(isCrossed && { isCrossed }) }));
    return codes(row.refusals);
  };

  test('is refused, and the text says what to do', () => {
    expect(refused(crossing(optOut()), policy())).toEqual(['crossed']);
    const row = onlyRow(
      plan({ policy: optedOut(), base: { policy: policy() }, isCrossed: crossing(optOut()) }),
    );
    expect(row.refusals[0]?.message).toBe(
      'The default branch changed this entry, too: update the branch of this pull request, then have it approved again.',
    );
  });

  test('is refused by either side of it', () => {
    const before = optOut({ id: '7' });
    const after = optOut({ id: '7', user: 'b@acme.example' });
    for (const side of [before, after]) {
      const of = plan({
        policy: policy({ optOuts: [listed(after)] }),
        inForce: inForce(policy({ optOuts: [listed(before)] })),
        base: { policy: policy({ optOuts: [listed(before)] }) },
        isCrossed: (entry) => sameEntry(entry, side),
      });
      expect(codes(onlyRow(of).refusals)).toEqual(['crossed']);
    }
  });

  test('is not refused where the branch changed another entry', () => {
    expect(refused(crossing(reset()), policy())).toEqual([]);
    expect(refused(undefined, policy())).toEqual([]);
  });

  test('is not refused where it waits: this pull request does not introduce it', () => {
    expect(refused(crossing(optOut()), optedOut())).toEqual([]);
  });

  test('is refused for that beside all else', () => {
    const of = plan({
      policy: optedOut(),
      base: { policy: policy() },
      known: known({ [KIOSK]: [] }),
      isCrossed: () => true,
      skewed: true,
    });
    expect(codes(onlyRow(of).refusals)).toEqual(['no-such-user', 'clock-skew', 'crossed']);
  });
});
