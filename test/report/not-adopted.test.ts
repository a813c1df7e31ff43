import { describe, expect, test } from 'vitest';
import { md } from '../../src/report/markdown.ts';
import { notAdoptedText } from '../../src/report/not-adopted.ts';

import { plan } from '../plan/plans.ts';

import { readable } from './reading.ts';

describe('an Org that is not adopted', () => {
  const of = (more: { hadState?: boolean; rulesMissing?: string[] }) =>
    notAdoptedText({
      plan: plan(),
      whole: md`The whole plan.`,
      hadState: false,
      rulesMissing: [],
      ...more,
    });

  test('is told how it is adopted, by the whole digest', () => {
    expect(of({}).text).toMatchInlineSnapshot(`
      "**Not adopted: nothing was carried out.** This Org has no valid ledger yet.

      An **administrator of this repository** reads the plan below, then starts the apply workflow by hand with the input adopt set to its digest:

      \`\`\`
      75b778287ee4d122f616a076884b2422c71393de12940668eea422ff7cf3518a
      \`\`\`

      This approves everything that the file says now. Resets in the file are closed, not carried out. Opt-outs that were made by hand in the tenant and that the file does not name stay as they are, unseen.

      The whole plan."
    `);
    expect(readable(of({}))).toContain(plan().digest);
  });

  test('is told apart from one whose history was rewritten', () => {
    expect(readable(of({ hadState: true }))).toContain(
      'The commit at which everything was approved is no longer on the default branch, or lies too far back.',
    );
    expect(readable(of({ hadState: true }))).not.toContain('no valid ledger');
  });

  test('is told which rules are off, for later', () => {
    expect(readable(of({ rulesMissing: ['“Block force pushes”'] }))).toContain(
      'After that, each change waits for branch rules that are off: “Block force pushes”.',
    );
  });
});
