import { expect, test } from 'vitest';
import { type RequestOf, requestsOf } from '../../src/plan/request.ts';
import type { Row } from '../../src/plan/row.ts';
import { plan } from './plans.ts';
import { enforceRow, optInRow, optOutRow, resetRow } from './rows.ts';

const requestOf: RequestOf = (call) => ({ method: 'PUT', path: '/x', body: JSON.stringify(call) });
const requests = (rows: Row[], of = requestOf) => requestsOf({ ...plan(), rows }, of);

test('each kind of call of a plan is told once, without the id of a user', () => {
  const user = 'user.1@acme.example';
  expect(requests([optOutRow('1'), optOutRow('1'), optInRow('1'), enforceRow(), resetRow('1')])).toEqual(
    [
      { kind: 'set-opt-out', optOut: true, user },
      { kind: 'set-opt-out', optOut: false, user },
      { kind: 'set-enforced', enforced: true },
      { kind: 'reset', user },
    ].map((call) => ({ method: 'PUT', path: '/x', body: JSON.stringify(call) })),
  );
});

test('of a row with two calls both are told', () => {
  const calls = [...optInRow('1').calls, ...optOutRow('2').calls];
  const bodies = requests([optOutRow('2', { calls })]).map(({ body }) => JSON.parse(body).optOut);
  expect(bodies).toEqual([false, true]);
});

test('of two users with the same call it is told once', () => {
  const same: RequestOf = ({ kind }) => ({ method: 'PUT', path: '/<user id>', body: kind });
  expect(requests([optOutRow('1'), optOutRow('2')], same)).toHaveLength(1);
});

test('nothing is told of a row that sends nothing, nor of a call whose body is not known', () => {
  const refusals = [{ code: 'two-users', message: 'Two.' } as const];
  const silent = [
    optOutRow('1', { need: 'already-so' }),
    optOutRow('2', { need: 'in-force', calls: [] }),
    resetRow('3', 'INC-3', { refusals }),
  ];
  expect(requests(silent)).toEqual([]);
  expect(requests([enforceRow()], () => undefined)).toEqual([]);
});
