import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/approval/reviews.ts';
import type { Row } from '../../src/plan/row.ts';
import { entriesOf, entryKey } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import { codePoints, md, utf8Bytes } from '../../src/report/markdown.ts';
import {
  type Audience,
  COMMENT_LIMIT,
  foreignAlert,
  type PlanView,
  planText,
} from '../../src/report/plan.ts';
import { exemptAfter } from '../../src/report/posture.ts';
import { approval, enforceRow, optInRow, optOutRow, resetRow, row } from '../apply/rows.ts';
import { guarded, listed, optOut, policy, reset } from '../plan/entries.ts';
import { inForce, known, NOW, plan } from '../plan/plans.ts';
import { parsed, readable, strangers, tableRows } from './reading.ts';
import { HEAD, introduced, judgement, MADE, planOf, planView, review, text } from './views.ts';

const REFUSED = { refusals: [{ code: 'protected' as const, message: 'Is protected.' }] };
const PLAN_REFUSED = { refusals: [{ code: 'wrong-org' as const, message: 'Another Org.' }] };
const titleOf = (shown: ReturnType<typeof text>) => readable(shown).split('\n')[0];

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
  const before = policy({ optOuts: [listed(optOut({ user: 'old.kiosk@acme.example' }))] });
  const current = inForce({ ...before, enforce: false }, { ids: { 'old.kiosk@acme.example': '7' } });
  const of = plan({
    policy: file,
    inForce: current,
    base: { policy: before },
    known: known({
      'lobby.kiosk@acme.example': [{ id: '1732', sso: true }],
      'hall.kiosk@acme.example': [],
      'bo.chen@acme.example': [{ id: '102' }],
    }),
  });
  const approvals = of.rows
    .filter(({ origin, refusals }) => origin === 'introduced' && refusals.length === 0)
    .map((one) => ({ row: one, judgement: judgement({ may: one.kind === 'reset' ? [] : ['bo-chen'] }) }));
  const places = new Map(entriesOf(file).map((entry, n) => [entryKey(entry), { line: n + 5 }]));
  const shown = text(of, {
    audience: review(approvals),
    posture: { exempt: exemptAfter(of, current, NOW), most: 10 },
    lines: { commit: HEAD, places },
  });
  expect(strangers(shown)).toEqual([]);
  expect(shown.text).toMatchInlineSnapshot(`
    "### ⛔ Blocked: 1 of 5 changes refused

    \`Acme Risk\`, Org \`166\` (production) · Exempt after merge: **1 of 10** · next ends 31 Jan 2027 (\`lobby.kiosk\`)

    ⚠️ 1 weakens sign-in · 🔁 1 clears an MFA profile · 🔒 2 strengthen · ⛔ 1 refused

    **Approval:**

    - the reset \`INC-1\` of \`bo.chen@acme.example\`: needs 1 approval, but no eligible approver is left; add one first, or an administrator of the repository adopts
    - all other changes: needs 1 approval from \`bo-chen\`

    | What and who | Why |
    | --- | --- |
    | ⛔ **Refused:** **Exempt from MFA** until 1 Dec 2026 (7 days)<br>[\`hall.kiosk\`<wbr>\`@acme.example\`](https://github.com/acme/mfa-policy/blob/abcdef0123456789abcdef0123456789abcdef01/mfa-policy.yml#L7) | No user of this Org has exactly this e-mail. Correct it, or remove the entry. |
    | ⚠️ **Exempt from MFA** until 31 Jan 2027 (68 days)<br>[\`lobby.kiosk\`<wbr>\`@acme.example\`](https://github.com/acme/mfa-policy/blob/abcdef0123456789abcdef0123456789abcdef01/mfa-policy.yml#L6) (id \`1732\`) | \`Shared kiosk without a phone\`<br>Owner \`facilities\`<wbr>\`@acme.example\`, ticket \`SEC-1201\`<br>Note: signs in by SSO, where MFA is not asked for |
    | 🔁 **MFA profile cleared** by 27 Nov 2026 or not at all; the user enrols again at the next sign-in<br>[\`bo.chen\`<wbr>\`@acme.example\`](https://github.com/acme/mfa-policy/blob/abcdef0123456789abcdef0123456789abcdef01/mfa-policy.yml#L8), request \`INC-1\` | \`Lost phone, identity checked\` |
    | 🔒 **MFA required again**<br>\`old.kiosk\`<wbr>\`@acme.example\` | Taken out of the file |

    <details><summary>Rules: 1</summary>

    | What and who | Why |
    | --- | --- |
    | 🔒 \`max-resets\`: \`5\` → \`1\` ([line 14](https://github.com/acme/mfa-policy/blob/abcdef0123456789abcdef0123456789abcdef01/mfa-policy.yml#L14)) | Tighter |

    </details>

    <details><summary>Already waiting on the default branch: 1</summary>

    | What and who | Why |
    | --- | --- |
    | 🔒 **MFA enforced** at the next sign-in of every user with a password, in every Org of the Production environment ([line 5](https://github.com/acme/mfa-policy/blob/abcdef0123456789abcdef0123456789abcdef01/mfa-policy.yml#L5)) | – |

    </details>

    **Please note**

    - Enforcing MFA reaches every Org of the Production environment, not just this one.

    Commit [\`abcdef0\`](https://github.com/acme/mfa-policy/commit/abcdef0123456789abcdef0123456789abcdef01) · run [\`77\`](https://github.com/acme/mfa-policy/actions/runs/77) · plan \`cafecafecafe\` · tenant \`https://us.core.resolver.com\`
    "
  `);
});

