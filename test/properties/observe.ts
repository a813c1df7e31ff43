import { expect } from 'vitest';
import type { State } from '../../src/ledger/state.ts';
import { applyHere } from '../scenarios/in-process.ts';
import type { World } from '../scenarios/world.ts';
import type { Death } from './acts.ts';
import type { Census } from './census.ts';
import type { History } from './history.ts';
import { standingOn } from './ledger-view.ts';
import { adoptedNow, type Memory, remember } from './memory.ts';
import { judge } from './oracle.ts';
import { hasEnded } from './subject.ts';

export const GREEN: readonly string[] = ['no-changes', 'applied'];
/** The runs that judged every row and wrote what they found. */
const COMPLETE: readonly string[] = [...GREEN, 'held-back', 'partial'];

/** A history under way, with what the oracle remembers of it. */
export interface Watched {
  world: World;
  history: History;
  memory: Memory;
  census: Census;
}

/** One apply, and everything that must hold of it; with the digest of a plan, an adoption by an administrator. */
export async function applyAndJudge(
  watched: Watched,
  { dies, adopt }: { dies?: Death | undefined; adopt?: string } = {},
): Promise<{ status: string; digest: string | undefined }> {
  const { world, history, census } = watched;
  const before = vouched(world);
  const today = world.now.toISOString().slice(0, 10);
  world.takeWrites();
  const off = dies === undefined ? () => {} : cut(world, dies);
  const result = await applyHere(world, { runId: world.newRun(), ...(adopt !== undefined && { adopt }) });
  off();
  const status = result === 'died' ? 'died' : result.status;
  const calls = world.takeWrites().tenant;
  const after = vouched(world);
  if (adopt !== undefined && hasAdopted(world, status, after))
    watched.memory = adoptedNow(world, history.git, true);
  const { complaints, judged } = judge({
    ...watched,
    git: history.git,
    before,
    after,
    calls,
    died: dies !== undefined,
    today,
  });
  expect(complaints).toEqual([]);
  expectResetsOnce(world, after);
  census.apply(adopt === undefined ? status : `adoption: ${status}`);
  census.rows(judged, after);
  const isWhole = dies === undefined;
  const tip = history.git.at(world.repo.tip('main'));
  remember(watched.memory, tip, isWhole && COMPLETE.includes(status));
  if (isWhole && GREEN.includes(status)) {
    watched.memory.adopted.open = false;
    expectInForce(watched, after, today);
  }
  return { status, digest: result === 'died' ? undefined : result.plan?.digest };
}

/** An administrator adopts what the last apply showed. */
export async function adoptAndJudge(watched: Watched): Promise<string> {
  const { status, digest } = await applyAndJudge(watched);
  return digest === undefined ? status : (await applyAndJudge(watched, { adopt: digest })).status;
}

function vouched(world: World): State {
  const state = world.vouched();
  if (state === undefined) throw new Error('the ledger lost its state');
  return state;
}

function hasAdopted(world: World, status: string, after: State): boolean {
  return !['not-adopted', 'died'].includes(status) && standingOn(after) === world.repo.tip('main');
}

/** From a request on, every connection to both servers is cut: the run is dead, and does not know why. */
function cut(world: World, { after, when }: Death): () => void {
  let count = 0;
  const hook = () => {
    count += 1;
    if (count <= after) return undefined;
    return { when: count === after + 1 ? when : 'before', do: 'destroy' } as const;
  };
  const offs = [world.github.onRequest(hook), world.tenant.onRequest(hook)];
  return () => offs.map((off) => off());
}

/** What is green is in force, and what is in force is so in the tenant, but for what was changed there by hand. */
function expectInForce({ world, history }: Watched, state: State, today: string): void {
  const told = (entry: object) => JSON.stringify(Object.entries(entry).sort());
  const said = (history.git.at(world.repo.tip('main')).entries ?? [])
    .filter((entry) => entry.kind !== 'reset' && !hasEnded(entry, today))
    .map(told);
  expect(state.inForce.map(({ entry }) => told(entry)).sort()).toEqual(said.sort());
  expect(state.doubt).toEqual([]);
  const optedOut = state.inForce.flatMap(({ entry, userId }) => (entry.kind === 'opt-out' ? [userId] : []));
  for (const { id, optOut } of world.tenant.state.users.values()) {
    if (!history.drifted.has(String(id))) expect([id, optOut]).toEqual([id, optedOut.includes(String(id))]);
  }
}

/** A request is carried out at most once: no user was reset more often than requests were claimed for him. */
function expectResetsOnce(world: World, state: State): void {
  for (const { id, resets } of world.tenant.state.users.values()) {
    const claims = state.resets.filter(
      ({ userId, state: is }) => userId === String(id) && is !== 'closed' && is !== 'lapsed',
    );
    expect(resets).toBeLessThanOrEqual(claims.length);
  }
}
