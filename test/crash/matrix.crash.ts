import { describe, test } from 'vitest';
import { World } from '../scenarios/world.ts';
import { type Blow, type Call, callsOf } from './blow.ts';
import { DATE_AND_LIFT, EVERY_KIND, prepare, type Shape } from './shape.ts';
import { type Next, tryOut } from './trial.ts';

const POINTS = ['before', 'acted', 'answered'] as const;
const NEXT: readonly Next[] = ['later', 'attempt', 'withdrawn'];

/**
 * SIGKILL at every point, with everything that may come next. A signal that lets the run end by itself, and a lost connection, leave
 * nothing open: for them what comes next takes turns.
 */
function blowsAt(call: Call, index: number): [Blow, Next][] {
  const kills = POINTS.flatMap((point) =>
    NEXT.map((next): [Blow, Next] => [{ call, point, by: 'SIGKILL' }, next]),
  );
  const others: Blow[] = [
    { call, point: 'before', by: 'SIGINT' },
    { call, point: 'answered', by: 'SIGINT' },
    { call, point: 'before', by: 'SIGTERM' },
    { call, point: 'answered', by: 'SIGTERM' },
    { call, point: 'before', by: 'loss' },
    { call, point: 'acted', by: 'loss' },
  ];
  const turns = others.map((blow, turn): [Blow, Next] => [blow, NEXT[(index + turn) % 3] ?? 'later']);
  return [...kills, ...turns];
}

async function callsIn(shape: Shape): Promise<Call[]> {
  const world = await World.start();
  prepare(world, shape);
  const calls = await callsOf(world);
  await world.close();
  return calls;
}

for (const shape of [EVERY_KIND, DATE_AND_LIFT]) {
  const calls = await callsIn(shape);
  describe.concurrent(shape.name, () => {
    for (const [index, call] of calls.entries()) {
      for (const [blow, next] of blowsAt(call, index)) {
        test(`${blow.by}, ${blow.point}, at ${call.name} (${call.nth}); then ${next}`, async () => {
          await tryOut(shape, blow, next);
        });
      }
    }
  });
}