describe('the title says whether there is something to approve', () => {
  test.each<[string, Row[], Partial<PlanView>]>([
    ['⛔ Blocked: 1 of 2 changes refused', [optOutRow('1', REFUSED), optInRow('2')].map(introduced), {}],
    ['⛔ Blocked: 1 of 1 change refused', [introduced(optOutRow('1', REFUSED))], {}],
    ['⚠️ Ready for review: 1 weakens sign-in', [introduced(optOutRow('1')), introduced(resetRow('2'))], {}],
    ['⚠️ Ready for review: 1 loosens a rule', [introduced(row(guarded(), undefined))], {}],
    ['🔁 Ready for review: 1 clears an MFA profile', [introduced(resetRow('1'))], {}],
    ['🔒 Ready for review', [introduced(optInRow('1'))], {}],
    ['✅ No policy change', [], {}],
    ['✅ No policy change', [optOutRow('1', REFUSED)], {}],
    ['⚠️ Needs adoption', [introduced(optOutRow('1'))], { needsAdoption: 'key' }],
    ['⛔ Blocked: 1 of 1 change refused', [introduced(optOutRow('1', REFUSED))], { needsAdoption: 'key' }],
    ['🔒 Ready to merge', [introduced(optInRow('1'))], { audience: { kind: 'queue' } }],
    [
      '⛔ Blocked: none of these changes can be applied',
      [introduced(optOutRow('1'))],
      { obstacle: md`Why.` },
    ],
  ])('%s', (title, rows, more) => {
    expect(titleOf(text(planOf(rows), more))).toBe(title);
  });

  test('and never that nothing changes, above what refuses the whole', () => {
    const shown = readable(text(planOf([], PLAN_REFUSED)));
    expect(shown.split('\n')[0]).toBe('⛔ Blocked: none of these changes can be applied');
    expect(shown).not.toMatch(/Nothing changes|No policy change|Exempt after/);
  });

  test('for the one who adopts stands above the plan, which has none of its own', () => {
    const shown = readable(text(planOf([optOutRow('1')]), { audience: { kind: 'adoption' } }));
    expect(shown.split('\n')[0]).toBe('Acme Risk, Org 166 (production) · Exempt after the adoption: 0 of 10');
  });
});

