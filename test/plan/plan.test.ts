import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callsOf, isRefused, requestHash } from '../../src/plan/plan.ts';
import { digest } from '../../src/plan/row.ts';
import { entriesOf } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, PUBLIC_KEY, policy, reset } from './entries.ts';
import { codes, inForce, inShort, known, NOW, ORIGIN, onlyRow, plan, planUnadopted } from './plans.ts';

const withOptOut = (fields: Parameters<typeof optOut>[0] = {}): Policy =>
  policy({ optOuts: [listed(optOut(fields))] });
const withReset = (fields: Parameters<typeof reset>[0] = {}): Policy =>
  policy({ resets: [listed(reset(fields))] });
const shorts = (of: ReturnType<typeof plan>) => of.rows.map((row) => `${row.origin} ${inShort(row)}`);

describe('the rows of a plan', () => {
  test('are none where the file says what is in force', () => {
    expect(plan().rows).toEqual([]);
    expect(plan({ base: { policy: policy() } }).rows).toEqual([]);
  });

  test('are everything that the file says where nothing is in force', () => {
    const of = policy({
      optOuts: [listed(optOut())],
      resets: [listed(reset())],
      protected: ['a@acme.example'],
    });
    expect(shorts(planUnadopted({ policy: of }))).toEqual([
      `waiting opt-out loosen opt-out:${KIOSK}`,
      'waiting rule loosen approver:ana-diaz',
      'waiting rule loosen approver:bo-chen',
      'waiting reset reset reset:INC-1',
      'waiting rule neutral guardrail:allow-admin-opt-outs',
      'waiting rule neutral guardrail:allow-lift',
      'waiting rule neutral guardrail:max-opt-out-days',
      'waiting rule neutral guardrail:max-opt-outs',
      'waiting rule neutral guardrail:max-resets',
      'waiting rule neutral guardrail:required-approvals',
      'waiting rule tighten protected:a@acme.example',
      'waiting enforce tighten enforce',
    ]);
  });

  test('wait where the default branch says it already, and are introduced where the pull request says it', () => {
    expect(shorts(plan({ policy: withOptOut() }))).toEqual([`waiting opt-out loosen opt-out:${KIOSK}`]);
    expect(shorts(plan({ policy: withOptOut(), base: { policy: withOptOut() } }))).toEqual([
      `waiting opt-out loosen opt-out:${KIOSK}`,
    ]);
    expect(shorts(plan({ policy: withOptOut(), base: { policy: policy() } }))).toEqual([
      `introduced opt-out loosen opt-out:${KIOSK}`,
    ]);
  });

  test('are an end and a beginning where a pull request replaces one opt-out by another', () => {
    const of = plan({
      policy: withOptOut({ user: 'new@acme.example' }),
      inForce: inForce(withOptOut()),
      base: { policy: withOptOut() },
    });
    expect(shorts(of)).toEqual([
      'introduced opt-out loosen opt-out:new@acme.example',
      `introduced opt-in tighten opt-out:${KIOSK}`,
    ]);
  });

  test('are told apart where one end waits and the pull request brings another', () => {
    const [a, b] = [listed(optOut({ user: 'a@acme.example' })), listed(optOut({ user: 'b@acme.example' }))];
    const of = plan({
      inForce: inForce(policy({ optOuts: [a, b] })),
      base: { policy: policy({ optOuts: [b] }) },
    });
    expect(shorts(of)).toEqual([
      'waiting opt-in tighten opt-out:a@acme.example',
      'introduced opt-in tighten opt-out:b@acme.example',
    ]);
  });

  test('are what they are against the ledger, where both directions are alike', () => {
    const of = plan({
      policy: withOptOut({ expires: '2027-01-31' }),
      base: { policy: withOptOut({ expires: '2026-12-31' }) },
    });
    expect(onlyRow(of)).toMatchObject({ kind: 'opt-out', direction: 'loosen', origin: 'introduced' });
    expect(onlyRow(of).calls).toHaveLength(1);
  });

  test('do not depend on the order of the entries', () => {
    const optOuts = ['a', 'b', 'c', 'd'].map((name) => listed(optOut({ user: `${name}@acme.example` })));
    const from = inForce(policy({ optOuts: optOuts.slice(0, 2) }));
    const usual = plan({ policy: policy({ optOuts: optOuts.slice(1) }), inForce: from });
    fc.assert(
      fc.property(fc.shuffledSubarray(optOuts.slice(1), { minLength: 3 }), (shuffled) => {
        const other = plan({ policy: policy({ optOuts: shuffled }), inForce: from });
        expect(other.rows).toEqual(usual.rows);
        expect(other.digest).toBe(usual.digest);
      }),
    );
  });

  test('are not another plan a day later', () => {
    const now = new Date(NOW.getTime() + 86_400_000);
    expect(plan({ policy: withOptOut(), now }).digest).toBe(plan({ policy: withOptOut() }).digest);
  });
});

