import fc from 'fast-check';
import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import type { World } from '../scenarios/world.ts';

/** One thing that people, time, the tenant or a fault do. */
export type Act =
  | { act: 'change'; change: Change; how: How }
  | { act: 'unrelated' }
  | { act: 'approve'; pull: number; by: string }
  | { act: 'time'; hours: number }
  | { act: 'tenant'; user: number; what: 'flip' | 'rename' | 'remove' }
  | { act: 'forge'; what: 'junk' | 'old' | 'edited' }
  | { act: 'apply'; dies?: { after: number; when: 'before' | 'after' } };

export type Change =
  | { change: 'opt-out'; user: number; days: number }
  | { change: 'no-opt-out'; user: number }
  | { change: 'reset'; user: number; days: number }
  | { change: 'enforce'; enforce: boolean }
  | {
      change: 'guardrail';
      name: 'max-opt-outs' | 'required-approvals' | 'max-opt-out-days' | 'allow-lift';
      value: number;
    }
  | { change: 'approver'; login: string; on: boolean }
  | { change: 'protected'; user: number; on: boolean }
  | { change: 'broken' };

export type How =
  | { via: 'push' }
  | { via: 'pull'; author: string; approvals: string[]; method: 'merge' | 'squash' | 'rebase' };

const PEOPLE = ['ana-diaz', 'bo-chen', 'cy-lee', 'wes-writer'];
export const EMAILS = [
  'lobby.kiosk@acme.example',
  'hall.kiosk@acme.example',
  'yard.kiosk@acme.example',
  'ana.diaz@acme.example',
];
const IDS = ['1732', '1733', '1734', '101'];

const user = fc.nat({ max: 3 });
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      change: fc.constant('opt-out' as const),
      user,
      days: fc.constantFrom(2, 30, 80, 200),
    }),
  },
  { weight: 3, arbitrary: fc.record({ change: fc.constant('no-opt-out' as const), user }) },
  {
    weight: 2,
    arbitrary: fc.record({ change: fc.constant('reset' as const), user, days: fc.constantFrom(-1, 1, 3) }),
  },
  { weight: 1, arbitrary: fc.record({ change: fc.constant('enforce' as const), enforce: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.record({
        change: fc.constant('guardrail' as const),
        name: fc.constant('max-opt-outs' as const),
        value: fc.constantFrom(0, 1, 2, 10),
      }),
      fc.record({
        change: fc.constant('guardrail' as const),
        name: fc.constant('required-approvals' as const),
        value: fc.constantFrom(0, 1, 2),
      }),
      fc.record({
        change: fc.constant('guardrail' as const),
        name: fc.constant('max-opt-out-days' as const),
        value: fc.constantFrom(10, 90, 300),
      }),
      fc.record({
        change: fc.constant('guardrail' as const),
        name: fc.constant('allow-lift' as const),
        value: fc.constantFrom(0, 1),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('approver' as const),
      login: fc.constantFrom(...PEOPLE),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ change: fc.constant('protected' as const), user, on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ change: 'broken' as const }) },
);
const how: fc.Arbitrary<How> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ via: 'push' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      via: fc.constant('pull' as const),
      author: fc.constantFrom(...PEOPLE),
      approvals: fc.oneof(
        { weight: 4, arbitrary: fc.constant<string[]>(['ana-diaz', 'bo-chen', 'cy-lee']) },
        { weight: 1, arbitrary: fc.subarray(PEOPLE, { maxLength: 2 }) },
      ),
      method: fc.constantFrom('merge' as const, 'squash' as const, 'rebase' as const),
    }),
  },
);