describe('what is told to the one who adopts', () => {
  const of = planOf([optOutRow('1'), introduced(optInRow('2')), resetRow('3')]);
  const shown = text(of, { audience: { kind: 'adoption' } });

  test('is every row, whoever brought it', () => {
    expect(tableRows(shown)).toHaveLength(3);
    expect(shown.text).not.toContain('<details>');
  });

  test('is that resets are closed: none is sent, and none is promised', () => {
    expect(readable(shown)).toContain('🔁 1 reset request is closed');
    expect(tableRows(shown)[2]?.[0]).toContain('Reset request closed, not applied');
    expect(readable(shown)).not.toContain('MFA profile');
  });

  test('is nothing about approvals or a merge, and not how the Org is adopted: that stands above', () => {
    const warned = planOf([optOutRow('1')], {
      warnings: [
        { code: 'not-adopted', message: 'Not adopted.' },
        { code: 'public', message: 'Public.' },
      ],
    });
    const notes = readable(text(warned, { audience: { kind: 'adoption' } }));
    expect(notes).toContain('Please note\n- Public.\n');
    expect(notes).not.toMatch(/merge|approv|Not adopted/i);
    expect(readable(text(warned))).toContain('- Not adopted.');
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
<details><summary>What the apply will send to the tenant</summary>

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
    expect(text(planOf([enforceRow()])).text).not.toContain('What the apply will send');
  });
});

describe('the posture', () => {
  test('says which Org, who is exempt afterwards, and what the pull request brings; not what waits', () => {
    const of = planOf([introduced(optOutRow('1')), optOutRow('2')]);
    expect(
      readable(text(of, { posture: { exempt: [optOut()], most: 10 } }))
        .split('\n')
        .slice(1, 3),
    ).toEqual([
      'Acme Risk, Org 166 (production) · Exempt after merge: 1 of 10 · next ends 31 Jan 2027 (lobby.kiosk)',
      '⚠️ 1 weakens sign-in',
    ]);
    const sandbox = planOf([], { org: { id: '166', environment: 'sandbox' } });
    expect(readable(text(sandbox))).toContain('\nOrg 166 (sandbox) · Exempt');
  });
});

describe('rows', () => {
  test('that wait on the default branch are folded away, apart from those that the pull request brings', () => {
    const of = planOf([introduced(optOutRow('1')), optOutRow('2')]);
    expect(tableRows(text(of))).toHaveLength(2);
    const [own, waiting] = text(of).text.split('<details><summary>Already waiting on the default branch: 1');
    expect(readable(own ?? '')).toContain('user.1@acme.example');
    expect(readable(own ?? '')).not.toContain('user.2@acme.example');
    expect(waiting).toContain('user.2');
    expect(text(planOf([introduced(optOutRow('1'))])).text).not.toContain('<details>');
  });

  test('that are refused are not, and say that they wait', () => {
    const shown = text(planOf([optOutRow('2', REFUSED), introduced(optOutRow('1', REFUSED))]));
    expect(shown.text).not.toContain('<details>');
    expect(tableRows(shown).map(([, why]) => why)).toEqual([
      'Is protected. / Waiting on the default branch, not part of this pull request',
      'Is protected.',
    ]);
  });

  test('are no table where there are none', () => {
    expect(tableRows(text(planOf([])))).toEqual([]);
  });

  test('lead to their line of the policy at the planned commit: whom they are about, else the line’s number', () => {
    const of = planOf([introduced(optOutRow('1')), introduced(enforceRow()), introduced(optInRow('3'))]);
    const places = new Map([
      ['opt-out:user.1@acme.example', { line: 12 }],
      ['enforce', { line: 7 }],
    ]);
    const shown = text(of, { lines: { commit: HEAD, places } });
    const page = `https://github.com/acme/mfa-policy/blob/${HEAD}/mfa-policy.yml`;
    expect(strangers(shown)).toEqual([]);
    expect(shown.text).toContain(`[\`user.1\`<wbr>\`@acme.example\`](${page}#L12)`);
    expect(shown.text).toContain(`([line 7](${page}#L7))`);
    expect(shown.text.match(/blob/g)).toHaveLength(2);
    const strange = { ...MADE, site: { ...MADE.site, policy: 'a policy.yml' } };
    expect(text(of, { lines: { commit: HEAD, places }, made: strange }).text).not.toMatch(/blob|line 7/);
  });
});

