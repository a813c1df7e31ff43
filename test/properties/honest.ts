import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import type { World } from '../scenarios/world.ts';
import type { Method } from './acts.ts';
import { FILE } from './edits.ts';

/**
 * What honest people do every week. Begun where everything is in force, and approved by all at every head, each of these ends with all of
 * it in force: whoever forbids an attack by forbidding one of these has made something else.
 */
export const HONEST = {
  'a branch that the default branch has left behind'(week) {
    const pull = week.propose(week.with({ optOuts: ['yard'] }));
    for (let commit = 1; commit <= 20; commit += 1) week.elsewhere(commit);
    week.merge(pull);
  },
  'another change merged meanwhile, the branch updated and approved again'(week) {
    const pull = week.propose(week.with({ optOuts: ['lobby', 'hall', 'yard'] }));
    week.merge(week.propose(week.with({ 'max-opt-outs': 9 })));
    week.update(pull);
    week.merge(pull);
  },
  'a stack, the upper one updated once the lower one was merged'(week) {
    const lower = week.propose(week.with({ 'max-opt-outs': 9 }));
    const upper = week.propose(week.with({ 'max-opt-outs': 9, optOuts: ['lobby'] }), {
      on: week.headOf(lower),
    });
    week.merge(lower, 'squash');
    week.update(upper);
    week.merge(upper);
  },
  'a head of which two pull requests were opened'(week) {
    const pull = week.propose(week.with({ optOuts: ['lobby'] }));
    week.propose(undefined, { on: week.headOf(pull) });
    week.merge(pull);
  },
  'several merges before one apply'(week) {
    for (const optOuts of [['lobby'], ['lobby', 'yard'], ['yard'], ['yard', 'hall']])
      week.merge(week.propose(week.with({ optOuts })), 'squash');
  },
  'a revert and its revert'(week) {
    const [before, after] = [week.with({}), week.with({ optOuts: ['hall'] })];
    for (const text of [after, before, after]) week.merge(week.propose(text));
  },
  'a rebase of one commit'(week) {
    const pull = week.propose(week.with({ optOuts: ['hall', 'yard'] }));
    week.elsewhere(1);
    week.merge(pull, 'rebase');
  },
  'a file that was broken and repaired, and then changed'(week) {
    week.merge(week.propose('enforce: [\n'));
    week.merge(week.propose(week.with({})));
    week.merge(week.propose(week.with({ optOuts: ['yard'] })));
  },
  'an entry amended three times'(week) {
    for (const days of [10, 20, 30]) week.merge(week.propose(week.with({ days })));
  },
  'the order of the file turned around'(week) {
    week.merge(week.propose(week.with({ optOuts: ['hall', 'lobby'] })));
  },
} satisfies Record<string, (week: Week) => void>;

interface Wanted {
  optOuts?: readonly string[];
  days?: number;
  'max-opt-outs'?: number;
}

type Week = ReturnType<typeof weekOf>;

/** What people do from a policy on that is in force. */
export function weekOf(world: World, start: PolicyText) {
  const { repo } = world;
  const tick = () => {
    world.now = new Date(world.now.getTime() + 1_000);
  };
  const approve = (pull: number) => {
    tick();
    for (const by of ['ana-diaz', 'bo-chen', 'cy-lee']) repo.review(pull, { by, state: 'APPROVED' });
  };
  return {
    /** The policy that is in force, with these opt-outs alone, until then. */
    with({ optOuts = ['lobby', 'hall'], days, ...guardrails }: Wanted): string {
      const until = (from: number) =>
        new Date(world.now.getTime() + from * 86_400_000).toISOString().slice(0, 10);
      const list = optOuts.map((room) => {
        const user = `${room}.kiosk@acme.example`;
        const known = start.optOuts?.find((one) => one.user === user) ?? { user, expires: until(50) };
        return days === undefined ? known : { ...known, expires: until(days) };
      });
      return policyText({ ...start, optOuts: list, guardrails: { ...start.guardrails, ...guardrails } });
    },
    /** Opened by a writer, approved by all; without a text, of a commit as it is. */
    propose(text: string | undefined, { on = 'main' }: { on?: string } = {}): number {
      tick();
      const branch = `week-${repo.state.pulls.size}`;
      repo.push(branch, on, 'wes-writer');
      if (text !== undefined) repo.commit({ branch, files: { [FILE]: text }, by: 'wes-writer' });
      const pull = repo.openPullRequest({ by: 'wes-writer', branch });
      approve(pull);
      return pull;
    },
    headOf: (pull: number): string => repo.pull(pull).headOid,
    update(pull: number): void {
      tick();
      repo.updateBranch(pull);
      approve(pull);
    },
    merge(pull: number, method: Method = 'merge'): void {
      tick();
      repo.merge(pull, { by: 'bo-chen', method });
    },
    elsewhere(commit: number): void {
      repo.commit({ files: { 'NOTES.md': `${commit}\n` }, by: 'wes-writer', message: 'Note it' });
    },
  };
}
