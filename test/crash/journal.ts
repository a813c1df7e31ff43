import type { State } from '../../src/ledger/state.ts';
import type { RecordedRequest } from '../sandbox/tenant/contract.ts';
import type { World } from '../scenarios/world.ts';

/** The calls that changed the tenant, run by run, and what is wrong with them. */
export class Journal {
  readonly complaints: string[] = [];
  readonly #runs: RecordedRequest[][] = [[]];

  /** From now on, every call that changes the tenant is compared with what the ledger says at that moment. */
  constructor(world: World) {
    world.tenant.onRequest((request) => {
      if (request.method === 'GET') return undefined;
      this.#runs.at(-1)?.push(request);
      if (!isAnnounced(request, world.state()))
        this.complaints.push(`not in the intent: ${request.path} ${request.body}`);
      return undefined;
    });
  }

  /** The next run begins; gives the calls of the one that ended, each once, whether repeated or not. */
  turn(): string[] {
    const calls = this.#runs.at(-1) ?? [];
    const ranks = calls.map(rank);
    if (ranks.some((one, index) => one < (ranks[index - 1] ?? 0)))
      this.complaints.push(`out of order: ${calls.map(({ path, body }) => `${path} ${body}`).join(', ')}`);
    this.#runs.push([]);
    return [...new Set(calls.map(({ path, body }) => `${path} ${body}`))];
  }

  /** How often a reset of each user was sent, by user id. */
  resets(): Map<string, number> {
    const sent = new Map<string, number>();
    for (const { path, body } of this.#runs.flat()) {
      if (!path.endsWith('/mfa/reset')) continue;
      const id = /\d+/.exec(body)?.[0] ?? '';
      sent.set(id, (sent.get(id) ?? 0) + 1);
    }
    return sent;
  }
}

/** Whether the ledger's intent names what a call is about to change. */
function isAnnounced({ path, body }: RecordedRequest, { sending, resets }: State): boolean {
  if (sending === undefined) return false;
  if (path.endsWith('/mfa/reset')) {
    const id = /\d+/.exec(body)?.[0];
    return resets.some(({ state, userId }) => state === 'claimed' && userId === id);
  }
  const id = /^\/user\/users\/(\d+)\/membership$/.exec(path)?.[1];
  return sending.targets.some((target) =>
    target.kind === 'org' ? path === '/user/org/mfa' : target.userId === id,
  );
}

/** Opt-ins, opt-outs, enforce or lift, resets (design, section 10.4). */
function rank({ path, body }: RecordedRequest): number {
  if (path.endsWith('/membership')) return body.includes('true') ? 1 : 0;
  return path === '/user/org/mfa' ? 2 : 3;
}
