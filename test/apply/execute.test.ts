import { beforeEach, describe, expect, test } from 'vitest';
import { type ExecutePorts, execute, type StepResult } from '../../src/apply/execute.ts';
import type { Step } from '../../src/apply/steps.ts';
import type { Row } from '../../src/plan/row.ts';
import type { Membership, TenantReader } from '../../src/ports/tenant.ts';
import type { CallResult, TenantWriter } from '../../src/ports/write/tenant.ts';
import { standing, state, user } from '../ledger/states.ts';
import { optOut } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { stepsFor } from './results.ts';
import { emailOf, enforceRow, optInRow, optOutRow, resetRow } from './rows.ts';

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
  /** Whose state was read, in order. */
  asked: string[] = [];
  readable = true;
  /** Calls that wait until they are let go, where the test asks for it. */
  waiting: { call: string; end: () => void }[] = [];
  holds = false;
  cancelAfter = Number.POSITIVE_INFINITY;
  deadline = new Date(NOW.getTime() + 900_000);

  async #answer(call: string): Promise<CallResult> {
    this.sent.push(call);
    if (this.holds) await new Promise<void>((end) => this.waiting.push({ call, end }));
    const answer = this.answers[call] ?? CONFIRMED;
    if (answer instanceof Error) throw answer;
    return answer;
  }

  /** Lets calls end, the oldest or the one that is named, and everything go on that waits for them alone. */
  async end(...calls: string[]): Promise<void> {
    for (const name of calls) {
      const index = this.waiting.findIndex(({ call }) => call === name);
      if (index === -1) throw new Error(`${name} is not under way`);
      this.waiting.splice(index, 1)[0]?.end();
      await settled();
    }
  }

  get underWay(): string[] {
    return this.waiting.map(({ call }) => call);
  }

  ports(): ExecutePorts {
    const writer: TenantWriter = {
      setEnforced: (is) => this.#answer(`enforced ${is}`),
      setOptOut: (id, is) => this.#answer(`opt-out ${id} ${is}`),
      reset: (id) => this.#answer(`reset ${id}`),
    };
    const membership = async (_org: string, id: string): Promise<Membership | 'gone'> => {
      this.asked.push(id);
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
      readable: this.readable,
    };
  }

  /** The results in the order of the calls. */
  async carry(...rows: Row[]): Promise<StepResult[]> {
    return [...(await execute(stepsFor(rows), this.ports())).values()];
  }
}

