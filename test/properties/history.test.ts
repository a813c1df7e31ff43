import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { State } from '../../src/ledger/state.ts';
import { strictRules } from '../sandbox/github/rules.ts';
import { APPROVERS, type PolicyText, policyText } from '../sandbox/policy-text.ts';
import { applyHere } from '../scenarios/in-process.ts';
import { USERS, World } from '../scenarios/world.ts';
import { type Act, act, History } from './history.ts';
import { entriesAt, Oracle } from './oracle.ts';

/** More of it: `HISTORIES=500 HISTORY_SEED=$RANDOM npx vitest run test/properties/history.test.ts`. */
const RUNS = Number(process.env.HISTORIES ?? 10);
const SEED = Number(process.env.HISTORY_SEED ?? 20_261_124);

const START = { enforce: true, approvers: APPROVERS, protected: ['root.admin@acme.example'] };
const GREEN = ['no-changes', 'applied'];
let runId = 10_000;

/** One apply, and everything that must hold of it. */
async function applyAndJudge(
  world: World,
  history: History,
  dies?: { after: number; when: 'before' | 'after' },
): Promise<string> {
  const before = world.vouched();
  if (before === undefined) throw new Error('the ledger lost its state');
  world.takeWrites();
  const off = dies === undefined ? () => {} : cut(world, dies);
  runId += 1;
  const result = await applyHere(world, { runId });
  off();
  const calls = world.takeWrites().tenant;
  const after = world.vouched() as State;
  const oracle = new Oracle(world, before, calls);
  expect(oracle.complaints()).toEqual([]);
  expect(oracle.isOrdered()).toBe(true);
  expect(oracle.unapproved(after)).toEqual([]);
  expectResetsOnce(world, after);
  const status = result === 'died' ? 'died' : result.status;
  if (dies === undefined && GREEN.includes(status)) expectInForce(world, history, after);
  return status;
}

/** From a request on, every connection to both servers is cut: the run is dead, and does not know why. */
function cut(world: World, { after, when }: { after: number; when: 'before' | 'after' }): () => void {
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
function expectInForce(world: World, history: History, state: State): void {
  const today = world.now.toISOString().slice(0, 10);
  const said = entriesAt(world, world.repo.tip('main'))
    .filter((entry) => entry.kind !== 'reset' && !(entry.kind === 'opt-out' && entry.expires <= today))
    .map((entry) => JSON.stringify(Object.entries(entry).sort()));
  const inForce = state.inForce.map(({ entry }) => JSON.stringify(Object.entries(entry).sort()));
  expect(inForce.sort()).toEqual(said.sort());
  expect(state.doubt).toEqual([]);
  for (const { id, optOut } of world.tenant.state.users.values()) {
    if (history.drifted.has(String(id))) continue;
    expect([id, optOut]).toEqual([id, state.inForce.some(({ userId }) => userId === String(id))]);
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

/** Whatever was reached, approved pull requests and acts of an administrator end green. */
async function recover(world: World, history: History): Promise<void> {
  world.now = new Date(world.now.getTime() + 21 * 60_000);
  for (const id of history.drifted) {
    world.tenant.removeUser(id);
    const user = USERS.find((one) => String(one.id) === id);
    if (user !== undefined) world.tenant.addUser(user);
  }
  const statuses: string[] = [];
  // First what was not approved is taken back, and the approvers are added by those who are left; then all of them approve the rest.
  for (const step of ['take back', 'start anew']) {
    const now = inForce(world);
    const policy = step === 'take back' ? { ...now, approvers: { ...now.approvers, ...APPROVERS } } : START;
    const text = policyText(policy);
    for (const round of [1, 2]) {
      if (round === 1 || String(world.repo.file('main', 'mfa-policy.yml')) !== text) {
        const pull = world.repo.openPullRequest({
          by: 'wes-writer',
          base: 'main',
          files: { 'mfa-policy.yml': `${text}# ${statuses.length}\n` },
        });
        for (const by of ['ana-diaz', 'bo-chen', 'cy-lee'])
          world.repo.review(pull, { by, state: 'APPROVED' });
        world.repo.merge(pull, { by: 'bo-chen' });
      }
      statuses.push(await applyAndJudge(world, history));
    }
  }
  expect(GREEN, statuses.join(' ')).toContain(statuses.at(-1));
}

/** What is in force, as a policy file says it: bringing it back takes back whatever was not approved. */
function inForce(world: World): PolicyText {
  const today = world.now.toISOString().slice(0, 10);
  const entries = world.vouched()?.inForce.map(({ entry }) => entry) ?? [];
  const policy: PolicyText = { enforce: false, optOuts: [], protected: [], approvers: {}, guardrails: {} };
  for (const entry of entries) {
    if (entry.kind === 'enforce') policy.enforce = entry.enforce;
    if (entry.kind === 'opt-out' && entry.expires > today) policy.optOuts?.push(entry);
    if (entry.kind === 'protected') policy.protected?.push(entry.user);
    if (entry.kind === 'approver') policy.approvers = { ...policy.approvers, [entry.login]: entry.user };
    if (entry.kind === 'guardrail') policy.guardrails = { ...policy.guardrails, [entry.name]: entry.value };
  }
  return policy;
}

test('every history: calls are approved, in order, once; what is green is in force; nobody is stranded', {
  timeout: 3_600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(act, { minLength: 3, maxLength: 16, size: 'max' }),
      async (readable, acts: Act[]) => {
        const world = await World.start({ tenant: { mfaOptOutReadable: readable }, approvals: 2 });
        try {
          world.repo.rules('main', strictRules(2));
          world.seed(START);
          const history = new History(world, structuredClone(START));
          for (const one of acts) {
            if (one.act !== 'apply') {
              history.do(one);
              continue;
            }
            const status = await applyAndJudge(world, history, one.dies);
            if (one.dies === undefined && GREEN.includes(status)) {
              expect(await applyAndJudge(world, history)).toBe('no-changes');
              expect(world.takeWrites()).toEqual({ tenant: [], github: [] });
            }
          }
          await recover(world, history);
        } finally {
          await world.close();
        }
      },
    ),
    { numRuns: RUNS, seed: SEED, endOnFailure: false },
  );
});
