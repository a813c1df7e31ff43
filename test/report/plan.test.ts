import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/approval/reviews.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { codePoints, md, utf8Bytes } from '../../src/report/markdown.ts';
import {
  COMMENT_LIMIT,
  counts,
  foreignAlert,
  heading,
  type PlanView,
  planText,
} from '../../src/report/plan.ts';
import { approval, enforceRow, optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { enforce, guarded, guardrail, listed, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, known, NOW, plan } from '../plan/plans.ts';
import { parsed, readable, strangers, tableRows } from './reading.ts';

const AUTHOR = { login: 'Ana-Diaz', bot: false };

function view(of: Plan, more: Partial<PlanView> = {}): PlanView {
  return {
    plan: of,
    now: NOW,
    author: AUTHOR,
    foreign: [],
    requests: [],
    ...more,
  };
}

const text = (of: Plan, more: Partial<PlanView> = {}) => planText(view(of, more), COMMENT_LIMIT);

/** A plan that holds exactly these rows. */
function planOf(rows: Row[], more: Partial<Plan> = {}): Plan {
  return { ...plan(), rows, warnings: [], ...more };
}

const introduced = (of: Row): Row => ({ ...of, origin: 'introduced' });

test('the comment of a usual plan reads as a reviewer needs it', () => {
  const file = policy({
    publicKey: 'MCowBQYDK2VwAyEA',
    enforce: true,
    optOuts: [
      listed(optOut({ id: '1732' })),
      listed(optOut({ user: 'hall.kiosk@acme.example', expires: '2026-12-01' })),
    ],
    resets: [listed(reset({ user: 'bo.chen@acme.example' }))],
    guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 1 },
  });
  const of = plan({
    policy: file,
    inForce: inForce(
      policy({ enforce: false, optOuts: [listed(optOut({ user: 'old.kiosk@acme.example' }))] }),
      {
        ids: { 'old.kiosk@acme.example': '7' },
      },
    ),
    base: {
      policy: policy({ optOuts: [listed(optOut({ user: 'old.kiosk@acme.example' }))] }),
    },
    known: known({
      'lobby.kiosk@acme.example': [{ id: '1732', sso: true }],
      'hall.kiosk@acme.example': [],
      'bo.chen@acme.example': [{ id: '102' }],
    }),
  });
  const approvals = of.rows
    .filter(({ origin, refusals }) => origin === 'introduced' && refusals.length === 0)
    .map((one) => ({
      row: one,
      judgement: {
        needed: 1,
        approvals: [],
        discounted: [],
        may: one.kind === 'reset' ? [] : ['bo-chen'],
        enough: false,
      },
    }));
  expect(strangers(text(of, { approvals }))).toEqual([]);
  expect(text(of, { approvals }).text).toMatchInlineSnapshot(`
    "### MFA plan: \`Acme Risk\`, Org \`166\` (production)

    When this is merged: **⚠️ 2 weaken sign-in · 🔁 1 resets an MFA profile · 🔒 2 strengthen.**

    **Approval:**

    - the opt-out of \`lobby.kiosk@acme.example\`, the rule \`max-resets\`, ending the opt-out of \`old.kiosk@acme.example\`: needs 1 approval from \`bo-chen\`
    - the reset \`INC-1\` of \`bo.chen@acme.example\`: needs 1 approval but no eligible approver is left; add one first, or an administrator of the repository adopts

    | What happens on merge | Who | Until (in UTC) | Why, and who owns it |
    | --- | --- | --- | --- |
    | ⛔ **refused**<br>Exempt from MFA | \`hall.kiosk@acme.example\` | \`2026-12-01\`<br>7 days | **Not applied.** No user of this Org has exactly this e-mail. Correct it, or remove the entry.<br>\`Shared kiosk without a phone\`<br>Owner \`facilities@acme.example\`, ticket \`SEC-1201\` |
    | ⚠️ **weaker**<br>Exempt from MFA | \`lobby.kiosk@acme.example\` (id \`1732\`) | \`2027-01-31\`<br>68 days | \`Shared kiosk without a phone\`<br>Owner \`facilities@acme.example\`, ticket \`SEC-1201\`<br>Note: signs in by SSO, where MFA is not asked for |
    | 🔁 **reset**<br>The MFA profile is cleared: the user must enrol again at the next sign-in | \`bo.chen@acme.example\` | to be done by<br>\`2026-11-27\` | \`Lost phone, identity checked\`<br>Request \`INC-1\` |
    | 🔒 **tighter rule**<br>Rule \`max-resets\`: \`5\` → \`1\` | – | – | – |
    | 🔒 **stronger**<br>MFA required again | \`old.kiosk@acme.example\` | – | – |

    <details><summary>Already waiting on the default branch: 1</summary>

    | What happens on merge | Who | Until (in UTC) | Why, and who owns it |
    | --- | --- | --- | --- |
    | 🔒 **stronger**<br>MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment | – | – | – |

    </details>

    **Please note**

    - Enforcing MFA reaches every Org of the Production environment, not this one alone.

    Plan \`5cccd11eea6d\` for \`https://us.core.resolver.com\`.
    "
  `);
});

