import { describe, expect, test } from 'vitest';
import { readAddresses } from '../../src/github/addresses.ts';

const GHES = {
  GITHUB_API_URL: 'https://git.acme.example/api/v3',
  GITHUB_GRAPHQL_URL: 'https://git.acme.example/api/graphql',
  GITHUB_SERVER_URL: 'https://git.acme.example',
};

describe('GitHub’s addresses', () => {
  test('are those that the runner names, without a slash at the end', () => {
    const addresses = {
      api: 'https://git.acme.example/api/v3',
      graphql: 'https://git.acme.example/api/graphql',
      server: 'https://git.acme.example',
    };
    expect(readAddresses(GHES)).toEqual({ ok: true, addresses });
    const slashed = Object.fromEntries(Object.entries(GHES).map(([name, text]) => [name, `${text}/`]));
    expect(readAddresses(slashed)).toEqual({ ok: true, addresses });
  });

  test('are those of github.com where it names none', () => {
    const addresses = {
      api: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
      server: 'https://github.com',
    };
    expect(readAddresses({})).toEqual({ ok: true, addresses });
    expect(readAddresses({ GITHUB_API_URL: '', GITHUB_SERVER_URL: '' })).toEqual({ ok: true, addresses });
  });

  test.each(Object.keys(GHES))('%s that is none is refused by its name, and echoed nowhere', (name) => {
    for (const text of [
      '::warning::canary',
      'canary',
      '//canary.example',
      'ftp://canary.example',
      'https://',
      'https://user:canary@git.acme.example',
      'https://canary.example@git.acme.example',
      'https://git.acme.example/?canary',
      'https://git.acme.example/#canary',
      'https://git.acme.example/{canary}',
      'https://git.acme.example:99999',
      'https://git.acme.example/\n::warning::canary',
      ' https://canary.example',
    ]) {
      const read = readAddresses({ ...GHES, [name]: text });
      expect(read, text).toEqual({
        ok: false,
        why: expect.stringContaining(`\`${name}\` is not a valid address`),
      });
      expect(JSON.stringify(read)).not.toContain('canary');
    }
  });
});
