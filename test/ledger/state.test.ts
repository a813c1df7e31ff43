import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/ledger/signature.ts';
import { inForceOf, readState, type State, sameTarget, stateJson } from '../../src/ledger/state.ts';
import { canonicalJson } from '../../src/plan/canonical.ts';
import { enforce, optOut } from '../plan/entries.ts';
import { ADOPTED, ORG, standing, state, user } from './states.ts';

const FULL: State = state({
  inForce: [standing(enforce()), standing(optOut(), '1732')],
  resets: [
    {
      request: 'INC-1',
      state: 'done',
      hash: '0'.repeat(64),
      user: 'cy.lee@acme.example',
      userId: '103',
      source: {
        kind: 'pull-request',
        number: 7,
        author: 'ana-diaz',
        headCommit: 'b'.repeat(40),
        mergeCommit: 'c'.repeat(64),
        mergedAt: '2026-11-20T08:00:00Z',
      },
      time: '2026-11-20T09:00:00Z',
    },
  ],
  sending: { run: '1', attempt: 1, nonce: 'n', time: '2026-11-24T09:00:00.000Z', targets: [ORG, user('5')] },
  doubt: [ORG, user('6')],
  record: { path: 'applies/x.json', blob: 'd'.repeat(40) },
});

const written = (of: State) => JSON.parse(canonicalJson(stateJson(of)));

describe('a state', () => {
  test('is read back as it was written', () => {
    expect(readState(written(FULL))).toEqual(FULL);
    expect(readState(written(state()))).toEqual(state());
  });

  test.each<[string, Content]>([
    ['says nothing', {}],
    ['has a field too many', { ...stateJson(FULL), more: 1 }],
    ['has no approved commit', stateJson({ ...FULL, approved: undefined as never })],
  ])('that %s is none', (_words, content) => {
    expect(readState(content)).toBeUndefined();
  });

  test.each<[string, Partial<Record<keyof State, unknown>>]>([
    ['another schema', { schema: 2 }],
    ['a commit that is no id', { approved: 'main' }],
    ['a commit with a letter too many', { onto: `${'a'.repeat(40)}g` }],
    ['an entry that no policy could say', { inForce: [standing({ ...optOut(), reason: 'x' })] }],
    ['an id of a user that is no number', { inForce: [standing(optOut(), '17-32')] }],
    ['a time that is none', { inForce: [{ ...standing(optOut()), since: 'yesterday' }] }],
    ['a source without a name', { inForce: [{ ...standing(optOut()), source: { ...ADOPTED, by: [] } }] }],
    ['a source of an unknown kind', { inForce: [{ ...standing(optOut()), source: { kind: 'trust' } }] }],
    ['a reset in an unknown state', { resets: [{ ...FULL.resets[0], state: 'open' }] }],
    ['a request id in small letters', { resets: [{ ...FULL.resets[0], request: 'inc-1' }] }],
    ['a hash that is too short', { resets: [{ ...FULL.resets[0], hash: '0'.repeat(63) }] }],
    ['an attempt of 0', { sending: { ...FULL.sending, attempt: 0 } }],
    ['a target that is neither user nor Org', { doubt: [{ kind: 'group' }] }],
    ['a negative number of records', { records: { count: -1, sha256: '0'.repeat(64) } }],
  ])('with %s is none', (_words, fields) => {
    expect(readState(written({ ...FULL, ...fields } as State))).toBeUndefined();
  });

  test('gives a plan what it needs to know', () => {
    const known = inForceOf(FULL);
    expect(known.entries).toEqual([{ entry: enforce() }, { entry: optOut(), userId: '1732' }]);
    expect([...known.requests]).toEqual([['INC-1', { state: 'done', hash: '0'.repeat(64) }]]);
    expect([...known.doubted]).toEqual(['6']);
  });
});

test('a target is the same by its user id, whatever its e-mail is now', () => {
  expect(sameTarget(user('5', 'old@acme.example'), user('5', 'new@acme.example'))).toBe(true);
  expect(sameTarget(user('5'), user('6'))).toBe(false);
  expect(sameTarget(ORG, ORG)).toBe(true);
  expect(sameTarget(ORG, user('5'))).toBe(false);
  expect(sameTarget(user('5'), ORG)).toBe(false);
});