describe('the heading', () => {
  test('names the Org by its name, its id and its environment', () => {
    expect(readable(heading(plan(), planText(view(planOf([])), { codePoints: 0, bytes: 0 })))).toContain(
      'Acme Risk, Org 166 (production)',
    );
    const sandbox = planOf([], { org: { id: '166', environment: 'sandbox' } });
    expect(readable(text(sandbox)).split('\n')[0]).toBe('MFA plan: Org 166 (sandbox)');
  });
});

describe('what is sent to the tenant', () => {
  const put = (path: string, body: string) => ({ method: 'PUT', path, body }) as const;

  test('is folded below the rows, path and body as they are', () => {
    const requests = [
      put('/user/org/mfa', '{"enforceMfa":true}'),
      put('/user/users/mfa/reset', '{"userId":<user id>}'),
    ];
    expect(text(planOf([enforceRow()]), { requests }).text).toContain(`
<details><summary>What is sent to the tenant</summary>

\`\`\`
PUT /user/org/mfa
{"enforceMfa":true}

PUT /user/users/mfa/reset
{"userId":<user id>}
\`\`\`

</details>
`);
  });

  test('is data: a body makes neither links, nor mentions, nor HTML, nor ends its block', () => {
    const body = '{"``` </details> @acme/admins [x](https://evil.example) <img src=x>":true}';
    const shown = text(planOf([enforceRow()]), { requests: [put('/user/org/mfa', body)] });
    expect(strangers(shown)).toEqual([]);
    expect(shown.text).toContain(body);
  });

  test('is not mentioned where nothing is', () => {
    expect(text(planOf([enforceRow()])).text).not.toContain('What is sent');
  });
});

describe('the counts', () => {
  test.each<[string, Row[]]>([
    ['Nothing changes', []],
    ['⚠️ 1 weakens sign-in', [optOutRow('1')]],
    ['⚠️ 2 weaken sign-in', [optOutRow('1'), enforceRow(false)]],
    ['⚠️ 1 loosens a rule', [row(guarded(), undefined)]],
    ['⚠️ 2 loosen a rule', [row(guarded('a@acme.example'), undefined), row(guarded(), undefined)]],
    ['🔁 1 resets an MFA profile', [resetRow('1')]],
    ['🔁 2 reset an MFA profile', [resetRow('1'), resetRow('2')]],
    ['🔒 1 strengthens', [optInRow('1')]],
    ['🔒 2 strengthen', [optInRow('1'), row(undefined, guarded())]],
    ['✏️ 1 recorded setting', [row(undefined, enforce(false))]],
    ['✏️ 2 recorded settings', [row(undefined, enforce(false)), row(undefined, guardrail('max-resets', 5))]],
    [
      '⚠️ 1 weakens sign-in · ⚠️ 1 loosens a rule · 🔁 1 resets an MFA profile · 🔒 1 strengthens',
      [optInRow('1'), resetRow('2'), row(guarded(), undefined), optOutRow('3')],
    ],
  ])('%s', (words, rows) => {
    expect(readable(counts(rows))).toBe(words);
  });

  test('are of what the pull request brings; of everything outside of one', () => {
    const of = planOf([introduced(optOutRow('1')), optOutRow('2')]);
    expect(readable(text(of))).toContain('When this is merged: ⚠️ 1 weakens sign-in.');
    const { author: _, ...outside } = view(of);
    expect(readable(planText(outside, COMMENT_LIMIT))).toContain('⚠️ 2 weaken sign-in.');
    expect(readable(planText(outside, COMMENT_LIMIT))).not.toContain('When this is merged');
  });
});

