import { describe, expect, test } from 'vitest';
import { concerns, judgeReviews, neededApprovals, type Review, type Source } from '../../src/plan/reviews.ts';
import { classify, type Row } from '../../src/plan/row.ts';
import type { Entry } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { approver, guarded, optOut, reset } from './entries.ts';

const APPROVERS = new Map([
  ['ana-diaz', 'ana.diaz@acme.example'],
  ['bo-chen', 'bo.chen@acme.example'],
  ['cy-lee', 'cy.lee@acme.example'],
]);

function review(login: string, fields: Partial<Review> = {}): Review {
  return {
    id: '1',
    login,
    bot: false,
    canWrite: true,
    state: 'APPROVED',
    commit: 'c'.repeat(40),
    at: 'then',
    ...fields,
  };
}

function source(
  reviews: readonly Review[],
  author: Source['author'] = { login: 'ana-diaz', bot: false },
): Source {
  return {
    number: 7,
    author,
    headCommit: 'a'.repeat(40),
    mergeCommit: 'b'.repeat(40),
    mergedAt: 'then',
    reviews,
  };
}

function row(before: Entry | undefined, after: Entry | undefined): Row {
  const { kind, direction } = classify(before, after);
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin: 'waiting',
    inForce: false,
    live: false,
    refusals: [],
    notes: [],
  };
}

const KIOSK_ROW = row(undefined, optOut());

function judge(of: Source, required = 1, about = KIOSK_ROW) {
  return judgeReviews(of, about, APPROVERS, { ...DEFAULT_GUARDRAILS, requiredApprovals: required });
}

describe('an approval counts', () => {
  test('by an approver in force, with what the record needs of it', () => {
    expect(judge(source([review('bo-chen')]))).toEqual({
      needed: 1,
      approvals: [{ login: 'bo-chen', id: '1', commit: 'c'.repeat(40), at: 'then' }],
      discounted: [],
      may: ['cy-lee'],
      enough: true,
    });
  });

  test('without the commit where GitHub no longer has it', () => {
    const { commit: _, ...gone } = review('bo-chen');
    expect(judge(source([gone])).approvals).toEqual([{ login: 'bo-chen', id: '1', at: 'then' }]);
  });

  test('whatever the case of the login', () => {
    expect(judge(source([review('Bo-Chen')]))).toMatchObject({ enough: true, may: ['cy-lee'] });
  });
});

describe('a review does not count', () => {
  test.each<[string, Review]>([
    ['is the author', review('ana-diaz')],
    ['is the author', review('Ana-Diaz')],
    ['is not an approver in force', review('mallory')],
    ['is not an approver in force', review('bo-\u{212A}hen')],
    ['is a bot', review('bo-chen', { bot: true })],
    ['can only read this repository', review('bo-chen', { canWrite: false })],
    ['requests changes', review('bo-chen', { state: 'CHANGES_REQUESTED' })],
    ['was dismissed', review('bo-chen', { state: 'DISMISSED' })],
  ])('that %s', (why, one) => {
    expect(judge(source([one]))).toMatchObject({
      approvals: [],
      discounted: [{ login: one.login, why }],
      enough: false,
    });
  });

  test.each<[string, Row]>([
    ['an opt-out of his own', row(undefined, optOut({ user: 'bo.chen@acme.example' }))],
    ['the end of his own opt-out', row(optOut({ user: 'bo.chen@acme.example' }), undefined)],
    [
      'an opt-out that was his own',
      row(optOut({ user: 'bo.chen@acme.example', id: '7' }), optOut({ id: '7' })),
    ],
    ['a reset of his own', row(undefined, reset({ user: 'bo.chen@acme.example' }))],
    ['the protection of his own account', row(guarded('bo.chen@acme.example'), undefined)],
    ['his own place among the approvers', row(approver('bo-chen'), undefined)],
    [
      'his own place under an e-mail that is no longer his',
      row(approver('bo-chen', 'old@acme.example'), undefined),
    ],
    ['his own new e-mail', row(approver('bo-chen'), approver('bo-chen', 'new@acme.example'))],
    ['another login with his e-mail', row(undefined, approver('bo-two', 'bo.chen@acme.example'))],
  ])('where it concerns %s', (_words, about) => {
    expect(judge(source([review('bo-chen')]), 1, about)).toMatchObject({
      approvals: [],
      discounted: [{ login: 'bo-chen', why: 'is the user concerned' }],
      may: ['cy-lee'],
      enough: false,
    });
  });

  test('of an approver who is no longer one under that login', () => {
    const renamed = judgeReviews(source([review('bo-chen')]), KIOSK_ROW, new Map(), DEFAULT_GUARDRAILS);
    expect(renamed).toMatchObject({ approvals: [], may: [], enough: false });
  });
});

describe('enough', () => {
  test.each([
    [1, 0, false],
    [1, 1, true],
    [2, 1, false],
    [2, 2, true],
    [0, 0, true],
  ])('of %i required there are %i', (required, given, enough) => {
    const reviews = [review('bo-chen'), review('cy-lee', { id: '2' })].slice(0, given);
    expect(judge(source(reviews), required)).toMatchObject({ needed: required, enough });
  });

  test('is one more for what a bot opened, unless nobody reviews', () => {
    const bot = { login: 'helper[bot]', bot: true };
    expect(judge(source([review('bo-chen')], bot))).toMatchObject({ needed: 2, enough: false });
    expect(judge(source([review('bo-chen'), review('ana-diaz')], bot))).toMatchObject({
      needed: 2,
      enough: true,
    });
    expect(judge(source([], bot), 0)).toMatchObject({ needed: 0, enough: true });
  });

  test.each([
    [0, false, 0],
    [0, true, 0],
    [1, false, 1],
    [1, true, 2],
    [5, true, 6],
  ])('required-approvals %i, opened by a bot: %s', (requiredApprovals, bot, needed) => {
    expect(neededApprovals({ ...DEFAULT_GUARDRAILS, requiredApprovals }, bot)).toBe(needed);
  });
});

test('those who may still approve are neither the author, nor concerned, nor counted already', () => {
  expect(judge(source([]), 2).may).toEqual(['bo-chen', 'cy-lee']);
  expect(judge(source([review('cy-lee')]), 2).may).toEqual(['bo-chen']);
  expect(judge(source([review('bo-chen', { state: 'DISMISSED' })]), 2).may).toEqual(['bo-chen', 'cy-lee']);
  expect(judge(source([]), 1, row(undefined, reset())).may).toEqual(['bo-chen']);
});

test('a row about nobody concerns nobody', () => {
  expect(
    concerns(row(undefined, { kind: 'enforce', enforce: true }), 'bo-chen', 'bo.chen@acme.example'),
  ).toBe(false);
});
