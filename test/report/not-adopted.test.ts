import { describe, expect, test } from 'vitest';
import { md } from '../../src/report/markdown.ts';
import { type NotAdopted, notAdoptedText, whyNotAdopted } from '../../src/report/not-adopted.ts';
import { oid } from '../apply/rows.ts';
import { policy } from '../plan/entries.ts';
import { plan } from '../plan/plans.ts';
import { readable, strangers } from './reading.ts';

const PLAN = plan({ policy: policy({ publicKey: 'MCowBQYDK2VwAyEA' }) });

describe('an Org that is not adopted', () => {
  const of = (rulesMissing: readonly string[] = []) =>
    notAdoptedText({
      plan: PLAN,
      workflow: 'mfa-apply.yml',
      whole: md`The whole plan.`,
      why: md`Why it is not.`,
      rulesMissing,
    });

  test('is told how it is adopted, by the command with the full digest', () => {
    expect(strangers(of())).toEqual([]);
    expect(of().text).toMatchInlineSnapshot(`
      "### ⏳ Not adopted: nothing new was applied

      Why it is not.

      An **administrator of this repository** reads the plan below, then approves exactly that by its digest, with this command or under Actions > Run workflow:

      \`\`\`
      gh workflow run mfa-apply.yml -f adopt=91d8fed23cb66a2e619abd24667a6619679ebdcd9a1a045185b92283c4db4870
      \`\`\`

      This approves everything that the file says now. Resets in the file are closed, not applied. Opt-outs that were made in Resolver and that the file does not name stay as they are, unseen.

      The whole plan."
    `);
    expect(readable(of())).toContain(`\ngh workflow run mfa-apply.yml -f adopt=${PLAN.digest}\n`);
  });

  test('is told which rules are off, for later', () => {
    expect(readable(of(['“Block force pushes”']))).toContain(
      'After that, each change waits for branch rules that are off: “Block force pushes”.',
    );
  });
});

describe('why an Org is not adopted', () => {
  const SINCE = 'Only opt-outs that have ended, and what is in doubt, were applied.';

  test.each<[string, NotAdopted]>([
    ['This Org has no valid ledger yet.', { kind: 'no-state' }],
    [
      `What the ledger rests on is no longer on the default branch, because the history was rewritten, or lies more than 1000 commits back. ${SINCE}`,
      { kind: 'history' },
    ],
    [
      `The default branch was at commit 000000000000, which is no longer part of it: the history was rewritten. ${SINCE}`,
      { kind: 'taken-back', commit: oid(5) },
    ],
    [
      `The ledger is about the policy file old/mfa-policy.yml, not about this one. ${SINCE}`,
      { kind: 'path', was: 'old/mfa-policy.yml' },
    ],
  ])('%s', (words, adopted) => {
    expect(strangers(whyNotAdopted(adopted))).toEqual([]);
    expect(readable(whyNotAdopted(adopted))).toBe(words);
  });
});
