import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { codePoints, utf8Bytes } from '../../src/report/markdown.ts';
import {
  COMMENT_LIMIT,
  counts,
  foreignAlert,
  heading,
  type PlanView,
  planText,
} from '../../src/report/plan.ts';
import { enforceRow, optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { enforce, guarded, guardrail, listed, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, known, NOW, plan } from '../plan/plans.ts';
import { parsed, readable, strangers, tableRows } from './reading.ts';

const RULES = { guardrails: DEFAULT_GUARDRAILS, approvers: policy().approvers };
const AUTHOR = { login: 'Ana-Diaz', bot: false };

function view(of: Plan, more: Partial<PlanView> = {}): PlanView {
  return {
    plan: of,
    now: NOW,
    author: AUTHOR,
    rules: RULES,
    foreign: [],
    requests: [],
    needsAdoption: false,
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
  expect(strangers(text(of))).toEqual([]);
  expect(text(of).text).toMatchInlineSnapshot(`
    "### MFA plan: \`Acme Risk\`, Org \`166\` (production)

    When this is merged: **⚠️ 2 weaken sign-in · 🔁 1 resets an MFA profile · 🔒 2 strengthen.**

    Each change needs **1 approval** from \`bo-chen\`. \`Ana-Diaz\` does not count as the author; \`bo-chen\` does not count for what concerns that person.

    | What happens on merge | Who | Until (in UTC) | Why, and who owns it |
    | --- | --- | --- | --- |
    | ⛔ **refused**<br>Signs in without MFA | \`hall.kiosk@acme.example\` | \`2026-12-01\`<br>7 days | **Not carried out.** No user of this Org has exactly this e-mail. Correct it, or take the entry out.<br>\`Shared kiosk without a phone\`<br>Owner \`facilities@acme.example\`, ticket \`SEC-1201\` |
    | ⚠️ **weaker**<br>Signs in without MFA | \`lobby.kiosk@acme.example\` (id \`1732\`) | \`2027-01-31\`<br>68 days | \`Shared kiosk without a phone\`<br>Owner \`facilities@acme.example\`, ticket \`SEC-1201\`<br>Note: signs in by SSO, where MFA is not asked for |
    | 🔁 **reset**<br>The MFA profile is cleared: the user must enrol again at the next sign-in | \`bo.chen@acme.example\` | to be done by<br>\`2026-11-27\` | \`Lost phone, identity checked\`<br>Request \`INC-1\` |
    | 🔒 **tighter rule**<br>Rule \`max-resets\`: \`5\` → \`1\` | – | – | – |
    | 🔒 **stronger**<br>Is asked for MFA again | \`old.kiosk@acme.example\` | – | – |

    <details><summary>Already waiting on the default branch: 1</summary>

    | What happens on merge | Who | Until (in UTC) | Why, and who owns it |
    | --- | --- | --- | --- |
    | 🔒 **stronger**<br>MFA is enforced at the next sign-in of every user with a password, in every Org of the Production environment | – | – | – |

    </details>

    **Please note**

    - Enforcing MFA reaches every Org of the Production environment, not this one alone.

    Plan \`0580c635038f\` for \`https://us.core.resolver.com\`.
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
    ['✏️ 1 changes no strength', [row(undefined, enforce(false))]],
    ['✏️ 2 change no strength', [row(undefined, enforce(false)), row(undefined, guardrail('max-resets', 5))]],
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

describe('who may approve', () => {
  const brought = [introduced(optOutRow('1'))];
  const says = (more: Partial<PlanView>, rows = brought) =>
    readable(text(planOf(rows), more))
      .split('\n')
      .filter((line) => /approval/.test(line));

  test.each<[string, Partial<PlanView>, string]>([
    [
      'is an approver other than the author',
      {},
      'Each change needs 1 approval from bo-chen. Ana-Diaz does not count as the author.',
    ],
    [
      'are both, where neither is the author',
      { author: { login: 'wes-writer', bot: false } },
      'Each change needs 1 approval from ana-diaz or bo-chen.',
    ],
    [
      'are one more for what a bot opened',
      { author: { login: 'helper[bot]', bot: true } },
      'Each change needs 2 approvals (one more than usual, for a bot opened this) from ana-diaz or bo-chen.',
    ],
    [
      'is nobody, where the author is the only one',
      { rules: { ...RULES, approvers: RULES.approvers.slice(0, 1) } },
      'Each change needs 1 approval from nobody: there is no approver but the author. Ana-Diaz does not count as the author.',
    ],
    [
      'is not asked for',
      { rules: { ...RULES, guardrails: { ...DEFAULT_GUARDRAILS, requiredApprovals: 0 } } },
      'No approval is needed: required-approvals is 0.',
    ],
  ])('%s', (_words, more, line) => {
    expect(says(more)).toEqual([line]);
  });

  test('is not the user concerned, who is named once', () => {
    const rows = ['INC-1', 'INC-2'].map((request) =>
      introduced(row(undefined, reset({ request, user: 'bo.chen@acme.example' }))),
    );
    expect(says({}, rows)).toEqual([
      'Each change needs 1 approval from bo-chen. Ana-Diaz does not count as the author; bo-chen does not count for what concerns that person.',
    ]);
  });

  test('is not said where nothing changes, outside of a pull request, and before the adoption', () => {
    expect(says({}, [])).toEqual([]);
    const { author: _, ...outside } = view(planOf(brought));
    expect(readable(planText(outside, COMMENT_LIMIT))).not.toContain('approval');
    const { rules: __, ...unadopted } = view(planOf(brought));
    expect(readable(planText(unadopted, COMMENT_LIMIT))).not.toContain('approval');
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
