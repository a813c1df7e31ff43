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
import { optOut } from '../plan/entries.ts';
import { readable, strangers, tableRows } from './reading.ts';
import { MADE, outcomeView } from './views.ts';

function outcome(row: Row, result: ResultKind, more: Partial<RowOutcome> = {}): RowOutcome {
  return { ...decided(row), result, calls: [], ...more };
}

const view = (more: Partial<OutcomeView> = {}) => outcomeView({ made: { ...MADE, attempt: 2 }, ...more });
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
    "### ❓ Unknown outcome

    The outcome of at least one call is unknown: what to do is explained below.

    \`Acme Risk\`, Org \`166\` (production) · Exempt now: **0 of 10**

    | What and who | Result |
    | --- | --- |
    | **MFA profile cleared** by 27 Nov 2026 or not at all; the user enrols again at the next sign-in<br>\`user.2\`<wbr>\`@acme.example\`, request \`INC-2\` | ❓ **Unknown**<br>the answer was lost<br>Pull request [7](https://github.com/acme/mfa-policy/pull/7) by \`ana-diaz\`, approved by \`bo-chen\` |
    | **Exempt from MFA** until 31 Jan 2027 (68 days)<br>\`user.1\`<wbr>\`@acme.example\` | ⏳ **Held back**<br>Pull request [8](https://github.com/acme/mfa-policy/pull/8) |
    | **MFA enforced** at the next sign-in of every user with a password, in every Org of the Production environment | ✅ **Done**<br>Pull request [7](https://github.com/acme/mfa-policy/pull/7) by \`ana-diaz\`, approved by \`bo-chen\` |

    **What is missing**

    - **the opt-out of \`user.1@acme.example\`**: pull request 8 needs 1 approval from \`bo-chen\`; not counted: \`ana-diaz\` is the author

    **What fixes it:** an approver approves, then anyone with write access runs this again:

    \`\`\`
    gh pr review 8 --approve
    gh run rerun 77
    \`\`\`

    **What to do about unknown outcomes**

    - the reset \`INC-2\` of \`user.2@acme.example\`: it is never sent again under this request. Ask the user whether enrolment is asked for at sign-in. If it is not, open a new request under a new id.

    Commit [\`abcdef0\`](https://github.com/acme/mfa-policy/commit/abcdef0123456789abcdef0123456789abcdef01) · run [\`77\`](https://github.com/acme/mfa-policy/actions/runs/77), attempt 2 · plan \`cafecafecafe\`
    "
  `);
});

describe('the title', () => {
  const two = (result: ResultKind) => [outcome(optOutRow('1'), result), outcome(optInRow('2'), 'done')];
  const NOTHING_NEW = 'Nothing new was applied. What was in force stays in force.';

  test.each<[ApplyStatus, RowOutcome[], string, string]>([
    ['applied', [], '✅ Applied', 'Everything that was approved is applied.'],
    ['no-changes', [], '✅ Nothing to do', 'The file says what is in force.'],
    ['held-back', two('held-back'), '⏳ Held back: 1 change not applied', NOTHING_NEW],
    ['refused', two('refused'), '⛔ Refused: 1 change not applied', NOTHING_NEW],
    ['refused', [], '⛔ Refused', NOTHING_NEW],
    [
      'partial',
      two('failed'),
      '⚠️ Applied in part: 1 of 2 changes',
      'Some changes are applied, others are not: see each row.',
    ],
    ['failed', [], '❌ Failed', NOTHING_NEW],
    ['not-adopted', [], '⏳ Not adopted', NOTHING_NEW],
    [
      'unknown',
      [],
      '❓ Unknown outcome',
      'The outcome of at least one call is unknown: what to do is explained below.',
    ],
  ])('of %s', (status, outcomes, verdict, meaning) => {
    expect(says({ status, outcomes }).split('\n').slice(0, 2)).toEqual([verdict, meaning]);
  });

  test('says above all that the ledger could not be written', () => {
    const text = says({ recorded: 'nowhere' });
    expect(text.split('\n').slice(0, 2)).toEqual([
      '❌ Not recorded',
      'The calls were made, but the ledger could not be written.',
    ]);
    expect(text).toContain('Keep this summary, then run the apply again.');
    expect(says({})).not.toContain('Keep this summary');
    expect(says({ recorded: 'without-evidence' })).toContain('but not the record of this apply');
  });

  test('is followed by the Org and who is exempt now; the last line names commit, run and plan', () => {
    const text = says({ posture: { exempt: [optOut()], most: 10 } }).split('\n');
    expect(text[2]).toBe(
      'Acme Risk, Org 166 (production) · Exempt now: 1 of 10 · next ends 31 Jan 2027 (lobby.kiosk)',
    );
    expect(text.at(-1)).toBe('Commit abcdef0 · run 77, attempt 2 · plan cafecafecafe');
  });
});

