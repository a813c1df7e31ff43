import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { TenantReader } from '../../src/ports/tenant.ts';
import type { TenantWriter } from '../../src/ports/write/tenant.ts';
import { enforceBody, resetBody } from '../../src/resolver/bodies.ts';
import type { Timeouts } from '../../src/resolver/exchange.ts';
import { type TenantHttp, tenantHttp } from '../../src/resolver/http.ts';
import { tenantReader } from '../../src/resolver/reader.ts';
import { type ApiBase, apiBase } from '../../src/resolver/url.ts';
import { tenantWriter } from '../../src/resolver/writer.ts';
import type { Fault, Tenant, TenantOptions } from '../sandbox/tenant/contract.ts';
import type { Misanswer } from '../sandbox/tenant/misanswer.ts';
import { startTenant } from '../sandbox/tenant/tenant.ts';

/** Looks for itself: must be in no message. */
export const KEY = 'canary-key-5f1c9b7e2d';

export const NOON = '2026-11-24T12:00:00.000Z';

/** A clock that stands still until somebody sleeps, and a chance that is always one half. */
export interface TestClock extends Clock {
  readonly slept: number[];
  /** Sets the clock forward, or back by a negative number. */
  set(milliseconds: number): void;
}

export function testClock(start = NOON): TestClock {
  let time = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(time),
    async sleep(milliseconds) {
      slept.push(milliseconds);
      time += milliseconds;
    },
    random: () => 0.5,
    set(milliseconds) {
      time += milliseconds;
    },
  };
}

export function baseOf(url: string): ApiBase {
  const checked = apiBase(url, [], 'http://127.0.0.1');
  if (checked.kind === 'refused') throw new Error(checked.why);
  return checked.base;
}

export interface Rig {
  tenant: Tenant;
  clock: TestClock;
  http: TenantHttp;
  reader: TenantReader;
  writer: TenantWriter;
}

/** A client on a tenant of its own, both gone when the test is. */
export async function rig(
  options: Partial<TenantOptions> & { timeouts?: Timeouts; signal?: AbortSignal; path?: string } = {},
): Promise<Rig> {
  const { timeouts, signal, path = '', ...tenantOptions } = options;
  const clock = testClock();
  const tenant = await startTenant({
    now: clock.now,
    org: { id: 166 },
    apiKey: KEY,
    users: [
      { id: 1732, email: 'Ana.Diaz@acme.example' },
      { id: 1733, email: 'ana.diaz@acme.example.org' },
      { id: 1734, email: 'luana.diaz@acme.example' },
    ],
    mfaOptOutReadable: true,
    envelope: 'mixed',
    ...tenantOptions,
  });
  const http = tenantHttp({
    base: baseOf(tenant.url + path),
    key: KEY,
    clock,
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(signal === undefined ? {} : { signal }),
  });
  onTestFinished(async () => {
    await http.close();
    await tenant.close();
  });
  const bodies = {
    enforce: enforceBody(tenant.exampleValues.enforce),
    reset: resetBody(tenant.exampleValues.reset),
  };
  return { tenant, clock, http, reader: tenantReader(http), writer: tenantWriter(http, bodies) };
}

/** The next answers go wrong, one after the other; later ones are right. */
export function failing(tenant: Tenant, when: Fault['when'], ...faults: Misanswer[]): void {
  const left = [...faults];
  tenant.onRequest(() => {
    const next = left.shift();
    return next === undefined ? undefined : { when, ...next };
  });
}

/** Every answer goes wrong. */
export function alwaysFailing(tenant: Tenant, when: Fault['when'], fault: Misanswer): void {
  tenant.onRequest(() => ({ when, ...fault }));
}

/** An answer in JSON. */
export function jsonAnswer(body: string, status = 200): Misanswer {
  return { do: 'answer', status, headers: { 'content-type': 'application/json' }, body };
}

/** What a promise was rejected with; fails the test when it was not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('was expected to reject');
    },
    (reason: unknown) => reason,
  );
}
