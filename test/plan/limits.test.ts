import { describe, expect, test } from 'vitest';
import type { InForce } from '../../src/plan/known.ts';
import { judgeLimits } from '../../src/plan/limits.ts';
import type { Row } from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Guardrails } from '../../src/policy/policy.ts';
import { approver, enforce, optOut, reset } from './entries.ts';
import { codes, inForce, NOW } from './plans.ts';
import { row } from './rows.ts';

function judged(rows: readonly Row[], limits: Partial<Guardrails> = {}, current?: InForce) {
  const guardrails = { ...DEFAULT_GUARDRAILS, ...limits };
  const found = judgeLimits(rows, {
    guardrailsOf: () => guardrails,
    groupOf: () => '',
    inForce: current,
    now: NOW,
  });
  return rows.map((one) => codes(found.get(one) ?? []));
}

/** So many opt-outs in force, each of a user of its own. */
function standing(count: number, expires = '2027-01-31'): Entry[] {
  return Array.from({ length: count }, (_, n) => optOut({ user: `old.${n}@acme.example`, expires }));
}

function added(count: number): Row[] {
  return Array.from({ length: count }, (_, n) => row(undefined, optOut({ user: `new.${n}@acme.example` })));
}

describe('max-opt-outs', () => {
  test.each([
    ['up to the limit', 2, 1, 3, true],
    ['one above the limit', 3, 1, 3, false],
    ['as many as the limit at once', 0, 3, 3, true],
    ['one more than the limit at once', 0, 4, 3, false],
    ['none at all with 0', 0, 1, 0, false],
  ])('%s: %i in force, %i added, at most %i', (_words, old, more, maxOptOuts, allowed) => {
    const found = judged(added(more), { maxOptOuts }, inForce(standing(old)));
    expect(found).toEqual(added(more).map(() => (allowed ? [] : ['max-opt-outs'])));
  });

  test('favours none: above it every opt-out is refused, and nothing else is', () => {
    const rows = [
      ...added(2),
      row(standing(1)[0], undefined, { need: 'nothing', calls: [] }),
      row(undefined, reset()),
    ];
    expect(judged(rows, { maxOptOuts: 1 }, inForce(standing(0)))).toEqual([
      ['max-opt-outs'],
      ['max-opt-outs'],
      [],
      [],
    ]);
  });

  test('lets an opt-out replace another one while more stand than allowed now', () => {
    const rows = [row(standing(5)[0], undefined), ...added(1)];
    expect(judged(rows, { maxOptOuts: 2 }, inForce(standing(5)))).toEqual([[], []]);
    expect(judged(added(1), { maxOptOuts: 2 }, inForce(standing(5)))).toEqual([['max-opt-outs']]);
  });

  test('does not count opt-outs whose date has come, nor their ends', () => {
    const [over] = standing(1, '2026-11-24');
    if (over === undefined) throw new Error('one');
    const rows = [row(over, undefined, { byDate: '2026-11-24' }), ...added(1)];
    expect(judged(rows, { maxOptOuts: 1 }, inForce([over]))).toEqual([[], []]);
    expect(
      judged(
        [row(over, undefined, { byDate: '2026-11-24' }), ...added(2)],
        { maxOptOuts: 1 },
        inForce([over]),
      ),
    ).toEqual([[], ['max-opt-outs'], ['max-opt-outs']]);
  });

  test('counts an opt-out that ends on the next day', () => {
    expect(judged(added(1), { maxOptOuts: 1 }, inForce(standing(1, '2026-11-25')))).toEqual([
      ['max-opt-outs'],
    ]);
  });

  test('counts neither what is in force already nor an end that ends nothing', () => {
    const shown = row(undefined, optOut(), { need: 'in-force', calls: [] });
    expect(judged([shown, ...added(1)], { maxOptOuts: 1 }, inForce(standing(0)))).toEqual([[], []]);
    const nothing = row(optOut({ user: 'z@acme.example' }), undefined, { need: 'nothing', calls: [] });
    expect(judged([nothing, ...added(1)], { maxOptOuts: 1 }, inForce(standing(1)))).toEqual([
      [],
      ['max-opt-outs'],
    ]);
  });

  test('counts an opt-out that the tenant shows already', () => {
    const rows = added(2).map((one) => ({ ...one, need: 'already-so' as const }));
    expect(judged(rows, { maxOptOuts: 1 }, inForce(standing(0)))).toEqual([
      ['max-opt-outs'],
      ['max-opt-outs'],
    ]);
  });

  test('counts an opt-out that passes to another user once, as before', () => {
    const [old] = standing(1);
    if (old === undefined) throw new Error('one');
    const user = { kind: 'set-opt-out', user: 'old.0@acme.example' } as const;
    const passed = row(old, optOut({ user: user.user, ticket: 'SEC-2' }), {
      need: 'call',
      calls: [
        { ...user, optOut: false, userId: '5' },
        { ...user, optOut: true, userId: '6' },
      ],
    });
    expect(judged([passed], { maxOptOuts: 0 }, inForce([old]))).toEqual([[]]);
    expect(judged([passed, ...added(1)], { maxOptOuts: 1 }, inForce([old]))).toEqual([[], ['max-opt-outs']]);
  });

  test('says both numbers, and what to do', () => {
    const [one] = added(1);
    if (one === undefined) throw new Error('one');
    const found = judgeLimits([one], {
      guardrailsOf: () => ({ ...DEFAULT_GUARDRAILS, maxOptOuts: 0 }),
      groupOf: () => '',
      inForce: undefined,
      now: NOW,
    });
    expect(found.get(one)).toEqual([
      {
        code: 'max-opt-outs',
        message:
          'There would be 1 opt-outs; `max-opt-outs` allows 0. Stay within the limit in force, or merge a higher limit first, then propose this again.',
      },
    ]);
  });
});

