/** What people see, case by case: texts made by the functions of `src/report` from values, without a run. */
import type { ResultKind, RowOutcome } from '../../src/apply/outcome.ts';
import type { ApplyStatus } from '../../src/apply/status.ts';
import type { Judgement } from '../../src/approval/reviews.ts';
import type { Lack } from '../../src/approval/steps.ts';
import type { HeldBack } from '../../src/approval/verdict.ts';
import type { InForce } from '../../src/plan/known.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import { type Entry, entriesOf, entryKey } from '../../src/policy/entry.ts';
import { DEFAULT_GUARDRAILS, type Policy } from '../../src/policy/policy.ts';
import { earlierOf } from '../../src/report/earlier.ts';
import type { Made } from '../../src/report/foot.ts';
import { issueText } from '../../src/report/held-back.ts';
import type { Markdown } from '../../src/report/markdown.ts';
import { notAdoptedText, whyNotAdopted } from '../../src/report/not-adopted.ts';
import { type OutcomeView, outcomeText } from '../../src/report/outcome.ts';
import { type Audience, COMMENT_LIMIT, type PlanView, planText } from '../../src/report/plan.ts';
import { exemptAfter, exemptNow } from '../../src/report/posture.ts';
import { NOTHING_APPLIED, problemsText, refusalText } from '../../src/report/problems.ts';
import {
  approval,
  approvedBy,
  approvedStep,
  BY_DATE,
  decided,
  go,
  heldBack,
  oid,
} from '../../test/apply/rows.ts';
import { state } from '../../test/ledger/states.ts';
import { listed, optOut, policy, reset } from '../../test/plan/entries.ts';
import { inForce, known, NOW, plan, planUnadopted } from '../../test/plan/plans.ts';

/** What a case shows in each place; a place that shows nothing is left out. */
export interface Case {
  name: string;
  comment?: Markdown;
  summary?: Markdown;
  issue?: Markdown;
}

const HEAD = '5cccd11eea6d0f1e2d3c4b5a69788796a5b4c3d2';
const SUMMARY_LIMIT = { codePoints: 800_000, bytes: 900_000 };

function made(digest: string, attempt = 1): Made {
  const site = {
    server: 'https://github.com',
    owner: 'acme',
    repository: 'mfa-policy',
    policy: 'mfa-policy.yml',
  };
  return { site, commit: HEAD, runId: '12345678901', attempt, digest };
}

/** Each entry of a file five lines below the one before it. */
function linesOf(of: Policy): PlanView['lines'] {
  const places = entriesOf(of).map((entry, n) => [entryKey(entry), { line: 8 + 5 * n }] as const);
  return { commit: HEAD, places: new Map(places) };
}

interface Planned {
  of: Plan;
  file: Policy;
  current?: InForce;
  approvals?: readonly { row: Row; judgement: Judgement }[];
  more?: Partial<PlanView>;
}

function planCase(name: string, { of, file, current, approvals, more }: Planned): Case {
  const audience: Audience = { kind: 'review', openedByBot: false, ...(approvals && { approvals }) };
  const view: PlanView = {
    plan: of,
    now: NOW,
    audience,
    posture: { exempt: exemptAfter(of, current, NOW), most: file.guardrails.maxOptOuts },
    made: made(of.digest),
    lines: linesOf(file),
    foreign: [],
    requests: [{ method: 'PUT', path: '/user/users/<user id>/membership', body: '{"mfaOptOut":true}' }],
    ...more,
  };
  return { name, comment: planText(view, COMMENT_LIMIT), summary: planText(view, SUMMARY_LIMIT) };
}

function judgement(more: Partial<Judgement> = {}): Judgement {
  return { needed: 1, approvals: [], discounted: [], may: ['bo-chen', 'cy-lee'], enough: false, ...more };
}

/** What each change that a pull request brings still needs. */
function needs({ rows }: Plan, of: (row: Row) => Judgement = () => judgement()) {
  return rows
    .filter(({ origin, refusals }) => origin === 'introduced' && refusals.length === 0)
    .map((row) => ({ row, judgement: of(row) }));
}

const kiosk = (user: string, more: Partial<Entry & { kind: 'opt-out' }> = {}) =>
  listed(optOut({ user: `${user}@acme.example`, ...more }));

