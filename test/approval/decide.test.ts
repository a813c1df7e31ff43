import { describe, expect, test } from 'vitest';
import { decide } from '../../src/approval/decide.ts';
import { readingOf } from '../../src/approval/said.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { KIOSK, listed, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, known, NOW } from '../plan/plans.ts';
import { optOutRow } from '../plan/rows.ts';
import { ENDED, KIOSK_ENTRY, LATER, limited, NONE, WITH, withCy, withOptOut, without } from './files.ts';
import { APPROVED_AT, approvedBy, history, MERGED_AT } from './histories.ts';
import { type Circumstances, decideOn, verdictOn, verdictsOn } from './judging.ts';

const MAX_DAYS = 'guardrail:max-opt-out-days';
const byCy = { reviews: [approvedBy('cy-lee')] };
const nobody = { reviews: [] };

describe('a row goes', () => {
  test('when every step of its trail is approved; that is recorded, the newest step first', () => {
    const [decided] = decideOn(history([NONE, '#1', WITH, '#2', LATER]));
    const approvals = (head: string) => [{ login: 'bo-chen', id: '1', commit: head, at: APPROVED_AT }];
    const by = { author: 'ana-diaz', mergedAt: MERGED_AT };
    expect(decided?.verdict).toEqual({
      kind: 'go',
      authority: {
        kind: 'approved',
        steps: [
          { commit: 'c2', number: 2, head: 'h2', approvals: approvals('h2'), ...by },
          { commit: 'c1', number: 1, head: 'h1', approvals: approvals('h1'), ...by },
        ],
      },
    });
  });

  test('with the pull requests at its steps, each once, whether or not it goes', () => {
    const pulls = (of: ReturnType<typeof history>) => decideOn(of).map((one) => one.pulls);
    expect(pulls(history([NONE, '#1', WITH, '#2', LATER]))).toEqual([[2, 1]]);
    expect(pulls(history([NONE, '#1', WITH, '#2', LATER], { 2: nobody }))).toEqual([[2, 1]]);
    expect(pulls(history([NONE, 'push', WITH]))).toEqual([[]]);
    expect(pulls(history([NONE, 'octopus #1', WITH]))).toEqual([[1]]);
    expect(pulls(history([NONE, '#1', WITH, '#2', LATER], { 1: { merge: 2 } }))).toEqual([[1, 2]]);
  });

  test('by its date, whatever the mainline says', () => {
    const ids = { [KIOSK]: '1732' };
    expect(verdictOn(history([ENDED, 'push', NONE]), { ids })).toBe('go by date');
    expect(decideOn(history([ENDED]), { ids })[0]).toMatchObject({
      pulls: [],
      verdict: { kind: 'go', authority: { kind: 'date', ended: '2026-11-24' } },
    });
  });

  test('by the adoption, where no step came after it', () => {
    const [decided] = decideOn(history([WITH]), { inForce: NONE, adoptedBut: [] });
    expect(decided?.verdict).toEqual({
      kind: 'go',
      authority: { kind: 'adoption', commit: 'c0', by: ['olga-owner'] },
    });
  });

  test('by the steps after the adoption, where some came', () => {
    const after = { inForce: NONE, adoptedBut: [] };
    expect(verdictOn(history([WITH, '#1', LATER]), after)).toBe('go by #1');
    expect(verdictOn(history([WITH, 'push', LATER]), after)).toBe('held back: c1 pushed');
  });
});