/** Waits until nothing goes on by itself any more. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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
    expect(rig.asked).toEqual(['1']);
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
        note: 'the answer did not confirm it, but the state read back does',
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

  test.each([401, 403])('that denies, with %i, is the last one', async (status) => {
    rig.answers = { 'opt-out 1 true': { kind: 'refused', status, why: 'no' } };
    const why = 'the tenant denied a call before it';
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

  test('where the outcome of another reset is unknown', async () => {
    rig.answers = { 'reset 1': LOST };
    const why = 'the outcome of the reset before it is unknown, and a further one waits for that';
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
      { kind: 'not-started', why: 'the time for calls after the run’s intent was over' },
    ]);
    expect(rig.sent).toHaveLength(1);
  });

  test('once the time is up, although the clock was set back meanwhile', async () => {
    const ticks = [-3_600_000, 900_000];
    rig.tick = () => ticks.shift() ?? 0;
    rig.reads = [true, false, false, true].map((mfaOptOut) => ({ mfaOptOut }));
    expect(await rig.carry(optInRow('1'), optOutRow('2'), enforceRow())).toMatchObject([
      { kind: 'done' },
      { kind: 'done' },
      { kind: 'not-started', why: 'the time for calls after the run’s intent was over' },
    ]);
  });
});

describe('calls of one kind go up to four at once, the kinds one after the other', () => {
  const optIns = ['1', '2', '3', '4', '5', '6'].map((id) => optInRow(id));
  const [in1, in2, in3, in4, in5, in6] = optIns.map((_, index) => `opt-out ${index + 1} false`) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];

  beforeEach(() => {
    rig.holds = true;
    rig.readable = false;
  });

  test('and resets one by one', async () => {
    const ended = rig.carry(
      resetRow('8', 'INC-1'),
      resetRow('9', 'INC-2'),
      enforceRow(),
      optOutRow('7'),
      ...optIns,
    );
    await settled();
    expect(rig.underWay).toEqual([in1, in2, in3, in4]);
    await rig.end(in3);
    expect(rig.underWay).toEqual([in1, in2, in4, in5]);
    await rig.end(in1, in2, in4, in6);
    expect(rig.underWay).toEqual([in5]);
    await rig.end(in5);
    expect(rig.underWay).toEqual(['opt-out 7 true']);
    await rig.end('opt-out 7 true');
    expect(rig.underWay).toEqual(['enforced true']);
    await rig.end('enforced true');
    expect(rig.underWay).toEqual(['reset 8']);
    await rig.end('reset 8');
    expect(rig.underWay).toEqual(['reset 9']);
    await rig.end('reset 9');
    expect(await ended).toEqual(Array(10).fill({ kind: 'done', sentAt }));
  });

  test('and are told in their order, whichever ends first', async () => {
    rig.answers = { [in1]: LOST };
    const ended = rig.carry(...optIns.slice(0, 3));
    await settled();
    await rig.end(in3, in2, in1);
    expect((await ended).map(({ kind }) => kind)).toEqual(['unknown', 'done', 'done']);
  });

  test.each([401, 403])('and a denial with %i starts nothing new: those under way end', async (status) => {
    rig.answers = { [in2]: { kind: 'refused', status, why: 'no' } };
    const ended = rig.carry(...optIns, enforceRow(), resetRow('9'));
    await settled();
    await rig.end(in2);
    expect(rig.underWay).toEqual([in1, in3, in4]);
    await rig.end(in1, in3, in4);
    const why = 'the tenant denied a call before it';
    expect(await ended).toEqual([
      { kind: 'done', sentAt },
      { kind: 'failed', sentAt, status, why: 'no' },
      { kind: 'done', sentAt },
      { kind: 'done', sentAt },
      ...Array(4).fill({ kind: 'not-started', why }),
    ]);
    expect(rig.sent).toEqual([in1, in2, in3, in4]);
  });

  test('and a cancel starts nothing new: those under way end', async () => {
    const ended = rig.carry(...optIns);
    await settled();
    rig.cancelAfter = 0;
    await rig.end(in1, in2, in3, in4);
    expect((await ended).map(({ kind }) => kind)).toEqual([
      ...Array(4).fill('done'),
      'not-started',
      'not-started',
    ]);
  });

  test('and a failure that denies nothing keeps no other from being started', async () => {
    rig.answers = { [in1]: REFUSED, [in2]: LOST };
    const ended = rig.carry(...optIns);
    await settled();
    await rig.end(in1, in2, in3, in4, in5, in6);
    expect((await ended).map(({ kind }) => kind)).toEqual(['failed', 'unknown', ...Array(4).fill('done')]);
  });
});

describe('a tenant whose opt-outs can’t be read', () => {
  const rows = ['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => optOutRow(id));

  test('is not read back where it has shown that before', async () => {
    rig.readable = false;
    rig.reads = [{ mfaOptOut: false }];
    expect(await rig.carry(...rows)).toEqual(Array(8).fill({ kind: 'done', sentAt }));
    expect(rig.asked).toEqual([]);
  });

  test('is not read back once it shows that: the calls that were under way are the last ones', async () => {
    rig.holds = true;
    const ended = rig.carry(...rows);
    await settled();
    await rig.end('opt-out 1 true');
    expect(rig.asked).toEqual(['1']);
    while (rig.waiting[0] !== undefined) await rig.end(rig.waiting[0].call);
    expect(await ended).toEqual(Array(8).fill({ kind: 'done', sentAt }));
    expect(rig.asked).toEqual(['1']);
  });

  test.each<[string, Membership | 'gone' | Error]>([
    ['a user is gone', 'gone'],
    ['a read fails', new Error('broken')],
  ])('is not one of which %s', async (_words, first) => {
    rig.reads = [first, { mfaOptOut: true }];
    expect(await rig.carry(optInRow('1'), optOutRow('2'))).toEqual([
      { kind: 'done', sentAt },
      { kind: 'done', sentAt, verifiedAt: sentAt },
    ]);
  });
});

test('no calls, no results', async () => {
  expect(await execute([], rig.ports())).toEqual(new Map());
});

test('a doubt is sent and read as a row is', async () => {
  const before = state({ inForce: [standing(optOut({ user: emailOf('1') }), '1')], doubt: [user('1')] });
  const steps = stepsFor([], { before });
  rig.reads = [{ mfaOptOut: true }];
  const results = await execute(steps, rig.ports());
  expect(results.get(steps[0] as Step)).toMatchObject({ kind: 'done', verifiedAt: sentAt });
  expect(rig.sent).toEqual(['opt-out 1 true']);
});
