import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Behaviour, usualBehaviour } from '../sandbox/github/behaviour.ts';
import { APPROVERS, type PolicyText } from '../sandbox/policy-text.ts';
import { World } from '../scenarios/world.ts';
import type { Act } from './acts.ts';
import { census } from './census.ts';
import { gitOf } from './git.ts';
import { History } from './history.ts';
import { HONEST, weekOf } from './honest.ts';
import { adoptedNow } from './memory.ts';
import { adoptAndJudge, applyAndJudge, GREEN, type Watched } from './observe.ts';
import { historyOf } from './plays.ts';
import { recover } from './recover.ts';

/**
 * More of it: `HISTORIES=500 HISTORY_SEED=$RANDOM npx vitest run test/properties/history.test.ts`. With `HISTORY_CENSUS=1` it tells what the
 * histories contained, with `HISTORY_FIRST=1` it ends at the first that fails, as it is, with `HISTORY_PLAY=crossing` it plays that alone.
 */
const RUNS = Number(process.env.HISTORIES ?? 10);
const SEED = Number(process.env.HISTORY_SEED ?? 20_261_124);
const seen = census();

/** What every history begins with, and what people come back to at its end. */
function startOf(now: Date, required: number): PolicyText {
  const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  return {
    enforce: true,
    optOuts: [
      { user: 'lobby.kiosk@acme.example', id: '1732', expires: day(60) },
      { user: 'hall.kiosk@acme.example', expires: day(80) },
    ],
    approvers: APPROVERS,
    protected: ['root.admin@acme.example'],
    guardrails: { 'required-approvals': required },
  };
}

/** What GitHub may do one way or another where its documentation is silent. */
const behaviour: fc.Arbitrary<Partial<Behaviour>> = fc.record({
  associationOrder: fc.constantFrom('asked', 'adverse'),
  indirectMergeCommit: fc.constantFrom('reaching', 'head', 'tip', 'none'),
  emptyPull: fc.constantFrom('merged', 'closed'),
  staleApprovals: fc.constantFrom('by-diff', 'by-diff', 'by-any-push'),
  retargetedApprovals: fc.constantFrom('dismissed', 'kept'),
  activity: fc.constantFrom('listed', 'unknown'),
  mergeBase: fc.constantFrom('newest', 'oldest'),
});

async function act(watched: Watched, one: Act): Promise<void> {
  if (one.act === 'adopt') {
    await adoptAndJudge(watched);
    return;
  }
  if (one.act !== 'apply') {
    watched.census.act(one, watched.history.do(one));
    return;
  }
  const { status } = await applyAndJudge(watched, { dies: one.dies });
  if (one.dies === undefined && GREEN.includes(status)) {
    expect((await applyAndJudge(watched)).status).toBe('no-changes');
    expect(watched.world.takeWrites()).toEqual({ tenant: [], github: [] });
  }
}

/** Whatever was reached, the people get out of it, and what they do then comes into force. */
async function goOn(watched: Watched, required: number, honest: keyof typeof HONEST): Promise<void> {
  const { world } = watched;
  const start = startOf(world.now, required);
  await recover(watched, start);
  HONEST[honest](weekOf(world, start));
  const { status } = await applyAndJudge(watched);
  expect(GREEN, `${honest}: ${status}`).toContain(status);
}

/** What differs from one repository to the next, and holds throughout a history. */
const setting = fc.record({
  readable: fc.boolean(),
  required: fc.constantFrom(1, 2, 0),
  github: behaviour,
  /** Whether, and with what, the people go on at the end. */
  end: fc.option(fc.constantFrom(...(Object.keys(HONEST) as (keyof typeof HONEST)[])), { freq: 2 }),
});

test('every history: calls are approved, in order, once; what is green is in force; nobody is stranded', {
  timeout: 3_600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      setting,
      historyOf(process.env.HISTORY_PLAY),
      async ({ readable, required, github, end }, acts) => {
        const world = await World.start({ tenant: { mfaOptOutReadable: readable }, approvals: 2 });
        try {
          Object.assign(world.repo.behaviour, usualBehaviour(), github);
          world.seed(startOf(world.now, required));
          const git = gitOf(world);
          const watched: Watched = {
            world,
            history: new History(world, git),
            memory: adoptedNow(world, git, false),
            census: seen,
          };
          for (const one of acts) await act(watched, one);
          if (end !== null) await goOn(watched, required, end);
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: RUNS, seed: SEED, endOnFailure: process.env.HISTORY_FIRST !== undefined },
  );
});

afterAll(() => {
  if (process.env.HISTORY_CENSUS !== undefined) console.log(String(seen));
});
