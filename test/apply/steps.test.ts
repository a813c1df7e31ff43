import { describe, expect, test } from 'vitest';
import { afterwards, type Live, stepsOf } from '../../src/apply/steps.ts';
import type { State, Target } from '../../src/ledger/state.ts';
import type { Row } from '../../src/plan/row.ts';
import { ORG, standing, state, user } from '../ledger/states.ts';
import { approver, enforce, optOut } from '../plan/entries.ts';
import {
  decided,
  emailOf,
  enforceRow,
  heldBack,
  optInRow,
  optOutRow,
  refused,
  replacedRow,
  resetRow,
  row,
} from './rows.ts';

/** What the tenant shows of user 1. */
const exempt = (mfaOptOut: boolean): Live => new Map([['1', { mfaOptOut }]]);
const GONE: Live = new Map([['1', 'gone']]);

/** The steps of rows that all go, from what a state says. */
function sent(
  rows: readonly Row[],
  { before = state(), doubt = [] as readonly Target[], live = new Map() as Live } = {},
) {
  const all = rows.map((of) => decided(of));
  return stepsOf(all, doubt, afterwards(before, all), live);
}

const calls = ({ steps }: ReturnType<typeof stepsOf>) =>
  steps.map(({ call }) => {
    if (call.kind === 'set-enforced') return `enforced ${call.enforced}`;
    return call.kind === 'reset' ? `reset ${call.userId}` : `opt-out ${call.userId} ${call.optOut}`;
  });

/** A state in which these users are opted out, each under the e-mail of its number unless another is given. */
function optedOut(...users: [userId: string, email?: string][]): State {
  return state({
    inForce: users.map(([id, email]) => standing(optOut({ user: email ?? emailOf(id) }), id)),
  });
}

