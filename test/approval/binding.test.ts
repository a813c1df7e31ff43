import { describe, expect, test } from 'vitest';
import {
  bindingOf,
  type Place,
  placeOf,
  proposedBinding,
  protectedSince,
  type Standing,
} from '../../src/approval/binding.ts';
import { type Entry, entriesOf } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Guardrails, type Policy } from '../../src/policy/policy.ts';
import { approver, guardrail, optOut, policy } from '../plan/entries.ts';
import { row } from '../plan/rows.ts';
import { NONE, WITH } from './files.ts';
import { broken, history } from './histories.ts';
import { traceOf } from './judging.ts';

type Own = Policy['approvers'][number];

const ADDED = row(undefined, optOut());

describe('a row stands', () => {
  const placeIn = (of: ReturnType<typeof history>, circumstances: Parameters<typeof traceOf>[2] = {}) =>
    placeOf(traceOf(of, ADDED, { inForce: NONE, ...circumstances }), of.mainline, circumstances.end ?? 'c0');

  test('where its newest step lies; what the file said before lies one behind', () => {
    const of = history([NONE, '#1', strict(1), '#2', WITH, '#3', WITH]);
    expect(placeIn(of)).toEqual({ position: 1, adopted: false, from: 2 });
  });

  test('at the adopted commit, where no step came after it, with what that says', () => {
    const of = history([WITH, '#1', WITH]);
    expect(placeIn(of, { adoptedBut: [] })).toEqual({ position: 1, adopted: true, from: 1 });
  });

  test('nowhere without a trail', () => {
    const { mainline } = history([NONE, '#1', WITH]);
    expect(placeOf({ kind: 'none', steps: [] }, mainline, 'c0')).toBeUndefined();
    expect(placeOf({ kind: 'date', ended: '2026-11-24' }, mainline, 'c0')).toBeUndefined();
    expect(placeOf({ kind: 'steps', steps: [], adopted: true }, mainline, 'older')).toBeUndefined();
  });
});

/** c0 to c4: the row stands at c2, two behind the tip. */
const { mainline } = history([NONE, '#1', NONE, '#2', WITH, '#3', WITH, '#4', WITH]);
const ROW: Place = { position: 2, adopted: false, from: 3 };

function standing(entries: readonly Entry[], commit?: string): Standing[] {
  return entries.map((entry) => ({ entry, ...(commit !== undefined && { commit }) }));
}

const logins = (of: readonly Standing[], place = ROW) =>
  bindingOf(place, of, mainline).approvers.map(({ login }) => login);

describe('an approver approves rows whose newest step came later', () => {
  test.each([
    ['older than everything that was read', undefined, true],
    ['that is none of the mainline that was read', 'older', true],
    ['before the row', 'c1', true],
    ['with the row', 'c2', false],
    ['after the row', 'c3', false],
  ])('and came by a commit %s', (_words, commit, serves) => {
    expect(logins(standing([approver('cy-lee')], commit))).toEqual(serves ? ['cy-lee'] : []);
  });

  test('with the e-mail, and the account where one is recorded', () => {
    const of: Standing[] = [
      { entry: approver('cy-lee'), userId: '5003' },
      ...standing([approver('bo-chen')]),
    ];
    expect(bindingOf(ROW, of, mainline).approvers).toStrictEqual([
      { login: 'cy-lee', user: 'cy.lee@acme.example', account: '5003' },
      { login: 'bo-chen', user: 'bo.chen@acme.example' },
    ]);
  });

  test('and nothing else that is in force approves anything', () => {
    expect(logins(standing([optOut(), guardrail('max-resets', 5)]))).toEqual([]);
  });
});

describe('what was adopted serves what was adopted with it', () => {
  const adopted: Place = { position: 2, adopted: true, from: 2 };

  test('an approver', () => {
    expect(logins(standing([approver('cy-lee')], 'c2'), adopted)).toEqual(['cy-lee']);
  });

  test('not one that came after it', () => {
    expect(logins(standing([approver('cy-lee')], 'c3'), adopted)).toEqual([]);
  });

  test('a limit', () => {
    const limits = standing([guardrail('max-opt-outs', 20)], 'c2');
    expect(bindingOf(adopted, limits, mainline).guardrails.maxOptOuts).toBe(20);
  });
});

