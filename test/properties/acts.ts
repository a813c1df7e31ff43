import fc from 'fast-check';
import { type Edit, PEOPLE } from './edits.ts';

/** One thing that people, time, the tenant or a fault do. Pull requests are counted from the newest, 0, back. */
export type Act =
  | {
      act: 'open';
      edits: readonly Edit[];
      on: On;
      base: 'main' | 'stack' | 'decoy';
      by: string;
      approvals: readonly string[];
    }
  | { act: 'approve'; pull: number; by: readonly string[] }
  | { act: 'amend'; pull: number; edit: Edit }
  | { act: 'update'; pull: number; method: 'merge' | 'rebase' }
  | { act: 'retarget'; pull: number; how: 'by-hand' | 'by-deletion' }
  | { act: 'merge'; pull: number; method: Method }
  /** Several at once, as a merge queue does. */
  | { act: 'queue'; pulls: readonly number[]; method: 'merge' | 'squash' }
  | { act: 'push'; edit: Edit }
  /** A merge that somebody made and pushed, of a pull request's head or of what the branch said. */
  | { act: 'join'; of: On; take: 'ours' | 'theirs' | undefined; swapped: boolean }
  /** A merge of a pull request's head that somebody pushed with a text of his own. */
  | { act: 'evil-merge'; pull: number; edit: Edit }
  | { act: 'fast-forward'; pull: number }
  /** Takes the newest change but so many of the file back. */
  | { act: 'revert'; back: number; via: 'push' | 'pull'; approvals: readonly string[]; method: Method }
  | { act: 'force'; back: number }
  | { act: 'time'; hours: number }
  | { act: 'tenant'; who: number; what: 'flip' | 'rename' | 'remove' | 'hire' }
  | { act: 'forge'; what: 'junk' | 'old' | 'edited' }
  | { act: 'adopt' }
  | { act: 'apply'; dies?: Death };

/** A commit: the tip, what the branch said so many changes ago, what it once said wherever it is now, a pull request's head. */
export type On = { on: 'tip' } | { on: 'line' | 'former' | 'pull'; back: number };

export type Method = 'merge' | 'squash' | 'rebase';

/** After so many requests every connection is cut, before the server has acted on the last or after. */
export interface Death {
  after: number;
  when: 'before' | 'after';
}

const few = fc.nat({ max: 3 });
export const who = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 1 }) },
  { weight: 2, arbitrary: fc.nat({ max: 4 }) },
);
export const author = fc.constantFrom(...PEOPLE);
export const method = fc.constantFrom<Method>('merge', 'merge', 'squash', 'rebase');
export const enough: fc.Arbitrary<string[]> = fc.constant(['ana-diaz', 'bo-chen', 'cy-lee']);
export const approvals: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 4, arbitrary: enough },
  { weight: 1, arbitrary: fc.subarray(PEOPLE, { maxLength: 2 }) },
);

export const optOut = fc.record({
  edit: fc.constant('opt-out' as const),
  who,
  days: fc.constantFrom(30, 2, 80, 200),
  pinned: fc.boolean(),
});
export const noOptOut = fc.record({ edit: fc.constant('no-opt-out' as const), who });
export const fieldOf = (of: fc.Arbitrary<number>) =>
  fc.record({
    edit: fc.constant('field' as const),
    who: of,
    field: fc.constantFrom(
      'expires' as const,
      'owner' as const,
      'ticket' as const,
      'user' as const,
      'pin' as const,
    ),
    value: fc.nat({ max: 7 }),
  });
