import { describe, expect, it } from 'vitest';
import { callPath, isId } from '../../src/resolver/call-path.ts';
import { baseOf } from './rig.ts';

const base = baseOf('https://us.core.resolver.com');
const membership = '/user/users/{id}/membership';

describe('the path of a call', () => {
  it.each(['1', '1732', '9007199254740993', '99999999999999999999'])('takes the id %s', (id) => {
    expect(isId(id)).toBe(true);
    expect(callPath(base, { template: membership, ids: { id } })).toBe(`/user/users/${id}/membership`);
  });

  it.each([
    '',
    '.',
    '..',
    '%2e%2e',
    'a/b',
    '1/2',
    '1?b',
    '1#b',
    '1\\2',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0',
    '017',
    ' 1',
    '1\n',
    '١',
    '100000000000000000000',
    'me',
  ])('refuses the id %j', (id) => {
    expect(isId(id)).toBe(false);
    expect(callPath(base, { template: membership, ids: { id } })).toBeUndefined();
  });

  it('refuses a template whose id is not given', () => {
    expect(callPath(base, { template: membership })).toBeUndefined();
    expect(callPath(base, { template: membership, ids: { userId: '1' } })).toBeUndefined();
  });

  it('keeps the path of the base', () => {
    const below = baseOf('https://us.core.resolver.com/api/');
    expect(callPath(below, { template: '/user/users/me' })).toBe('/api/user/users/me');
  });

  it.each(['a@b.example', 'a+b@c.example', 'a&search=b', 'a#b', 'a?b', '../me', 'ä b', '%41', ''])(
    'searches for exactly %j',
    (search) => {
      const path = callPath(base, { template: '/user/users', search }) ?? '';
      const url = new URL(base.server + path);
      expect([...url.searchParams]).toEqual([['search', search]]);
      expect(url.pathname).toBe('/user/users');
    },
  );

  it('refuses a text that does not come back as it was', () => {
    expect(callPath(base, { template: '/user/users', search: '\ud800' })).toBeUndefined();
  });

  it.each(['/user/../x', '/user/%2e%2e/x', '/user?x', '/user#x', '/user\\x'])(
    'refuses the template %s, which would be another path',
    (template) => {
      expect(callPath(base, { template })).toBeUndefined();
    },
  );
});