describe('rows', () => {
  test('that wait on the default branch are folded away, apart from those that the pull request brings', () => {
    const of = planOf([introduced(optOutRow('1')), optOutRow('2')]);
    expect(tableRows(text(of)).map(([, whom]) => whom)).toEqual([
      'user.1@acme.example',
      'user.2@acme.example',
    ]);
    expect(text(of).text).toContain('<details><summary>Already waiting on the default branch: 1</summary>');
    expect(text(planOf([introduced(optOutRow('1'))])).text).not.toContain('<details>');
  });

  test('all stand in one table outside of a pull request', () => {
    const { author: _, ...outside } = view(planOf([introduced(optOutRow('1')), optOutRow('2')]));
    const shown = planText(outside, COMMENT_LIMIT);
    expect(tableRows(shown)).toHaveLength(2);
    expect(shown.text).not.toContain('<details>');
  });

  test('are no table where there are none', () => {
    expect(tableRows(text(planOf([])))).toEqual([]);
    expect(readable(text(planOf([])))).toContain('Nothing changes.');
  });
});

describe('a refusal of the whole', () => {
  test('stands above everything as a caution', () => {
    const refused = planOf([], { refusals: [{ code: 'wrong-org', message: 'Another Org.' }] });
    expect(text(refused).text).toContain('> [!CAUTION]\n> None of these changes will be applied.');
    expect(readable(text(refused))).toContain('- Another Org.');
    expect(text(planOf([])).text).not.toContain('CAUTION');
  });
});

describe('what keeps the rest from being applied', () => {
  test.each<[NonNullable<PlanView['needsAdoption']>, string]>([
    ['key', 'This changes the key that the ledger is verified by.'],
    ['org', 'This makes the file the policy of another Org.'],
    ['path', 'The ledger is about another policy file than this one.'],
  ])('is the adoption that another %s needs, said above everything', (needsAdoption, why) => {
    const of = planOf([introduced(optOutRow('1'))]);
    const shown = text(of, { needsAdoption });
    expect(strangers(shown)).toEqual([]);
    expect(readable(shown).split('\n').slice(1, 3)).toEqual([
      '[!CAUTION]',
      `Needs adoption. ${why} After the merge nothing is applied, and no opt-out ends, until an administrator of the repository adopts the plan.`,
    ]);
    expect(readable(text(of))).not.toContain('Needs adoption');
  });

  test('is a ledger that can’t be believed, beside what is refused of the whole', () => {
    const of = planOf([], { refusals: [{ code: 'wrong-org', message: 'Another Org.' }] });
    const obstacle = md`The ledger is ${'`buried`'}.`;
    expect(readable(text(of, { obstacle }))).toContain('- Another Org.\n- The ledger is `buried`.');
    const shown = text(planOf([]), { obstacle });
    expect(shown.text).toContain('> [!CAUTION]\n> None of these changes will be applied.');
    expect(readable(shown)).toContain('- The ledger is `buried`.');
  });
});

