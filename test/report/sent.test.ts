import { expect, test } from 'vitest';
import type { StepResult } from '../../src/apply/execute.ts';
import type { Step } from '../../src/apply/steps.ts';
import { recordedText, sentText } from '../../src/report/sent.ts';
import { stepsFor } from '../apply/results.ts';
import { enforceRow, optInRow, optOutRow, resetRow } from '../apply/rows.ts';
import { readable, strangers } from './reading.ts';

const sentAt = '2026-11-24T09:00:00.000Z';
const RESULTS: StepResult[] = [
  { kind: 'done', sentAt },
  { kind: 'failed', sentAt, why: 'no' },
  { kind: 'unknown', sentAt, why: 'lost' },
  { kind: 'not-started', why: 'later' },
];

/** Each of these rows with its result, in the order in which they are sent. */
function sent(...rows: ReturnType<typeof enforceRow>[]): Map<Step, StepResult> {
  return new Map(stepsFor(rows).map((step, index) => [step, RESULTS[index] as StepResult]));
}

test('lists every call with what became of it, and nothing else', () => {
  const text = sentText(sent(optInRow('1'), optOutRow('2'), enforceRow(), resetRow('3')), 'whole');
  expect(strangers(text)).toEqual([]);
  expect(readable(text).split('\n').slice(-4)).toEqual([
    '- Ending the opt-out of user.1@acme.example: done',
    '- The opt-out of user.2@acme.example: failed',
    '- Enforcing MFA: unknown',
    '- The reset of user.3@acme.example: not started',
  ]);
  expect(readable(sentText(sent(enforceRow(false)), 'whole'))).toContain('Lifting enforcement: done');
});

test('says what the ledger lacks, and what to do about it', () => {
  expect(recordedText('whole').text).toBe('');
  expect(readable(sentText(new Map(), 'nowhere'))).toContain('Keep this summary, then run the apply again.');
  expect(readable(sentText(new Map(), 'without-evidence'))).toContain('Keep this summary as the evidence');
});