describe('where the base is missing or can’t be read', () => {
  test('what is in force stands in for it: what differs from that is introduced, and nothing else is a row', () => {
    expect(shorts(plan({ policy: withOptOut(), base: {} }))).toEqual([
      `introduced opt-out loosen opt-out:${KIOSK}`,
    ]);
    expect(plan({ policy: withOptOut(), inForce: inForce(withOptOut()), base: {} }).rows).toEqual([]);
  });

  test('what is gone from the file ends by this pull request', () => {
    const file = policy({ approvers: policy().approvers.slice(0, 1) });
    expect(shorts(plan({ policy: file, base: {} }))).toEqual(['introduced rule tighten approver:bo-chen']);
  });

  test('an opt-out in force whose date has come is no row of its own', () => {
    const over = withOptOut({ expires: '2026-11-24' });
    const of = plan({ policy: over, inForce: inForce(over, { ids: { [KIOSK]: '1732' } }), base: {} });
    expect(of.rows.map(({ byDate, origin }) => [byDate, origin])).toEqual([['2026-11-24', 'waiting']]);
  });

  test('a settled reset is no row: what the ledger knows of it is in force', () => {
    const settled = inForce(policy(), {
      requests: [['INC-1', { state: 'done', hash: requestHash(reset()) }]],
    });
    expect(plan({ policy: withReset(), inForce: settled, base: {} }).rows).toEqual([]);
  });

  test('everything is introduced where nothing is in force either', () => {
    const { rows } = planUnadopted({ policy: withOptOut(), base: {} });
    expect(rows.length).toBeGreaterThan(9);
    expect(rows.every(({ origin, need }) => origin === 'introduced' && need !== 'in-force')).toBe(true);
  });
});

describe('where an apply only tightens, and wants what is in force', () => {
  test('no row comes of the file, but for opt-outs whose date has come', () => {
    const standing = inForce(
      policy({
        optOuts: [listed(optOut({ expires: '2026-11-24' })), listed(optOut({ user: 'b@acme.example' }))],
      }),
      { ids: { [KIOSK]: '1732' } },
    );
    const wanted = standing.entries.map(({ entry }) => entry);
    const of = plan({ policy: policy({ enforce: false }), inForce: standing, wanted });
    expect(of.rows.map(({ kind, byDate }) => [kind, byDate])).toEqual([['opt-in', '2026-11-24']]);
  });
});

describe('what a pull request changes although the ledger says that it is so', () => {
  test('is a row that says it, and makes no call', () => {
    const row = onlyRow(
      plan({ policy: withOptOut(), inForce: inForce(withOptOut()), base: { policy: policy() } }),
    );
    expect(row).toMatchObject({
      kind: 'opt-out',
      direction: 'loosen',
      origin: 'introduced',
      need: 'in-force',
      calls: [],
    });
  });

  test('is neither looked up nor refused', () => {
    const nobody = known({ [KIOSK]: [] });
    const of = plan({
      policy: withOptOut(),
      inForce: inForce(withOptOut()),
      base: { policy: policy() },
      known: nobody,
    });
    expect(onlyRow(of)).toMatchObject({ need: 'in-force', refusals: [] });
  });

  test('is a row also where it takes something away', () => {
    const row = onlyRow(plan({ base: { policy: withOptOut() } }));
    expect(row).toMatchObject({ kind: 'opt-in', origin: 'introduced', need: 'in-force', calls: [] });
  });

  test('is not said to be in force where no ledger says it', () => {
    const of = planUnadopted({ base: { policy: withOptOut() } });
    const row = of.rows.find(({ kind }) => kind === 'opt-in');
    expect(row).toMatchObject({
      origin: 'introduced',
      need: 'nothing',
      notes: ['not in force, nothing is sent'],
    });
  });
});