const USUAL = policy({
  approvers: ['ana-diaz', 'bo-chen', 'cy-lee'].map((login) => ({
    login,
    user: `${login.replace('-', '.')}@acme.example`,
  })),
});
const BEFORE: Policy = {
  ...USUAL,
  optOuts: [kiosk('yard.kiosk', { expires: '2026-12-31' }), kiosk('old.kiosk')],
};
const IN_FORCE = inForce(BEFORE, { ids: { 'old.kiosk@acme.example': '7', 'yard.kiosk@acme.example': '8' } });

function changed(file: Policy, more: Parameters<typeof plan>[0] = {}): Plan {
  return plan({ policy: file, inForce: IN_FORCE, base: { policy: BEFORE }, ...more });
}

/** The pull request whose picture the README shows. */
export const EVERYDAY: Policy = {
  ...USUAL,
  optOuts: [
    kiosk('yard.kiosk', { expires: '2027-01-31' }),
    kiosk('lobby.kiosk', {
      ticket: 'SEC-1201',
      reason: 'Shared kiosk without a phone, badge-controlled room',
    }),
  ],
  resets: [
    listed(
      reset({
        request: 'INC-20331',
        user: 'cy.lee@acme.example',
        reason: 'Lost phone, identity checked by video call',
      }),
    ),
  ],
  protected: ['break.glass@acme.example'],
};

function everydayPlan(): Plan {
  return changed(EVERYDAY, {
    known: known({
      'lobby.kiosk@acme.example': [{ id: '1732', administrator: false }],
      'yard.kiosk@acme.example': [{ id: '8', administrator: false }],
      'cy.lee@acme.example': [{ id: '103', administrator: false }],
    }),
  });
}

function everyday(): Case {
  const of = everydayPlan();
  return planCase('everyday', {
    of,
    file: EVERYDAY,
    current: IN_FORCE,
    approvals: needs(of, (row) => (row.kind === 'reset' ? judgement({ may: ['bo-chen'] }) : judgement())),
  });
}

function firstPlan(): Case {
  const file: Policy = { ...EVERYDAY, resets: [] };
  const of = planUnadopted({ policy: file, base: {} });
  return planCase('first plan', { of, file });
}

function allKinds(): Case {
  const before: Policy = { ...BEFORE, enforce: false, protected: ['break.glass@acme.example'] };
  const current = inForce(before);
  const file: Policy = {
    ...USUAL,
    enforce: true,
    optOuts: [
      kiosk('yard.kiosk', { expires: '2027-02-15', ticket: 'SEC-1300' }),
      kiosk('lobby.kiosk', { id: '1732' }),
      kiosk('a.very.long.name.of.a.service.account', {
        reason: 'https://wiki.acme.example/display/SEC/mfa-exceptions-2026',
      }),
      kiosk('root.admin'),
    ],
    resets: EVERYDAY.resets,
    protected: [],
    guardrails: { ...DEFAULT_GUARDRAILS, maxResets: 3, allowLift: true, requiredApprovals: 2 },
  };
  const of = plan({
    policy: file,
    inForce: current,
    base: { policy: before },
    limits: DEFAULT_GUARDRAILS,
    isPublic: true,
    known: known({
      'lobby.kiosk@acme.example': [{ id: '1732', sso: true, administrator: false }],
      'a.very.long.name.of.a.service.account@acme.example': [
        { id: '44', active: false, administrator: false },
      ],
      'root.admin@acme.example': [{ id: '105', administrator: true }],
      'yard.kiosk@acme.example': [{ id: '8', administrator: false }],
      'cy.lee@acme.example': [{ id: '103', administrator: false }],
    }),
  });
  return planCase('all kinds of rows', {
    of,
    file,
    current,
    approvals: needs(of, (row) =>
      judgement(
        row.kind === 'reset'
          ? { needed: 2, may: ['bo-chen'] }
          : {
              needed: 2,
              approvals: [approval('bo-chen')],
              may: ['cy-lee'],
              discounted: [{ login: 'ana-diaz', why: 'is the author' }],
            },
      ),
    ),
    more: { foreign: ['f'.repeat(40)] },
  });
}