describe('the limit that binds a row', () => {
  /** The limit of a row at c2, of a mainline that says these limits from c0 on; undefined where it can't be read. */
  const of = (inForce: number, commit: string | undefined, said: readonly (number | undefined)[]) => {
    const states = said.map((one, n) => (one === undefined ? broken(n) : days(one)));
    const line = mainlineOf(states);
    const position = said.length - 3;
    const limit = standing([guardrail('max-opt-out-days', inForce)], commit);
    return bindingOf({ position, adopted: false, from: position + 1 }, limit, line).guardrails.maxOptOutDays;
  };

  test('is the one in force, where that is older', () => {
    expect(of(200, undefined, [90, 90, 90])).toBe(200);
    expect(of(200, 'c1', [90, 200, 200])).toBe(200);
  });

  test('is what the file said before the row, where the one in force came with the row or later', () => {
    expect(of(200, 'c2', [90, 90, 200])).toBe(90);
    expect(of(200, 'c3', [90, 90, 90, 200])).toBe(90);
  });

  test('is the tightest that it has said since, whatever was said when the row was merged', () => {
    expect(of(200, 'c4', [90, 300, 300, 90, 200])).toBe(90);
    expect(of(200, 'c5', [90, 300, 300, 60, 120, 200])).toBe(60);
    expect(of(200, 'c3', [60, 300, 300, 200])).toBe(200);
  });

  test('is the one in force, where that is tighter: what tightens binds at once', () => {
    expect(of(30, 'c3', [90, 90, 90, 30])).toBe(30);
  });

  test('goes by what could be read last, where the file could not be read before the row', () => {
    expect(of(200, 'c3', [90, undefined, 200, 200])).toBe(90);
    expect(of(200, 'c4', [90, 150, undefined, undefined, 200])).toBe(150);
    expect(of(200, 'c3', [undefined, undefined, 200, 200])).toBe(200);
  });

  test('is judged for each by itself', () => {
    const wide: Guardrails = {
      requiredApprovals: 0,
      maxOptOuts: 20,
      maxOptOutDays: 200,
      maxResets: 9,
      allowAdminOptOuts: true,
      allowLift: true,
    };
    const entries = entriesOf(policy({ guardrails: wide })).filter(({ kind }) => kind === 'guardrail');
    for (const late of entries) {
      if (late.kind !== 'guardrail') throw new Error('a guardrail');
      const mixed = [...standing(entries.filter((one) => one !== late)), ...standing([late], 'c3')];
      const { guardrails } = bindingOf(ROW, mixed, mainline);
      const expected = entriesOf(policy({ guardrails: wide })).map((one) =>
        one.kind === 'guardrail' && one.name === late.name
          ? entriesOf(policy()).find((other) => other.kind === 'guardrail' && other.name === late.name)
          : one,
      );
      expect(entriesOf(policy({ guardrails }))).toEqual(expected);
    }
  });

  test('is its default where none is in force, whatever the file said', () => {
    const { guardrails } = bindingOf(ROW, [], mainlineOf([days(30), days(30), days(30), days(30), days(30)]));
    expect(guardrails).toEqual(DEFAULT_GUARDRAILS);
  });
});

describe('a plan is bound by what is in force', () => {
  const [ana, bo] = ['ana', 'bo'].map((login) => ({ login, user: `${login}@acme.example` })) as [Own, Own];
  const entryOf = ({ login, user }: Own) => approver(login, user);
  const inForce = [
    ...standing([entryOf(ana), guardrail('max-opt-outs', 3)]),
    { entry: entryOf(bo), userId: '22' },
  ];
  const file = (...approvers: Own[]) =>
    policy({ approvers, guardrails: { ...DEFAULT_GUARDRAILS, maxOptOuts: 20, maxResets: 1 } });

  test('and by what the file tightens, never by what it loosens', () => {
    const { guardrails } = proposedBinding(inForce, file());
    expect(guardrails).toEqual({ ...DEFAULT_GUARDRAILS, maxOptOuts: 3, maxResets: 1 });
  });

  test('whom the file adds, removes or gives another e-mail does not approve', () => {
    const cy = { login: 'cy', user: 'cy@acme.example' };
    const binding = proposedBinding(inForce, file(bo, { ...ana, user: 'two@acme.example' }, cy));
    expect(binding.approvers).toEqual([{ ...bo, account: '22' }]);
    expect(proposedBinding(inForce, file(ana)).approvers).toEqual([ana]);
  });
});

describe('who was protected since before a row', () => {
  const guarding = (...users: string[]) => policy({ protected: users });
  const since = (from: number, ...states: Policy[]) =>
    [...protectedSince({ position: from - 1, adopted: false, from }, mainlineOf(states))].sort();

  test('is everybody whom the file protected at any commit from there to the tip', () => {
    expect(since(1, guarding('a'), guarding('b'), guarding())).toEqual(['b']);
    expect(since(2, guarding('a'), guarding('b'), guarding('c'))).toEqual(['a', 'b', 'c']);
    expect(since(1, guarding(), guarding())).toEqual([]);
  });
});

function mainlineOf(states: readonly Parameters<typeof history>[0][number][]) {
  return history(states.flatMap((one, n) => (n === 0 ? [one] : [`#${n}`, one])) as never).mainline;
}

function days(maxOptOutDays: number): Policy {
  return policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxOptOutDays } });
}

function strict(maxOptOuts: number): Policy {
  return policy({ guardrails: { ...DEFAULT_GUARDRAILS, maxOptOuts } });
}