describe('enough is required-approvals in force, for every step of the trail', () => {
  test.each([
    [1, 2],
    [2, 1],
  ])('pull request %i is not approved because %i is', (open, _other) => {
    const of = history([NONE, '#1', WITH, '#2', LATER], { [open]: nobody });
    expect(verdictOn(of)).toBe(`held back: c${open} has 0 of 1 approvals of #${open}`);
  });

  test('what each step lacks is told', () => {
    const of = history([NONE, 'push', WITH, '#2', LATER], { 2: nobody });
    expect(verdictOn(of)).toBe('held back: c2 has 0 of 1 approvals of #2, c1 pushed');
  });

  test('two where two are required', () => {
    const two = (of: Policy) => limited(withCy(of), { requiredApprovals: 2 });
    const both = { reviews: [approvedBy('bo-chen'), approvedBy('cy-lee')] };
    expect(verdictOn(history([two(NONE), '#1', two(WITH)]))).toBe('held back: c1 has 1 of 2 approvals of #1');
    expect(verdictOn(history([two(NONE), '#1', two(WITH)], { 1: both }))).toBe('go by #1');
  });

  test('one more for what a bot opened', () => {
    const author = { login: 'renovate[bot]', bot: true };
    const by = (...logins: string[]) =>
      history([withCy(NONE), '#1', withCy(WITH)], {
        1: { author, reviews: logins.map((one) => approvedBy(one)) },
      });
    expect(verdictOn(by('bo-chen'))).toBe('held back: c1 has 1 of 2 approvals of #1');
    expect(verdictOn(by('bo-chen', 'cy-lee'))).toBe('go by #1');
  });

  test('with 0, merged pull requests are still needed', () => {
    const free = (of: Policy) => limited(of, { requiredApprovals: 0 });
    expect(verdictOn(history([free(NONE), '#1', free(WITH)], { 1: nobody }))).toBe('go by #1');
    expect(verdictOn(history([free(NONE), 'push', free(WITH)]))).toBe('held back: c1 pushed');
  });

  test('whether the row needs a call or not', () => {
    const live = known({ [KIOSK]: [{ id: '1732', administrator: false, mfaOptOut: true }] });
    expect(verdictOn(history([NONE, 'push', WITH]), { asked: { known: live } })).toBe('held back: c1 pushed');
    const reworded = withOptOut({ ticket: 'SEC-2' });
    expect(verdictOn(history([WITH, 'push', reworded]))).toBe('held back: c1 pushed');
  });
});

describe('a row is held back without a trail', () => {
  test('where the mainline does not lead from what is in force', () => {
    expect(verdictOn(history([WITH, '#1', LATER]), { inForce: NONE })).toBe('held back: no-trail');
  });

  test('where the adoption refused it', () => {
    expect(verdictOn(history([WITH]), { inForce: NONE, adoptedBut: [KIOSK_ENTRY] })).toBe(
      'held back: no-trail',
    );
  });

  test('and refused, where it can’t be applied whatever its approvals are', () => {
    const asked = { known: known({ [KIOSK]: [] }) };
    expect(verdictOn(history([WITH]), { inForce: NONE, asked })).toBe('refused for no-such-user');
  });

  test('where it is none of what the tip says', () => {
    const { mainline, ...of } = history([NONE]);
    const row = optOutRow('5');
    const reading = readingOf(row, mainline.policyOf, NOW);
    const [decided] = decide({
      traced: [{ row, reading, trail: { kind: 'steps', steps: [], adopted: false } }],
      evidence: { mainline, ...of },
      inForce: inForce(NONE),
      standing: [],
      end: 'c0',
      restraint: undefined,
      now: NOW,
    });
    expect(decided?.verdict).toEqual({ kind: 'held-back', why: { kind: 'no-trail' } });
  });
});

describe('tighten only: nothing but what ended by its date is applied', () => {
  const both = policy({ optOuts: [listed(optOut({ expires: '2026-11-24' })), listed(other())] });
  const restraints: [string, NonNullable<Circumstances['restraint']>][] = [
    ['rules', { kind: 'rules', missing: ['“Block force pushes”'] }],
    ['unreadable', { kind: 'unreadable' }],
    ['not-adopted', { kind: 'not-adopted' }],
  ];

  test.each(restraints)('%s', (kind, restraint) => {
    const of = history([both, '#1', withOptOut({ user: 'third@acme.example' })]);
    expect(verdictsOn(of, { ids: { [KIOSK]: '1732' }, restraint })).toEqual({
      [KIOSK_ENTRY]: 'go by date',
      'opt-out:other@acme.example': `held back: ${kind}`,
      'opt-out:third@acme.example': `held back: ${kind}`,
    });
  });

  test.each(restraints)('however it was approved: %s', (kind, restraint) => {
    expect(verdictOn(history([WITH]), { inForce: NONE, adoptedBut: [], restraint })).toBe(
      `held back: ${kind}`,
    );
    expect(verdictOn(history([NONE, '#1', WITH]), { restraint })).toBe(`held back: ${kind}`);
  });

  test('what its approvals lack is told rather than rules that are off', () => {
    const restraint = { kind: 'rules', missing: ['“Block force pushes”'] } as const;
    expect(verdictOn(history([NONE, 'push', WITH]), { restraint })).toBe('held back: c1 pushed');
  });

  test('names the rules that are off', () => {
    const restraint = { kind: 'rules', missing: ['“Block force pushes”'] } as const;
    const [decided] = decideOn(history([NONE, '#1', WITH]), { restraint });
    expect(decided?.verdict).toEqual({ kind: 'held-back', why: restraint });
  });
});