function manyRows(): Case {
  const site = (n: number) => `kiosk.${String(n).padStart(3, '0')}`;
  const optOuts = Array.from({ length: 150 }, (_, n) =>
    kiosk(
      site(n),
      n % 3 === 0 ? {} : { reason: `Shared kiosk, floor ${n % 9}`, ticket: `SEC-${1200 + (n % 9)}` },
    ),
  );
  const before: Policy = {
    ...USUAL,
    optOuts: Array.from({ length: 45 }, (_, n) => kiosk(`old.${n}`)),
  };
  const current = inForce(before);
  const file: Policy = {
    ...USUAL,
    optOuts,
    protected: ['break.glass@acme.example'],
    guardrails: { ...DEFAULT_GUARDRAILS, maxOptOuts: 400 },
  };
  const users = optOuts.map(
    ({ user }, n) => [user, n < 5 ? [] : [{ id: `${1000 + n}`, administrator: false }]] as const,
  );
  const of = plan({
    policy: file,
    inForce: current,
    base: { policy: before },
    limits: file.guardrails,
    known: known(Object.fromEntries(users)),
  });
  return planCase('200 rows', { of, file, current, approvals: needs(of) });
}

function refusedRow(): Case {
  const file: Policy = { ...EVERYDAY, protected: [] };
  const of = changed(file, {
    known: known({
      'lobby.kiosk@acme.example': [],
      'cy.lee@acme.example': [{ id: '103', administrator: false }],
    }),
  });
  return planCase('refused row', { of, file, current: IN_FORCE, approvals: needs(of) });
}

function refusedWhole(): Case {
  const failed = 'The tenant answered 503 to the look-up of users, so it failed on its side.';
  const of = changed(EVERYDAY, { known: { looked: false, failed } });
  return planCase('refused whole', { of, file: EVERYDAY, current: IN_FORCE, approvals: needs(of) });
}

function needsAdoption(): Case {
  const of = changed(EVERYDAY);
  return planCase('needs adoption', {
    of,
    file: EVERYDAY,
    current: IN_FORCE,
    approvals: needs(of),
    more: { needsAdoption: 'key' },
  });
}

function invalidFile(): Case {
  const problems = [
    {
      line: 12,
      column: 5,
      message: 'This key is not known. Allowed keys: user, id, reason, owner, ticket, expires.',
    },
    { line: 14, column: 14, message: 'expires must be a date such as 2027-01-31.' },
    { line: 31, column: 3, message: 'guardrails must not be named twice.' },
  ];
  const at = { site: made('').site, commit: HEAD };
  return {
    name: 'invalid file',
    comment: problemsText('mfa-policy.yml', problems, undefined, at),
    summary: problemsText('mfa-policy.yml', problems, NOTHING_APPLIED, at),
  };
}

function notAdopted(): Case {
  const of = planUnadopted({
    policy: EVERYDAY,
    known: known({
      'lobby.kiosk@acme.example': [{ id: '1732', administrator: false }],
      'yard.kiosk@acme.example': [{ id: '8', administrator: false }],
    }),
  });
  const view: PlanView = {
    plan: of,
    now: NOW,
    audience: { kind: 'adoption' },
    posture: { exempt: exemptAfter(of, undefined, NOW), most: EVERYDAY.guardrails.maxOptOuts },
    made: made(of.digest),
    lines: linesOf(EVERYDAY),
    foreign: [],
    requests: [],
  };
  const text = (limit: typeof COMMENT_LIMIT) =>
    notAdoptedText({
      plan: of,
      workflow: 'mfa-apply.yml',
      whole: planText(view, limit),
      why: whyNotAdopted({ kind: 'no-state' }),
      rulesMissing: ['“Block force pushes”'],
    });
  return { name: 'not adopted', comment: text(COMMENT_LIMIT), summary: text(SUMMARY_LIMIT) };
}

function outcome(row: Row, result: ResultKind, more: Partial<RowOutcome> = {}): RowOutcome {
  return { ...decided(row), result, calls: [], ...more };
}

function outcomeCase(
  name: string,
  status: ApplyStatus,
  outcomes: readonly RowOutcome[],
  more: Partial<OutcomeView> = {},
): Case {
  const of = everydayPlan();
  const entries = IN_FORCE.entries.map(({ entry }) => entry);
  const view: OutcomeView = {
    plan: of,
    outcomes,
    doubts: [],
    unsettled: [],
    interrupted: [],
    earlier: [],
    status,
    recorded: 'whole',
    foreign: [],
    recordsDiffer: false,
    rulesMissing: [],
    posture: { exempt: exemptNow(entries, NOW), most: 10 },
    made: made(of.digest, status === 'applied' ? 2 : 1),
    way: { workflow: 'mfa-apply.yml', branch: 'main', policy: 'mfa-policy.yml' },
    now: NOW,
    ...more,
  };
  const text = outcomeText(view);
  const pushed = outcomes.some(
    ({ verdict }) =>
      verdict.kind === 'held-back' &&
      verdict.why.kind === 'steps' &&
      verdict.why.lacks.some(({ kind }) => kind === 'no-source'),
  );
  return { name, comment: text, summary: text, ...(pushed && { issue: issueText(outcomes) }) };
}

