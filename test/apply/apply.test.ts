import { beforeEach, describe, expect, test } from 'vitest';
import { type ApplyPorts, carryOut, type StepResult } from '../../src/apply/apply.ts';
import { type Step, stepsOf } from '../../src/apply/steps.ts';
import type { Row } from '../../src/plan/row.ts';
import type { CallResult, Membership, TenantReader, TenantWriter } from '../../src/ports.ts';
import { user } from '../ledger/states.ts';
import { NOW } from '../plan/plans.ts';
import { decided, enforceRow, optInRow, optOutRow, resetRow } from './rows.ts';

const CONFIRMED: CallResult = { kind: 'confirmed' };
const LOST: CallResult = { kind: 'unknown', why: 'the answer was lost' };
const REFUSED: CallResult = { kind: 'refused', status: 404, why: 'no such user' };

/** A tenant that answers as it is told, a clock that stands until somebody sleeps, and a note of every call. */
class Rig {
  sent: string[] = [];
  slept: number[] = [];
  time = NOW.getTime();
  /** What happens to the clock while somebody sleeps. */
  tick = (milliseconds: number): number => milliseconds;
  answers: Record<string, CallResult | Error> = {};
  /** What reads of a user say, one after the other; the last one for ever. */
  reads: (Membership | 'gone' | Error)[] = [{}];
  cancelAfter = Number.POSITIVE_INFINITY;
  deadline = new Date(NOW.getTime() + 900_000);

  #answer(call: string): Promise<CallResult> {
    this.sent.push(call);
    const answer = this.answers[call] ?? CONFIRMED;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  ports(): ApplyPorts {
    const writer: TenantWriter = {
      setEnforced: (is) => this.#answer(`enforced ${is}`),
      setOptOut: (id, is) => this.#answer(`opt-out ${id} ${is}`),
      reset: (id) => this.#answer(`reset ${id}`),
    };
    const membership = async (): Promise<Membership | 'gone'> => {
      const read = this.reads.length > 1 ? this.reads.shift() : this.reads[0];
      if (read === undefined || read instanceof Error) throw read;
      return read;
    };
    const reader = { membership } as unknown as TenantReader;
    return {
      org: '166',
      reader,
      writer,
      clock: {
        now: () => new Date(this.time),
        sleep: async (milliseconds) => {
          this.slept.push(milliseconds);
          if (this.slept.length > 100) throw new Error('it waits for ever');
          this.time += this.tick(milliseconds);
        },
        random: () => 0,
      },
      cancelled: () => this.sent.length >= this.cancelAfter,
      deadline: this.deadline,
    };
  }

  async carry(...rows: Row[]): Promise<StepResult[]> {
    const { steps } = stepsOf(
      rows.map((row) => decided(row)),
      [],
      { optedOut: new Set(), enforced: true },
    );
    const results = await carryOut(steps, this.ports());
    return steps.map((step) => results.get(step) as StepResult);
  }
}

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
const sentAt = NOW.toISOString();

describe('a call that the tenant confirms', () => {
  test('is done, without a reading where none is possible', async () => {
    expect(await rig.carry(enforceRow())).toEqual([{ kind: 'done', sentAt }]);
    expect(await rig.carry(resetRow('1'))).toEqual([{ kind: 'done', sentAt }]);
    expect(await rig.carry(optOutRow('1'))).toEqual([{ kind: 'done', sentAt }]);
    expect(rig.sent).toEqual(['enforced true', 'reset 1', 'opt-out 1 true']);
  });

  test('is verified where the state can be read', async () => {
    rig.reads = [{ mfaOptOut: true }];
    expect(await rig.carry(optOutRow('1'))).toEqual([{ kind: 'done', sentAt, verifiedAt: sentAt }]);
    expect(rig.slept).toEqual([]);
  });

  test('is read again for a while until the state shows it', async () => {
    rig.reads = [{ mfaOptOut: false }, { mfaOptOut: false }, { mfaOptOut: true }];
    const verifiedAt = new Date(NOW.getTime() + 6_000).toISOString();
    expect(await rig.carry(optOutRow('1'))).toEqual([{ kind: 'done', sentAt, verifiedAt }]);
    expect(rig.slept).toEqual([3_000, 3_000]);
  });

  test.each<[string, (milliseconds: number) => number]>([
    ['goes on', (milliseconds) => milliseconds],
    ['stands still', () => 0],
    ['is set back', () => -3_600_000],
  ])('is polled ten times within 30 s while the clock %s, and then unknown', async (_words, tick) => {
    rig.tick = tick;
    rig.reads = [{ mfaOptOut: false }];
    expect(await rig.carry(optOutRow('1'))).toEqual([
      { kind: 'unknown', sentAt, why: 'accepted, but the state read back did not change' },
    ]);
    expect(rig.slept).toEqual(Array(10).fill(3_000));
  });

  test('is polled no longer once the clock was set forward', async () => {
    rig.tick = () => 3_600_000;
    rig.reads = [{ mfaOptOut: false }];
    expect(await rig.carry(optOutRow('1'))).toMatchObject([{ kind: 'unknown' }]);
    expect(rig.slept).toEqual([3_000]);
  });

  test('in another way than documented is done, with a note', async () => {
    rig.answers = { 'enforced true': { kind: 'confirmed', note: 'answered with 200' } };
    expect(await rig.carry(enforceRow())).toEqual([{ kind: 'done', sentAt, note: 'answered with 200' }]);
  });

  test.each<[string, Membership | 'gone' | Error]>([
    ['the reading fails', new Error('broken')],
    ['the user is gone', 'gone'],
    ['the state is not told', {}],
  ])('is done by its answer where %s', async (_words, read) => {
    rig.reads = [read];
    expect(await rig.carry(optOutRow('1'))).toEqual([{ kind: 'done', sentAt }]);
  });
});

