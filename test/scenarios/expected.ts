import { expect } from 'vitest';
import type { State } from '../../src/ledger/state.ts';
import type { Status } from '../../src/ports/status.ts';
import { planFileSchema } from '../../src/report/plan-file.ts';
import { unbroken } from '../report/reading.ts';
import type { ActionResult } from '../sandbox/action.ts';
import { applyHere } from './in-process.ts';
import type { World } from './world.ts';

/** What a run has to leave behind. What is left out is nothing: no call, no write, no change of what is in force. */
export interface Expected {
  status: Status;
  /** Left out, that of the status: 0 for a green one. */
  code?: 0 | 1;
  /** Calls to the tenant, in order; of opt-ins, and of opt-outs, up to four are made at once, and their order is not promised. */
  tenant?: readonly string[];
  /** Writes to GitHub, in order, in the words of `writesOf`. */
  github?: readonly string[];
  /** What came into force and what went, sorted, in the words of `nameOf`. */
  inForce?: readonly string[];
  /** Where the baseline is afterwards; left out, where it was. */
  baseline?: 'tip' | 'none';
  /** What the summary says. */
  says?: readonly string[];
  /** What it does not say. */
  silent?: readonly string[];
}

const GREEN: readonly string[] = ['no-changes', 'planned', 'applied'];

export const LOBBY = 'lobby.kiosk@acme.example';
export const HALL = 'hall.kiosk@acme.example';
export const YARD = 'yard.kiosk@acme.example';

/** A policy with the lobby's opt-out, and what stands in the ledger when it has come into force. */
export const KIOSK = { optOuts: [{ user: LOBBY }] };
export const KIOSK_IN_FORCE = `+ opt-out ${LOBBY} until 2027-01-31`;
/** A reset for a lost phone. */
export const LOST = { request: 'INC-1', user: 'cy.lee@acme.example' };

export const optOut = (id: number) => `PUT /user/users/${id}/membership {"mfaOptOut":true}`;
export const optIn = (id: number) => `PUT /user/users/${id}/membership {"mfaOptOut":false}`;
export const ENFORCE = 'PUT /user/org/mfa {"enforceMfa":true}';
export const reset = (id: number) => `PUT /user/users/mfa/reset {"userId":${id}}`;

/** A commit of the ledger that undoes what was put on top of the newest valid state. */
export const UNDONE = ['git commits', 'git ref moved'];

/** Runs the action and compares everything that it leaves with what is expected. */
export async function expectRun(
  world: World,
  run: () => Promise<ActionResult>,
  expected: Expected,
): Promise<ActionResult> {
  const before = world.vouched();
  world.takeWrites();
  const result = await run();
  const after = world.vouched();
  const { tenant, github } = writesOf(world);
  expect({
    status: result.outputs.status,
    code: result.code,
    tenant: byKind(tenant),
    github,
    inForce: changesOf(before, after),
    baseline: after?.baseline,
  }).toEqual({
    status: expected.status,
    code: expected.code ?? (GREEN.includes(expected.status) ? 0 : 1),
    tenant: byKind(expected.tenant ?? []),
    github: expected.github ?? [],
    inForce: expected.inForce ?? [],
    baseline: baselineOf(world, expected, before),
  });
  if (result.planFile !== '') {
    const { digest, status } = planFileSchema.parse(JSON.parse(result.planFile));
    expect({ digest, status }).toEqual({ digest: result.outputs.digest, status: expected.status });
  }
  for (const words of expected.says ?? []) expect(unbroken(result.summary)).toContain(words);
  for (const words of expected.silent ?? []) expect(unbroken(result.summary)).not.toContain(words);
  return result;
}

/** A further apply finds nothing to do and writes nothing; the words of its summary are given back. */
export async function expectAtRest(world: World): Promise<string> {
  world.takeWrites();
  const result = await applyHere(world);
  if (result === 'died') throw new Error('the apply was cut off');
  expect([result.status, world.takeWrites()]).toEqual(['no-changes', { tenant: [], github: [] }]);
  return unbroken(String(result.summary));
}

