import { describe, expect, test } from 'vitest';
import type { HeldBack, Verdict } from '../../src/apply/decide.ts';
import type { ResultKind, RowOutcome } from '../../src/apply/outcome.ts';
import type { ApplyStatus } from '../../src/apply/status.ts';
import type { Row } from '../../src/plan/row.ts';
import { heldBack, issueText, missing } from '../../src/report/held-back.ts';
import { type OutcomeView, outcomeText } from '../../src/report/outcome.ts';
import { decided, enforceRow, GO, merged, oid, optInRow, optOutRow, resetRow } from '../apply/rows.ts';
import { ORG, user } from '../ledger/states.ts';
import { NOW, plan } from '../plan/plans.ts';
import { readable, strangers, tableRows } from './reading.ts';

const AT = '2026-11-24T09:00:00.000Z';
const DIRECT: HeldBack = { kind: 'direct', commit: 'abcdef0123456789abcdef0123456789abcdef01' };
const HELD: Verdict = { kind: 'held-back', why: DIRECT };

function outcome(row: Row, result: ResultKind, more: Partial<RowOutcome> = {}): RowOutcome {
  return { ...decided(row), result, ...more };
}

function view(more: Partial<OutcomeView> = {}): OutcomeView {
  return {
    plan: plan(),
    outcomes: [],
    doubts: [],
    unsettled: [],
    lost: [],
    status: 'applied',
    recorded: 'whole',
    foreign: [],
    recordsDiffer: false,
    rulesMissing: [],
    commit: 'abcdef0123456789',
    runId: '77',
    attempt: 2,
    now: NOW,
    ...more,
  };
}

const says = (more: Partial<OutcomeView>) => readable(outcomeText(view(more)));

test('the result of a mixed apply reads as one who has to mend it needs it', () => {
  const approvals = [{ login: 'bo-chen', id: '1', at: AT }];
  const source = {
    kind: 'pull-request',
    number: 7,
    author: 'ana-diaz',
    headCommit: oid(1),
    mergeCommit: oid(2),
    mergedAt: AT,
  } as const;
  const judgement = {
    needed: 1,
    approvals: [],
    discounted: [{ login: 'ana-diaz', why: 'is the author' }],
    may: ['bo-chen'],
    enough: false,
  };
  const text = outcomeText(
    view({
      status: 'unknown',
      outcomes: [
        outcome(enforceRow(), 'done', { verdict: { kind: 'go', source, approvals } }),
        outcome(optOutRow('1'), 'held-back', {
          traced: { kind: 'pull-request', pull: merged(8, oid(3)), commit: oid(3), before: undefined },
          verdict: { kind: 'held-back', why: { kind: 'approvals', judgement }, pull: 8 },
        }),
        outcome(resetRow('2'), 'unknown', {
          why: 'the answer was lost',
          verdict: { kind: 'go', source, approvals },
        }),
      ],
    }),
  );
  expect(strangers(text)).toEqual([]);
  expect(text.text).toMatchInlineSnapshot(`
    "### MFA apply: \`Acme Risk\`, Org \`166\` (production)

    **Of at least one call nobody knows whether it took effect. See the row.**

    Tip \`abcdef0\`, run \`77\`, attempt 2.

    | Result | What | Who | Until (in UTC) | By |
    | --- | --- | --- | --- | --- |
    | ❓ unknown<br>the answer was lost | The MFA profile is cleared: the user must enrol again at the next sign-in<br>Request \`INC-2\` | \`user.2@acme.example\` | to be done by<br>\`2026-11-27\` | pull request 7 by \`ana-diaz\`, approved by \`bo-chen\` |
    | ⏳ held back | Signs in without MFA | \`user.1@acme.example\` | \`2027-01-31\`<br>68 days | pull request 8 |
    | ✅ done | MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment | – | – | pull request 7 by \`ana-diaz\`, approved by \`bo-chen\` |

    **What is missing**

    - **the opt-out of \`user.1@acme.example\`**: needs 1 approval from \`bo-chen\`; not counted: \`ana-diaz\` is the author

    What mends it, by whoever may:

    \`\`\`
    gh pr review 8 --approve
    gh run rerun 77
    \`\`\`

    **What to do about unknown outcomes**

    - the reset \`INC-2\` of \`user.2@acme.example\`: it is never sent again under this request. Ask the user whether enrolment is asked for at sign-in. If it is not, ask anew under a new request id.

    "
  `);
});