describe('the looser direction of the two is shown', () => {
  test('where the ledger says that a later end is in force already', () => {
    const row = onlyRow(
      plan({
        policy: withOptOut({ expires: '2027-01-31' }),
        inForce: inForce(withOptOut({ expires: '2027-02-28' })),
        base: { policy: withOptOut({ expires: '2026-12-31' }) },
      }),
    );
    expect(row).toMatchObject({
      kind: 'amend',
      direction: 'loosen',
      origin: 'introduced',
      before: { expires: '2026-12-31' },
    });
  });

  test('where the ledger knows an opt-out that the base does not', () => {
    const row = onlyRow(
      plan({
        policy: withOptOut({ expires: '2027-01-31' }),
        inForce: inForce(withOptOut({ expires: '2027-02-28' })),
        base: { policy: policy() },
      }),
    );
    expect(row).toMatchObject({
      kind: 'opt-out',
      direction: 'loosen',
      before: { expires: '2027-02-28' },
      calls: [],
    });
  });

  test('where the pull request tightens, and what is in force is tighter still', () => {
    const row = onlyRow(
      plan({
        policy: withOptOut({ expires: '2027-01-31' }),
        inForce: inForce(withOptOut({ expires: '2026-12-31' })),
        base: { policy: withOptOut({ expires: '2027-02-28' }) },
      }),
    );
    expect(row).toMatchObject({
      direction: 'loosen',
      origin: 'introduced',
      before: { expires: '2026-12-31' },
    });
  });
});

describe('an opt-out whose date has come', () => {
  const over = withOptOut({ expires: '2026-11-24' });
  const standing = inForce(over, { ids: { [KIOSK]: '1732' } });

  test('is ended by its date, still in the file or not', () => {
    for (const file of [over, policy()]) {
      const row = onlyRow(plan({ policy: file, inForce: standing }));
      expect(row).toMatchObject({ kind: 'opt-in', byDate: '2026-11-24', origin: 'waiting' });
      expect(row.calls).toMatchObject([{ optOut: false, userId: '1732' }]);
    }
  });

  test('stays a waiting row in a pull request that takes it out of the file', () => {
    expect(onlyRow(plan({ inForce: standing, base: { policy: over } }))).toMatchObject({
      byDate: '2026-11-24',
      origin: 'waiting',
    });
  });

  test('is told apart from the removal of a later one that the pull request brings', () => {
    const of = plan({ inForce: standing, base: { policy: withOptOut() } });
    expect(of.rows.map((row) => [row.kind, row.byDate, row.origin])).toEqual([
      ['opt-in', '2026-11-24', 'waiting'],
      ['opt-in', undefined, 'introduced'],
    ]);
  });

  test('is refused where the pull request adds it or touches it, not where it stood before', () => {
    const added = plan({ policy: over, base: { policy: policy() } });
    expect(added.rows.map(({ refusals }) => codes(refusals))).toEqual([['date-passed']]);
    const touched = plan({
      policy: over,
      base: { policy: withOptOut({ expires: '2026-11-24', ticket: 'SEC-9' }) },
    });
    expect(touched.rows.map(({ refusals }) => codes(refusals))).toEqual([['date-passed']]);
    expect(plan({ policy: over, base: { policy: over } }).rows).toEqual([]);
    expect(plan({ policy: over, base: {} }).rows.map(({ refusals }) => codes(refusals))).toContainEqual([
      'date-passed',
    ]);
  });

  test('leaves an end and a beginning where it is prolonged too late', () => {
    const of = plan({ policy: withOptOut(), inForce: standing, base: { policy: over } });
    expect(of.rows.map((row) => [row.kind, row.byDate, row.origin])).toEqual([
      ['opt-out', undefined, 'introduced'],
      ['opt-in', '2026-11-24', 'waiting'],
    ]);
  });
});

