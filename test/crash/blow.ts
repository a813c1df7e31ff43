import type { ActionResult } from '../sandbox/action.ts';
import type { LoggedRequest } from '../sandbox/github/faults.ts';
import type { RecordedRequest } from '../sandbox/tenant/contract.ts';
import type { RunOptions, World } from '../scenarios/world.ts';

/** One request of a run: by its name, and the how many-th of that name it is, from 1. */
export interface Call {
  name: string;
  nth: number;
}

/**
 * What happens to a run at one of its requests. `before`: the server has not acted; `acted`: it has, and has not answered; `answered`:
 * the answer is out. A `loss` ends the connection alone; the run lives on.
 */
export interface Blow {
  call: Call;
  point: 'before' | 'acted' | 'answered';
  by: 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'loss';
}

export function nameOfTenant({ method, path, body }: RecordedRequest): string {
  return `${method} ${path}${body === '' ? '' : ` ${body}`}`;
}

/** The same for every world: a ledger's branch is named after the tenant's port, which is another each time. */
export function nameOfGitHub({ method, path, operation }: LoggedRequest): string {
  const bare = path.replace(/^\/repos\/[^/]+\/[^/]+/, '').replace(/\?.*/, '');
  return operation ?? `${method} ${bare.replace(/127\.0\.0\.1_\d+/, 'host')}`;
}

/** The requests of an apply that nothing happens to, in their order. */
export async function callsOf(world: World): Promise<Call[]> {
  const calls: Call[] = [];
  const seen = counter();
  const note = (name: string) => {
    calls.push({ name, nth: seen(name) });
    return undefined;
  };
  world.tenant.onRequest((request) => note(nameOfTenant(request)));
  world.github.onRequest((request) => note(nameOfGitHub(request)));
  const { outputs } = await world.applyPush();
  if (outputs.status !== 'applied') throw new Error(`the undisturbed apply ended ${outputs.status}`);
  return calls;
}

/** Runs an apply and lets the blow fall; throws where the run never made the call. */
export async function struck(world: World, blow: Blow, options: RunOptions): Promise<ActionResult> {
  let pid: number | undefined;
  let victim: object | undefined;
  const seen = counter();
  const hit = (request: object, name: string) => {
    if (name !== blow.call.name || seen(name) !== blow.call.nth) return undefined;
    victim = request;
    if (blow.by !== 'loss' && blow.point !== 'answered') signal(pid, blow.by);
    if (blow.by === 'SIGINT' || blow.by === 'SIGTERM' || blow.point === 'answered') return undefined;
    return { when: blow.point === 'before' ? 'before' : 'after', do: 'destroy' } as const;
  };
  const answered = (request: object) => {
    if (request === victim && blow.point === 'answered' && blow.by !== 'loss') signal(pid, blow.by);
  };
  const offs = [
    world.tenant.onRequest((request) => hit(request, nameOfTenant(request))),
    world.github.onRequest((request) => hit(request, nameOfGitHub(request))),
    world.tenant.afterResponse(answered),
    world.github.afterResponse(answered),
  ];
  const result = await world.applyPush({
    ...options,
    started(id) {
      pid = id;
    },
  });
  for (const off of offs) off();
  if (victim === undefined) throw new Error(`the run never made call ${blow.call.nth} of ${blow.call.name}`);
  await world.github.idle();
  return result;
}

function counter(): (name: string) => number {
  const seen = new Map<string, number>();
  return (name) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return nth;
  };
}

function signal(pid: number | undefined, name: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): void {
  if (pid === undefined) throw new Error('the run has not started');
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself: the blow came after the last of its work.
  }
}
