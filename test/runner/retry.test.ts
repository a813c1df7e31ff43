import timers from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/runner/clock.ts';
import { type Attempt, httpDate, type Patience, retryAfter, retrying } from '../../src/runner/retry.ts';

function patience(more: Partial<Patience> = {}, chances: number[] = []) {
  let time = 0;
  const slept: number[] = [];
  const clock = {
    now: () => new Date(time),
    async sleep(milliseconds: number) {
      slept.push(milliseconds);
      time += milliseconds;
    },
    random: () => chances.shift() ?? 0.5,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
  return { clock, slept, patience: { clock, tries: 4, base: 500, cap: 20_000, total: 120_000, ...more } };
}

const again =
  (after?: number) =>
  async (n: number): Promise<Attempt<number>> => ({ kind: 'again', value: n, after });

describe('trying again', () => {
  it('stops at the first attempt that has ended', async () => {
    const { patience: it, slept } = patience();
    const value = await retrying<number>(async (n) => ({ kind: n === 3 ? 'ended' : 'again', value: n }), it);
    expect([value, slept]).toEqual([3, [250, 500]]);
  });

  it('gives the last value when the tries are used up', async () => {
    const { patience: it, slept } = patience();
    expect(await retrying(again(), it)).toBe(4);
    expect(slept).toEqual([250, 500, 1_000]);
  });

  it('waits by full jitter: from nothing to the doubled base, never above the cap', async () => {
    const { patience: it, slept } = patience({ tries: 9 }, [0, 0.999, 0.5, 0.5, 0.5, 0.999, 0.999, 0.999]);
    await retrying(again(), it);
    expect(slept).toEqual([0, 999, 1_000, 2_000, 4_000, 15_984, 19_980, 19_980]);
  });

  it('waits what was asked for, without jitter', async () => {
    const { patience: it, slept } = patience({}, [0, 0, 0]);
    await retrying(again(30_000), it);
    expect(slept).toEqual([30_000, 30_000, 30_000]);
  });

  it('begins no try after the budget', async () => {
    const { patience: it, slept } = patience();
    expect(await retrying(again(50_000), it)).toBe(3);
    expect(slept).toEqual([50_000, 50_000]);
  });

  it('counts what the attempts took', async () => {
    const { patience: it, clock, slept } = patience();
    const slow = async (n: number): Promise<Attempt<number>> => {
      clock.pass(60_000);
      return { kind: 'again', value: n };
    };
    expect(await retrying(slow, it)).toBe(2);
    expect(slept).toEqual([250]);
  });

  it('counts what was slept although the clock was set back', async () => {
    const { patience: it, clock, slept } = patience({ tries: 100 });
    const back = async (n: number): Promise<Attempt<number>> => {
      clock.pass(-1_000_000);
      return { kind: 'again', value: n, after: 60_000 };
    };
    expect(await retrying(back, it)).toBe(3);
    expect(slept).toEqual([60_000, 60_000]);
  });

  it('lets an error of an attempt pass', async () => {
    const { patience: it } = patience();
    await expect(retrying(async () => Promise.reject(new RangeError('own')), it)).rejects.toThrow('own');
  });

  it('makes the first attempt and no other when the signal was given before', async () => {
    const { patience: it, slept } = patience();
    expect(await retrying(again(), it, AbortSignal.abort())).toBe(1);
    expect(slept).toEqual([]);
  });

  it('makes no further attempt when the signal comes while it waits', async () => {
    const stop = new AbortController();
    const { patience: it, clock } = patience();
    clock.sleep = async () => stop.abort();
    expect(await retrying(again(), it, stop.signal)).toBe(1);
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-24T12:00:00Z');

  it.each<[value: string | undefined, wait: number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['-1', undefined],
    ['1e9', undefined],
    ['Infinity', undefined],
    ['1.5', undefined],
    ['+5', undefined],
    ['120, 30', undefined],
    ['soon', undefined],
    ['2026-11-24T12:00:30Z', undefined],
    ['Tue, 31 Nov 2026 12:00:30 GMT', undefined],
    ['Mon, 24 Nov 2026 12:00:30 GMT', undefined],
    ['Tue, 24 Nov 2026 12:00:30 +0100', undefined],
    ['0', 1_000],
    ['1', 1_000],
    [' 7 ', 7_000],
    ['60', 60_000],
    ['120', 120_000],
    ['2147484', 2_147_484_000],
    ['9'.repeat(400), Number.POSITIVE_INFINITY],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 1_000],
    ['Wed, 25 Nov 2026 12:00:00 GMT', 86_400_000],
  ])('%j is %j ms', (value, wait) => {
    expect(retryAfter(value, now)).toBe(wait);
  });

  it('reads a date of HTTP as the time that it is', () => {
    expect(httpDate('Tue, 24 Nov 2026 12:00:00 GMT')).toBe(now.getTime());
  });
});

describe("the machine's clock", () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    [5, 5],
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [2 ** 31, 2 ** 31 - 1],
    [Number.POSITIVE_INFINITY, 2 ** 31 - 1],
  ])('sleeps for %d as %d ms', async (asked, given) => {
    const timer = vi.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    await systemClock.sleep(asked);
    expect(timer).toHaveBeenCalledExactlyOnceWith(given, undefined, {});
  });

  it('wakes up when the signal comes', async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(sleep).resolves.toBeUndefined();
    await expect(systemClock.sleep(3_600_000, stop.signal)).resolves.toBeUndefined();
  });

  it('tells the time, and a number below one', () => {
    vi.spyOn(Date, 'now');
    expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(10_000);
    const chance = systemClock.random();
    expect(chance >= 0 && chance < 1).toBe(true);
  });
});
