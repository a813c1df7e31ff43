import { describe, expect, test } from 'vitest';
import { branchHost, branchOf } from '../../src/ledger/branch-name.ts';

describe('the branch of an Org', () => {
  test.each([
    ['us.core.resolver.com', 'us.core.resolver.com'],
    ['127.0.0.1:8080', '127.0.0.1_8080'],
    ['[::1]:8080', '___1__8080'],
  ])('of the host %s', (host, name) => {
    expect(branchHost(host)).toBe(name);
    expect(branchOf('mfa-ledger', host, '166')).toBe(`mfa-ledger/${name}/166`);
  });
});
