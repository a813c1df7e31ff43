import { type PolicyText, policyText } from '../sandbox/policy-text.ts';
import type { Expected } from './expected.ts';
import type { World } from './world.ts';

/** What scenarios about trails share: files in which git merges what people change apart, and what a row that waits leaves behind. */

export interface Kiosk {
  user: string;
  expires: string;
  reason: string;
  ticket: string;
}

/** An opt-out that is told from others by its badge, not by its user, who can change. */
export function kiosk(user: string, expires = '2027-01-31', badge = user): Kiosk {
  return { user, expires, reason: `Shared kiosk behind the badge of ${badge}`, ticket: `for ${badge}` };
}

interface Reset {
  request: string;
  user: string;
}

/**
 * A policy file in which no line that somebody changes touches another: git merges a change of the user with one of the date or of the
 * request, and moves an entry as a whole.
 */
export function fileOf(
  { optOuts = [], resets = [] }: { optOuts?: readonly Kiosk[]; resets?: readonly Reset[] },
  rest: PolicyText = {},
): string {
  const blocks = optOuts.map(
    ({ user, expires, reason, ticket }) =>
      `  - user: ${user}\n    reason: ${reason}\n    expires: ${expires}\n    owner: it@acme.example\n    ticket: ${ticket}\n`,
  );
  const asked = resets.map(
    ({ request, user }) =>
      `  - request: ${request}\n    reason: Lost phone, identity checked by video call\n    not-after: 2026-11-27\n    user: ${user}\n`,
  );
  const written = [
    blocks.length === 0 ? 'opt-outs: []\n' : `opt-outs:\n${blocks.join('')}`,
    asked.length === 0 ? '' : `resets:\n${asked.join('')}`,
  ].join('');
  return policyText(rest).replace('opt-outs: []\n', written);
}

/** The same kiosks as a policy, to start from. */
export function inForce(...kiosks: readonly Kiosk[]): PolicyText {
  return { optOuts: kiosks.map((one) => ({ ...one, owner: 'it@acme.example' })) };
}

/** Changes the one place of a text. */
export function edited(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`“${from}” is not in one place.`);
  return text.replace(from, to);
}

export const approve = (world: World, pull: number, by = 'bo-chen', commit?: string) =>
  world.repo.review(pull, { by, state: 'APPROVED', ...(commit !== undefined && { commit }) });

/** A pull request of ana's that is opened now, approved by bo, and merged later. */
export function proposed(world: World, text: string, by = 'ana-diaz'): number {
  const pull = world.open(text, by);
  approve(world, pull);
  return pull;
}

const commentOn = (pull: number) => `comment on ${pull}`;

/** Everything that the tip says is in force. */
export const applied = (left: Omit<Expected, 'status' | 'baseline'>): Expected => ({
  status: 'applied',
  baseline: 'tip',
  ...left,
});

/** Nothing is applied: the ledger keeps which commit was looked at, and each pull request of the trails is told. */
export const heldBack = (pulls: readonly number[], ...says: string[]): Expected => ({
  status: 'held-back',
  github: ['ledger', ...pulls.map(commentOn)],
  says,
});

/** The same where a step never gets a source: no approval helps, so the issue says what does. */
export const sourceless = (pulls: readonly number[], ...says: string[]): Expected => ({
  status: 'held-back',
  github: ['ledger', ...pulls.map(commentOn), 'issue'],
  says,
});

/** The command that approves a pull request, as every text about a missing approval has it. */
export const byApproving = (pull: number) => `gh pr review ${pull} --approve`;
