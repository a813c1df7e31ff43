import { describe, expect, test } from 'vitest';
import type { DoubtOutcome, ResultKind } from '../../src/apply/outcome.ts';
import { type ApplyStatus, applyStatus, type Circumstances } from '../../src/apply/status.ts';
import { user } from '../ledger/states.ts';
import { decided, optOutRow } from './rows.ts';

const of = (results: readonly ResultKind[]) =>
  results.map((result, index) => ({ ...decided(optOutRow(`${index}`)), result, calls: [] }));

/** The status of these results, in either order. */
function status(
  results: readonly ResultKind[],
  more: Partial<Circumstances> = {},
  doubts: readonly DoubtOutcome[] = [],
): ApplyStatus {
  const circumstances = { open: false, isAdopted: true, isReadable: true, ...more };
  const [one, other] = [results, results.toReversed()].map((all) =>
    applyStatus(of(all), doubts, circumstances),
  );
  expect(other).toBe(one);
  return one as ApplyStatus;
}

describe('the status of an apply', () => {
  test.each<[ApplyStatus, ResultKind[]]>([
    ['no-changes', []],
    ['applied', ['done']],
    ['applied', ['already']],
    ['applied', ['done', 'already']],
    ['failed', ['failed']],
    ['failed', ['not-started']],
    ['failed', ['failed', 'held-back', 'refused']],
    ['failed', ['not-started', 'held-back']],
    ['held-back', ['held-back']],
    ['held-back', ['held-back', 'refused']],
    ['refused', ['refused']],
    ['partial', ['done', 'failed']],
    ['partial', ['done', 'not-started']],
    ['partial', ['done', 'held-back']],
    ['partial', ['already', 'refused']],
    ['unknown', ['unknown']],
    ['unknown', ['done', 'failed', 'held-back', 'refused', 'unknown']],
  ])('is %s for %j', (expected, results) => {
    expect(status(results)).toBe(expected);
  });

  test('counts doubts as rows', () => {
    const doubt = (result: DoubtOutcome['result']): DoubtOutcome => ({ target: user('1'), result });
    expect(status([], {}, [doubt('done')])).toBe('applied');
    expect(status([], {}, [doubt('failed')])).toBe('failed');
    expect(status(['done'], {}, [doubt('failed')])).toBe('partial');
    expect(status(['done'], {}, [doubt('unknown')])).toBe('unknown');
  });

  test('is unknown as long as the Org is in doubt, or a reset, and nothing may settle it', () => {
    expect(status([], { open: true })).toBe('unknown');
    expect(status(['done'], { open: true, isAdopted: false, isReadable: false })).toBe('unknown');
  });

  test.each<[ApplyStatus, ResultKind[]]>([
    ['not-adopted', []],
    ['not-adopted', ['done']],
    ['not-adopted', ['held-back']],
    ['not-adopted', ['done', 'failed', 'held-back']],
    ['unknown', ['done', 'unknown']],
  ])('is %s for %j of an Org that is not adopted', (expected, results) => {
    expect(status(results, { isAdopted: false })).toBe(expected);
    expect(status(results, { isAdopted: false, isReadable: false })).toBe(expected);
  });

  test.each<[ApplyStatus, ResultKind[]]>([
    ['refused', []],
    ['partial', ['done']],
    ['partial', ['already']],
    ['held-back', ['held-back']],
    ['failed', ['failed']],
    ['unknown', ['done', 'unknown']],
  ])('is %s for %j where the file at the tip can’t be read', (expected, results) => {
    expect(status(results, { isReadable: false })).toBe(expected);
  });
});
