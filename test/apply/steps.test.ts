import { describe, expect, test } from 'vitest';
import { afterwards, stepsOf } from '../../src/apply/steps.ts';
import { ORG, standing, state, user } from '../ledger/states.ts';
import { enforce, optOut } from '../plan/entries.ts';
import { decided, enforceRow, oid, optInRow, optOutRow, resetRow, row } from './rows.ts';

const NOTHING = { optedOut: new Set<string>(), enforced: false };
const calls = (steps: ReturnType<typeof stepsOf>['steps']) =>
  steps.map(({ call }) => {
    if (call.kind === 'set-enforced') return `enforced ${call.enforced}`;
    return call.kind === 'reset' ? `reset ${call.userId}` : `opt-out ${call.userId} ${call.optOut}`;
  });

describe('the calls of an apply', () => {
  test('come as opt-ins, opt-outs, enforcement, resets', () => {
    const rows = [resetRow('1'), enforceRow(), optOutRow('2'), optInRow('3'), optOutRow('4'), optInRow('5')];
    const { steps } = stepsOf(
      rows.map((of) => decided(of)),
      [],
      NOTHING,
    );
    expect(calls(steps)).toEqual([
      'opt-out 3 false',
      'opt-out 5 false',
      'opt-out 2 true',
      'opt-out 4 true',
      'enforced true',
      'reset 1',
    ]);
    expect(steps.map(({ target }) => target)).toEqual([
      user('3'),
      user('5'),
      user('2'),
      user('4'),
      ORG,
      user('1'),
    ]);
  });

  test('are none for rows that are held back or refused, so already, or without a call', () => {
    const held = decided(optOutRow('1'), { kind: 'held-back', why: { kind: 'direct', commit: oid(1) } });
    const refused = decided(optOutRow('2'), { kind: 'refused', refusals: [] });
    const idle = [
      optOutRow('3', { live: true }),
      optOutRow('4', { inForce: true }),
      row(optOut(), optOut({ ticket: 'SEC-2' })),
    ];
    const { steps } = stepsOf([held, refused, ...idle.map((of) => decided(of))], [], NOTHING);
    expect(steps).toEqual([]);
  });

  test('send a user who ends one opt-out and begins another the last word alone', () => {
    const both = [decided(optInRow('1')), decided(optOutRow('1')), decided(optInRow('2'))];
    expect(calls(stepsOf(both, [], NOTHING).steps)).toEqual(['opt-out 2 false', 'opt-out 1 true']);
  });

  test('never name nobody', () => {
    const nobody = optOutRow('1', { call: { kind: 'set-opt-out', optOut: true, user: 'a@acme.example' } });
    expect(() => stepsOf([decided(nobody)], [], NOTHING)).toThrow('a user that was looked up');
  });
});

describe('a target in doubt', () => {
  test('is sent what is in force afterwards', () => {
    const after = { optedOut: new Set(['1']), enforced: true };
    const { steps, unsettled } = stepsOf([], [user('1'), user('2'), ORG], after);
    expect(calls(steps)).toEqual(['opt-out 2 false', 'opt-out 1 true', 'enforced true']);
    expect(steps.every((step) => step.row === undefined)).toBe(true);
    expect(unsettled).toEqual([]);
  });

  test('needs no call of its own where a row of it is sent anyway', () => {
    const rows = [decided(optOutRow('1')), decided(enforceRow())];
    expect(calls(stepsOf(rows, [user('1'), ORG], NOTHING).steps)).toEqual([
      'opt-out 1 true',
      'enforced true',
    ]);
  });

  test('is not settled by a reset of the same user', () => {
    const { steps } = stepsOf([decided(resetRow('1'))], [user('1')], NOTHING);
    expect(calls(steps)).toEqual(['opt-out 1 false', 'reset 1']);
  });

  test('is the Org: it is never lifted that way', () => {
    expect(stepsOf([], [ORG], NOTHING)).toEqual({ steps: [], unsettled: [ORG] });
  });
});

describe('what is in force afterwards', () => {
  const before = state({
    inForce: [
      standing(enforce()),
      standing(optOut({ user: 'a@acme.example' }), '1'),
      standing(optOut({ user: 'b@acme.example' })),
    ],
  });

  test('is what was, where nothing goes', () => {
    const held = decided(optInRow('1'), { kind: 'held-back', why: { kind: 'direct', commit: oid(1) } });
    expect(afterwards(before, [held])).toEqual({ optedOut: new Set(['1']), enforced: true });
    expect(afterwards(state(), [])).toEqual(NOTHING);
    expect(afterwards(state({ inForce: [standing(enforce(false))] }), [])).toEqual(NOTHING);
  });

  test('is what the rows that go make of it', () => {
    const rows = [optInRow('1'), optOutRow('2'), enforceRow(false), resetRow('3')].map((of) => decided(of));
    expect(afterwards(before, rows)).toEqual({ optedOut: new Set(['2']), enforced: false });
  });

  test('is the opt-out, where one of a user ends and another begins', () => {
    const rows = [decided(optOutRow('1')), decided(optInRow('1'))];
    expect(afterwards(before, rows).optedOut).toEqual(new Set(['1']));
  });
});
