import type { State } from '../../src/ledger/state.ts';
import { type Entry, entriesOf, sameEntry } from '../../src/policy/entry.ts';
import { type Policy, parsePolicy } from '../../src/policy/policy.ts';
import type { World } from '../scenarios/world.ts';

/**
 * Judges what an apply did by the sandbox's whole knowledge of git and reviews: with code of its own, and leniently, so that
 * whatever it complains of is wrong by any reading of the design.
 */
export class Oracle {
  readonly world: World;
  readonly before: State;
  readonly calls: string[];
  readonly #doubted: Set<string>;

  constructor(world: World, before: State, calls: string[]) {
    this.world = world;
    this.before = before;
    this.calls = calls;
    const targets = [...before.doubt, ...(before.sending?.targets ?? [])];
    this.#doubted = new Set(targets.map((target) => (target.kind === 'org' ? 'org' : target.userId)));
  }

  /** Why a call should not have been made, or nothing. */
  complaints(): string[] {
    return this.calls.flatMap((call) => (this.#isJustified(call) ? [] : [`nobody approved ${call}`]));
  }

  /** Calls stand in the order of design, section 10.4. */
  isOrdered(): boolean {
    const ranks = this.calls.map((call) =>
      call.includes(':false}') && call.includes('mfaOptOut')
        ? 0
        : call.includes('mfaOptOut')
          ? 1
          : call.includes('/org/mfa')
            ? 2
            : 3,
    );
    return ranks.every((rank, index) => index === 0 || rank >= (ranks[index - 1] ?? 0));
  }

  /** Entries that came into force or went without an approval. */
  unapproved(after: State): string[] {
    const was = this.before.inForce.map(({ entry }) => entry);
    const is = after.inForce.map(({ entry }) => entry);
    const came = is.filter((entry) => !was.some((one) => sameEntry(one, entry)));
    const went = was.filter((entry) => !is.some((one) => sameName(one, entry)));
    return [
      ...came
        .filter((entry) => !this.#says(entry))
        .map((entry) => `came into force: ${JSON.stringify(entry)}`),
      ...went
        .filter((entry) => !this.#withdraws(entry))
        .map((entry) => `went out of force: ${JSON.stringify(entry)}`),
    ];
  }

  #isJustified(call: string): boolean {
    const [, path = '', body = ''] = call.split(' ');
    if (path === '/user/org/mfa') {
      return this.#doubted.has('org') || this.#says({ kind: 'enforce', enforce: body.includes('true') });
    }
    if (path.endsWith('/reset')) {
      const user = this.#emailOf(/\d+/.exec(body)?.[0] ?? '');
      return this.#tip().some((entry) => entry.kind === 'reset' && entry.user === user && this.#says(entry));
    }
    const id = path.split('/')[3] ?? '';
    if (this.#doubted.has(id)) return true;
    if (body.includes('true')) {
      const user = this.#emailOf(id);
      return this.#tip().some(
        (entry) => entry.kind === 'opt-out' && entry.user === user && this.#says(entry),
      );
    }
    const set = this.before.inForce.filter(({ userId }) => userId === id).map(({ entry }) => entry);
    return set.some((entry) => this.#withdraws(entry));
  }

  #emailOf(id: string): string {
    return this.world.tenant.state.users.get(id)?.email ?? '';
  }

  #tip(): Entry[] {
    return this.#entriesAt(this.world.repo.tip('main'));
  }

  /** The tip says this entry, and whoever made it say so was approved. */
  #says(entry: Entry): boolean {
    return this.#approved((entries) => entries.some((one) => sameEntry(one, entry)), entry);
  }

  /** The tip does not name this entry and whoever took it out was approved; or its date has come. */
  #withdraws(entry: Entry): boolean {
    const today = this.world.now.toISOString().slice(0, 10);
    if (entry.kind === 'opt-out' && entry.expires <= today) return true;
    return this.#approved((entries) => !entries.some((one) => sameName(one, entry)), entry);
  }

  /** Walks the first parents for as long as the policy says it; then asks who reviewed the commit that made it so. */
  #approved(holds: (entries: readonly Entry[]) => boolean, entry: Entry): boolean {
    const { repo } = this.world;
    let commit: string | undefined = repo.tip('main');
    let wrote: string | undefined;
    while (commit !== undefined && holds(this.#entriesAt(commit))) {
      if (commit === this.before.approved) return true;
      wrote = commit;
      commit = repo.parents(commit)[0];
    }
    return wrote !== undefined && this.#reviewed(wrote, entry);
  }

  #reviewed(commit: string, entry: Entry): boolean {
    const { repo } = this.world;
    const pull = [...repo.state.pulls.values()].find(
      ({ state, mergeCommit }) => state === 'MERGED' && mergeCommit === commit,
    );
    if (pull === undefined) return false;
    const known = [...this.before.inForce.map((one) => one.entry), ...this.#tip()];
    const needed = known.flatMap((one) =>
      one.kind === 'guardrail' && one.name === 'required-approvals' ? [Number(one.value)] : [],
    );
    const counted = new Set(
      pull.reviews
        .filter(({ state }) => state === 'APPROVED')
        .map(({ author }) => author.login)
        .filter((login) => login !== pull.author.login)
        .filter((login) =>
          known.some(
            (one) => one.kind === 'approver' && one.login === login && !concerns(entry, login, one.user),
          ),
        ),
    );
    return counted.size >= Math.min(...needed);
  }

  #entriesAt(commit: string): Entry[] {
    return entriesAt(this.world, commit);
  }
}

/** What the policy at a commit says; nothing where it can't be read. */
export function entriesAt(world: World, commit: string): Entry[] {
  const policy = policyAt(world, commit);
  return policy === undefined ? [] : entriesOf(policy);
}

export function policyAt(world: World, commit: string): Policy | undefined {
  const parsed = parsePolicy(new TextEncoder().encode(world.repo.file(commit, 'mfa-policy.yml') ?? ''));
  return parsed.ok ? parsed.policy : undefined;
}

/** No pins in these histories: the e-mail names an opt-out. */
function sameName(a: Entry, b: Entry): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'opt-out' && b.kind === 'opt-out') return a.user === b.user;
  if (a.kind === 'approver' && b.kind === 'approver') return a.login === b.login;
  if (a.kind === 'protected' && b.kind === 'protected') return a.user === b.user;
  if (a.kind === 'guardrail' && b.kind === 'guardrail') return a.name === b.name;
  return a.kind === 'enforce';
}

function concerns(entry: Entry, login: string, email: string): boolean {
  return ('user' in entry && entry.user === email) || (entry.kind === 'approver' && entry.login === login);
}
