import { expect } from 'vitest';
import { recordsDigest } from '../../src/ledger/record.ts';
import { blobId } from '../../src/text/blob.ts';
import type { ActionResult } from '../sandbox/action.ts';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { applyHere } from '../scenarios/in-process.ts';
import { World } from '../scenarios/world.ts';
import { type Blow, struck } from './blow.ts';
import { Journal } from './journal.ts';
import { nameOf, optedOut, prepare, type Shape, wanted } from './shape.ts';

/** What comes after the run that was struck: another run 20 minutes later, its own second attempt at once, or a withdrawal and then a run. */
export type Next = 'later' | 'attempt' | 'withdrawn';

const RUN = 7000;
const AFTER_DEATH_MS = 20 * 60_000;
const GREEN = ['applied', 'no-changes'];
const NEVER = 'never sent again under this request';

/** Strikes an apply, runs it again, and judges all of it. */
export async function tryOut(shape: Shape, blow: Blow, next: Next): Promise<void> {
  const world = await World.start();
  try {
    const pull = prepare(world, shape);
    const commits = ledgerLength(world);
    const journal = new Journal(world);
    const first = await struck(world, blow, { runId: RUN });
    const calls = journal.turn();
    const died = world.state().sending !== undefined;
    expectEnd(first, blow, died);
    if (!died) expectRecorded(world, calls);
    if (blow.by === 'loss') {
      // Nothing was done twice, and every own write was recognised.
      expect([ledgerLength(world) - commits, world.repo.comments(pull).length]).toEqual([2, 1]);
    }
    await runAgain(world, shape, next, journal, died);
  } finally {
    await world.close();
  }
}

/** How the run itself ended. */
function expectEnd({ signal, code, outputs }: ActionResult, { by, point, call }: Blow, died: boolean): void {
  if (by === 'SIGKILL') {
    if (point !== 'answered') expect(signal).toBe('SIGKILL');
    return;
  }
  // After one signal it lets the call in flight end, and writes outcome and report.
  expect([signal, died, code === 0]).toEqual([null, false, GREEN.includes(outputs.status ?? '')]);
  if (by === 'loss') expect(outputs.status).toBe(call.name.includes('/mfa/reset') ? 'unknown' : 'applied');
}

async function runAgain(
  world: World,
  shape: Shape,
  next: Next,
  journal: Journal,
  died: boolean,
): Promise<void> {
  if (next === 'withdrawn') world.merged(shape.before);
  if (next !== 'attempt') world.now = new Date(world.now.getTime() + AFTER_DEATH_MS);
  let policy: PolicyText = next === 'withdrawn' ? shape.before : shape.after;
  const lost = died ? world.state().resets.filter(({ state }) => state === 'claimed') : [];
  const sentBefore = journal.resets();

  const again = await world.applyPush(next === 'attempt' ? { runId: RUN, attempt: 2 } : { runId: RUN + 1 });
  expectRecorded(world, journal.turn());
  const unsettled = world.state().doubt.length > 0;
  const red = lost.length > 0 || unsettled;
  expect([GREEN.includes(again.outputs.status ?? ''), again.code]).toEqual(red ? [false, 1] : [true, 0]);
  if (red) expect(again.outputs.status).toBe('unknown');
  for (const { request } of lost) expect(again.summary).toMatch(new RegExp(`${request}.*${NEVER}`));
  if (lost.length > 0) expect(journal.resets()).toEqual(sentBefore);

  if (unsettled) {
    // Only where an enforcement was under way that nothing asks for any more: it is never lifted that way.
    expect([next, world.state().doubt, policy.enforce]).toEqual(['withdrawn', [{ kind: 'org' }], false]);
    expect(again.summary).toContain('propose enforce: true');
    policy = { ...policy, enforce: true };
    world.merged(policy);
    expect((await world.applyPush({ runId: RUN + 2 })).outputs.status).toBe('applied');
    journal.turn();
  }
  await expectAtRest(world, policy);
  expectResets(
    world,
    shape,
    next,
    journal,
    lost.map(({ request }) => request),
  );
  expect(journal.complaints).toEqual([]);
}

/** A further run changes nothing; tenant, ledger and policy say the same. */
async function expectAtRest(world: World, policy: PolicyText): Promise<void> {
  world.takeWrites();
  const last = await applyHere(world, { runId: RUN + 3 });
  expect(last === 'died' ? last : last.status).toBe('no-changes');
  expect(world.takeWrites()).toEqual({ tenant: [], github: [] });
  const state = world.state();
  expect([state.sending, state.doubt]).toEqual([undefined, []]);
  expect(state.inForce.map(({ entry }) => nameOf(entry)).sort()).toEqual(wanted(policy, world.now));
  const users = [...world.tenant.state.users.values()].filter(({ optOut }) => optOut).map(({ id }) => id);
  expect([world.tenant.state.enforced, users.sort()]).toEqual([policy.enforce, optedOut(policy, world.now)]);
}

/** Each reset reached the tenant at most once; what the ledger says of it is true, and what it does not know it says. */
function expectResets(
  world: World,
  shape: Shape,
  next: Next,
  journal: Journal,
  lost: readonly string[],
): void {
  const sent = journal.resets();
  expect([...sent.values()].every((times) => times === 1)).toBe(true);
  const claims = new Map(world.state().resets.map((claim) => [claim.request, claim]));
  for (const { request, user } of shape.after.resets ?? []) {
    const person = [...world.tenant.state.users.values()].find(({ email }) => email === user);
    const state = claims.get(request)?.state;
    if (lost.includes(request)) expect(state).toBe('unknown');
    else if (next !== 'withdrawn') expect(['done', 'unknown']).toContain(state);
    if (state === 'done') expect([sent.get(person?.id ?? ''), person?.resets]).toEqual([1, 1]);
    if (state === undefined) expect(sent.has(person?.id ?? '')).toBe(false);
  }
}

/** The newest record names every call that a run made, and the ledger vouches for all records. */
function expectRecorded(world: World, calls: readonly string[]): void {
  const { record, records } = world.state();
  const names = recordNames(world);
  expect(records).toEqual(recordsDigest(names));
  if (calls.length === 0) return;
  const content = JSON.parse(String(world.repo.file(world.ledger, record?.path ?? ''))) as {
    rows: { sentAt?: string }[];
    doubts: { result: string }[];
  };
  const sent = content.rows.filter(({ sentAt }) => sentAt !== undefined).length;
  const again = content.doubts.filter(({ result }) => result !== 'not-started').length;
  expect(sent + again).toBe(calls.length);
}

function recordNames(world: World): { name: string; blob: string }[] {
  const found: { name: string; blob: string }[] = [];
  for (let next = world.state().record; next !== undefined; ) {
    const text = String(world.repo.file(world.ledger, next.path));
    found.push({ name: next.path.replace('applies/', ''), blob: blobId(text, next.blob) });
    next = (JSON.parse(text) as { previous?: typeof next }).previous;
  }
  return found;
}

/** Commits on the ledger's branch. */
export function ledgerLength(world: World): number {
  let count = 0;
  for (let oid: string | undefined = world.repo.tip(world.ledger); oid !== undefined; count += 1)
    [oid] = world.repo.parents(oid);
  return count;
}