describe('a refusal of the whole', () => {
  test('stands above the rows as a caution', () => {
    const refused = planOf([introduced(optOutRow('1'))], PLAN_REFUSED);
    expect(text(refused).text).toContain('> [!CAUTION]\n> None of these changes will be applied.');
    expect(readable(text(refused))).toContain('- Another Org.');
    expect(readable(text(refused))).not.toContain('gh run rerun');
    expect(text(planOf([])).text).not.toContain('CAUTION');
  });

  test('because the tenant failed says what to run when it answers again', () => {
    const failed = planOf([], { refusals: [{ code: 'lookup-failed', message: 'It answered 503.' }] });
    expect(readable(text(failed))).toContain(
      '- It answered 503.\nWhen the tenant answers again, run this again:\ngh run rerun 77\n',
    );
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
      `Needs adoption. ${why} After the merge nothing new is applied until an administrator of the repository adopts the plan.`,
    ]);
    expect(readable(text(of))).not.toContain('Needs adoption');
  });

  test('is a ledger that can’t be believed, beside what is refused of the whole', () => {
    const obstacle = md`The ledger is ${'`buried`'}.`;
    expect(readable(text(planOf([], PLAN_REFUSED), { obstacle }))).toContain(
      '- Another Org.\n- The ledger is `buried`.',
    );
    const shown = text(planOf([]), { obstacle });
    expect(shown.text).toContain('> [!CAUTION]\n> None of these changes will be applied.');
    expect(readable(shown)).toContain('- The ledger is `buried`.');
  });
});