describe('a row is refused', () => {
  const gone = { asked: { known: known({ [KIOSK]: [] }) } };

  test('for a reason of its own, once it has its approvals', () => {
    expect(verdictOn(history([NONE, '#1', WITH]), gone)).toBe('refused for no-such-user');
    expect(verdictOn(history([WITH]), { ...gone, inForce: NONE, adoptedBut: [] })).toBe(
      'refused for no-such-user',
    );
  });

  test('not before it has them: what is missing is said first', () => {
    expect(verdictOn(history([NONE, '#1', WITH], { 1: nobody }), gone)).toBe(
      'held back: c1 has 0 of 1 approvals of #1',
    );
  });

  test('that ended by its date, where it can’t be sent', () => {
    const own = { ids: { [KIOSK]: '9' }, asked: { known: known() } };
    expect(verdictOn(history([ENDED]), own)).toBe('refused for key-owner');
  });

  test('that was asked for too long before its last day, counted from its merge', () => {
    const of = (notAfter: string) => verdictOn(history([NONE, '#1', asking(reset({ notAfter }))]));
    expect(of('2026-11-26')).toBe('go by #1');
    expect(of('2026-11-27')).toBe('refused for date-too-far');
  });

  test('that lapsed, whoever approved it, and whatever is off', () => {
    const late = asking(reset({ notAfter: '2026-11-23' }));
    expect(verdictOn(history([NONE, 'push', late]))).toBe('refused for lapsed');
    expect(verdictOn(history([NONE, '#1', late]), { restraint: { kind: 'not-adopted' } })).toBe(
      'refused for lapsed',
    );
  });
});

describe('limits are judged row by row, on those alone that would otherwise be applied', () => {
  const one = (of: Policy) => limited(of, { maxOptOuts: 1 });
  const two = policy({ optOuts: [listed(optOut()), listed(other())] });

  test('above one, every row is refused, none favoured', () => {
    expect(verdictsOn(history([one(NONE), '#1', one(WITH), '#2', one(two)]))).toEqual({
      [KIOSK_ENTRY]: 'refused for max-opt-outs',
      'opt-out:other@acme.example': 'refused for max-opt-outs',
    });
  });

  test('one that is held back does not count', () => {
    expect(verdictsOn(history([one(NONE), '#1', one(WITH), '#2', one(two)], { 2: nobody }))).toEqual({
      [KIOSK_ENTRY]: 'go by #1',
      'opt-out:other@acme.example': 'held back: c2 has 0 of 1 approvals of #2',
    });
  });

  test('nor does one that is refused for another reason', () => {
    const users = { [KIOSK]: [{ id: '1732', administrator: false }], 'other@acme.example': [] };
    const asked = { known: known(users) };
    expect(verdictsOn(history([one(NONE), '#1', one(WITH), '#2', one(two)]), { asked })).toEqual({
      [KIOSK_ENTRY]: 'go by #1',
      'opt-out:other@acme.example': 'refused for no-such-user',
    });
  });

  test('an end by date makes room', () => {
    const of = history([one(ENDED), '#1', one(policy({ optOuts: [listed(other())] }))]);
    expect(verdictsOn(of, { ids: { [KIOSK]: '1732' } })).toEqual({
      [KIOSK_ENTRY]: 'go by date',
      'opt-out:other@acme.example': 'go by #1',
    });
  });

  test('max-resets counts those of one pull request', () => {
    const few = (of: Policy) => limited(of, { maxResets: 1 });
    const [a, b, c] = ['INC-1', 'INC-2', 'INC-3'].map((request) => soon({ request }));
    if (!a || !b || !c) throw new Error('three');
    expect(verdictsOn(history([few(NONE), '#1', few(asking(a, b)), '#2', few(asking(a, b, c))]))).toEqual({
      'reset:INC-1': 'refused for max-resets',
      'reset:INC-2': 'refused for max-resets',
      'reset:INC-3': 'go by #2',
    });
  });

  test('seven resets of three pull requests are not those of one', () => {
    const resets = Array.from({ length: 7 }, (_, n) => soon({ request: `INC-${n}` }));
    const of = history([
      NONE,
      '#1',
      asking(...resets.slice(0, 3)),
      '#2',
      asking(...resets.slice(0, 5)),
      '#3',
      asking(...resets),
    ]);
    expect(Object.values(verdictsOn(of))).toEqual([
      ...Array(3).fill('go by #1'),
      ...Array(2).fill('go by #2'),
      ...Array(2).fill('go by #3'),
    ]);
  });

  test('those of the adoption are counted by nobody but the administrator who adopts', () => {
    const few = (of: Policy) => limited(of, { maxResets: 1 });
    const of = history([few(asking(soon(), soon({ request: 'INC-2' })))]);
    expect(verdictsOn(of, { inForce: few(NONE), adoptedBut: [] })).toEqual({
      'reset:INC-1': 'go by adoption',
      'reset:INC-2': 'go by adoption',
    });
  });
});

