import { describe, expect, test } from 'vitest';
import type { ResultKind, RowOutcome } from '../../src/apply/outcome.ts';
import type { ApplyStatus } from '../../src/apply/status.ts';
import type { HeldBack } from '../../src/approval/verdict.ts';
import type { Row } from '../../src/plan/row.ts';
import { type OutcomeView, outcomeText } from '../../src/report/outcome.ts';
import {
  approvedBy,
  approvedStep,
  BY_DATE,
  decided,
  enforceRow,
  go,
  heldBack,
  oid,
  optInRow,
  optOutRow,
  refused,
  resetRow,
} from '../apply/rows.ts';
import { ORG, recorded, user } from '../ledger/states.ts';
import { NOW, plan } from '../plan/plans.ts';
import { readable, strangers, tableRows } from './reading.ts';

function outcome(row: Row, result: ResultKind, more: Partial<RowOutcome> = {}): RowOutcome {
  return { ...decided(row), result, calls: [], ...more };
}

function view(more: Partial<OutcomeView> = {}): OutcomeView {
  return {
    plan: plan(),
    outcomes: [],
    doubts: [],
    unsettled: [],
    interrupted: [],
    earlier: [],
    status: 'applied',
    recorded: 'whole',
    foreign: [],
    recordsDiffer: false,
    rulesMissing: [],
    commit: 'abcdef0123456789',
    runId: '77',
    workflow: 'mfa-apply.yml',
    attempt: 2,
    now: NOW,
    ...more,
  };
}

const says = (more: Partial<OutcomeView>) => readable(outcomeText(view(more)));

test('the result of a mixed apply reads as one who has to fix it needs it', () => {
  const why: HeldBack = {
    kind: 'steps',
    lacks: [
      {
        kind: 'approvals',
        commit: oid(8),
        pull: 8,
        judgement: {
          needed: 1,
          approvals: [],
          discounted: [{ login: 'ana-diaz', why: 'is the author' }],
          may: ['bo-chen'],
          enough: false,
        },
      },
    ],
  };
  const verdict = go(approvedBy(approvedStep(7)));
  const text = outcomeText(
    view({
      status: 'unknown',
      outcomes: [
        outcome(enforceRow(), 'done', { verdict, pulls: [7] }),
        outcome(optOutRow('1'), 'held-back', { verdict: heldBack(why), pulls: [8] }),
        outcome(resetRow('2'), 'unknown', { why: 'the answer was lost', verdict, pulls: [7] }),
      ],
    }),
  );
  expect(strangers(text)).toEqual([]);
  expect(text.text).toMatchInlineSnapshot(`
    "### MFA apply: \`Acme Risk\`, Org \`166\` (production)

    **The outcome of at least one call is unknown. See the row.**

    Commit \`abcdef0\`, run \`77\`, attempt 2.

    | Result | What | Who | Until (in UTC) | By |
    | --- | --- | --- | --- | --- |
    | ❓ unknown<br>the answer was lost | The MFA profile is cleared: the user must enrol again at the next sign-in<br>Request \`INC-2\` | \`user.2@acme.example\` | to be done by<br>\`2026-11-27\` | pull request 7 by \`ana-diaz\`, approved by \`bo-chen\` |
    | ⏳ held back | Exempt from MFA | \`user.1@acme.example\` | \`2027-01-31\`<br>68 days | pull request 8 |
    | ✅ done | MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment | – | – | pull request 7 by \`ana-diaz\`, approved by \`bo-chen\` |

    **What is missing**

    - **the opt-out of \`user.1@acme.example\`**: pull request 8 needs 1 approval from \`bo-chen\`; not counted: \`ana-diaz\` is the author

    What fixes it, by whoever may:

    \`\`\`
    gh pr review 8 --approve
    gh run rerun 77
    \`\`\`

    **What to do about unknown outcomes**

    - the reset \`INC-2\` of \`user.2@acme.example\`: it is never sent again under this request. Ask the user whether enrolment is asked for at sign-in. If it is not, open a new request under a new id.

    "
  `);
});