describe('max-opt-out-days, on 24 November 2026', () => {
  test.each([
    ['on the last day allowed', '2027-02-22', 90, []],
    ['one day later', '2027-02-23', 90, ['max-opt-out-days']],
    ['tomorrow, with one day allowed', '2026-11-25', 1, []],
    ['the day after tomorrow, with one day allowed', '2026-11-26', 1, ['max-opt-out-days']],
    ['a year ahead, with a year allowed', '2027-11-25', 366, []],
    ['a year and two days ahead', '2027-11-26', 366, ['max-opt-out-days']],
  ])('a new opt-out that ends %s', (_words, expires, maxOptOutDays, refused) => {
    expect(judged([row(undefined, optOut({ expires }))], { maxOptOutDays })).toEqual([refused]);
  });

  test.each<[string, Entry, Entry, string[]]>([
    [
      'later, beyond the limit',
      optOut({ expires: '2027-02-22' }),
      optOut({ expires: '2027-02-23' }),
      ['max-opt-out-days'],
    ],
    [
      'earlier, and still beyond the limit',
      optOut({ expires: '2027-03-31' }),
      optOut({ expires: '2027-03-01' }),
      [],
    ],
    [
      'nowhere, with an end beyond the limit',
      optOut({ expires: '2027-03-31' }),
      optOut({ expires: '2027-03-31', ticket: 'SEC-2' }),
      ['max-opt-out-days'],
    ],
  ])('an opt-out moved %s', (_words, before, after, refused) => {
    expect(judged([row(before, after)])).toEqual([refused]);
  });

  test('is not asked of what is in force already', () => {
    expect(judged([row(undefined, optOut({ expires: '2028-01-01' }), { need: 'in-force' })])).toEqual([[]]);
  });
});

