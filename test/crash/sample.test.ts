import { expect, test } from 'vitest';
import { World } from '../scenarios/world.ts';
import { type Blow, callsOf } from './blow.ts';
import { DATE_AND_LIFT, EVERY_KIND, prepare, type Shape } from './shape.ts';
import { type Next, tryOut } from './trial.ts';

/** A few blows where it matters most; `npm run test:crash` tries all of them. */

const INTENT = { name: 'CommitToLedger', nth: 1 };
const OUTCOME = { name: 'CommitToLedger', nth: 2 };
const put = (name: string) => ({ name: `PUT ${name}`, nth: 1 });
const RESET = put('/user/users/mfa/reset {"userId":103}');
const ENFORCE = put('/user/org/mfa {"enforceMfa":true}');
const LIFT = put('/user/org/mfa {"enforceMfa":false}');
const OPT_OUT = put('/user/users/1732/membership {"mfaOptOut":true}');

test('the apply that is struck makes every kind of call', async () => {
  for (const [shape, wanted] of [
    [EVERY_KIND, [INTENT, OPT_OUT, ENFORCE, RESET, OUTCOME]],
    [DATE_AND_LIFT, [INTENT, put('/user/users/1733/membership {"mfaOptOut":false}'), LIFT, OUTCOME]],
  ] as const) {
    const world = await World.start();
    prepare(world, shape);
    expect(await callsOf(world)).toEqual(expect.arrayContaining([...wanted]));
    await world.close();
  }
});

const STRUCK: readonly [Shape, Blow['by'], Blow['point'], Blow['call'], Next][] = [
  [EVERY_KIND, 'SIGKILL', 'before', INTENT, 'attempt'],
  [EVERY_KIND, 'SIGKILL', 'acted', INTENT, 'later'],
  [EVERY_KIND, 'SIGKILL', 'acted', ENFORCE, 'withdrawn'],
  [EVERY_KIND, 'SIGKILL', 'acted', RESET, 'attempt'],
  [EVERY_KIND, 'SIGINT', 'before', OPT_OUT, 'later'],
  [EVERY_KIND, 'loss', 'acted', OUTCOME, 'later'],
  [DATE_AND_LIFT, 'SIGKILL', 'acted', LIFT, 'withdrawn'],
];

test.each(
  STRUCK.map(([shape, by, point, call, next]) => ({
    shape,
    blow: { call, point, by },
    next,
    name: call.name,
  })),
)('$blow.by, $blow.point, at $name; then $next', async ({ shape, blow, next }) => {
  await tryOut(shape, blow, next);
});
