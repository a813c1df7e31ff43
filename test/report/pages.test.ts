import { describe, expect, test } from 'vitest';
import { code, link, md } from '../../src/report/markdown.ts';
import { commitPage, linePage, pullPage, runPage, type Site } from '../../src/report/pages.ts';
import { strangers } from './reading.ts';
import { HEAD, SITE } from './views.ts';

const ROOT = 'https://github.com/acme/mfa-policy';

test('a page is put together from server, repository, numbers and ids', () => {
  expect(commitPage(SITE, HEAD)).toBe(`${ROOT}/commit/${HEAD}`);
  expect(runPage(SITE, '77')).toBe(`${ROOT}/actions/runs/77`);
  expect(pullPage(SITE, 8)).toBe(`${ROOT}/pull/8`);
  expect(linePage(SITE, HEAD, 12)).toBe(`${ROOT}/blob/${HEAD}/mfa-policy.yml#L12`);
  const nested = { ...SITE, server: 'https://git.acme.example:8443', policy: 'orgs/eu_1/mfa-policy.yml' };
  expect(linePage(nested, HEAD, 1)).toBe(
    `https://git.acme.example:8443/acme/mfa-policy/blob/${HEAD}/orgs/eu_1/mfa-policy.yml#L1`,
  );
});

describe('there is none', () => {
  test.each(['', 'main', 'abc', `${HEAD})`, HEAD.toUpperCase(), `${HEAD}\n`])(
    'for the commit %j',
    (commit) => {
      expect([commitPage(SITE, commit), linePage(SITE, commit, 1)]).toEqual([undefined, undefined]);
    },
  );

  test.each(['', '0', '-1', '7)', '7/../8', '1.5', '7\n'])('for the run %j', (run) => {
    expect(runPage(SITE, run)).toBeUndefined();
  });

  test.each([0, -1, 1.5, Number.NaN, 1e21])('for the number %j', (number) => {
    expect([pullPage(SITE, number), linePage(SITE, HEAD, number)]).toEqual([undefined, undefined]);
  });

  test.each([
    'a b.yml',
    'a)b.yml',
    'a](https://evil.example).yml',
    'ä.yml',
    '/a.yml',
    'a//b.yml',
    'a?b',
    'a#b',
    'a%20b',
    '',
  ])('for the path %j', (policy) => {
    expect(linePage({ ...SITE, policy }, HEAD, 1)).toBeUndefined();
  });

  test.each<Partial<Site>>([{ owner: 'a/b' }, { owner: '' }, { repository: 'x)' }, { repository: '<b>' }])(
    'for %j',
    (more) => {
      expect(commitPage({ ...SITE, ...more }, HEAD)).toBeUndefined();
    },
  );
});

describe('a link', () => {
  test.each([
    undefined,
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://github.com/a',
    'https://github.com',
    'https://github.com/a)b',
    'https://github.com/a b',
    'https://github.com/a\n',
    'https://github.com/a"title',
    'https://user@github.com/a',
    'https://github.com/a?b=c',
    'https://github.com/a#x',
    'https://[::1]/a',
    '//github.com/a',
  ])('to %j is its text alone', (address) => {
    expect(link(code('x'), address).text).toBe('`x`');
  });

  test.each([
    '](https://evil.example)',
    '[x](https://evil.example)',
    '`](x)',
    '<a href=x>',
    '@ana',
    '|',
    '\\',
  ])('that shows %j leads where it says', (datum) => {
    expect(strangers(link(code(datum), `${ROOT}/pull/8`))).toEqual([]);
    expect(strangers(md`See ${link(code(datum), `${ROOT}/pull/8`)}.`)).toEqual([]);
  });
});
