import { describe, expect, test } from 'vitest';
import type { Approver } from '../../src/approval/approvers.ts';
import {
  judgeReviews,
  neededApprovals,
  type Review,
  type ReviewInput,
  type Source,
} from '../../src/approval/reviews.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { approver, guarded, optOut, reset } from '../plan/entries.ts';

const [ANA, BO, CY] = ['ana-diaz', 'bo-chen', 'cy-lee'].map(
  (login): Approver => ({ login, user: `${login.replace('-', '.')}@acme.example` }),
) as [Approver, Approver, Approver];
const HEAD = { oid: 'h7', file: { kind: 'file', blob: 'b7' } } as const;
const AT = '2026-11-23T10:00:00Z';

function review(login: string, fields: Partial<Review> = {}): Review {
  return { id: '1', login, bot: false, canWrite: true, state: 'APPROVED', commit: HEAD, at: AT, ...fields };
}

function source(reviews: readonly Review[], more: Partial<Source> = {}): Source {
  return {
    number: 7,
    author: { login: 'ana-diaz', bot: false },
    head: HEAD.oid,
    mergedAt: '2026-11-23T12:00:00Z',
    reviews,
    ...more,
  };
}

function judge(of: Source, more: Partial<ReviewInput> = {}) {
  return judgeReviews({
    source: of,
    entries: [undefined, optOut()],
    approvers: [ANA, BO, CY],
    guardrails: { requiredApprovals: 1 },
    sawStep: () => true,
    ...more,
  });
}

const required = (requiredApprovals: number) => ({ guardrails: { requiredApprovals } });

describe('an approval counts', () => {
  test('by an approver in force, with what the record needs of it', () => {
    expect(judge(source([review('bo-chen')]))).toEqual({
      needed: 1,
      approvals: [{ login: 'bo-chen', id: '1', commit: 'h7', at: AT }],
      discounted: [],
      may: ['cy-lee'],
      enough: true,
    });
  });

  test('whatever the case of the login', () => {
    expect(judge(source([review('Bo-Chen')]))).toMatchObject({ enough: true, may: ['cy-lee'] });
  });

  test('also when it was given after the merge', () => {
    expect(judge(source([review('bo-chen', { at: '2026-11-24T08:00:00Z' })])).enough).toBe(true);
  });

  test('at a commit whose reader saw the step', () => {
    const seen: unknown[] = [];
    const sawStep: ReviewInput['sawStep'] = (commit) => seen.push(commit) > 0;
    expect(judge(source([review('bo-chen')]), { sawStep }).enough).toBe(true);
    expect(seen).toEqual([HEAD]);
  });
});

describe('a review does not count', () => {
  const { commit: _, ...gone } = review('bo-chen');

  test.each<[string, Review]>([
    ['is the author', review('ana-diaz')],
    ['is the author', review('Ana-Diaz')],
    ['is not an approver in force', review('mallory')],
    ['is not an approver in force', review('bo-\u{212A}hen')],
    ['is a bot', review('bo-chen', { bot: true })],
    ['can only read this repository', review('bo-chen', { canWrite: false })],
    ['requests changes', review('bo-chen', { state: 'CHANGES_REQUESTED' })],
    ['was dismissed', review('bo-chen', { state: 'DISMISSED' })],
    ['approved a commit that is gone: approve again', gone],
  ])('that %s', (why, one) => {
    expect(judge(source([one]))).toMatchObject({
      approvals: [],
      discounted: [{ login: one.login, why }],
      enough: false,
    });
  });

  test('that was given at a commit that makes another step', () => {
    expect(judge(source([review('bo-chen')]), { sawStep: () => false })).toMatchObject({
      approvals: [],
      discounted: [{ login: 'bo-chen', why: 'approved a different version of this: approve again' }],
      may: ['bo-chen', 'cy-lee'],
    });
  });

  test.each([
    ['before', '2026-11-23T10:00:01Z', false],
    ['in the very second in which', AT, false],
    ['after', '2026-11-23T09:59:59Z', true],
  ])('that was given %s the base branch was changed', (_words, baseChangedAt, counts) => {
    const judged = judge(source([review('bo-chen')], { baseChangedAt }));
    expect(judged.enough).toBe(counts);
    const why = 'approved before the base branch was changed: approve again';
    expect(judged.discounted).toEqual(counts ? [] : [{ login: 'bo-chen', why }]);
  });

  test('of an approver who is no longer one', () => {
    expect(judge(source([review('bo-chen')]), { approvers: [ANA, CY] })).toMatchObject({
      discounted: [{ login: 'bo-chen', why: 'is not an approver in force' }],
      may: ['cy-lee'],
      enough: false,
    });
  });

  test('however many others do', () => {
    const judged = judge(source([review('mallory'), review('bo-chen', { id: '2' })]));
    expect(judged).toMatchObject({
      approvals: [{ id: '2' }],
      discounted: [{ login: 'mallory' }],
      enough: true,
    });
  });
});

