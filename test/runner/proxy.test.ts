import { describe, expect, test } from 'vitest';
import { isProxy } from '../../src/runner/proxy.ts';

describe('what the toolkit can take for a proxy', () => {
  test.each([
    'http://proxy.example:3128',
    'https://user:pw@proxy.example',
    'socks5://proxy.example:1080',
    'proxy.example:3128',
    'proxy.example',
    '192.0.2.1:3128',
  ])('is %s', (text) => {
    expect(isProxy(text)).toBe(true);
  });

  test.each([
    '::warning::x',
    'not an address',
    'http://',
    'ftp://proxy.example',
    'http://proxy.example:99999',
    'http://%zz@proxy.example',
    '%ff:x@proxy.example',
  ])('is not %s', (text) => {
    expect(isProxy(text)).toBe(false);
  });
});
