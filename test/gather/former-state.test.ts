import { describe, expect, test } from 'vitest';
import { formerInForce, formerState } from '../../src/gather/former-state.ts';
import { type Scope, signed } from '../../src/ledger/signature.ts';
import { type State, stateJson } from '../../src/ledger/state.ts';
import type { LedgerHead } from '../../src/ports/ledger-branch.ts';
import { blobId } from '../../src/text/blob.ts';
import { oid } from '../apply/rows.ts';
import { ROOT, standing, state } from '../ledger/states.ts';
import { approver, enforce, guarded, guardrail, listed, optOut, policy } from '../plan/entries.ts';
import { ledgerKey } from '../sandbox/ledger-key.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { mainlineOf, readingOf } from './reading.ts';

const SCOPE: Scope = {
  origin: 'https://us.core.resolver.com',
  org: '166',
  repository: '42',
  branch: 'mfa-ledger/us.core.resolver.com/166',
};
const [OWN, OLD, OLDER, STRANGER] = [1, 2, 3, 4].map((seed) => ledgerKey(seed)) as [Key, Key, Key, Key];
type Key = ReturnType<typeof ledgerKey>;

const named = (key: Key, more: Parameters<typeof policyText>[0] = {}) =>
  policyText({ publicKey: key.publicKey, ...more });

/** A ledger whose newest commit holds this state, signed by a key. */
function ledgerBy(key: Key, of: State): LedgerHead {
  const text = signed(key.key, SCOPE, 'state', stateJson(of));
  const held = { blob: blobId(text, ROOT), bytes: text.length };
  return {
    name: '166',
    commit: { oid: oid(900), tree: oid(901), parents: [ROOT], state: held },
    text,
    records: [],
  };
}

/** What is believed of a ledger by a mainline of 40 commits, at whose tip the own key is named. */
async function found(head: LedgerHead, texts: Record<number, string>) {
  const searched: string[] = [];
  const { reader, repository, asked } = readingOf(
    mainlineOf(40, { ...texts, 40: named(OWN) }),
    [...Object.values(texts), named(OWN)],
    {
      ledgerHistory: async () => {
        searched.push('ledger');
        return { commits: [head.commit, { oid: ROOT, tree: ROOT, parents: [] }] };
      },
    },
  );
  const found = await formerState(repository, reader, head, SCOPE, OWN.publicKey);
  return { state: found, asked, searched };
}

const STATE = state({ inForce: [standing(enforce())] });

describe('a state signed by a key that the file named before', () => {
  test('is found, however far back the file named it', async () => {
    expect((await found(ledgerBy(OLD, STATE), { 39: named(OLD) })).state).toEqual(STATE);
    const far = { 1: policyText({ publicKey: null }), 2: named(OLD), 3: named(OLDER) };
    expect((await found(ledgerBy(OLD, STATE), far)).state).toEqual(STATE);
  });

  test('is found by whichever of the former keys verifies it', async () => {
    const keys = { 10: named(OLDER), 30: named(OLD) };
    expect((await found(ledgerBy(OLDER, STATE), keys)).state).toEqual(STATE);
    expect((await found(ledgerBy(OLD, STATE), keys)).state).toEqual(STATE);
  });

  test('is not looked for further back than the newest key that verifies it', async () => {
    const { asked } = await found(ledgerBy(OLD, STATE), { 1: named(OLDER), 30: named(OLD) });
    expect(asked).toEqual(['contents 3']);
  });

  test.each<[string, Key, Record<number, string>]>([
    ['no file named', STRANGER, { 10: named(OLDER), 30: named(OLD) }],
    ['only a file of another Org named', OLD, { 10: named(OLD, { org: 167 }), 30: named(OLDER) }],
    ['the file names now: it is none of before', OWN, { 10: named(OWN) }],
    ['only a file named that can’t be read', OLD, { 10: `${named(OLD)}unknown: 1\n`, 30: named(OLDER) }],
  ])('says nothing where it is one that %s', async (_words, key, texts) => {
    expect((await found(ledgerBy(key, STATE), texts)).state).toBeUndefined();
  });

  test('is looked for once by each key, however often the file named it', async () => {
    const texts = { 1: named(OLD), 10: named(OLDER), 20: named(OLD), 30: named(OLDER) };
    expect((await found(ledgerBy(STRANGER, STATE), texts)).searched).toHaveLength(2);
  });

  test('is none where no file ever named a key', async () => {
    const nameless = policyText({ publicKey: null });
    expect((await found(ledgerBy(OLD, STATE), { 1: nameless })).state).toBeUndefined();
  });
});

describe('of a former state is believed what tightens alone', () => {
  const kiosk = optOut({ id: '7' });
  const gone = optOut({ user: 'hall.kiosk@acme.example' });
  const former = state({
    inForce: [
      standing(enforce()),
      standing(kiosk, '7'),
      standing(gone, '8'),
      standing(guardrail('max-resets', 9)),
      standing(guarded()),
      standing(approver(), '5001'),
    ],
    resets: [
      {
        request: 'INC-1',
        state: 'done',
        hash: '0'.repeat(64),
        user: 'cy.lee@acme.example',
        authority: standing(enforce()).authority,
        time: '2026-11-20T09:00:00Z',
      },
    ],
    doubt: [{ kind: 'user', userId: '9', user: 'a@acme.example' }],
  });

  test('opt-outs that the file does not name have to end', () => {
    const { entries } = formerInForce(former, policy({ optOuts: [listed(kiosk)] }));
    expect(entries).toEqual([{ entry: gone, userId: '8' }]);
    expect(formerInForce(former, policy()).entries.map(({ userId }) => userId)).toEqual(['7', '8']);
  });

  test('one that the file names by its pin, or changes, is sent again like everything else', () => {
    const changed = { ...listed(optOut({ id: '7', user: 'new.kiosk@acme.example' })), ticket: 'SEC-9' };
    const { entries } = formerInForce(former, policy({ optOuts: [changed] }));
    expect(entries.map(({ userId }) => userId)).toEqual(['8']);
  });

  test('reset requests are never sent again, and nothing is in doubt', () => {
    const { requests, doubted } = formerInForce(former, policy());
    expect([...requests]).toEqual([['INC-1', { state: 'done', hash: '0'.repeat(64) }]]);
    expect(doubted.size).toBe(0);
  });
});