export const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ act: fc.constant('change' as const), change, how }) },
  { weight: 1, arbitrary: fc.constant({ act: 'unrelated' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('approve' as const),
      pull: fc.nat({ max: 8 }),
      by: fc.constantFrom(...PEOPLE),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('time' as const), hours: fc.constantFrom(1, 24, 72, 24 * 40) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('tenant' as const),
      user,
      what: fc.constantFrom('flip' as const, 'rename' as const, 'remove' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('forge' as const),
      what: fc.constantFrom('junk' as const, 'old' as const, 'edited' as const),
    }),
  },
  { weight: 7, arbitrary: fc.constant({ act: 'apply' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('apply' as const),
      dies: fc.record({
        after: fc.nat({ max: 14 }),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    }),
  },
);

/** Carries out everything but applies on a world, and keeps the policy that the default branch says. */
export class History {
  policy: Required<Pick<PolicyText, 'enforce' | 'approvers'>> & PolicyText;
  broken = false;
  /** Users whose setting somebody changed by hand: what the tenant holds for them is drift. */
  readonly drifted = new Set<string>();
  readonly world: World;
  #requests = 0;
  #oldStates: string[] = [];

  constructor(world: World, policy: History['policy']) {
    this.world = world;
    this.policy = policy;
  }

  text(): string {
    return this.broken ? 'version: 1\n' : policyText(this.policy);
  }

  do(one: Exclude<Act, { act: 'apply' }>): void {
    const { world } = this;
    switch (one.act) {
      case 'change':
        this.#change(one.change);
        this.#bring(one.how);
        return;
      case 'unrelated': {
        const files = { 'README.md': `${world.now.toISOString()} ${world.repo.tip('main')}\n` };
        const pull = world.repo.openPullRequest({ by: 'wes-writer', base: 'main', files });
        world.repo.merge(pull, { by: 'bo-chen' });
        return;
      }
      case 'approve':
        try {
          world.repo.review(one.pull, { by: one.by, state: 'APPROVED' });
        } catch {
          // There is no such pull request, or it is the author's own: GitHub does not let him.
        }
        return;
      case 'time':
        world.now = new Date(world.now.getTime() + one.hours * 3_600_000);
        return;
      case 'tenant':
        this.#tenant(one.user, one.what);
        return;
      case 'forge':
        this.#forge(one.what);
    }
  }

  #change(one: Change): void {
    this.broken = one.change === 'broken';
    const { policy } = this;
    const day = (days: number) =>
      new Date(this.world.now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    switch (one.change) {
      case 'opt-out': {
        const email = EMAILS[one.user] ?? '';
        const rest = (policy.optOuts ?? []).filter(({ user: is }) => is !== email);
        policy.optOuts = [...rest, { user: email, expires: day(one.days) }];
        return;
      }
      case 'no-opt-out':
        policy.optOuts = (policy.optOuts ?? []).filter(({ user: is }) => is !== EMAILS[one.user]);
        return;
      case 'reset':
        this.#requests += 1;
        policy.resets = [
          ...(policy.resets ?? []),
          { request: `INC-${this.#requests}`, user: EMAILS[one.user] ?? '', notAfter: day(one.days) },
        ];
        return;
      case 'enforce':
        policy.enforce = one.enforce;
        return;
      case 'guardrail':
        policy.guardrails = {
          ...policy.guardrails,
          [one.name]: one.name === 'allow-lift' ? one.value > 0 : one.value,
        };
        return;
      case 'approver': {
        const { [one.login]: _, ...others } = policy.approvers;
        policy.approvers = one.on
          ? { ...others, [one.login]: `${one.login.replace('-', '.')}@acme.example` }
          : others;
        return;
      }
      case 'protected': {
        const others = (policy.protected ?? []).filter((email) => email !== EMAILS[one.user]);
        policy.protected = one.on ? [...others, EMAILS[one.user] ?? ''] : others;
        return;
      }
      case 'broken':
    }
  }

  #bring(how: How): void {
    const { repo } = this.world;
    const files = { 'mfa-policy.yml': this.text() };
    if (String(repo.file('main', 'mfa-policy.yml')) === files['mfa-policy.yml']) return;
    if (how.via === 'push') {
      repo.commit({ branch: 'main', files, by: 'wes-writer', message: 'Push it' });
      return;
    }
    const pull = repo.openPullRequest({ by: how.author, base: 'main', files });
    for (const by of how.approvals) if (by !== how.author) repo.review(pull, { by, state: 'APPROVED' });
    repo.merge(pull, { method: how.method, by: 'bo-chen' });
  }

  #tenant(index: number, what: 'flip' | 'rename' | 'remove'): void {
    const id = IDS[index] ?? '';
    const { tenant } = this.world;
    const is = tenant.state.users.get(id);
    if (is === undefined) return;
    this.drifted.add(id);
    if (what === 'flip') is.optOut = !is.optOut;
    else if (what === 'rename') tenant.changeEmail(id, `renamed.${id}@acme.example`);
    else tenant.removeUser(id);
  }

  #forge(what: 'junk' | 'old' | 'edited'): void {
    const { repo, ledger } = this.world;
    const newest = String(repo.file(ledger, 'state.json'));
    this.#oldStates.push(newest);
    const texts = {
      junk: '{}',
      old: this.#oldStates[0] ?? '',
      edited: newest.replace('"inForce": [', '"inForce": [\n'),
    };
    repo.commit({
      branch: ledger,
      files: { 'state.json': texts[what] },
      by: 'github-actions[bot]',
      message: 'Record',
    });
  }
}