describe('the headline', () => {
  test.each<[ApplyStatus, string]>([
    ['applied', 'Applied: everything that was approved is done.'],
    ['no-changes', 'Nothing to do: the file says what is in force.'],
    ['held-back', 'Held back: nothing new was applied. What was in force stays in force.'],
    ['refused', 'Refused: nothing new was applied. What was in force stays in force.'],
    ['partial', 'Applied in part: some changes are done, others are not. See each row.'],
    ['failed', 'Failed: nothing new was applied. Fix the cause, then run this again.'],
    ['not-adopted', 'Not adopted: nothing new was applied. What was in force stays in force.'],
    ['unknown', 'The outcome of at least one call is unknown. See the row.'],
  ])('of %s', (status, line) => {
    const [heading, second, third] = says({ status }).split('\n');
    expect(heading).toBe('MFA apply: Acme Risk, Org 166 (production)');
    expect(second).toBe(line);
    expect(third).toBe('Commit abcdef0, run 77, attempt 2.');
  });

  test('says above all that the ledger could not be written', () => {
    const text = says({ recorded: 'nowhere' });
    expect(text.split('\n')[1]).toBe('The calls were made, but the ledger could not be written.');
    expect(text).toContain('Keep this summary, then run the apply again.');
    expect(says({})).not.toContain('Keep this summary');
    expect(says({ recorded: 'without-evidence' })).toContain('but not the record of this apply');
  });
});

test('without rows there is no table', () => {
  expect(tableRows(outcomeText(view()))).toEqual([]);
  expect(outcomeText(view()).text).not.toContain('|');
});

describe('each result has its words', () => {
  test.each<[ResultKind, string]>([
    ['done', '✅ done / why'],
    ['already', '✅ already so / why'],
    ['failed', '❌ failed / why'],
    ['unknown', '❓ unknown / why'],
    ['not-started', '⏸️ not started / why'],
    ['held-back', '⏳ held back'],
    ['refused', '⛔ refused / why'],
  ])('%s', (result, words) => {
    const [row] = tableRows(
      outcomeText(view({ outcomes: [outcome(optOutRow('1'), result, { why: 'why' })] })),
    );
    expect(row?.[0]).toBe(words);
    const [bare] = tableRows(outcomeText(view({ outcomes: [outcome(optOutRow('1'), result)] })));
    expect(bare?.[0]).toBe(words.replace(' / why', ''));
  });

  test('what needs somebody stands first, the most dangerous of each kind first', () => {
    const results: ResultKind[] = [
      'already',
      'done',
      'refused',
      'held-back',
      'not-started',
      'failed',
      'unknown',
    ];
    const outcomes = [
      ...results.map((result, n) => outcome(optInRow(`${n}`), result)),
      outcome(optOutRow('9'), 'done'),
    ];
    const text = outcomeText(view({ outcomes }));
    expect(tableRows(text).map(([result, , whom]) => `${result} ${whom}`)).toEqual([
      '❓ unknown user.6@acme.example',
      '❌ failed user.5@acme.example',
      '⏸️ not started user.4@acme.example',
      '⏳ held back user.3@acme.example',
      '⛔ refused user.2@acme.example',
      '✅ done user.9@acme.example',
      '✅ done user.1@acme.example',
      '✅ already so user.0@acme.example',
    ]);
  });
});

describe('by what authority', () => {
  test.each<[string, Partial<RowOutcome>]>([
    [
      'pull request 7 by ana-diaz, approved by bo-chen, cy-lee',
      { verdict: go(approvedBy(approvedStep(7, ['bo-chen', 'cy-lee']))) },
    ],
    [
      'pull request 9 by ana-diaz, approved by cy-lee / pull request 7 by ana-diaz, approved by bo-chen',
      { verdict: go(approvedBy(approvedStep(9, ['cy-lee']), approvedStep(7))) },
    ],
    ['pull request 7 by ana-diaz, no approval needed', { verdict: go(approvedBy(approvedStep(7, []))) }],
    [
      'adoption by olga-owner, wes-writer',
      { verdict: go({ kind: 'adoption', commit: oid(1), by: ['olga-owner', 'wes-writer'] }) },
    ],
    ['its date, 2026-11-24', { verdict: go(BY_DATE) }],
    ['pull request 8', { verdict: heldBack(), pulls: [8] }],
    ['pull request 9, 8', { verdict: refused('No.'), pulls: [9, 8] }],
    ['–', { verdict: heldBack() }],
  ])('%s', (words, more) => {
    const [row] = tableRows(outcomeText(view({ outcomes: [outcome(optOutRow('1'), 'done', more)] })));
    expect(row?.[4]).toBe(words);
  });
});