describe('an e-mail that another opt-out in force keeps', () => {
  const FOYER = 'foyer.kiosk@acme.example';
  const HALL = 'hall.kiosk@acme.example';
  const pinned = (user: string, id = '1732') => listed(optOut({ user, id }));
  const found = (id: string) => [{ id, administrator: false }];
  const judged = (before: Policy, file: Policy, users: Record<string, ReturnType<typeof found>>) =>
    verdictsOn(history([before, '#1', file]), {
      ids: { [KIOSK]: '1732', [FOYER]: '1733' },
      asked: { known: known(users) },
    });
  const start = policy({ optOuts: [pinned(KIOSK)] });
  const renamed = policy({ optOuts: [pinned(FOYER), listed(optOut())] });

  test('is free for another user once its own change goes', () => {
    expect(judged(start, renamed, { [FOYER]: found('1732'), [KIOSK]: found('1999') })).toEqual({
      [`opt-out:${FOYER}`]: 'go by #1',
      [KIOSK_ENTRY]: 'go by #1',
    });
  });

  test('is not, as long as that is refused', () => {
    expect(judged(start, renamed, { [FOYER]: [], [KIOSK]: found('1999') })).toEqual({
      [`opt-out:${FOYER}`]: 'refused for no-such-user',
      [KIOSK_ENTRY]: 'refused for taken',
    });
  });

  test('is not, either, where what would give it up is refused for that', () => {
    const two = policy({ optOuts: [pinned(KIOSK), pinned(FOYER, '1733')] });
    const file = policy({ optOuts: [pinned(FOYER), pinned(HALL, '1733'), listed(optOut())] });
    const users = { [FOYER]: found('1732'), [HALL]: [], [KIOSK]: found('1999') };
    expect(judged(two, file, users)).toEqual({
      [`opt-out:${HALL}`]: 'refused for no-such-user',
      [`opt-out:${FOYER}`]: 'refused for taken',
      [KIOSK_ENTRY]: 'refused for taken',
    });
  });
});