describe('the headline', () => {
  test.each<[ApplyStatus, string]>([
    ['applied', 'Applied: everything that was approved is done.'],
    ['no-changes', 'Nothing to do: the file says what is in force.'],
    ['held-back', 'Held back: nothing new was carried out. What was in force stays in force.'],
    ['refused', 'Refused: nothing new was carried out. What was in force stays in force.'],
    ['partial', 'Applied in part: some changes are done, others are not. See each row.'],
    ['failed', 'Failed: nothing new was carried out. Mend the cause, then run this again.'],
    ['unknown', 'Of at least one call nobody knows whether it took effect. See the row.'],
  ])('of %s', (status, line) => {
    const [heading, second, third] = says({ status }).split('\n');
    expect(heading).toBe('MFA apply: Acme Risk, Org 166 (production)');
    expect(second).toBe(line);
    expect(third).toBe('Tip abcdef0, run 77, attempt 2.');
  });

  test('says above all that the ledger could not be written', () => {
    const text = says({ recorded: 'nowhere' });
    expect(text.split('\n')[1]).toBe('The calls were made, but the ledger could not be written.');
    expect(text).toContain('Keep this summary, then run the apply again.');
    expect(says({})).not.toContain('Keep this summary');
    expect(says({ recorded: 'without-evidence' })).toContain('but not the record of this apply');
  });
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
  const source = {
    kind: 'pull-request',
    number: 7,
    author: 'ana-diaz',
    headCommit: oid(1),
    mergeCommit: oid(2),
    mergedAt: AT,
  } as const;
  const approval = (login: string) => ({ login, id: '1', at: AT });

  test.each<[string, Partial<RowOutcome>]>([
    [
      'pull request 7 by ana-diaz, approved by bo-chen, cy-lee',
      { verdict: { kind: 'go', source, approvals: [approval('bo-chen'), approval('cy-lee')] } },
    ],
    ['pull request 7 by ana-diaz, no approval needed', { verdict: { kind: 'go', source, approvals: [] } }],
    [
      'adoption by olga-owner, wes-writer',
      {
        verdict: {
          kind: 'go',
          source: { kind: 'adoption', commit: oid(1), by: ['olga-owner', 'wes-writer'] },
          approvals: [],
        },
      },
    ],
    [
      'its date, 2026-11-24',
      { verdict: { kind: 'go', source: { kind: 'date', ended: '2026-11-24' }, approvals: [] } },
    ],
    ['approved earlier, at 0000000', { verdict: GO }],
    [
      'pull request 8',
      {
        verdict: HELD,
        traced: { kind: 'pull-request', pull: merged(8, oid(3)), commit: oid(3), before: undefined },
      },
    ],
    ['pushed in abcdef0', { verdict: HELD, traced: { ...DIRECT, before: undefined } as never }],
    ['–', { verdict: { kind: 'refused', refusals: [] }, traced: { kind: 'approved' } }],
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
    const source = { kind: 'approved', commit: oid(1) } as const;
    expect(says({ lost: [{ request: 'INC-9', user: 'cy.lee@acme.example', source }] })).toContain(
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
    ['a setting of which nobody knows', outcome(optOutRow('1'), 'unknown'), true],
    ['a reset that was not started', outcome(resetRow('1'), 'not-started'), true],
    ['a reset that is never sent again', outcome(resetRow('1'), 'unknown'), false],
    ['what is done', outcome(optOutRow('1'), 'done'), false],
  ])('say that a later run does not come back to %s: %s', (_, one, isSaid) => {
    expect(says({ outcomes: [one] }).includes('This text stays as it is then')).toBe(isSaid);
  });

  test('name the rules that are off, unless a row was held back for them', () => {
    const rulesMissing = ['“Block force pushes”'];
    expect(says({ rulesMissing })).toContain(
      '- The next change waits for branch rules that are off: “Block force pushes”.',
    );
    const held = outcome(optOutRow('1'), 'held-back', {
      verdict: { kind: 'held-back', why: { kind: 'rules', missing: rulesMissing } },
    });
    expect(says({ rulesMissing, outcomes: [held] })).not.toContain('The next change');
    const other = outcome(optOutRow('1'), 'held-back', { verdict: HELD });
    expect(says({ rulesMissing, outcomes: [other] })).toContain('The next change');
  });
});

describe('what a held-back row lacks', () => {
  const judgement = (
    needed: number,
    given: number,
    may: string[],
    discounted: { login: string; why: string }[] = [],
  ) =>
    ({
      kind: 'approvals',
      judgement: {
        needed,
        approvals: Array.from({ length: given }, (_, n) => ({ login: `a${n}`, id: '1', at: AT })),
        discounted,
        may,
        enough: false,
      },
    }) as const;

  test.each<[string, HeldBack]>([
    [
      'was pushed without a pull request in abcdef0, so nobody reviewed it. Take it back, then bring it in a pull request',
      DIRECT,
    ],
    [
      'waits for branch rules that are off: “Block force pushes”, “Restrict deletions”. Turn them on in a ruleset, under Settings > Rules > Rulesets',
      { kind: 'rules', missing: ['“Block force pushes”', '“Restrict deletions”'] },
    ],
    ['needs 1 approval from bo-chen or cy-lee', judgement(1, 0, ['bo-chen', 'cy-lee'])],
    ['needs 2 approvals from bo-chen or cy-lee', judgement(2, 0, ['bo-chen', 'cy-lee'])],
    ['needs 1 more approval from cy-lee', judgement(2, 1, ['cy-lee'])],
    ['needs 2 more approvals from cy-lee or di-roe', judgement(3, 1, ['cy-lee', 'di-roe'])],
    [
      'needs 1 approval but too few approvers are left who may give it: bring another approver first',
      judgement(1, 0, []),
    ],
    [
      'needs 2 approvals but too few approvers are left who may give it: bring another approver first',
      judgement(2, 0, ['bo-chen']),
    ],
    [
      'needs 1 approval from bo-chen; not counted: ana-diaz is the author, cy-lee was dismissed',
      judgement(
        1,
        0,
        ['bo-chen'],
        [
          { login: 'ana-diaz', why: 'is the author' },
          { login: 'cy-lee', why: 'was dismissed' },
        ],
      ),
    ],
  ])('%s', (words, why) => {
    expect(readable(missing(why))).toBe(words);
  });

  test('is told with the commands that mend it, each once', () => {
    const approvalsOf = (pull?: number): Verdict => ({
      kind: 'held-back',
      why: judgement(1, 0, ['bo-chen']),
      ...(pull !== undefined && { pull }),
    });
    const rules: Verdict = { kind: 'held-back', why: { kind: 'rules', missing: ['x'] } };
    const verdicts = [HELD, HELD, approvalsOf(8), approvalsOf(8), approvalsOf(), rules, GO];
    const text = heldBack(
      verdicts.map((verdict, n) => outcome(optOutRow(`${n}`), 'held-back', { verdict })),
      '77',
    );
    expect(readable(text)).toContain(
      'What mends it, by whoever may:\ngit revert abcdef0123456789abcdef0123456789abcdef01\ngh pr review 8 --approve\ngh run rerun 77',
    );
    expect(readable(text).match(/^- /gm)).toHaveLength(6);
  });

  test('is nothing where nothing is held back', () => {
    expect(heldBack([outcome(optOutRow('1'), 'done')], '77').text).toBe('');
  });
});

test('the issue names what was pushed without a pull request, and nothing else', () => {
  const rules: Verdict = { kind: 'held-back', why: { kind: 'rules', missing: ['x'] } };
  const text = issueText([
    outcome(optOutRow('1'), 'held-back', { verdict: HELD }),
    outcome(optOutRow('2'), 'held-back', { verdict: rules }),
    outcome(optOutRow('3'), 'done'),
  ]);
  expect(text.text).toMatchInlineSnapshot(`
    "The default branch says something about MFA that **nobody reviewed**. It is not carried out and not in force; what was in force stays in force.

    - **the opt-out of \`user.1@acme.example\`**: was pushed without a pull request in \`abcdef0\`, so nobody reviewed it. Take it back, then bring it in a pull request

    Every apply stays red until the file says again what is in force, or a reviewed pull request says something else. This issue is then closed.
    "
  `);
});