describe('an unknown outcome', () => {
  test('of a reset is never sent again, and says what to look at', () => {
    expect(says({ outcomes: [outcome(resetRow('1'), 'unknown')] })).toContain(
      '- the reset INC-1 of user.1@acme.example: it is never sent again under this request.',
    );
  });

  test('of a reset that an earlier run was sending when it died is told, too', () => {
    const authority = recorded(approvedBy(approvedStep(1)));
    expect(says({ interrupted: [{ request: 'INC-9', user: 'cy.lee@acme.example', authority }] })).toContain(
      '- the reset INC-9 of cy.lee@acme.example, which an earlier run was sending when it died: it is never sent again under this request.',
    );
  });

  test('of a setting is sent again by the next run', () => {
    expect(says({ outcomes: [outcome(enforceRow(), 'unknown')] })).toContain(
      '- enforcing MFA: the next run sends what is in force until an answer confirms it. Run this again.',
    );
    expect(says({ outcomes: [outcome(enforceRow(), 'done')] })).not.toContain('unknown outcomes');
  });
});

describe('doubts since an earlier run', () => {
  test('are told with what became of them', () => {
    const text = says({
      doubts: [
        { target: user('1'), result: 'done' },
        { target: user('2'), result: 'done', why: 'the user is gone' },
        { target: ORG, result: 'failed', why: 'no' },
        { target: user('3'), result: 'not-started' },
      ],
      unsettled: [{ kind: 'org' }],
    });
    expect(text).toContain(
      [
        'In doubt since an earlier run',
        '- user.1@acme.example: what is in force was sent again and confirmed',
        '- user.2@acme.example: what is in force was sent again and confirmed (the user is gone)',
        '- the Org: still in doubt, failed (no). Run this again',
        '- user.3@acme.example: still in doubt, not-started. Run this again',
        '- The Org: an earlier run died while it changed the enforcement of MFA',
      ].join('\n'),
    );
    const one = says({ doubts: [{ target: user('1'), result: 'done' }], unsettled: [{ kind: 'org' }] });
    expect(one).toContain('In doubt since an earlier run\n- user.1@acme.example: what is in force');
    expect(says({})).not.toContain('In doubt');
  });
});

describe('notes', () => {
  test('name in red foreign commits and records that differ', () => {
    const { text } = outcomeText(view({ foreign: ['f'.repeat(40)], recordsDiffer: true }));
    expect(text).toMatch(
      /\n\n> \[!CAUTION\]\n> \*\*Foreign commits on the ledger\*\*[^\n]*`ffffffffffff`[^\n]*\n\n/,
    );
    expect(text).toMatch(/\n\n> \[!CAUTION\]\n> \*\*The records in the ledger are not those[^\n]*\n\n/);
    expect(outcomeText(view({})).text).not.toMatch(/CAUTION|Please note/);
  });

  test.each<[string, RowOutcome, boolean]>([
    ['a setting that failed', outcome(optOutRow('1'), 'failed'), true],
    ['a setting whose outcome is unknown', outcome(optOutRow('1'), 'unknown'), true],
    ['a reset that failed', outcome(resetRow('1'), 'failed'), true],
    ['a reset that was not started', outcome(resetRow('1'), 'not-started'), true],
    ['a reset that is never sent again', outcome(resetRow('1'), 'unknown'), false],
    ['what is held back', outcome(optOutRow('1'), 'held-back', { verdict: heldBack() }), false],
    ['what is done', outcome(optOutRow('1'), 'done'), false],
  ])('say that the next run does %s: %s', (_words, one, isSaid) => {
    expect(says({ outcomes: [one] }).includes('What was approved and is not done')).toBe(isSaid);
  });

  test('say that what is not done yet is done by the next run, which updates this text', () => {
    expect(says({ outcomes: [outcome(optOutRow('1'), 'failed')] })).toContain(
      'Please note\n- What was approved and is not done is left for the next run, which updates this text. Run this again.',
    );
  });

  test('name the rules that are off, unless a row was held back for them', () => {
    const rulesMissing = ['“Block force pushes”'];
    expect(says({ rulesMissing })).toContain(
      '- The next change waits for branch rules that are off: “Block force pushes”.',
    );
    const held = outcome(optOutRow('1'), 'held-back', {
      verdict: heldBack({ kind: 'rules', missing: rulesMissing }),
    });
    expect(says({ rulesMissing, outcomes: [held] })).not.toContain('The next change');
    const other = outcome(optOutRow('1'), 'held-back', { verdict: heldBack() });
    expect(says({ rulesMissing, outcomes: [other] })).toContain('The next change');
  });
});