describe('a reset that is settled', () => {
  const settled = inForce(policy(), { requests: [['INC-1', { state: 'done', hash: requestHash(reset()) }]] });

  test('may stay in the file or go', () => {
    expect(plan({ policy: withReset(), inForce: settled }).rows).toEqual([]);
    expect(plan({ policy: withReset(), inForce: settled, base: { policy: withReset() } }).rows).toEqual([]);
    expect(plan({ inForce: settled, base: { policy: withReset() } }).rows).toEqual([]);
  });

  test('is an error where its request comes with other content', () => {
    const reused = plan({ policy: withReset({ user: 'b@acme.example' }), inForce: settled });
    expect(reused.rows.map(({ refusals }) => codes(refusals))).toEqual([['request-reused']]);
  });

  test('is an error that the pull request brings, where it changes a settled request', () => {
    const changed = plan({
      policy: withReset({ user: 'b@acme.example' }),
      inForce: settled,
      base: { policy: withReset() },
    });
    expect(onlyRow(changed)).toMatchObject({ origin: 'introduced', refusals: [{ code: 'request-reused' }] });
  });

  test('is told apart by every field', () => {
    const hash = requestHash(reset());
    expect(requestHash(reset())).toBe(hash);
    for (const other of [
      { id: '7' },
      { user: 'b@acme.example' },
      { reason: 'Another one' },
      { notAfter: '2026-11-26' },
    ]) {
      expect(requestHash(reset(other))).not.toBe(hash);
    }
  });
});

test('a reset that is taken back before it was settled is a neutral row', () => {
  expect(onlyRow(plan({ base: { policy: withReset() } }))).toMatchObject({
    kind: 'reset',
    direction: 'neutral',
    origin: 'introduced',
  });
});

describe('the calls of a plan', () => {
  const users = known({ [KIOSK]: [{ id: '1732' }] });

  test('are those of rows that are neither refused, nor so already', () => {
    expect(callsOf(plan({ policy: withOptOut(), known: users }))).toHaveLength(1);
    const refused = known({ [KIOSK]: [] });
    expect(callsOf(plan({ policy: withOptOut(), known: refused }))).toEqual([]);
    const live = known({ [KIOSK]: [{ id: '1732', mfaOptOut: true }] });
    expect(callsOf(plan({ policy: withOptOut(), known: live }))).toEqual([]);
    const recorded = plan({
      policy: withOptOut(),
      inForce: inForce(withOptOut()),
      base: { policy: policy() },
    });
    expect(callsOf(recorded)).toEqual([]);
    expect(
      callsOf(plan({ policy: policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 1 } }) })),
    ).toEqual([]);
  });

  test('set what the file says of enforcement', () => {
    const on = plan({ inForce: inForce(policy({ enforce: false })) });
    expect(callsOf(on).flatMap(({ calls }) => calls)).toEqual([{ kind: 'set-enforced', enforced: true }]);
    const off = plan({ policy: policy({ enforce: false }) });
    expect(callsOf(off).flatMap(({ calls }) => calls)).toEqual([{ kind: 'set-enforced', enforced: false }]);
  });
});

describe('a plan is red', () => {
  const nobody = known({ [KIOSK]: [] });

  test('for a refused row that it introduces, not for one that waits', () => {
    expect(isRefused(plan({ policy: withOptOut(), known: nobody, base: { policy: policy() } }))).toBe(true);
    expect(isRefused(plan({ policy: withOptOut(), known: nobody, base: { policy: withOptOut() } }))).toBe(
      false,
    );
  });

  test('for neither, where the row that it introduces is in order', () => {
    expect(isRefused(plan({ policy: withOptOut(), base: { policy: policy() } }))).toBe(false);
  });

  test('for a refusal of the whole', () => {
    expect(isRefused(plan({ sandboxHost: true }))).toBe(true);
    expect(isRefused(plan())).toBe(false);
  });
});