describe('who may approve, and what counts already', () => {
  const [LOBBY, HALL] = [introduced(optOutRow('1')), introduced(optOutRow('2'))];

  function judgement(more: Partial<Judgement> = {}): Judgement {
    return { needed: 1, approvals: [], discounted: [], may: ['bo-chen'], enough: false, ...more };
  }

  const says = (approvals: PlanView['approvals'], more: Partial<PlanView> = {}) =>
    readable(text(planOf([LOBBY, HALL]), { ...(approvals && { approvals }), ...more }))
      .split('\n')
      .filter((line) => /approv/i.test(line));

  test.each<[string, Partial<Judgement>]>([
    ['needs 1 approval from bo-chen', {}],
    ['needs 1 approval from bo-chen or cy-lee', { may: ['bo-chen', 'cy-lee'] }],
    [
      'needs 1 more approval from cy-lee, approved by bo-chen so far',
      { needed: 2, approvals: [approval('bo-chen')], may: ['cy-lee'] },
    ],
    ['approved by bo-chen', { approvals: [approval('bo-chen')], may: ['cy-lee'], enough: true }],
    [
      'approved by bo-chen, cy-lee',
      { approvals: [approval('bo-chen'), approval('cy-lee')], may: [], enough: true },
    ],
    [
      'needs 1 approval from cy-lee; not counted: bo-chen approved another text of this: approve again',
      {
        discounted: [{ login: 'bo-chen', why: 'approved another text of this: approve again' }],
        may: ['cy-lee'],
      },
    ],
    [
      'needs 1 approval but no eligible approver is left; add one first, or an administrator of the repository adopts',
      { may: [] },
    ],
  ])('is said once where it is the same for every change: %s', (words, more) => {
    const both = [LOBBY, HALL].map((of) => ({ row: of, judgement: judgement(more) }));
    expect(says(both)).toEqual([`Approval: ${words}.`]);
    expect(says(both.slice(1))).toEqual([`Approval: ${words}.`]);
  });

  test('is said row by row where it differs, those alike together', () => {
    const YARD = introduced(optInRow('3'));
    const approvals = [
      { row: LOBBY, judgement: judgement() },
      { row: YARD, judgement: judgement({ may: ['cy-lee'] }) },
      { row: HALL, judgement: judgement() },
    ];
    expect(says(approvals)).toEqual([
      'Approval:',
      '- the opt-out of user.1@acme.example, the opt-out of user.2@acme.example: needs 1 approval from bo-chen',
      '- ending the opt-out of user.3@acme.example: needs 1 approval from cy-lee',
    ]);
  });

  test('is said of the first eight alike, and the others are counted', () => {
    const approvals = Array.from({ length: 10 }, (_, n) => ({
      row: introduced(optOutRow(`${n + 1}`)),
      judgement: judgement({ may: [`approver-${n}`] }),
    }));
    expect(says(approvals).filter((line) => line.includes('needs 1 approval from'))).toHaveLength(8);
    expect(readable(text(planOf([LOBBY, HALL]), { approvals }))).toContain(
      '\n- 2 more, each in its own way: the summary of the apply says how\n',
    );
  });

  test('is one more for what a bot opened, which is said', () => {
    const author = { login: 'helper[bot]', bot: true };
    const twice = judgement({ needed: 2, may: ['ana-diaz', 'bo-chen'] });
    expect(says([{ row: LOBBY, judgement: twice }], { author })).toEqual([
      'Approval: needs 2 approvals from ana-diaz or bo-chen. One more than usual, because a bot opened this.',
    ]);
    const mixed = [
      { row: LOBBY, judgement: twice },
      { row: HALL, judgement: judgement({ needed: 2, may: ['ana-diaz', 'bo-chen', 'cy-lee'] }) },
    ];
    expect(says(mixed, { author })[0]).toBe('Approval: One more than usual, because a bot opened this.');
  });

  test('is nobody where nobody has to', () => {
    const none = judgement({ needed: 0, enough: true });
    expect(says([{ row: LOBBY, judgement: none }])).toEqual([
      'No approval is needed: required-approvals is 0.',
    ]);
  });

  test('is not said where nothing can be approved, outside of a pull request, and before the adoption', () => {
    expect(says([])).toEqual([]);
    expect(says(undefined)).toEqual([]);
    const { author: _, ...outside } = view(planOf([LOBBY]), {
      approvals: [{ row: LOBBY, judgement: judgement() }],
    });
    expect(readable(planText(outside, COMMENT_LIMIT))).not.toMatch(/approv/i);
  });
});

describe('notes', () => {
  test('are warnings, each with its subject, below what is red: foreign commits', () => {
    const of = planOf([], {
      warnings: [
        { code: 'public', message: 'The repository is public.' },
        { code: 'ended', message: 'Has ended.', subject: 'a@acme.example' },
      ],
    });
    const shown = text(of, { foreign: ['f'.repeat(40)] });
    expect(readable(shown)).toContain(
      'Please note\n- The repository is public.\n- a@acme.example: Has ended.',
    );
    expect(shown.text).toMatch(
      /^> \[!CAUTION\]\n> \*\*Foreign commits on the ledger\*\*[^\n]*`ffffffffffff`[^\n]*\n\n/m,
    );
    expect(shown.text.indexOf('Foreign')).toBeLessThan(shown.text.indexOf('Please note'));
    expect(text(planOf([])).text).not.toMatch(/Please note|CAUTION|Foreign/);
  });

  test('name five foreign commits and count the others', () => {
    const oids = Array.from({ length: 7 }, (_, n) => `${n}`.repeat(40));
    expect(readable(foreignAlert(oids.slice(0, 5)))).toContain(
      'written over: 000000000000, 111111111111, 222222222222, 333333333333, 444444444444. Find out who wrote them.',
    );
    expect(readable(foreignAlert(oids))).toContain('444444444444 and 2 more. Find out');
  });
});