describe('who may approve, and what counts already', () => {
  const [LOBBY, HALL] = [introduced(optOutRow('1')), introduced(optOutRow('2'))];
  type Approvals = readonly { row: Row; judgement: Judgement }[];

  const lines = (audience: Audience, more: Partial<PlanView> = {}) =>
    readable(text(planOf([LOBBY, HALL]), { audience, ...more }))
      .split('\n')
      .filter((line) => /approv/i.test(line));
  const says = (approvals: Approvals | undefined, bot = false) => lines(review(approvals, bot));

  test.each<[string, Partial<Judgement>]>([
    ['needs 1 approval from bo-chen', {}],
    ['needs 2 approvals from bo-chen or cy-lee', { needed: 2, may: ['bo-chen', 'cy-lee'] }],
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
      'needs 1 approval from cy-lee; not counted: bo-chen approved a different version of this: approve again',
      {
        discounted: [{ login: 'bo-chen', why: 'approved a different version of this: approve again' }],
        may: ['cy-lee'],
      },
    ],
    [
      'needs 1 approval, but no eligible approver is left; add one first, or an administrator of the repository adopts',
      { may: [] },
    ],
  ])('is said once where it is the same for every change: %s', (words, more) => {
    const both = [LOBBY, HALL].map((of) => ({ row: of, judgement: judgement(more) }));
    expect(says(both)).toEqual([`Approval: ${words}.`]);
    expect(says(both.slice(1))).toEqual([`Approval: ${words}.`]);
  });

  test('is said row by row where it differs, and of all others at once', () => {
    const YARD = introduced(optInRow('3'));
    const approvals = [
      { row: LOBBY, judgement: judgement() },
      { row: YARD, judgement: judgement({ may: ['cy-lee'] }) },
    ];
    expect(says(approvals)).toEqual([
      'Approval:',
      '- the opt-out of user.1@acme.example: needs 1 approval from bo-chen',
      '- ending the opt-out of user.3@acme.example: needs 1 approval from cy-lee',
    ]);
    expect(says([...approvals, { row: HALL, judgement: judgement() }])).toEqual([
      'Approval:',
      '- ending the opt-out of user.3@acme.example: needs 1 approval from cy-lee',
      '- all other changes: needs 1 approval from bo-chen',
    ]);
  });

  test('is said of the first four alike, and the others are counted', () => {
    const approvals = Array.from({ length: 10 }, (_, n) => ({
      row: introduced(optOutRow(`${n + 1}`)),
      judgement: judgement({ may: [`approver-${n}`] }),
    }));
    expect(says(approvals).filter((line) => line.includes('needs 1 approval from'))).toHaveLength(4);
    expect(readable(text(planOf([LOBBY, HALL]), { audience: review(approvals) }))).toContain(
      '\n- 6 more, each in its own way: the summary of the apply says how\n',
    );
  });

  test('names four rows of many', () => {
    const five = (from: number, may: string) =>
      Array.from({ length: 5 }, (_, n) => ({
        row: introduced(optOutRow(`${from + n}`)),
        judgement: judgement({ may: [may] }),
      }));
    const [, first] = says([...five(10, 'cy-lee'), ...five(20, 'bo-chen'), ...five(30, 'bo-chen')]);
    expect(first).toContain('the opt-out of user.13@acme.example and 1 more: needs 1 approval from cy-lee');
  });

  test('is one more for what a bot opened, which is said', () => {
    const twice = judgement({ needed: 2, may: ['ana-diaz', 'bo-chen'] });
    expect(says([{ row: LOBBY, judgement: twice }], true)).toEqual([
      'Approval: needs 2 approvals from ana-diaz or bo-chen. One more than usual, because a bot opened this.',
    ]);
    const mixed = [
      { row: LOBBY, judgement: twice },
      { row: HALL, judgement: judgement({ needed: 2, may: ['ana-diaz', 'bo-chen', 'cy-lee'] }) },
    ];
    expect(says(mixed, true)[0]).toBe('Approval: One more than usual, because a bot opened this.');
  });

  test('is nobody where nobody has to', () => {
    expect(says([{ row: LOBBY, judgement: judgement({ needed: 0, enough: true }) }])).toEqual([
      'No approval is needed: required-approvals is 0.',
    ]);
  });

  test('is not said where no approval leads to anything: nothing to approve, refused, before an adoption, in a queue', () => {
    const approvals = [{ row: LOBBY, judgement: judgement() }];
    expect(says([])).toEqual([]);
    expect(says(undefined)).toEqual([]);
    expect(lines({ kind: 'queue' })).toEqual([]);
    expect(lines(review(approvals), { obstacle: md`The ledger is buried.` })).toEqual([]);
    expect(lines(review(approvals), { needsAdoption: 'key' })).toEqual([]);
    const refused = planOf([LOBBY], PLAN_REFUSED);
    expect(readable(text(refused, { audience: review(approvals) }))).not.toMatch(/approv/i);
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

describe('the foot', () => {
  const last = (of: ReturnType<typeof text>) => readable(of).split('\n').at(-1);

  test('is one line: commit, run, digest, tenant, and what could not be checked, which is no note', () => {
    expect(last(text(planOf([])))).toBe(
      'Commit abcdef0 · run 77 · plan cafecafecafe · tenant https://us.core.resolver.com',
    );
    const unasked = planOf([], { warnings: [{ code: 'not-looked-up', message: 'Not looked up.' }] });
    expect(last(text(unasked))).toMatch(/ · users are looked up by the apply: this job has no API key$/);
    expect(readable(text(unasked))).not.toMatch(/Please note|sent to the tenant|written to the tenant/);
  });
});

describe('a plan that is too long', () => {
  /** Half of it harmless, the dangerous ones of a long reason in characters of two code units. */
  const rows = [
    ...Array.from({ length: 100 }, (_, n) =>
      introduced(
        row(undefined, optOut({ user: `loose.${n}@acme.example`, reason: `${n} ${'🌈'.repeat(100)}` })),
      ),
    ),
    ...Array.from({ length: 100 }, (_, n) =>
      introduced({
        ...resetRow(`${n}`),
        after: reset({ request: `INC-${n}`, user: `user.${n}@acme.example`, reason: `${n}` }),
      }),
    ),
    ...Array.from({ length: 4_800 }, (_, n) => introduced(optInRow(`${n}`, { notes: [`number ${n}`] }))),
  ];
  const of = planOf(rows);
  const people = (shown: ReturnType<typeof text>) =>
    tableRows(shown).map(([what]) => /[a-z]+\.\d+@acme\.example/.exec(what ?? '')?.[0]);

  test.each([
    ['code points', { codePoints: 20_000, bytes: 10_000_000 }],
    ['bytes', { codePoints: 10_000_000, bytes: 20_000 }],
    ['what GitHub takes in a comment', COMMENT_LIMIT],
  ])('is cut within the limit of %s, the dangerous rows first and the counts whole', (_words, limit) => {
    const shown = planText(planView(of), limit);
    expect(codePoints(shown.text)).toBeLessThanOrEqual(limit.codePoints);
    expect(utf8Bytes(shown.text)).toBeLessThanOrEqual(limit.bytes);
    expect(shown.text.isWellFormed()).toBe(true);
    expect(strangers(shown)).toEqual([]);
    expect(readable(shown)).toContain(
      '⚠️ 100 weaken sign-in · 🔁 100 clear an MFA profile · 🔒 4800 strengthen',
    );
    const all = rows.map(({ before, after }) => ((after ?? before) as { user: string }).user);
    expect(people(shown).length).toBeGreaterThan(10);
    expect(people(shown)).toEqual(all.slice(0, people(shown).length));
    expect(readable(shown)).toContain(
      `… and ${5_000 - people(shown).length} more, none of them more dangerous`,
    );
  });

  test('is not cut by more than it must', () => {
    const limit = { codePoints: 20_000, bytes: 10_000_000 };
    const shown = people(planText(planView(of), limit)).length;
    const one = planText(planView(planOf(rows.slice(0, shown + 1))), {
      codePoints: 10_000_000,
      bytes: 10_000_000,
    });
    expect(codePoints(one.text)).toBeGreaterThan(limit.codePoints - 200);
  });

  test('is whole where it fits to the last character; its links go before any row does', () => {
    const places = new Map([['opt-out:loose.0@acme.example', { line: 7 }]]);
    const small = planView(planOf(rows.slice(0, 3)), { lines: { commit: HEAD, places } });
    const whole = planText(small, { codePoints: 10_000_000, bytes: 10_000_000 });
    const exact = { codePoints: codePoints(whole.text), bytes: utf8Bytes(whole.text) };
    expect(whole.text).toContain('/blob/');
    expect(planText(small, exact).text).toBe(whole.text);
    for (const limit of [
      { ...exact, codePoints: exact.codePoints - 1 },
      { ...exact, bytes: exact.bytes - 1 },
    ]) {
      expect(planText(small, limit).text).not.toContain('/blob/');
      expect(tableRows(planText(small, limit))).toEqual(tableRows(whole));
    }
  });

  test('is cut within the limit also where approvals differ from row to row', () => {
    const approvals = rows.map((one, n) => ({
      row: one,
      judgement: judgement({ may: n === 0 ? [] : ['bo-chen'] }),
    }));
    const shown = text(of, { audience: review(approvals) });
    expect(codePoints(shown.text)).toBeLessThanOrEqual(COMMENT_LIMIT.codePoints);
    expect(tableRows(shown).length).toBeGreaterThan(10);
  });

  test('still says its counts where not one row fits', () => {
    const shown = planText(planView(of), { codePoints: 1, bytes: 1 });
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
  const shown = text(of, {
    foreign: [evil],
    posture: { exempt: [optOut({ user: `${evil}@x`, expires: evil })], most: 10 },
    made: { ...MADE, commit: evil, runId: evil, digest: evil, site: { ...MADE.site, policy: evil } },
  });
  expect(strangers(shown)).toEqual([]);
  expect(parsed(shown).type).toBe('root');
});