describe('the limits of a plan', () => {
  const optOuts = ['a', 'b', 'c'].map((name) => listed(optOut({ user: `${name}@acme.example` })));
  const two = { ...DEFAULT_GUARDRAILS, maxOptOuts: 2 };
  const refused = (input: Parameters<typeof plan>[0]) =>
    plan(input).rows.map(({ refusals }) => codes(refusals).join());

  test('refuse rows that go beyond them', () => {
    expect(refused({ policy: policy({ optOuts }), limits: two })).toEqual([
      'max-opt-outs',
      'max-opt-outs',
      'max-opt-outs',
    ]);
    expect(refused({ policy: policy({ optOuts: optOuts.slice(1) }), limits: two })).toEqual(['', '']);
  });

  test('do not count rows that are refused for another reason, which keep that reason alone', () => {
    const users = known({
      'a@acme.example': [],
      'b@acme.example': [{ id: '2', administrator: false }],
      'c@acme.example': [{ id: '3', administrator: false }],
    });
    expect(refused({ policy: policy({ optOuts }), limits: two, known: users })).toEqual([
      'no-such-user',
      '',
      '',
    ]);
  });

  test('put the rows that they refuse first', () => {
    const long = listed(optOut({ user: 'z@acme.example', expires: '2028-01-01' }));
    const of = plan({ policy: policy({ optOuts: [...optOuts, long] }), limits: DEFAULT_GUARDRAILS });
    expect(of.rows.map(({ refusals }) => codes(refusals))).toEqual([['max-opt-out-days'], [], [], []]);
  });

  test('are none where each row is judged by those of its own time', () => {
    expect(refused({ policy: policy({ optOuts, guardrails: two }) }).slice(0, 3)).toEqual(['', '', '']);
  });

  test('count the resets that the pull request introduces apart from those that wait', () => {
    const resets = ['INC-1', 'INC-2', 'INC-3'].map((request) => listed(reset({ request })));
    const one = { ...DEFAULT_GUARDRAILS, maxResets: 2 };
    const base = { policy: policy({ resets: resets.slice(0, 2) }) };
    expect(refused({ policy: policy({ resets }), base, limits: one })).toEqual(['', '', '']);
    expect(refused({ policy: policy({ resets }), base: { policy: policy() }, limits: one })).toEqual([
      'max-resets',
      'max-resets',
      'max-resets',
    ]);
  });

  test('do not count resets that wait as those of one pull request: nobody knows by which they came', () => {
    const resets = ['INC-1', 'INC-2', 'INC-3'].map((request) => listed(reset({ request })));
    expect(refused({ policy: policy({ resets }), limits: { ...DEFAULT_GUARDRAILS, maxResets: 2 } })).toEqual([
      '',
      '',
      '',
    ]);
  });
});

test('the digest is that of the rows, the Org, the API and the public key', () => {
  const own = plan({ policy: withOptOut() });
  expect(own.digest).toBe(digest(own.rows, '166', ORIGIN, PUBLIC_KEY));
  const other = { ...withOptOut(), publicKey: PUBLIC_KEY.replace('AA', 'AB') };
  expect(plan({ policy: other }).digest).not.toBe(own.digest);
});

test('a plan is made of data that nobody writes to', () => {
  const input = frozen({
    policy: policy({ optOuts: [listed(optOut())], resets: [listed(reset())] }),
    base: { policy: withOptOut({ expires: '2026-12-31' }) },
    inForce: inForce(withOptOut({ expires: '2026-11-30' }), { ids: { [KIOSK]: '1732' } }),
    known: known({ [KIOSK]: [{ id: '5' }] }),
    limits: { ...DEFAULT_GUARDRAILS, maxResets: 0 },
    skewed: true,
  });
  expect(() => plan(input)).not.toThrow();
});

function frozen<T extends object>(of: T): T {
  for (const member of Object.values(of)) if (typeof member === 'object') frozen(member);
  return Object.freeze(of);
}

test('an Org whose policy is in force is planned for by its name, its API and nothing else', () => {
  const of = plan();
  expect(of.org).toEqual({ id: '166', name: 'Acme Risk', environment: 'production' });
  expect(of.origin).toBe('https://us.core.resolver.com');
  expect(entriesOf(policy())).toHaveLength(9);
});