test('without rows there is no table', () => {
  expect(tableRows(outcomeText(view()))).toEqual([]);
  expect(outcomeText(view()).text).not.toContain('|');
});

describe('each result has its words', () => {
  test.each<[ResultKind, string]>([
    ['done', '✅ Done / why'],
    ['already', '✅ Already so / why'],
    ['failed', '❌ Failed / why'],
    ['unknown', '❓ Unknown / why'],
    ['not-started', '⏸️ Not started / why'],
    ['held-back', '⏳ Held back'],
    ['refused', '⛔ Refused / why'],
  ])('%s', (result, words) => {
    const [row] = tableRows(
      outcomeText(view({ outcomes: [outcome(optOutRow('1'), result, { why: 'why' })] })),
    );
    expect(row?.[1]?.replace(/ \/ Pull request .*/, '')).toBe(words);
    const [bare] = tableRows(outcomeText(view({ outcomes: [outcome(optOutRow('1'), result)] })));
    expect(bare?.[1]?.replace(/ \/ Pull request .*/, '')).toBe(words.replace(' / why', ''));
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
    expect(
      tableRows(text).map(
        ([what, result]) => `${result?.split(' / ')[0]} ${/user\.\d@acme\.example/.exec(what ?? '')?.[0]}`,
      ),
    ).toEqual([
      '❓ Unknown user.6@acme.example',
      '❌ Failed user.5@acme.example',
      '⏸️ Not started user.4@acme.example',
      '⏳ Held back user.3@acme.example',
      '⛔ Refused user.2@acme.example',
      '✅ Done user.9@acme.example',
      '✅ Done user.1@acme.example',
      '✅ Already so user.0@acme.example',
    ]);
  });
});

describe('by what authority', () => {
  test.each<[string, Partial<RowOutcome>]>([
    [
      'Pull request 7 by ana-diaz, approved by bo-chen, cy-lee',
      { verdict: go(approvedBy(approvedStep(7, ['bo-chen', 'cy-lee']))) },
    ],
    [
      'Pull request 9 by ana-diaz, approved by cy-lee / Pull request 7 by ana-diaz, approved by bo-chen',
      { verdict: go(approvedBy(approvedStep(9, ['cy-lee']), approvedStep(7))) },
    ],
    ['Pull request 7 by ana-diaz, no approval needed', { verdict: go(approvedBy(approvedStep(7, []))) }],
    [
      'Adoption by olga-owner, wes-writer',
      { verdict: go({ kind: 'adoption', commit: oid(1), by: ['olga-owner', 'wes-writer'] }) },
    ],
    ['Its date, 24 Nov 2026', { verdict: go(BY_DATE) }],
    ['Pull request 8', { verdict: heldBack(), pulls: [8] }],
    ['Pull request 9, 8', { verdict: refused('No.'), pulls: [9, 8] }],
    ['', { verdict: heldBack() }],
  ])('%s', (words, more) => {
    const [row] = tableRows(outcomeText(view({ outcomes: [outcome(optOutRow('1'), 'done', more)] })));
    expect(row?.[1]).toBe(words === '' ? '✅ Done' : `✅ Done / ${words}`);
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
      '- enforcing MFA: the next run sends what is in force until an answer confirms it.',
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
        '- the Org: still in doubt, failed (no)',
        '- user.3@acme.example: still in doubt, not started',
        '- The Org: an earlier run died while it changed the enforcement of MFA',
      ].join('\n'),
    );
    const one = says({ doubts: [{ target: user('1'), result: 'done' }], unsettled: [{ kind: 'org' }] });
    expect(one).toContain('In doubt since an earlier run\n- user.1@acme.example: what is in force');
    expect(says({})).not.toContain('In doubt');
  });
});

test('what an apply did of many rows is folded by kind; what needs somebody never is', () => {
  const outcomes = [
    ...Array.from({ length: 20 }, (_, n) => outcome(optOutRow(`${n}`), 'done')),
    ...Array.from({ length: 3 }, (_, n) => outcome(optInRow(`${n}`), 'held-back', { verdict: heldBack() })),
  ];
  const [open, ...folds] = outcomeText(view({ outcomes })).text.split('<details>');
  expect(open?.match(/⏳/g)).toHaveLength(1);
  expect(folds).toHaveLength(1);
  expect(folds[0]).toContain('<summary>Exempt from MFA: 20</summary>');
  expect(folds[0]?.split('</details>')[0]).not.toContain('⏳');
});

test('a doubt alone is reason enough to run again', () => {
  const doubts = [{ target: ORG, result: 'failed' as const }];
  expect(says({ doubts })).toContain('Fix the cause, then run this again:\ngh run rerun 77');
  expect(says({ doubts: [{ target: ORG, result: 'done' }] })).not.toContain('gh run rerun');
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
      'What was approved and is not done is left for the next run, which updates this text. Fix the cause, then run this again:\ngh run rerun 77\n',
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