describe('a rule that loosens serves only rows whose newest step came later on the mainline', () => {
  const LONG = withOptOut({ expires: '2027-05-01' });
  const days = (maxOptOutDays: number, of: Policy = NONE) => limited(of, { maxOptOutDays });
  const refused = 'refused for max-opt-out-days';

  test('one that was merged after it', () => {
    expect(verdictsOn(history([NONE, '#1', days(200), '#2', days(200, LONG)]))).toEqual({
      [MAX_DAYS]: 'go by #1',
      [KIOSK_ENTRY]: 'go by #2',
    });
  });

  test('not one of the same pull request', () => {
    expect(verdictsOn(history([NONE, '#1', days(200, LONG)]))).toEqual({
      [MAX_DAYS]: 'go by #1',
      [KIOSK_ENTRY]: refused,
    });
  });

  test('not one of an earlier pull request, nor on the second run', () => {
    const of = history([NONE, '#1', LONG, '#2', days(200, LONG)]);
    expect(verdictsOn(of)).toEqual({ [MAX_DAYS]: 'go by #2', [KIOSK_ENTRY]: refused });
    const second = { inForce: days(200), restsOn: { [MAX_DAYS]: 'c2' } };
    expect(verdictsOn(of, second)).toEqual({ [KIOSK_ENTRY]: refused });
  });

  test('one that is proposed again afterwards', () => {
    const of = history([NONE, '#1', LONG, '#2', days(200, LONG), '#3', days(200), '#4', days(200, LONG)]);
    const second = { inForce: days(200), restsOn: { [MAX_DAYS]: 'c2' } };
    expect(verdictsOn(of, second)).toEqual({ [KIOSK_ENTRY]: 'go by #4' });
  });

  test('nothing, where it is itself held back', () => {
    expect(verdictsOn(history([NONE, 'push', days(200), '#2', days(200, LONG)]))).toEqual({
      [MAX_DAYS]: 'held back: c1 pushed',
      [KIOSK_ENTRY]: refused,
    });
  });

  test('not an earlier one, whatever somebody pushed meanwhile and took back', () => {
    const of = history([
      NONE,
      'push',
      days(300),
      '#2',
      days(300, LONG),
      'push',
      days(90, LONG),
      '#4',
      days(200, LONG),
    ]);
    expect(verdictsOn(of)).toEqual({ [MAX_DAYS]: 'go by #4', [KIOSK_ENTRY]: refused });
  });

  test('an approver who is added approves what is merged later', () => {
    const of = history([NONE, '#1', withCy(NONE), '#2', withCy(WITH)], { 2: byCy });
    expect(verdictsOn(of)).toEqual({ 'approver:cy-lee': 'go by #1', [KIOSK_ENTRY]: 'go by #2' });
  });

  test('an approver who is added does not approve what was merged before, or with them', () => {
    const before = history([NONE, '#1', WITH, '#2', withCy(WITH)], { 1: byCy });
    expect(verdictsOn(before)).toEqual({
      'approver:cy-lee': 'go by #2',
      [KIOSK_ENTRY]: 'held back: c1 has 0 of 1 approvals of #1',
    });
    const both = { 1: { reviews: [approvedBy('bo-chen'), approvedBy('cy-lee')] } };
    const two = (of: Policy) => limited(of, { requiredApprovals: 2 });
    const twice = history([two(NONE), '#1', two(withCy(WITH))], both);
    expect(verdictsOn(twice)[KIOSK_ENTRY]).toBe('held back: c1 has 1 of 2 approvals of #1');
  });

  test('an approver who is added counts by the account that was recorded', () => {
    const asked = { accounts: new Map([['cy-lee', '5003']]) };
    const by = (account: string) =>
      history([NONE, '#1', withCy(NONE), '#2', withCy(WITH)], {
        2: { reviews: [approvedBy('cy-lee', { account })] },
      });
    expect(verdictsOn(by('5003'), { asked })[KIOSK_ENTRY]).toBe('go by #2');
    expect(verdictsOn(by('6666'), { asked })[KIOSK_ENTRY]).toBe('held back: c2 has 0 of 1 approvals of #2');
  });

  test('it serves no other rule', () => {
    const of = history([NONE, '#1', withCy(NONE), '#2', days(200, withCy(NONE))], { 2: byCy });
    expect(verdictsOn(of)).toEqual({
      'approver:cy-lee': 'go by #1',
      [MAX_DAYS]: 'held back: c2 has 0 of 1 approvals of #2',
    });
  });

  test('what was adopted serves what was adopted with it, and what came later', () => {
    const adopted = { inForce: NONE, adoptedBut: [] };
    expect(verdictsOn(history([days(200, LONG)]), adopted)).toEqual({
      [MAX_DAYS]: 'go by adoption',
      [KIOSK_ENTRY]: 'go by adoption',
    });
    expect(verdictsOn(history([withCy(NONE), '#1', withCy(WITH)], { 1: byCy }), adopted)).toEqual({
      'approver:cy-lee': 'go by adoption',
      [KIOSK_ENTRY]: 'go by #1',
    });
  });
});

