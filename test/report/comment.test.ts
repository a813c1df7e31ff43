import { describe, expect, test } from 'vitest';
import {
  commentMarker,
  isNewer,
  issueMarker,
  planPart,
  RESULT_MARK,
  writtenBy,
} from '../../src/report/comment.ts';
import { notYetText, problemsText, refusalText, untouchedText } from '../../src/report/problems.ts';
import { readable, strangers, tableRows } from './reading.ts';

const IDENTITY = { host: '127.0.0.1:8080', org: '166', policy: 'mfa-policy.yml' };
const RUN = { runId: '77', attempt: 2 };

describe('the marker of a comment', () => {
  test('is one invisible line that names tenant, policy, Org and run', () => {
    expect(commentMarker(IDENTITY, RUN).text).toBe(
      '<!-- mfa-policy host=127.0.0.1:8080 policy=mfa-policy.yml org=166 run=77.2 -->\n',
    );
    expect(issueMarker(IDENTITY).text).toBe(
      '<!-- mfa-policy issue host=127.0.0.1:8080 policy=mfa-policy.yml org=166 -->\n',
    );
  });

  test('is found again, whatever stands below and however the lines end', () => {
    const line = commentMarker(IDENTITY, RUN).text;
    expect(writtenBy(`${line}### MFA plan\n`, IDENTITY)).toEqual(RUN);
    expect(writtenBy(line.trimEnd(), IDENTITY)).toEqual(RUN);
    expect(writtenBy(line.replace('\n', '\r\n'), IDENTITY)).toEqual(RUN);
    expect(writtenBy(commentMarker({ ...IDENTITY, org: '167' }, RUN).text, IDENTITY)).toEqual(RUN);
  });

  test.each<[string, string]>([
    ['of another tenant', commentMarker({ ...IDENTITY, host: '127.0.0.1:8081' }, RUN).text],
    ['of another policy', commentMarker({ ...IDENTITY, policy: 'other.yml' }, RUN).text],
    ['of an issue', issueMarker(IDENTITY).text],
    ['below the first line', `\n${commentMarker(IDENTITY, RUN).text}`],
    ['behind other text', `x${commentMarker(IDENTITY, RUN).text}`],
    ['in a quote', `> ${commentMarker(IDENTITY, RUN).text}`],
    ['before other text', commentMarker(IDENTITY, RUN).text.replace('\n', ' x\n')],
    ['without a run', commentMarker(IDENTITY, RUN).text.replace('77.2', 'x.2')],
    ['with an attempt that is too long', commentMarker(IDENTITY, { runId: '77', attempt: 12_345_678 }).text],
    ['of a run that is too long', commentMarker(IDENTITY, { runId: '7'.repeat(21), attempt: 1 }).text],
    ['of nobody', ''],
  ])('is not one %s', (_words, body) => {
    expect(writtenBy(body, IDENTITY)).toBeUndefined();
  });
});

test.each([
  ['78', 1, '77', 1, true],
  ['77', 1, '78', 1, false],
  ['77', 2, '77', 1, true],
  ['77', 1, '77', 1, false],
  ['100', 1, '99', 9, true],
  ['9007199254740993', 1, '9007199254740992', 1, true],
])('run %s.%i is newer than %s.%i: %s', (a, x, b, y, newer) => {
  expect(isNewer({ runId: a, attempt: x }, { runId: b, attempt: y })).toBe(newer);
});

test('the plan part of a comment ends where the result of an apply begins', () => {
  expect(planPart(`marker\nthe plan\n\n${RESULT_MARK.text}the result`)).toBe('the plan');
  expect(planPart('marker\nthe plan\n\n')).toBe('the plan');
  expect(planPart(`marker\n${RESULT_MARK.text}the result`)).toBe('');
});

describe('a policy that can’t be used', () => {
  const problem = (line: number) => ({
    line,
    column: 3,
    code: 'unknown-key' as const,
    message: 'This key is not known.',
  });

  test('has its problems listed with their places', () => {
    const text = problemsText('mfa-policy.yml', [problem(4), problem(9)]);
    expect(readable(text)).toContain(
      'mfa-policy.yml has 2 problems. Nothing is planned, and nothing would be applied.',
    );
    expect(tableRows(text)).toEqual([
      ['4', '3', 'This key is not known.'],
      ['9', '3', 'This key is not known.'],
    ]);
    expect(readable(problemsText('a.yml', [problem(1)]))).toContain('a.yml has 1 problem.');
  });

  test('has 50 of them listed and the rest counted', () => {
    const problems = (count: number) => Array.from({ length: count }, (_, n) => problem(n + 1));
    expect(tableRows(problemsText('a.yml', problems(50)))).toHaveLength(50);
    expect(readable(problemsText('a.yml', problems(50)))).not.toContain('more');
    expect(tableRows(problemsText('a.yml', problems(53)))).toHaveLength(50);
    expect(readable(problemsText('a.yml', problems(53)))).toContain('… and 3 more.');
  });

  test('shows nothing of a path or a message as Markdown', () => {
    const evil = { ...problem(1), message: '<b>@ana</b> [x](https://evil.example)' };
    expect(strangers(problemsText('<img>@ana.yml', [evil]))).toEqual([]);
  });
});

test('a refusal says its sentences, each in a paragraph', () => {
  expect(readable(refusalText(['One.', 'Two.']))).toBe('MFA policy: refused\nOne.\nTwo.');
});

test('a pull request into another branch, and one that changes nothing any more, are told so', () => {
  expect(readable(notYetText())).toContain('not a policy change yet');
  expect(readable(untouchedText())).toContain('no longer changes the MFA policy');
});