describe('a call whose answer is lost', () => {
  beforeEach(() => {
    rig.answers = { 'opt-out 1 true': LOST, 'enforced true': LOST, 'reset 1': LOST };
  });

  test('is unknown where nothing can be read', async () => {
    const unknown = { kind: 'unknown', sentAt, why: 'the answer was lost' };
    expect(await rig.carry(enforceRow())).toEqual([unknown]);
    expect(await rig.carry(resetRow('1'))).toEqual([unknown]);
    expect(await rig.carry(optOutRow('1'))).toEqual([unknown]);
  });

  test('is done where the state shows it, with a note', async () => {
    rig.reads = [{ mfaOptOut: true }];
    expect(await rig.carry(optOutRow('1'))).toEqual([
      {
        kind: 'done',
        sentAt,
        verifiedAt: sentAt,
        note: 'the answer did not confirm it, the state read back does',
      },
    ]);
  });

  test('stays unknown for its own reason where the state does not show it', async () => {
    rig.reads = [{ mfaOptOut: false }];
    expect(await rig.carry(optOutRow('1'))).toEqual([
      { kind: 'unknown', sentAt, why: 'the answer was lost' },
    ]);
  });

  test('is not waited for after a cancel', async () => {
    rig.reads = [{ mfaOptOut: false }];
    rig.cancelAfter = 1;
    expect(await rig.carry(optOutRow('1'))).toMatchObject([{ kind: 'unknown' }]);
    expect(rig.slept).toEqual([]);
  });
});

test('a call that ends by a bug is unknown, its words are not shown, and the others go on', async () => {
  rig.answers = { 'enforced true': new TypeError('canary') };
  const results = await rig.carry(optOutRow('1'), enforceRow(), resetRow('3'));
  expect(results).toMatchObject([
    { kind: 'done' },
    { kind: 'unknown', sentAt, why: 'a bug in this action ended the call, which may have taken effect' },
    { kind: 'not-started', why: 'enforcement was not confirmed, and a reset waits for it' },
  ]);
});

describe('a call that the tenant refuses', () => {
  test('has failed, and the others go on', async () => {
    rig.answers = { 'opt-out 1 true': REFUSED };
    expect(await rig.carry(optOutRow('1'), optOutRow('2'), enforceRow())).toEqual([
      { kind: 'failed', sentAt, status: 404, why: 'no such user' },
      { kind: 'done', sentAt },
      { kind: 'done', sentAt },
    ]);
  });

  test('has failed too where it never left', async () => {
    rig.answers = { 'reset 1': { kind: 'not-sent', why: 'no connection' } };
    expect(await rig.carry(resetRow('1'))).toEqual([{ kind: 'failed', sentAt, why: 'no connection' }]);
  });

  test.each([400, 401, 403, 404, 422, 429])('with %i has surely not reset anybody', async (status) => {
    rig.answers = { 'reset 1': { kind: 'refused', status, why: 'no' } };
    expect(await rig.carry(resetRow('1'))).toEqual([{ kind: 'failed', sentAt, status, why: 'no' }]);
  });

  test.each([409, 412, 302, 499])('with %i may have reset somebody', async (status) => {
    rig.answers = { 'reset 1': { kind: 'refused', status, why: 'no' } };
    expect(await rig.carry(resetRow('1'))).toEqual([{ kind: 'unknown', sentAt, why: 'no' }]);
  });

  test('with 409 has set nothing', async () => {
    rig.answers = { 'opt-out 1 true': { kind: 'refused', status: 409, why: 'no' } };
    expect(await rig.carry(optOutRow('1'))).toMatchObject([{ kind: 'failed', status: 409 }]);
  });

  test('because of the key is the last one', async () => {
    rig.answers = { 'opt-out 1 true': { kind: 'refused', status: 401, why: 'no' } };
    const why = 'the tenant no longer accepts the key';
    expect(await rig.carry(optOutRow('1'), enforceRow(), resetRow('3'))).toMatchObject([
      { kind: 'failed' },
      { kind: 'not-started', why },
      { kind: 'not-started', why },
    ]);
    expect(rig.sent).toEqual(['opt-out 1 true']);
  });
});

