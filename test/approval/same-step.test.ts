import { describe, expect, test } from 'vitest';
import { readingOf } from '../../src/approval/said.ts';
import { makesStep, pullMakesStep } from '../../src/approval/same-step.ts';
import { optOut } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { row } from '../plan/rows.ts';
import { ENDED, elsewhere, LATER, NONE, WITH } from './files.ts';
import { type Branch, broken, type History, history } from './histories.ts';
import { traceOf } from './judging.ts';

const ADDED = row(undefined, optOut());

/** Whether pull request 7 makes the newest step of the row. */
function makesIt(of: History, about = ADDED, inForce = NONE): boolean {
  const { mainline, mergeBases } = of;
  const trail = traceOf(of, about, { inForce });
  const step = trail.kind === 'steps' ? trail.steps[0] : undefined;
  const pull = step?.commit.pulls.find(({ number }) => number === 7);
  if (step === undefined || pull === undefined) throw new Error('a step by pull request 7');
  return pullMakesStep(pull, step, readingOf(about, mainline.policyOf, NOW), mainline, mergeBases);
}

const brings = (branch: Branch) => history([NONE, '#1', elsewhere(NONE), '#7', WITH], { 7: branch });

describe('a pull request makes the same step', () => {
  test('where at its merge base the file says what the mainline said before, and at its head what that says now', () => {
    expect(makesIt(brings({}))).toBe(true);
  });

  test('however far behind it left the mainline, where that said the same', () => {
    expect(makesIt(brings({ left: 0 }))).toBe(true);
  });

  test('whatever else its head says, and the mainline said there', () => {
    expect(makesIt(brings({ left: 0, head: elsewhere(elsewhere(WITH)) }))).toBe(true);
  });

  test('also a step out of what can’t be read, where it left from that very content', () => {
    const of = (left: number, way = broken(1)) =>
      history([NONE, '#1', broken(1), '#2', way, '#7', WITH], { 7: { left } });
    expect(makesIt(of(2))).toBe(true);
    expect(makesIt(of(1))).toBe(true);
    expect(makesIt(of(0))).toBe(false);
    expect(makesIt(of(1, broken(2)))).toBe(false);
  });

  test('where an opt-out that has ended by now is still said at its head', () => {
    const removed = row(optOut(), undefined);
    const of = history([WITH, '#7', NONE], { 7: { head: ENDED } });
    expect(makesIt(of, removed, WITH)).toBe(true);
  });

  test('where an opt-out that has ended by now was still said when it left', () => {
    expect(makesIt(history([ENDED, '#1', NONE, '#7', WITH], { 7: { left: 0 } }))).toBe(true);
  });
});

describe('a pull request makes another step', () => {
  test('where its head says something else: what came of the merge, nobody saw', () => {
    expect(makesIt(brings({ head: LATER }))).toBe(false);
    expect(makesIt(brings({ head: NONE }))).toBe(false);
  });

  test('where the mainline said something else when it left: what a branch merely inherited, nobody approved', () => {
    const of = history([WITH, '#1', NONE, '#7', WITH], { 7: { left: 0 } });
    expect(makesIt(of)).toBe(false);
  });

  test('where its head can’t be read, though the mainline can', () => {
    expect(makesIt(brings({ head: broken() }))).toBe(false);
  });

  test('where its head is gone', () => {
    expect(makesIt(brings({ head: 'gone' }))).toBe(false);
  });

  test('where the merge base is a commit of another branch: then it may be one of several', () => {
    expect(makesIt(brings({ left: 'elsewhere' }))).toBe(false);
  });

  test('where they have no merge base', () => {
    expect(makesIt(brings({ left: 'nowhere' }))).toBe(false);
  });
});

test('the oldest commit of all has no step before it', () => {
  const { mainline, mergeBases } = brings({});
  const reading = readingOf(ADDED, mainline.policyOf, NOW);
  const root = mainline.commits.at(-1);
  if (root === undefined) throw new Error('a root');
  const said = reading.ofFile(root.file);
  const step = { commit: root, position: 2, before: said, after: said };
  expect(makesStep({ oid: 'h7', file: root.file }, step, reading, mainline, mergeBases)).toBe(false);
});