/** The digest of the plan that an apply of the tip would show. */
export async function digestOf(world: World): Promise<string> {
  const result = await applyHere(world);
  if (result === 'died' || result.plan === undefined) throw new Error('the apply made no plan');
  return result.plan.digest;
}

/** The writes since the last look: a commit to the ledger is `ledger`, others are `comment on 1`, `comment again`, `comment deleted`, `issue`, `issue 3 again`, `git refs`. */
function writesOf(world: World): { tenant: string[]; github: string[] } {
  const { tenant, github } = world.takeWrites();
  const repo = `/repos/${world.repo.fullName}`;
  const words: [RegExp, string][] = [
    [new RegExp(`^mutation createCommitOnBranch ${world.ledger}$`), 'ledger'],
    [new RegExp(`^POST ${repo}/issues/(\\d+)/comments$`), 'comment on $1'],
    [new RegExp(`^PATCH ${repo}/issues/comments/\\d+$`), 'comment again'],
    [new RegExp(`^DELETE ${repo}/issues/comments/\\d+$`), 'comment deleted'],
    [new RegExp(`^POST ${repo}/issues$`), 'issue'],
    [new RegExp(`^POST ${repo}/git/(\\w+)$`), 'git $1'],
    [new RegExp(`^PATCH ${repo}/git/refs/heads%2F${encodeURIComponent(world.ledger)}$`), 'git ref moved'],
    [new RegExp(`^PATCH ${repo}/issues/(\\d+)$`), 'issue $1 again'],
  ];
  const shorten = (write: string) =>
    words.reduce((text, [pattern, word]) => text.replace(pattern, word), write);
  return { tenant, github: github.map(shorten) };
}

/** Calls with each run of opt-ins, or of opt-outs, sorted: the order of kinds is kept, and so is that of resets. */
function byKind(calls: readonly string[]): string[] {
  const runs: string[][] = [];
  for (const call of calls) {
    const last = runs.at(-1);
    const kind = settingOf(call);
    if (last?.[0] !== undefined && kind !== undefined && settingOf(last[0]) === kind) last.push(call);
    else runs.push([call]);
  }
  return runs.flatMap((run) => run.sort());
}

/** The body of a call that sets an opt-out: true or false. */
function settingOf(call: string): string | undefined {
  return /\/membership (.*)$/.exec(call)?.[1];
}

function baselineOf(world: World, { baseline }: Expected, before: State | undefined): string | undefined {
  if (baseline === undefined) return before?.baseline;
  return baseline === 'tip' ? world.repo.tip('main') : undefined;
}

function changesOf(before: State | undefined, after: State | undefined): string[] {
  const names = (state: State | undefined) => (state?.inForce ?? []).map(nameOf);
  const [old, now] = [names(before), names(after)];
  return [
    ...old.filter((name) => !now.includes(name)).map((name) => `- ${name}`),
    ...now.filter((name) => !old.includes(name)).map((name) => `+ ${name}`),
  ].sort();
}

/** An entry in force in a few words, such as `opt-out lobby.kiosk@acme.example until 2027-01-31`. */
function nameOf({ entry }: State['inForce'][number]): string {
  switch (entry.kind) {
    case 'enforce':
      return `enforce ${entry.enforce}`;
    case 'opt-out':
      return `opt-out ${entry.user} until ${entry.expires}`;
    case 'guardrail':
      return `${entry.name} ${entry.value}`;
    case 'protected':
      return `protected ${entry.user}`;
    case 'approver':
      return `approver ${entry.login} ${entry.user}`;
    case 'reset':
      throw new Error('a reset is never in force');
  }
}

/** What the ledger says of each reset request. */
export function resetsOf(world: World): Record<string, string> {
  return Object.fromEntries(world.state().resets.map(({ request, state }) => [request, state]));
}
