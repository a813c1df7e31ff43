import { describe, expect, test } from 'vitest';
import { commentMarker, issueMarker, kindOfComment } from '../../src/report/comment.ts';
import { md } from '../../src/report/markdown.ts';
import {
  failureText,
  firstProblem,
  notYetText,
  problemsText,
  refusalText,
  untouchedText,
} from '../../src/report/problems.ts';
import { supersededBecause, supersededText, unwrittenText } from '../../src/report/unshown.ts';
import { readable, strangers, tableRows } from './reading.ts';
import { SITE } from './views.ts';

const IDENTITY = { host: '127.0.0.1:8080', org: '166', policy: 'mfa-policy.yml' };
const HEAD = 'a'.repeat(40);
const PLAN = commentMarker(IDENTITY, { kind: 'plan', head: HEAD }).text;
const RESULT = commentMarker(IDENTITY, { kind: 'result' }).text;

describe('the first line', () => {
  test('is invisible, and says what this is, of which tenant, policy and Org, and a plan’s commit', () => {
    expect([PLAN, RESULT, issueMarker(IDENTITY).text]).toEqual([
      `<!-- mfa-policy plan host=127.0.0.1:8080 policy=mfa-policy.yml org=166 head=${HEAD} -->\n`,
      '<!-- mfa-policy result host=127.0.0.1:8080 policy=mfa-policy.yml org=166 -->\n',
      '<!-- mfa-policy issue host=127.0.0.1:8080 policy=mfa-policy.yml org=166 -->\n',
    ]);
  });

  test.each([
    ['is read alone, whatever stands below it', `${PLAN}${RESULT}`, 'plan'],
    ['is read alone, whatever stands below it', `${RESULT}${PLAN}`, 'result'],
    ['is enough', PLAN.trimEnd(), 'plan'],
    ['may end as an editor of the web ends it', RESULT.replace('\n', '\r\n'), 'result'],
    ['is the own one whatever Org it names', PLAN.replace('org=166', 'org=unknown'), 'plan'],
    ['is the own one whatever commit it names', PLAN.replace(HEAD, 'f'.repeat(40)), 'plan'],
  ])('%s', (_, body, kind) => {
    expect(kindOfComment(body, IDENTITY)).toBe(kind);
  });

  test.each([
    ['of another tenant', PLAN.replace('8080', '8081')],
    ['of a tenant that begins alike', PLAN.replace('8080', '80801')],
    ['of another policy', RESULT.replace('mfa-policy.yml', 'orgs/mfa-policy.yml')],
    ['of a policy that begins alike', RESULT.replace('mfa-policy.yml', 'mfa-policy.yml.yml')],
    ['of an issue', issueMarker(IDENTITY).text],
    ['of nothing that this project writes', PLAN.replace(' plan ', ' plans ')],
    ['below another line', `\n${PLAN}`],
    ['behind other text', `x${PLAN}`],
    ['in a quote', `> ${PLAN}`],
    ['in an empty comment', ''],
  ])('is not one %s', (_, body) => {
    expect(kindOfComment(body, IDENTITY)).toBeUndefined();
  });

  test('is found again for a tenant on a loopback address of IPv6, whose brackets it can’t hold', () => {
    const place = { ...IDENTITY, host: '[::1]:8080' };
    expect(kindOfComment(commentMarker(place, { kind: 'result' }).text, place)).toBe('result');
  });
});

describe('a plan that its pull request does not show', () => {
  test.each([
    ['newer-commit', 'This plan is out of date. The pull request has a newer commit'],
    ['merged', 'This plan is out of date. The pull request is merged'],
    ['closed', 'This plan is out of date. The pull request is closed'],
  ] as const)('because of this: %s', (why, words) => {
    const text = supersededText(why, md`### MFA plan`);
    expect(readable(text)).toContain(words);
    expect(readable(text)).toContain(supersededBecause(why));
    expect(readable(text)).toMatch(/\nMFA plan$/);
    expect(readable(supersededText(why))).not.toContain('MFA plan');
  });

  test('although it should is below what went wrong, word for word', () => {
    const fault = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments: the token may not do this.';
    const text = unwrittenText(fault, md`### MFA plan`);
    expect(readable(text)).toContain(`could not be written or deleted. ${fault} Fix`);
    expect(readable(text)).toMatch(/\nMFA plan$/);
    expect(strangers(text)).toEqual([]);
  });
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
      'Blocked: the policy file has 2 problems\nmfa-policy.yml can’t be used. Nothing is planned, and nothing would be applied. Fix these lines, then push again.',
    );
    expect(tableRows(text)).toEqual([
      ['Line 4, column 3', 'This key is not known.'],
      ['Line 9, column 3', 'This key is not known.'],
    ]);
    expect(readable(problemsText('a.yml', [problem(1)]))).toContain('the policy file has 1 problem\n');
    const linked = problemsText('mfa-policy.yml', [problem(4)], undefined, { site: SITE, commit: HEAD });
    expect(linked.text).toContain(
      `[Line 4](https://github.com/acme/mfa-policy/blob/${HEAD}/mfa-policy.yml#L4), column 3`,
    );
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

test('the first problem goes into the annotation', () => {
  expect(firstProblem([{ line: 4, column: 3, message: 'Not known.' }])).toBe('Line 4, column 3: Not known.');
});

test('a run that failed is not headed refused', () => {
  expect(readable(failureText(['One.']))).toBe('❌ Failed\nOne.');
});

test('a refusal says its sentences, each in a paragraph', () => {
  expect(readable(refusalText(['One.', md`Two, of ${'`data`'}.`]))).toBe('⛔ Refused\nOne.\nTwo, of `data`.');
});

test('a pull request into another branch, and one that changes nothing any more, are told so', () => {
  expect(readable(notYetText())).toContain('not a policy change yet');
  expect(readable(untouchedText())).toContain('no longer changes the MFA policy');
});
