import { expect, test } from 'vitest';
import { buried, otherKey, unnamedKey } from '../../src/report/ledger.ts';
import { readable, strangers } from './reading.ts';

const BRANCH = 'mfa-ledger/us.core.resolver.com/166';
const NOTHING = 'Nothing was sent to the tenant, and nothing was written.';

test('a policy that names no key is given the line to add, with the key of this job', () => {
  const text = unnamedKey('MCowBQYDK2VwAyEAown');
  expect(strangers(text)).toEqual([]);
  expect(readable(text)).toBe(
    `The policy names no ledger-public-key, so nothing could verify what this run records. ${NOTHING} Add this line to the policy in a pull request:\nledger-public-key: MCowBQYDK2VwAyEAown`,
  );
});

test('a private key that belongs to another public one is told with both public halves', () => {
  const text = otherKey('MCowBQYDK2VwAyEAnamed', 'MCowBQYDK2VwAyEAown');
  expect(strangers(text)).toEqual([]);
  expect(readable(text)).toBe(
    `The private key in the input ledger-key doesn’t belong to the public key that the policy names. ${NOTHING} The policy names MCowBQYDK2VwAyEAnamed; the key of this job has the public half MCowBQYDK2VwAyEAown. Set the secret of the environment to the key that the policy names.`,
  );
});

test.each([
  ['behind a merge commit', 'commit abc', buried(BRANCH, 'merge', 'abc')],
  ['below more than 1000 commits that no apply has written', 'commit abc', buried(BRANCH, 'deep', 'abc')],
  [
    'below more than 1000 commits that no apply has written',
    'the newest commit that an apply has written',
    buried(BRANCH, 'deep', undefined),
  ],
])('a state that is buried %s is told with where to put the branch back: %s', (where, to, text) => {
  expect(strangers(text)).toEqual([]);
  expect(readable(text)).toBe(
    `The newest valid state of the ledger is ${where}, on the branch ${BRANCH}. ${NOTHING} Put the branch back to ${to}, then run this again. Find out who wrote the other commits.`,
  );
});

test('a plan, which sends nothing in any case, doesn’t speak of it', () => {
  expect(readable(buried('mfa-ledger/host/166', 'merge', undefined, 'by-plan'))).not.toContain(
    'sent to the tenant',
  );
  expect(readable(buried('mfa-ledger/host/166', 'merge', undefined))).toContain(
    'Nothing was sent to the tenant',
  );
});
