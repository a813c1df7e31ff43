import type { Judgement } from '../../src/approval/reviews.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Row } from '../../src/plan/row.ts';
import type { Made } from '../../src/report/foot.ts';
import type { OutcomeView } from '../../src/report/outcome.ts';
import type { Site } from '../../src/report/pages.ts';
import { type Audience, COMMENT_LIMIT, type PlanView, planText } from '../../src/report/plan.ts';
import { NOW, plan } from '../plan/plans.ts';

/** What texts are made from, for tests; what is not given is usual. */

export const HEAD = 'abcdef0123456789abcdef0123456789abcdef01';
export const SITE: Site = {
  server: 'https://github.com',
  owner: 'acme',
  repository: 'mfa-policy',
  policy: 'mfa-policy.yml',
};
export const MADE: Made = { site: SITE, commit: HEAD, runId: '77', attempt: 1, digest: 'cafe'.repeat(16) };

export function planView(of: Plan, more: Partial<PlanView> = {}): PlanView {
  return {
    plan: of,
    now: NOW,
    audience: review(),
    posture: { exempt: [], most: 10 },
    made: MADE,
    lines: { commit: HEAD, places: new Map() },
    foreign: [],
    requests: [],
    ...more,
  };
}

export const text = (of: Plan, more: Partial<PlanView> = {}) => planText(planView(of, more), COMMENT_LIMIT);

type Review = Extract<Audience, { kind: 'review' }>;

export function review(approvals?: Review['approvals'], openedByBot = false): Review {
  return { kind: 'review', openedByBot, ...(approvals && { approvals }) };
}

export function judgement(more: Partial<Judgement> = {}): Judgement {
  return { needed: 1, approvals: [], discounted: [], may: ['bo-chen'], enough: false, ...more };
}

/** A plan that holds exactly these rows. */
export function planOf(rows: readonly Row[], more: Partial<Plan> = {}): Plan {
  return { ...plan(), rows, warnings: [], ...more };
}

export const introduced = (of: Row): Row => ({ ...of, origin: 'introduced' });

export function outcomeView(more: Partial<OutcomeView> = {}): OutcomeView {
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
    posture: { exempt: [], most: 10 },
    made: MADE,
    way: { workflow: 'mfa-apply.yml', branch: 'main', policy: 'mfa-policy.yml' },
    now: NOW,
    ...more,
  };
}