export const field = fieldOf(who);
export const reset = fc.record({
  edit: fc.constant('reset' as const),
  who: fc.nat({ max: 3 }),
  days: fc.constantFrom(1, 3, -1),
});
export const resetField = fc.record({
  edit: fc.constant('reset-field' as const),
  field: fc.constantFrom('request' as const, 'user' as const, 'not-after' as const),
  value: few,
});
const guardrail = fc.oneof(
  rule('max-opt-outs', 10, 2, 1, 0),
  rule('required-approvals', 1, 2, 0),
  rule('max-opt-out-days', 90, 300, 10),
  rule('allow-lift', 1, 0),
);
const approver = fc.record({ edit: fc.constant('approver' as const), login: author, on: fc.boolean() });
const protect = fc.record({ edit: fc.constant('protected' as const), who, on: fc.boolean() });
const enforce = fc.record({ edit: fc.constant('enforce' as const), enforce: fc.boolean() });
export const damage = fc.record({
  edit: fc.constant('damage' as const),
  how: fc.constantFrom('broken' as const, 'deleted' as const, 'renamed' as const, 'org' as const),
});
export const order: fc.Arbitrary<Edit> = fc.constant({ edit: 'order' });
export const again: fc.Arbitrary<Edit> = fc.constant({ edit: 'again' });
export const elsewhere: fc.Arbitrary<Edit> = fc.constant({ edit: 'elsewhere' });

export const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: optOut },
  { weight: 4, arbitrary: noOptOut },
  { weight: 4, arbitrary: field },
  { weight: 2, arbitrary: reset },
  { weight: 1, arbitrary: resetField },
  { weight: 1, arbitrary: enforce },
  { weight: 3, arbitrary: guardrail },
  { weight: 1, arbitrary: approver },
  { weight: 1, arbitrary: protect },
  { weight: 1, arbitrary: order },
  { weight: 1, arbitrary: damage },
  { weight: 1, arbitrary: elsewhere },
);

function rule(name: Extract<Edit, { edit: 'guardrail' }>['name'], ...values: number[]) {
  return fc.record({
    edit: fc.constant('guardrail' as const),
    name: fc.constant(name),
    value: fc.constantFrom(...values),
  });
}

const on: fc.Arbitrary<On> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ on: 'tip' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      on: fc.constantFrom('line' as const, 'former' as const, 'pull' as const),
      back: few,
    }),
  },
);

/** A pull request that is opened, by the way approved. */
export function opened(options: {
  edits: fc.Arbitrary<readonly Edit[]>;
  on?: fc.Arbitrary<On>;
  base?: 'main' | 'stack' | 'decoy';
  approvals?: fc.Arbitrary<string[]>;
}): fc.Arbitrary<Act> {
  return fc.record({
    act: fc.constant('open' as const),
    edits: options.edits,
    on: options.on ?? fc.constant({ on: 'tip' as const }),
    base: fc.constant(options.base ?? 'main'),
    by: author,
    approvals: options.approvals ?? approvals,
  });
}

export const merged = (pull: number, how: fc.Arbitrary<Method> = method): fc.Arbitrary<Act> =>
  fc.record({ act: fc.constant('merge' as const), pull: fc.constant(pull), method: how });

export const applied: fc.Arbitrary<Act> = fc.constant({ act: 'apply' });

/** What happens by itself, or has no further part in a play. */
export const single: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant('push' as const), edit }) },
  { weight: 2, arbitrary: opened({ edits: fc.array(edit, { minLength: 0, maxLength: 2 }), on }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('merge' as const), pull: few, method }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('approve' as const), pull: few, by: approvals }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('amend' as const), pull: few, edit }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('update' as const),
      pull: few,
      method: fc.constantFrom('merge' as const, 'rebase' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('join' as const),
      of: on,
      take: fc.constantFrom(undefined, 'ours' as const, 'theirs' as const),
      swapped: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('evil-merge' as const), pull: few, edit }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('fast-forward' as const), pull: few }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('revert' as const),
      back: fc.nat({ max: 2 }),
      via: fc.constantFrom('pull' as const, 'pull' as const, 'push' as const),
      approvals,
      method,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('force' as const), back: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('time' as const), hours: fc.constantFrom(1, 24, 72, 24 * 40) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('tenant' as const),
      who: fc.nat({ max: 3 }),
      what: fc.constantFrom('flip' as const, 'rename' as const, 'remove' as const, 'hire' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('forge' as const),
      what: fc.constantFrom('junk' as const, 'old' as const, 'edited' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'adopt' as const }) },
  { weight: 8, arbitrary: applied },
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