describe.each([
  ['an administrator', 'yes', 'This user is an administrator of the Org; '],
  [
    'a user of whom the tenant does not say whether they are one',
    'unknown',
    'The tenant does not say whether this user is an administrator of the Org; ',
  ],
] as const)('allow-admin-opt-outs, of %s', (_words, administrator, says) => {
  const optedOut = row(undefined, optOut(), { administrator });

  test('off: is neither opted out, nor is the opt-out lengthened; the text says how to allow it', () => {
    const longer = row(optOut({ expires: '2026-12-31' }), optOut(), { administrator });
    const found = judgeLimits([optedOut, longer], {
      guardrailsOf: () => DEFAULT_GUARDRAILS,
      groupOf: () => '',
      inForce: undefined,
      now: NOW,
    });
    const message = `${says}\`allow-admin-opt-outs\` is off. Merge a change that turns it on first, then propose this again.`;
    for (const one of [optedOut, longer])
      expect(found.get(one)).toEqual([{ code: 'administrator', message }]);
  });

  test('off: an opt-out that there is may be shortened, and its reason may be given', () => {
    for (const more of [{ expires: '2026-11-30' }, { ticket: 'SEC-2' }])
      expect(judged([row(optOut(), optOut(more), { administrator })])).toEqual([[]]);
  });

  test('off: may be opted in and reset', () => {
    expect(judged([row(optOut(), undefined, { administrator })])).toEqual([[]]);
    expect(judged([row(undefined, reset(), { administrator })])).toEqual([[]]);
  });

  test('on: may be opted out', () => {
    expect(judged([optedOut], { allowAdminOptOuts: true })).toEqual([[]]);
  });
});

test('allow-admin-opt-outs does not matter to a user who is no administrator', () => {
  expect(judged([row(undefined, optOut())])).toEqual([[]]);
});

describe('allow-lift', () => {
  test('off: enforcement is not lifted', () => {
    expect(judged([row(enforce(true), enforce(false))])).toEqual([['lift-not-allowed']]);
  });

  test('on: it is', () => {
    expect(judged([row(enforce(true), enforce(false))], { allowLift: true })).toEqual([[]]);
  });

  test('does not matter where nothing is lifted', () => {
    expect(judged([row(undefined, enforce(false)), row(enforce(false), enforce(true))])).toEqual([[], []]);
  });
});

describe('max-resets', () => {
  const resets = (count: number) =>
    Array.from({ length: count }, (_, n) => row(undefined, reset({ request: `INC-${n}` })));

  test.each([
    [2, 2, true],
    [3, 2, false],
    [1, 0, false],
  ])('%i resets, at most %i', (count, maxResets, allowed) => {
    expect(judged(resets(count), { maxResets })).toEqual(
      resets(count).map(() => (allowed ? [] : ['max-resets'])),
    );
  });

  test('counts those of one pull request', () => {
    const [a, b, c] = resets(3);
    if (!a || !b || !c) throw new Error('three');
    const found = judgeLimits([a, b, c], {
      guardrailsOf: () => ({ ...DEFAULT_GUARDRAILS, maxResets: 1 }),
      groupOf: (of) => (of === c ? '2' : '1'),
      inForce: undefined,
      now: NOW,
    });
    expect([a, b, c].map((one) => found.has(one))).toEqual([true, true, false]);
  });

  test('counts nothing else, and refuses nothing else', () => {
    expect(judged([...resets(1), ...added(2)], { maxResets: 1 })).toEqual([[], [], []]);
    expect(judged([...resets(2), ...added(1)], { maxResets: 1 })).toEqual([
      ['max-resets'],
      ['max-resets'],
      [],
    ]);
  });

  test('does not count resets that are settled or taken back', () => {
    const settled = row(undefined, reset({ request: 'INC-9' }), { need: 'in-force', calls: [] });
    const withdrawn = row(reset({ request: 'INC-8' }), undefined);
    expect(judged([settled, withdrawn, ...resets(1)], { maxResets: 1 })).toEqual([[], [], []]);
    expect(judged([settled, withdrawn, ...resets(2)], { maxResets: 1 })).toEqual([
      [],
      [],
      ['max-resets'],
      ['max-resets'],
    ]);
  });
});

test('each row is judged by the guardrails that bind it', () => {
  const [first, second] = added(2);
  if (!first || !second) throw new Error('two');
  const found = judgeLimits([first, second, row(undefined, approver())], {
    guardrailsOf: (of) => ({ ...DEFAULT_GUARDRAILS, maxOptOutDays: of === first ? 1 : 90 }),
    groupOf: () => '',
    inForce: undefined,
    now: NOW,
  });
  expect([...found.keys()]).toEqual([first]);
});