describe('an approver is known by login and, once known, by the number of the GitHub account', () => {
  const known = { approvers: [ANA, { ...BO, account: '5002' }, CY] };

  test('the same account counts', () => {
    expect(judge(source([review('bo-chen', { account: '5002' })]), known).enough).toBe(true);
  });

  test('somebody who took the login over does not, and is named', () => {
    expect(judge(source([review('bo-chen', { account: '6666' })]), known)).toMatchObject({
      approvals: [],
      discounted: [{ login: 'bo-chen', why: 'took this login after the approver gave it up' }],
    });
  });

  test('nor does an account that is gone', () => {
    expect(judge(source([review('bo-chen')]), known).enough).toBe(false);
  });

  test('while no number is known, the login is enough', () => {
    expect(judge(source([review('bo-chen', { account: '5002' })])).enough).toBe(true);
  });
});

describe('the author is known by the account, whatever the login is now', () => {
  const author = { login: 'ana-diaz', account: '5001', bot: false };
  const renamed = { ...BO, account: '5001' };

  test('and does not approve under another name', () => {
    const judged = judge(source([review('bo-chen', { account: '5001' })], { author }), {
      approvers: [renamed],
    });
    expect(judged).toMatchObject({ discounted: [{ why: 'is the author' }], may: [], enough: false });
  });

  test('and is not somebody else who has the login since', () => {
    const judged = judge(source([review('ana-diaz', { account: '6001' })], { author }), {
      approvers: [{ ...ANA, account: '6001' }],
    });
    expect(judged.enough).toBe(true);
  });

  test('or by the login, where one of the two has no number', () => {
    for (const [one, other] of [
      [{ login: 'ana-diaz', bot: false }, review('ana-diaz', { account: '5001' })],
      [author, review('ana-diaz')],
    ] as const) {
      expect(judge(source([other], { author: one })).discounted).toEqual([
        { login: 'ana-diaz', why: 'is the author' },
      ]);
    }
  });
});

describe('a user concerned does not approve', () => {
  test.each<[string, Entry[]]>([
    ['an opt-out of their own', [optOut({ user: BO.user })]],
    ['an opt-out that was their own', [optOut({ user: BO.user, id: '7' }), optOut({ id: '7' })]],
    ['a reset of their own', [reset({ user: BO.user })]],
    ['the protection of their own account', [guarded(BO.user)]],
    ['their own place among the approvers', [approver('bo-chen')]],
    ['their own place under an e-mail that is no longer theirs', [approver('bo-chen', 'old@acme.example')]],
    ['their own new e-mail', [approver('bo-chen'), approver('bo-chen', 'new@acme.example')]],
    ['another login with their e-mail', [approver('bo-two', BO.user)]],
  ])('%s', (_words, entries) => {
    for (const order of [entries, entries.toReversed(), [undefined, ...entries]]) {
      expect(judge(source([review('bo-chen')]), { entries: order })).toMatchObject({
        approvals: [],
        discounted: [{ login: 'bo-chen', why: 'is the user concerned' }],
        may: ['cy-lee'],
        enough: false,
      });
    }
  });
});

describe('enough', () => {
  test.each([
    [1, 0, false],
    [1, 1, true],
    [2, 1, false],
    [2, 2, true],
    [0, 0, true],
  ])('of %i required there are %i', (needed, given, enough) => {
    const reviews = [review('bo-chen'), review('cy-lee', { id: '2' })].slice(0, given);
    expect(judge(source(reviews), required(needed))).toMatchObject({ needed, enough });
  });

  test('is one more for what a bot opened, unless nobody reviews', () => {
    const author = { login: 'renovate[bot]', bot: true };
    expect(judge(source([review('bo-chen')], { author }))).toMatchObject({ needed: 2, enough: false });
    expect(judge(source([review('bo-chen'), review('ana-diaz')], { author }))).toMatchObject({
      needed: 2,
      enough: true,
    });
    expect(judge(source([], { author }), required(0))).toMatchObject({ needed: 0, enough: true });
  });

  test.each([
    [0, false, 0],
    [0, true, 0],
    [1, false, 1],
    [1, true, 2],
    [5, true, 6],
  ])('required-approvals %i, opened by a bot: %s', (requiredApprovals, bot, needed) => {
    expect(neededApprovals({ requiredApprovals }, bot)).toBe(needed);
  });
});

test('those who may still approve are neither the author, nor concerned, nor counted already', () => {
  expect(judge(source([]), required(2)).may).toEqual(['bo-chen', 'cy-lee']);
  expect(judge(source([review('Cy-Lee')]), required(2)).may).toEqual(['bo-chen']);
  expect(judge(source([review('bo-chen', { state: 'DISMISSED' })]), required(2)).may).toEqual([
    'bo-chen',
    'cy-lee',
  ]);
  expect(judge(source([]), { entries: [reset()] }).may).toEqual(['bo-chen']);
});

test.each<[string, Partial<Review>]>([
  ['can only read the repository', { canWrite: false }],
  ['is a bot', { bot: true }],
  ['has the login of an approver who gave it up', { account: '2' }],
])('nobody is asked for an approval who %s', (_, more) => {
  const approvers = [ANA, { ...BO, account: '1' }, CY];
  expect(judge(source([review('Bo-Chen', more)]), { approvers }).may).toEqual(['cy-lee']);
  expect(judge(source([review('bo-chen', { account: '1', state: 'DISMISSED' })]), { approvers }).may).toEqual(
    ['bo-chen', 'cy-lee'],
  );
});