describe('a plan that is too long', () => {
  /** Half of it harmless, the dangerous ones of a long reason in characters of two code units. */
  const rows = [
    ...Array.from({ length: 100 }, (_, n) =>
      introduced(row(undefined, optOut({ user: `loose.${n}@acme.example`, reason: '🌈'.repeat(100) }))),
    ),
    ...Array.from({ length: 100 }, (_, n) => introduced(resetRow(`${n}`))),
    ...Array.from({ length: 4_800 }, (_, n) => introduced(optInRow(`${n}`))),
  ];
  const of = planOf(rows);

  test.each([
    ['code points', { codePoints: 20_000, bytes: 10_000_000 }],
    ['bytes', { codePoints: 10_000_000, bytes: 20_000 }],
    ['what GitHub takes in a comment', COMMENT_LIMIT],
  ])('is cut within the limit of %s, the dangerous rows first and the counts whole', (_words, limit) => {
    const shown = planText(view(of), limit);
    expect(codePoints(shown.text)).toBeLessThanOrEqual(limit.codePoints);
    expect(utf8Bytes(shown.text)).toBeLessThanOrEqual(limit.bytes);
    expect(shown.text.isWellFormed()).toBe(true);
    expect(strangers(shown)).toEqual([]);
    expect(readable(shown)).toContain(
      'When this is merged: ⚠️ 100 weaken sign-in · 🔁 100 reset an MFA profile · 🔒 4800 strengthen.',
    );
    const people = tableRows(shown).map(([, whom]) => whom);
    const all = rows.map(({ before, after }) => ((after ?? before) as { user: string }).user);
    expect(people.length).toBeGreaterThan(10);
    expect(people).toEqual(all.slice(0, people.length));
    expect(readable(shown)).toContain(`… and ${5_000 - people.length} more, none of them more dangerous`);
  });

  test('is not cut by more than it must', () => {
    const limit = { codePoints: 20_000, bytes: 10_000_000 };
    const shown = tableRows(planText(view(of), limit)).length;
    const one = planText(view(planOf(rows.slice(0, shown + 1))), {
      codePoints: 10_000_000,
      bytes: 10_000_000,
    });
    expect(codePoints(one.text)).toBeGreaterThan(limit.codePoints - 200);
  });

  test('is whole where it fits to the last character', () => {
    const small = planOf(rows.slice(0, 3));
    const whole = planText(view(small), { codePoints: 10_000_000, bytes: 10_000_000 });
    const exact = { codePoints: codePoints(whole.text), bytes: utf8Bytes(whole.text) };
    expect(planText(view(small), exact).text).toBe(whole.text);
    expect(planText(view(small), { ...exact, codePoints: exact.codePoints - 1 }).text).not.toBe(whole.text);
    expect(planText(view(small), { ...exact, bytes: exact.bytes - 1 }).text).not.toBe(whole.text);
  });

  test('is cut within the limit also where approvals differ from row to row', () => {
    const approvals = rows.map((one, n) => ({
      row: one,
      judgement: { needed: 1, approvals: [], discounted: [], may: n === 0 ? [] : ['bo-chen'], enough: false },
    }));
    const shown = planText(view(of, { approvals }), COMMENT_LIMIT);
    expect(codePoints(shown.text)).toBeLessThanOrEqual(COMMENT_LIMIT.codePoints);
    expect(tableRows(shown).length).toBeGreaterThan(10);
  });

  test('still says its counts where not one row fits', () => {
    const shown = planText(view(of), { codePoints: 1, bytes: 1 });
    expect(tableRows(shown)).toEqual([]);
    expect(readable(shown)).toContain('⚠️ 100 weaken sign-in');
    expect(readable(shown)).toContain('… and 5000 more');
  });
});

test('data in a plan makes neither links, nor mentions, nor HTML', () => {
  const evil = '<img src=x> @ana [x](https://evil.example) | `` #1 </details>';
  const rows = [
    introduced(row(undefined, optOut({ reason: evil, owner: evil, ticket: evil }))),
    introduced(row(optOut({ reason: 'x', owner: evil, ticket: evil }), optOut())),
    introduced(row(undefined, reset({ reason: evil }))),
  ];
  const of = planOf(rows, { org: { id: '166', name: evil, environment: 'production' }, origin: evil });
  const shown = text(of, { author: { login: evil, bot: false }, foreign: [evil] });
  expect(strangers(shown)).toEqual([]);
  expect(parsed(shown).type).toBe('root');
});