describe('a rule that tightens binds all other rows at once', () => {
  test('a limit', () => {
    const of = history([NONE, '#1', WITH, '#2', limited(WITH, { maxOptOutDays: 30 })]);
    expect(verdictsOn(of)).toEqual({ [MAX_DAYS]: 'go by #2', [KIOSK_ENTRY]: 'refused for max-opt-out-days' });
  });

  test('not one that is held back', () => {
    const of = history([NONE, '#1', WITH, 'push', limited(WITH, { maxOptOutDays: 30 })]);
    expect(verdictsOn(of)).toEqual({ [MAX_DAYS]: 'held back: c2 pushed', [KIOSK_ENTRY]: 'go by #1' });
  });

  test('more approvals, also of rules that loosen', () => {
    const looser = limited(WITH, { maxResets: 9 });
    const of = history([NONE, '#1', looser, '#2', limited(looser, { requiredApprovals: 2 })]);
    expect(verdictsOn(of)).toEqual({
      'guardrail:max-resets': 'held back: c1 has 1 of 2 approvals of #1',
      'guardrail:required-approvals': 'go by #2',
      [KIOSK_ENTRY]: 'held back: c1 has 1 of 2 approvals of #1',
    });
  });

  test('not one that is refused', () => {
    const of = history([NONE, '#1', limited(WITH, { requiredApprovals: 2 })]);
    expect(verdictsOn(of, { asked: { branchApprovals: 1 } })).toEqual({
      'guardrail:required-approvals': 'refused for branch-rules',
      [KIOSK_ENTRY]: 'go by #1',
    });
  });

  test('an approver who is removed no longer approves anything', () => {
    const byAna = { author: { login: 'bo-chen', bot: false }, reviews: [approvedBy('ana-diaz')] };
    const of = history([NONE, '#1', WITH, '#2', without('bo-chen', WITH)], { 2: byAna });
    expect(verdictsOn(of)).toEqual({
      'approver:bo-chen': 'go by #2',
      [KIOSK_ENTRY]: 'held back: c1 has 0 of 1 approvals of #1',
    });
  });

  test('it is judged itself by what was in force before', () => {
    const removal = history([NONE, '#1', without('bo-chen', NONE)], {
      1: { author: { login: 'bo-chen', bot: false } },
    });
    expect(verdictsOn(removal)).toEqual({ 'approver:bo-chen': 'held back: c1 has 0 of 1 approvals of #1' });
    const both = limited(without('ana-diaz', withCy(NONE)), { requiredApprovals: 2 });
    const by = { reviews: [approvedBy('bo-chen')], author: { login: 'mallory', bot: false } };
    expect(verdictsOn(history([NONE, '#1', both], { 1: by }))).toMatchObject({
      'approver:ana-diaz': 'go by #1',
      'guardrail:required-approvals': 'go by #1',
      'approver:cy-lee': 'held back: c1 has 1 of 2 approvals of #1',
    });
  });

  test('what the file asked for before does not bind, as long as it is not in force', () => {
    const strict = limited(NONE, { requiredApprovals: 2 });
    const of = history([NONE, 'push', strict, '#2', limited(WITH, { requiredApprovals: 2 })]);
    expect(verdictsOn(of)[KIOSK_ENTRY]).toBe('go by #2');
  });
});

describe('a protected account', () => {
  const guard = (of: Policy) => ({ ...of, protected: [KIOSK] });
  const PROTECTED = `protected:${KIOSK}`;

  test('is opted out once its protection has ended before that, also in the same apply', () => {
    expect(verdictsOn(history([guard(NONE), '#1', NONE, '#2', WITH]))).toEqual({
      [PROTECTED]: 'go by #1',
      [KIOSK_ENTRY]: 'go by #2',
    });
  });

  test('not by the pull request that ends its protection, nor by an earlier one', () => {
    expect(verdictsOn(history([guard(NONE), '#1', WITH]))).toEqual({
      [PROTECTED]: 'go by #1',
      [KIOSK_ENTRY]: 'refused for protected',
    });
    expect(verdictsOn(history([guard(NONE), '#1', guard(WITH), '#2', WITH]))).toEqual({
      [PROTECTED]: 'go by #2',
      [KIOSK_ENTRY]: 'refused for protected',
    });
  });

  test('nor by an earlier one, whatever somebody pushed meanwhile and took back', () => {
    const of = history([guard(NONE), 'push', NONE, '#2', WITH, 'push', guard(WITH), '#4', WITH]);
    expect(verdictsOn(of)).toEqual({ [PROTECTED]: 'go by #4', [KIOSK_ENTRY]: 'refused for protected' });
  });

  test('not as long as the end of its protection is held back', () => {
    expect(verdictsOn(history([guard(NONE), 'push', NONE, '#2', WITH]))).toEqual({
      [PROTECTED]: 'held back: c1 pushed',
      [KIOSK_ENTRY]: 'refused for protected',
    });
  });

  test('may be opted in', () => {
    expect(verdictsOn(history([guard(WITH), '#1', guard(NONE)]), { ids: { [KIOSK]: '1732' } })).toEqual({
      [KIOSK_ENTRY]: 'go by #1',
    });
  });
});

function other(): ReturnType<typeof optOut> {
  return optOut({ user: 'other@acme.example' });
}

/** A reset whose last day is within reach of the day of the merge. */
function soon(more: Parameters<typeof reset>[0] = {}): ReturnType<typeof reset> {
  return reset({ notAfter: '2026-11-25', ...more });
}

function asking(...resets: ReturnType<typeof reset>[]): Policy {
  return policy({ resets: resets.map(listed), guardrails: DEFAULT_GUARDRAILS });
}
