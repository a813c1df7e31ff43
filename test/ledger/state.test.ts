import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/ledger/signature.ts';
import {
  endOf,
  inForceOf,
  readState,
  type State,
  sameTarget,
  standingOf,
  stateJson,
} from '../../src/ledger/state.ts';
import { canonicalJson } from '../../src/text/canonical.ts';
import { approvedBy, approvedStep, BY_DATE } from '../apply/rows.ts';
import { approver, enforce, optOut } from '../plan/entries.ts';
import {
  ADOPTED_AT,
  ADOPTION,
  adoptedState,
  BASELINE,
  ORG,
  recorded,
  standing,
  state,
  user,
} from './states.ts';

/** By two pull requests, the newer one first. */
const APPROVED = approvedBy(approvedStep(9, ['bo-chen', 'cy-lee']), approvedStep(7, []));

const FULL: State = state({
  adopted: { ...state().adopted, refused: ['opt-out:lobby.kiosk@acme.example'] },
  inForce: [standing(enforce()), standing(optOut(), '1732', APPROVED), standing(approver(), '5001')],
  resets: [
    {
      request: 'INC-1',
      state: 'done',
      hash: '0'.repeat(64),
      user: 'cy.lee@acme.example',
      userId: '103',
      authority: recorded(APPROVED),
      time: '2026-11-20T09:00:00Z',
    },
    {
      request: 'INC-2',
      state: 'lapsed',
      hash: '1'.repeat(64),
      user: 'cy.lee@acme.example',
      authority: recorded(BY_DATE),
      time: '2026-11-20T09:00:00Z',
    },
  ],
  sending: { run: '1', attempt: 1, nonce: 'n', time: '2026-11-24T09:00:00.000Z', targets: [ORG, user('5')] },
  doubt: [ORG, user('6')],
  due: [7, 12],
  record: { path: 'applies/x.json', blob: 'd'.repeat(40) },
});

const written = (of: State) => JSON.parse(canonicalJson(stateJson(of)));

describe('a state', () => {
  test.each<[string, State]>([
    ['with everything that one can hold', FULL],
    ['in which everything is in force', state()],
    ['without a baseline', adoptedState()],
    ['of a repository with longer ids', state({ baseline: 'a'.repeat(64), onto: 'b'.repeat(64) })],
  ])('%s is read back as it was written', (_words, of) => {
    expect(readState(written(of))).toEqual(of);
  });

  test.each<[string, Content]>([
    ['says nothing', {}],
    ['has a field too many', { ...stateJson(FULL), more: 1 }],
    ['was never adopted', stateJson({ ...FULL, adopted: undefined as never })],
    ['has no path of a policy', stateJson({ ...FULL, policy: undefined as never })],
    ['has seen nothing', stateJson({ ...FULL, seen: undefined as never })],
    ['has no time', stateJson({ ...FULL, time: undefined as never })],
  ])('that %s is none', (_words, content) => {
    expect(readState(content)).toBeUndefined();
  });

  const [claim] = FULL.resets;
  const [step] = APPROVED.kind === 'approved' ? APPROVED.steps : [];
  const by = (authority: unknown) => ({ inForce: [{ ...standing(optOut()), authority }] });

  test.each<[string, Partial<Record<keyof State, unknown>>]>([
    ['another schema', { schema: 2 }],
    ['a baseline that is no id', { baseline: 'main' }],
    ['a commit seen that is no id', { seen: 'main' }],
    ['a commit with a letter too many', { onto: `${'a'.repeat(40)}g` }],
    ['a time that is none', { time: 'yesterday' }],
    ['an adoption by nobody', { adopted: { ...FULL.adopted, by: [] } }],
    ['an adoption of a shortened digest', { adopted: { ...FULL.adopted, digest: '0'.repeat(12) } }],
    ['an entry that no policy could say', { inForce: [standing({ ...optOut(), reason: 'x' })] }],
    ['an id of a user that is no number', { inForce: [standing(optOut(), '17-32')] }],
    ['an entry since a time that is none', { inForce: [{ ...standing(optOut()), since: 'yesterday' }] }],
    ['an authority of an unknown kind', by({ kind: 'trust' })],
    ['an authority without a name', by({ ...ADOPTION, by: [] })],
    ['an authority without a step', by({ kind: 'approved', steps: [] })],
    ['a step of no pull request', by({ kind: 'approved', steps: [{ ...step, number: 0 }] })],
    ['a step without its approvals', by({ kind: 'approved', steps: [{ ...step, approvals: undefined }] })],
    ['a reset in an unknown state', { resets: [{ ...claim, state: 'open' }] }],
    ['a reset without an authority', { resets: [{ ...claim, authority: undefined }] }],
    ['a request id in small letters', { resets: [{ ...claim, request: 'inc-1' }] }],
    ['a hash that is too short', { resets: [{ ...claim, hash: '0'.repeat(63) }] }],
    ['an attempt of 0', { sending: { ...FULL.sending, attempt: 0 } }],
    ['a target that is neither user nor Org', { doubt: [{ kind: 'group' }] }],
    ['a comment due on no pull request', { due: [0] }],
    ['a negative number of records', { records: { count: -1, sha256: '0'.repeat(64) } }],
  ])('with %s is none', (_words, fields) => {
    expect(readState(written({ ...FULL, ...fields } as State))).toBeUndefined();
  });

  test('gives a plan what it needs to know', () => {
    const known = inForceOf(FULL);
    expect(known.entries).toEqual([
      { entry: enforce() },
      { entry: optOut(), userId: '1732' },
      { entry: approver(), userId: '5001' },
    ]);
    expect([...known.requests]).toEqual([
      ['INC-1', { state: 'done', hash: '0'.repeat(64) }],
      ['INC-2', { state: 'lapsed', hash: '1'.repeat(64) }],
    ]);
    expect([...known.doubted]).toEqual(['6']);
  });

  test('tells of each entry in force the newest commit that it rests on', () => {
    expect(standingOf(FULL)).toEqual([
      { entry: enforce(), commit: ADOPTED_AT },
      { entry: optOut(), userId: '1732', commit: approvedStep(9).commit },
      { entry: approver(), userId: '5001', commit: ADOPTED_AT },
    ]);
    expect(standingOf(state({ inForce: [standing(optOut(), '7', BY_DATE)] }))).toEqual([
      { entry: optOut(), userId: '7' },
    ]);
  });
});

test('trails end at the baseline, and at the adopted commit while there is none', () => {
  expect(endOf(state())).toBe(BASELINE);
  expect(endOf(adoptedState())).toBe(ADOPTED_AT);
});

test('a target is the same by its user id, whatever its e-mail is now', () => {
  expect(sameTarget(user('5', 'old@acme.example'), user('5', 'new@acme.example'))).toBe(true);
  expect(sameTarget(user('5'), user('6'))).toBe(false);
  expect(sameTarget(ORG, ORG)).toBe(true);
  expect(sameTarget(ORG, user('5'))).toBe(false);
  expect(sameTarget(user('5'), ORG)).toBe(false);
});