describe('the calls of an apply', () => {
  test('come as opt-ins, opt-outs, enforcement, resets', () => {
    const rows = [resetRow('1'), enforceRow(), optOutRow('2'), optInRow('3'), optOutRow('4'), optInRow('5')];
    const { steps } = sent(rows);
    expect(calls({ steps, unsettled: [] })).toEqual([
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
    expect(steps.map(({ rows: of }) => of)).toEqual(
      [rows[3], rows[5], rows[2], rows[4], rows[1], rows[0]].map((of) => [of]),
    );
  });

  test('are none for rows that are held back or refused, so already, or without a call', () => {
    const all = [
      decided(optOutRow('2'), heldBack()),
      decided(optOutRow('3'), refused('No.')),
      decided(optOutRow('1', { need: 'already-so' })),
      decided(row(optOut(), optOut({ ticket: 'SEC-2' }))),
    ];
    const steps = stepsOf(all, [], afterwards(state(), all), exempt(true));
    expect(steps).toEqual({ steps: [], unsettled: [] });
  });

  test('lift enforcement where a row says so, in doubt or not', () => {
    const before = state({ inForce: [standing(enforce())] });
    expect(calls(sent([enforceRow(false)], { before }))).toEqual(['enforced false']);
    expect(calls(sent([enforceRow(false)], { before, doubt: [ORG] }))).toEqual(['enforced false']);
  });

  test('reset one user as often as requests ask for it', () => {
    const rows = [resetRow('1', 'INC-1'), resetRow('1', 'INC-2')];
    expect(sent(rows).steps.map(({ rows: of }) => of)).toEqual([[rows[0]], [rows[1]]]);
  });

  test('never name nobody', () => {
    const optOutOfNobody = optOutRow('1', {
      calls: [{ kind: 'set-opt-out', optOut: true, user: 'a@acme.example' }],
    });
    expect(() => sent([optOutOfNobody])).toThrow('a user that was looked up');
    const resetOfNobody = resetRow('1', 'INC-1', { calls: [{ kind: 'reset', user: 'a@acme.example' }] });
    expect(() => sent([resetOfNobody])).toThrow('a user that was looked up');
  });
});

describe('a user whose opt-out ends and begins anew gets one call, by what is in force afterwards', () => {
  const [ends, begins] = [optInRow('1'), optOutRow('1')];
  const other = 'other.address@acme.example';
  const elsewhere = optOutRow('1', {
    after: optOut({ user: other }),
    calls: [{ kind: 'set-opt-out', optOut: true, user: other, userId: '1' }],
  });

  test.each<[string, Row, Live, string[]]>([
    ['the tenant does not show', begins, new Map(), ['opt-out 1 true']],
    ['the tenant does not show, under another e-mail', elsewhere, new Map(), ['opt-out 1 true']],
    ['the tenant shows: exempt', begins, exempt(true), []],
    ['the tenant shows: exempt, under another e-mail', elsewhere, exempt(true), []],
    ['the tenant shows: not exempt', begins, exempt(false), ['opt-out 1 true']],
  ])('in a state that %s', (_words, to, live, expected) => {
    for (const rows of [
      [ends, to],
      [to, ends],
    ]) {
      const { steps, unsettled } = sent(rows, { before: optedOut(['1']), live });
      expect(calls({ steps, unsettled })).toEqual(expected);
      for (const step of steps) expect(step.rows).toEqual(rows);
    }
  });

  test('also in a state that the tenant shows, where the user is in doubt', () => {
    const input = { before: optedOut(['1']), doubt: [user('1')], live: exempt(true) };
    expect(calls(sent([ends, begins], input))).toEqual(['opt-out 1 true']);
  });
});

describe('a user with two opt-outs, under two e-mails', () => {
  const other = 'other.address@acme.example';
  const before = optedOut(['1'], ['1', other]);

  test.each<[string, Live, string[]]>([
    ['does not show', new Map(), ['opt-out 1 true']],
    ['shows', exempt(true), []],
  ])('stays exempt when one ends, in a tenant that %s it', (_words, live, expected) => {
    expect(calls(sent([optInRow('1')], { before, live }))).toEqual(expected);
  });

  test('stays exempt where the e-mail of one of the two belongs to somebody else now', () => {
    const passed = replacedRow('1', '2', { before: optOut({ user: emailOf('1') }) });
    expect(calls(sent([passed], { before }))).toEqual(['opt-out 1 true', 'opt-out 2 true']);
  });

  test('is asked for MFA again when both end', () => {
    const rows = [optInRow('1'), optInRow('1', { before: optOut({ user: other }) })];
    const { steps } = sent(rows, { before });
    expect(calls({ steps, unsettled: [] })).toEqual(['opt-out 1 false']);
    expect(steps[0]?.rows).toEqual(rows);
  });
});

describe('a user who is gone', () => {
  test('is sent no end of an opt-out, unless in doubt', () => {
    const before = optedOut(['1']);
    expect(calls(sent([optInRow('1')], { before, live: GONE }))).toEqual([]);
    expect(calls(sent([optInRow('1')], { before, live: GONE, doubt: [user('1')] }))).toEqual([
      'opt-out 1 false',
    ]);
  });

  test('is not exempt already: what begins is sent, and the tenant says what it makes of it', () => {
    const rows = [optInRow('1'), optOutRow('1')];
    expect(calls(sent(rows, { before: optedOut(['1']), live: GONE }))).toEqual(['opt-out 1 true']);
  });
});

describe('an opt-out whose e-mail belongs to somebody else now', () => {
  test('has a call for each of the two, and both stand for the one row', () => {
    const amended = replacedRow('1', '2');
    const { steps } = sent([amended], { before: optedOut(['1', emailOf('2')]) });
    expect(calls({ steps, unsettled: [] })).toEqual(['opt-out 1 false', 'opt-out 2 true']);
    expect(steps.map(({ rows }) => rows)).toEqual([[amended], [amended]]);
  });

  test('ends for nobody who is opted out anew under another e-mail', () => {
    const rows = [replacedRow('1', '2'), optOutRow('1')];
    const { steps } = sent(rows, { before: optedOut(['1', emailOf('2')]) });
    expect(calls({ steps, unsettled: [] })).toEqual(['opt-out 1 true', 'opt-out 2 true']);
    expect(steps[0]?.rows).toEqual(rows);
  });
});

describe('a target in doubt', () => {
  const before = state({
    inForce: [standing(enforce()), standing(optOut({ user: emailOf('1') }), '1')],
  });

  test('is sent what is in force afterwards, for no row', () => {
    const { steps, unsettled } = sent([], { before, doubt: [user('1'), user('2'), ORG] });
    expect(calls({ steps, unsettled })).toEqual(['opt-out 2 false', 'opt-out 1 true', 'enforced true']);
    expect(steps.map(({ rows }) => rows)).toEqual([[], [], []]);
    expect(unsettled).toEqual([]);
  });

  test('needs no call of its own where a row of it is sent anyway', () => {
    const rows = [optOutRow('1'), enforceRow()];
    expect(calls(sent(rows, { doubt: [user('1'), ORG] }))).toEqual(['opt-out 1 true', 'enforced true']);
  });

  test('is sent although a read just now shows it as wanted', () => {
    const [ends, live] = [optInRow('1', { need: 'already-so' }), exempt(false)];
    expect(calls(sent([ends], { before, live }))).toEqual([]);
    expect(calls(sent([ends], { before, live, doubt: [user('1', 'old@acme.example')] }))).toEqual([
      'opt-out 1 false',
    ]);
  });

  test('is not settled by a reset of the same user', () => {
    expect(calls(sent([resetRow('1')], { doubt: [user('1')] }))).toEqual(['opt-out 1 false', 'reset 1']);
  });

  test('is the Org: it is never lifted that way', () => {
    expect(sent([], { doubt: [ORG] })).toEqual({ steps: [], unsettled: [ORG] });
    const lifted = state({ inForce: [standing(enforce(false))] });
    expect(sent([optInRow('1')], { before: lifted, doubt: [ORG] }).unsettled).toEqual([ORG]);
  });
});

describe('what is in force afterwards', () => {
  const before = state({
    inForce: [
      standing(enforce()),
      standing(optOut({ user: emailOf('1') }), '1'),
      standing(optOut({ user: 'b@acme.example' })),
    ],
  });

  test('is no opt-out of whoever has the number that an approver’s account has', () => {
    const numbered = state({ inForce: [standing(approver(), '1'), standing(optOut(), '2')] });
    expect(afterwards(numbered, []).optedOut).toEqual(new Set(['2']));
  });

  test('is what was, where nothing goes', () => {
    const held = [decided(optInRow('1'), heldBack()), decided(enforceRow(false), refused('No.'))];
    expect(afterwards(before, held)).toEqual({ optedOut: new Set(['1']), enforced: true });
    const nothing = { optedOut: new Set(), enforced: false };
    expect(afterwards(state(), [])).toEqual(nothing);
    expect(afterwards(state({ inForce: [standing(enforce(false))] }), [])).toEqual(nothing);
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