describe('a reset is not started', () => {
  test.each([LOST, REFUSED])('where enforcement was not confirmed: %j', async (answer) => {
    rig.answers = { 'enforced true': answer };
    expect(await rig.carry(enforceRow(), resetRow('1'))).toMatchObject([
      {},
      { kind: 'not-started', why: 'enforcement was not confirmed, and a reset waits for it' },
    ]);
  });

  test('where another change of the same user was not confirmed', async () => {
    rig.answers = { 'opt-out 1 false': REFUSED };
    expect(await rig.carry(optInRow('1'), resetRow('1'), resetRow('2'))).toMatchObject([
      { kind: 'failed' },
      { kind: 'not-started', why: 'another change of this user was not confirmed, and a reset waits for it' },
      { kind: 'done' },
    ]);
  });

  test('but it is where only another reset of the same user failed', async () => {
    rig.answers = { 'reset 1': REFUSED };
    const [, second] = await rig.carry(resetRow('1', 'INC-1'), resetRow('1', 'INC-2'));
    expect(second).toMatchObject({ kind: 'failed' });
    expect(rig.sent).toEqual(['reset 1', 'reset 1']);
  });

  test('where nobody knows whether another reset happened', async () => {
    rig.answers = { 'reset 1': LOST };
    const why = 'nobody knows whether the reset before it happened, and a further one waits for that';
    expect(await rig.carry(resetRow('1', 'INC-1'), resetRow('2', 'INC-2'))).toMatchObject([
      { kind: 'unknown' },
      { kind: 'not-started', why },
    ]);
    expect(rig.sent).toEqual(['reset 1']);
  });

  test('but it is where all went well', async () => {
    expect(await rig.carry(enforceRow(), optInRow('1'), resetRow('1'))).toMatchObject([
      { kind: 'done' },
      { kind: 'done' },
      { kind: 'done' },
    ]);
  });
});

describe('nothing new is started', () => {
  test('after a cancel', async () => {
    rig.cancelAfter = 1;
    expect(await rig.carry(optOutRow('1'), optOutRow('2'))).toMatchObject([
      { kind: 'done' },
      { kind: 'not-started', why: 'the run was cancelled' },
    ]);
  });

  test('at the deadline, and until just before it is', async () => {
    rig.time = rig.deadline.getTime() - 1;
    expect(await rig.carry(optOutRow('1'))).toMatchObject([{ kind: 'done' }]);
    rig.time = rig.deadline.getTime();
    expect(await rig.carry(optOutRow('1'))).toEqual([
      { kind: 'not-started', why: 'the run took longer than it may after its intent' },
    ]);
    expect(rig.sent).toHaveLength(1);
  });

  test('once the time is up, although the clock was set back meanwhile', async () => {
    const ticks = [-3_600_000, 900_000];
    rig.tick = () => ticks.shift() ?? 0;
    rig.reads = [false, true, false, true].map((mfaOptOut) => ({ mfaOptOut }));
    expect(await rig.carry(optOutRow('1'), optOutRow('2'), optOutRow('3'))).toMatchObject([
      { kind: 'done' },
      { kind: 'done' },
      { kind: 'not-started', why: 'the run took longer than it may after its intent' },
    ]);
  });
});

test('no calls, no results', async () => {
  expect(await carryOut([], rig.ports())).toEqual(new Map());
});

test('a doubt is sent and read as a row is', async () => {
  const { steps } = stepsOf([], [user('1')], { optedOut: new Set(['1']), enforced: true });
  rig.reads = [{ mfaOptOut: true }];
  const results = await carryOut(steps, rig.ports());
  expect(results.get(steps[0] as Step)).toMatchObject({ kind: 'done', verifiedAt: sentAt });
});
