import { describe, expect, test } from 'vitest';
import type { Approver } from '../../src/approval/approvers.ts';
import { readingOf } from '../../src/approval/said.ts';
import { judgeStep } from '../../src/approval/steps.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { listed, optOut, policy } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { row } from '../plan/rows.ts';
import { ENDED, elsewhere, LATER, NONE, WITH } from './files.ts';
import {
  APPROVED_AT,
  approvedBy,
  type Branch,
  broken,
  type History,
  history,
  MERGED_AT,
} from './histories.ts';
import { traceOf } from './judging.ts';

const ADDED = row(undefined, optOut());
const APPROVERS: Approver[] = ['ana-diaz', 'bo-chen', 'cy-lee'].map((login) => ({
  login,
  user: `${login.replace('-', '.')}@acme.example`,
}));

/** The verdict on a step of the row, usually the newest. */
function judged(of: History, { about = ADDED, required = 1, at = 0 } = {}) {
  const trail = traceOf(of, about, { inForce: NONE });
  const step = trail.kind === 'steps' ? trail.steps[at] : undefined;
  if (step === undefined) throw new Error('a step');
  const reading = readingOf(about, of.mainline.policyOf, NOW);
  const guardrails = { ...DEFAULT_GUARDRAILS, requiredApprovals: required };
  return judgeStep(about, step, reading, { approvers: APPROVERS, guardrails }, of);
}

/** The kiosk’s opt-out as it is now, beside one of before. */
const beside = (of: Policy): Policy => ({ ...of, optOuts: [...of.optOuts, ...WITH.optOuts] });

const brings = (branch: Branch = {}) => history([NONE, '#7', WITH], { 7: branch });

describe('a step is approved', () => {
  test('by its source, which goes into the record with who approved it', () => {
    expect(judged(brings())).toEqual({
      kind: 'approved',
      step: {
        commit: 'c1',
        number: 7,
        author: 'ana-diaz',
        head: 'h7',
        mergedAt: MERGED_AT,
        approvals: [{ login: 'bo-chen', id: '1', commit: 'h7', at: APPROVED_AT }],
      },
    });
  });

  test('of several pull requests that fit by any one with enough approvals', () => {
    const both = [approvedBy('bo-chen'), approvedBy('cy-lee')];
    const one = history([NONE, '#7', WITH], { 7: { reviews: [] }, 8: { merge: 1 } });
    expect(judged(one)).toMatchObject({ kind: 'approved', step: { number: 8 } });
    const two = history([NONE, '#7', WITH], { 7: {}, 8: { merge: 1, reviews: both }, 9: { merge: 1 } });
    expect(judged(two, { required: 2 })).toMatchObject({ kind: 'approved', step: { number: 8 } });
  });

  test('by one that makes it, never by another that is merged there, too', () => {
    const other = history([NONE, '#7', WITH], { 7: { reviews: [] }, 8: { merge: 1, head: LATER } });
    expect(judged(other)).toMatchObject({ kind: 'approvals', pull: 7 });
  });

  test('with required-approvals of 0 by a merged pull request alone', () => {
    expect(judged(brings({ reviews: [] }), { required: 0 })).toMatchObject({
      kind: 'approved',
      step: { number: 7, approvals: [] },
    });
    expect(judged(history([NONE, 'push', WITH]), { required: 0 })).toMatchObject({ kind: 'no-source' });
  });
});