function heldBackCases(): Case[] {
  const lack = (more: Partial<Judgement>): Lack => ({
    kind: 'approvals',
    commit: oid(8),
    pull: 8,
    judgement: judgement(more),
  });
  const steps = (...lacks: Lack[]): HeldBack => ({ kind: 'steps', lacks });
  const reasons: [string, HeldBack][] = [
    ['an approval', steps(lack({ discounted: [{ login: 'ana-diaz', why: 'is the author' }] }))],
    ['no eligible approver', steps(lack({ may: [] }))],
    ['rules', { kind: 'rules', missing: ['“Block force pushes”', '“Restrict deletions”'] }],
    ['pushed', steps({ kind: 'no-source', commit: HEAD, cause: 'pushed' })],
    ['merge', steps({ kind: 'no-source', commit: HEAD, cause: 'merge' })],
    ['gone', steps({ kind: 'no-source', commit: HEAD, cause: 'gone', pull: 8 })],
    ['other step', steps({ kind: 'no-source', commit: HEAD, cause: 'other-step', pull: 8 })],
    ['no trail', { kind: 'no-trail' }],
    ['unreadable', { kind: 'unreadable' }],
    ['adoption', { kind: 'not-adopted' }],
  ];
  return reasons.map(([name, why]) =>
    outcomeCase(
      `held back, ${name}`,
      'held-back',
      everydayPlan()
        .rows.slice(0, 2)
        .map((row) => outcome(row, 'held-back', { verdict: heldBack(why), pulls: [8] })),
    ),
  );
}

const BY_7 = go(approvedBy(approvedStep(7)));

function ended(): Case[] {
  const { rows } = everydayPlan();
  const each = (results: readonly ResultKind[], why: string) =>
    rows.map((row, n) => {
      const result = results[n % results.length] ?? 'done';
      const reason = result === 'done' ? {} : { why };
      return outcome(row, result, { verdict: BY_7, pulls: [7], ...reason });
    });
  const earlier = earlierOf(
    state({
      inForce: [
        {
          entry: optOut(),
          since: '2026-11-20T09:00:00.000Z',
          userId: '1',
          authority: approvedBy(approvedStep(7)) as never,
        },
      ],
    }),
    7,
    [],
  );
  return [
    outcomeCase('applied', 'applied', each(['done'], '')),
    outcomeCase(
      'partial',
      'partial',
      each(
        ['done', 'failed', 'not-started'],
        'The tenant answered 503 to this call, so it failed on its side.',
      ),
    ),
    outcomeCase(
      'failed',
      'failed',
      each(['failed', 'not-started'], 'The tenant answered 503 to this call, so it failed on its side.'),
    ),
    outcomeCase('unknown', 'unknown', each(['unknown', 'done'], 'No answer came within 30 seconds.')),
    outcomeCase('applied after a retry', 'applied', each(['done'], '').slice(0, 2), { earlier }),
    outcomeCase('not recorded', 'unknown', each(['done'], ''), { recorded: 'nowhere' }),
    outcomeCase(
      'many applied',
      'applied',
      Array.from({ length: 40 }, (_, n) => {
        const row = { ...(rows[0] as Row), after: optOut({ user: `kiosk.${n}@acme.example` }) };
        return outcome(row, 'done', { verdict: n === 0 ? go(BY_DATE) : BY_7 });
      }),
    ),
    {
      name: 'refused apply',
      summary: refusalText([
        'The API key belongs to another Org than the one named by org.id. Use the key of that Org, or correct org.id.',
      ]),
    },
  ];
}

export function cases(): Case[] {
  return [
    everyday(),
    firstPlan(),
    allKinds(),
    manyRows(),
    invalidFile(),
    refusedRow(),
    refusedWhole(),
    needsAdoption(),
    notAdopted(),
    ...heldBackCases(),
    ...ended(),
  ];
}