describe('a step lacks approvals', () => {
  test('of the pull request that made it; with the judgement of it', () => {
    expect(judged(brings({ reviews: [] }))).toMatchObject({
      kind: 'approvals',
      commit: 'c1',
      pull: 7,
      judgement: { needed: 1, approvals: [], may: ['bo-chen', 'cy-lee'], enough: false },
    });
  });

  test('of several that fit, of the one that has the most', () => {
    const of = history([NONE, '#7', WITH], { 7: { reviews: [] }, 8: { merge: 1 } });
    expect(judged(of, { required: 2 })).toMatchObject({
      kind: 'approvals',
      pull: 8,
      judgement: { needed: 2, approvals: [{ login: 'bo-chen' }] },
    });
  });

  test('where they were given at a commit that makes another step', () => {
    const reviews = [approvedBy('bo-chen', { on: 'r' })];
    const at = (commit: NonNullable<Branch['commits']>[string]) =>
      history([NONE, '#1', elsewhere(NONE), '#7', WITH], { 7: { reviews, commits: { r: commit } } });
    expect(judged(at({ left: 1, says: WITH }))).toMatchObject({ kind: 'approved' });
    expect(judged(at({ left: 0, says: WITH }))).toMatchObject({ kind: 'approved' });
    const other = [{ login: 'bo-chen', why: 'approved a different version of this: approve again' }];
    for (const commit of [
      { left: 1, says: LATER },
      { left: 1, says: NONE },
      { left: 1, says: broken() },
      { left: 'elsewhere', says: WITH },
      { left: 'nowhere', says: WITH },
    ] as const) {
      expect(judged(at(commit))).toMatchObject({ kind: 'approvals', judgement: { discounted: other } });
    }
  });

  test('not where an opt-out that has ended by now was still said there', () => {
    const of = history([NONE, '#7', WITH], {
      7: { reviews: [approvedBy('bo-chen', { on: 'r' })], commits: { r: { left: 0, says: beside(ENDED) } } },
    });
    expect(judged(of)).toMatchObject({ kind: 'approved', step: { approvals: [{ commit: 'r' }] } });
  });

  test('where the branch had the entry when it was reviewed only because the mainline still said it', () => {
    const of = history([WITH, '#1', NONE, '#7', WITH], {
      7: { reviews: [approvedBy('bo-chen', { on: 'r' })], commits: { r: { left: 0, says: WITH } } },
    });
    expect(judged(of)).toMatchObject({ kind: 'approvals', judgement: { approvals: [] } });
  });
});

describe('nobody approves what concerns themselves, on either side of the row or of the step', () => {
  const BO = 'bo.chen@acme.example';
  const of = (user: string) => policy({ optOuts: [listed(optOut({ user, id: '7' }))] });

  test('by the row', () => {
    for (const [before, after] of [
      [optOut({ user: BO, id: '7' }), optOut({ user: 'x@acme.example', id: '7' })],
      [undefined, optOut({ user: BO, id: '7' })],
    ] as const) {
      const tip = after.user === BO ? of(BO) : of('x@acme.example');
      expect(judged(history([NONE, '#7', tip]), { about: row(before, after) })).toMatchObject({
        kind: 'approvals',
        judgement: { discounted: [{ login: 'bo-chen', why: 'is the user concerned' }], may: ['cy-lee'] },
      });
    }
  });

  test('by what the step says, though the row does not', () => {
    const about = row(undefined, optOut({ user: 'x@acme.example', id: '7' }));
    const away = history([NONE, '#1', of(BO), '#7', of('x@acme.example')]);
    expect(judged(away, { about })).toMatchObject({ kind: 'approvals', judgement: { may: ['cy-lee'] } });
    const back = history([NONE, '#7', of(BO), '#8', of('x@acme.example')], { 8: { reviews: [] } });
    expect(judged(back, { about, at: 1 })).toMatchObject({
      kind: 'approvals',
      judgement: { discounted: [{ login: 'bo-chen', why: 'is the user concerned' }] },
    });
  });
});

describe('a step has no source: nobody reviewed it', () => {
  test('where it was pushed', () => {
    expect(judged(history([NONE, 'push', WITH]))).toEqual({
      kind: 'no-source',
      commit: 'c1',
      cause: 'pushed',
    });
    expect(judged(history([NONE, '#7', WITH], { 7: { pull: { head: 'c1' } } }))).toEqual({
      kind: 'no-source',
      commit: 'c1',
      cause: 'pushed',
    });
  });

  test('where it is a merge that nobody knows what it hides', () => {
    const merge = { kind: 'no-source', commit: 'c1', cause: 'merge' };
    expect(judged(history([NONE, 'merge', WITH]))).toEqual(merge);
    expect(judged(history([NONE, 'octopus #7', WITH]))).toEqual(merge);
    const late = history([NONE, '#1', WITH, 'merge', WITH]);
    expect(judged(late)).toEqual({ ...merge, commit: 'c2' });
  });

  test('where the pull request makes another change of it than the one that came of it', () => {
    expect(judged(brings({ head: LATER }))).toEqual({
      kind: 'no-source',
      commit: 'c1',
      cause: 'other-step',
      pull: 7,
    });
  });

  test('where the head of the pull request is gone', () => {
    expect(judged(brings({ head: 'gone' }))).toEqual({
      kind: 'no-source',
      commit: 'c1',
      cause: 'gone',
      pull: 7,
    });
  });

  test('nor has it one that GitHub shows no reviews of', () => {
    expect(judged(brings({ unseen: true }))).toMatchObject({ kind: 'no-source', pull: 7 });
  });
});
