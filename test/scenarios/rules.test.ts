import { afterEach, beforeEach, expect, test } from 'vitest';
import { pullRequestRule, type Rule, strictRules } from '../sandbox/github/rules.ts';
import { expectRun, HALL, LOBBY, optIn, optOut, YARD } from './expected.ts';
import { runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const WHERE = 'Turn them on in a ruleset, under Settings > Rules > Rulesets';
const without = (type: string) => strictRules().filter((rule) => rule.type !== type);
const withPullRequests = (parameters: Record<string, unknown>) => [
  ...without('pull_request'),
  pullRequestRule(parameters),
];

const OFF: { name: string; rules: Rule[]; says: string }[] = [
  {
    name: 'no pull request required',
    rules: without('pull_request'),
    says: [
      '“Require a pull request before merging”, “Required approvals” of at least 1',
      '“Require review from Code Owners”',
      '“Dismiss stale pull request approvals when new commits are pushed”',
      '“Require approval of the most recent reviewable push”.',
    ].join(', '),
  },
  {
    name: 'fewer approvals required than the policy asks for',
    rules: withPullRequests({ required_approving_review_count: 0 }),
    says: 'branch rules that are off: “Required approvals” of at least 1.',
  },
  {
    name: 'no review by code owners',
    rules: withPullRequests({ require_code_owner_review: false }),
    says: 'off: “Require review from Code Owners”.',
  },
  {
    name: 'stale approvals kept',
    rules: withPullRequests({ dismiss_stale_reviews_on_push: false }),
    says: 'off: “Dismiss stale pull request approvals when new commits are pushed”.',
  },
  {
    name: 'the last push not approved',
    rules: withPullRequests({ require_last_push_approval: false }),
    says: 'off: “Require approval of the most recent reviewable push”.',
  },
  {
    name: 'code owners not asked',
    rules: withPullRequests({ require_code_owner_review: false }),
    says: 'off: “Require review from Code Owners”.',
  },
  {
    name: 'no extra approval of what nobody is named for',
    rules: withPullRequests({ require_extra_approval_for_unattributed_changes: false }),
    says: 'unattributed',
  },
  {
    name: 'force pushes allowed',
    rules: without('non_fast_forward'),
    says: 'off: “Block force pushes”.',
  },
  { name: 'deletion allowed', rules: without('deletion'), says: 'off: “Restrict deletions”.' },
];

test.each(OFF)('$name: carries out nothing but ended opt-outs and doubts', async ({ rules, says }) => {
  const ended = { user: HALL, expires: '2026-11-24' };
  world.seed({ optOuts: [ended] }, (state) => ({
    ...state,
    doubt: [{ kind: 'user', userId: '1734', user: YARD }],
  }));
  const pull = world.merged({
    optOuts: [ended, { user: LOBBY }],
    guardrails: { 'max-opt-outs': 5 },
    resets: [{ request: 'INC-1', user: 'cy.lee@acme.example' }],
  });
  world.repo.rules('main', rules);
  await expectRun(world, () => runHere(world), {
    status: 'partial',
    tenant: [optIn(1733), optIn(1734)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [`- opt-out ${HALL} until 2026-11-24`],
    says: [
      `**the opt-out of \`${LOBBY}\`**: waits for branch rules that are off`,
      '**the reset `INC-1` of `cy.lee@acme.example`**: waits for branch rules',
      '**the rule `max-opt-outs`**: waits for branch rules',
      says,
      WHERE,
      `\`${YARD}\`: what is in force was sent again and confirmed`,
    ],
  });
  expect(world.state().doubt).toEqual([]);
  expect(world.state().resets).toEqual([]);
});

test('names both a push without a pull request and the rules that let it through', async () => {
  world.seed();
  const pushed = world.push({ optOuts: [{ user: LOBBY }] });
  world.repo.rules('main', []);
  await expectRun(world, () => runHere(world), {
    status: 'held-back',
    github: ['ledger', 'issue'],
    says: [
      `**the opt-out of \`${LOBBY}\`**: was pushed without a pull request in \`${pushed.slice(0, 7)}\``,
      'The next change waits for branch rules that are off: “Require a pull request before merging”',
      WHERE,
    ],
  });
});

test('asks for no extra approval of unattributed changes where the server does not know that rule', async () => {
  world.seed();
  const pull = world.merged({ optOuts: [{ user: LOBBY }] });
  const older = pullRequestRule();
  delete older.parameters?.require_extra_approval_for_unattributed_changes;
  world.repo.rules('main', [...without('pull_request'), older]);
  await expectRun(world, () => runHere(world), {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
    silent: ['unattributed'],
  });
});

test('carries out what waited once the rule is on, when it is run again', async () => {
  world.seed();
  const pull = world.merged({ optOuts: [{ user: LOBBY }] });
  world.repo.rules('main', without('deletion'));
  await expectRun(world, () => world.applyPush({ runId: 7 }), {
    status: 'held-back',
    github: ['ledger', `comment on ${pull}`],
    says: ['gh run rerun 7'],
    silent: ['gh pr review'],
  });
  world.repo.rules('main', strictRules());
  await expectRun(world, () => world.applyPush({ runId: 7, attempt: 2 }), {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', 'comment again'],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
  });
});

test('counts several rulesets together', async () => {
  world.seed();
  const pull = world.merged({ optOuts: [{ user: LOBBY }] });
  world.repo.rules('main', [
    { type: 'deletion', ruleset_id: 1, ruleset_source_type: 'Organization' },
    { ...pullRequestRule({ dismiss_stale_reviews_on_push: false }), ruleset_id: 1 },
    { type: 'non_fast_forward', ruleset_id: 2 },
    {
      ...pullRequestRule({ required_approving_review_count: 0, require_last_push_approval: false }),
      ruleset_id: 2,
    },
  ]);
  await expectRun(world, () => runHere(world), {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    baseline: 'tip',
    silent: ['Rulesets'],
  });
});

test('asks the rules for as many approvals as are in force', async () => {
  world.seed({ guardrails: { 'required-approvals': 2 } });
  const pull = world.merged(
    { optOuts: [{ user: LOBBY }], guardrails: { 'required-approvals': 2 } },
    { approvedBy: ['bo-chen', 'cy-lee'] },
  );
  await expectRun(world, () => runHere(world), {
    status: 'held-back',
    github: ['ledger', `comment on ${pull}`],
    says: ['“Required approvals” of at least 2', WHERE],
  });
});

test('refuses a number of approvals that the rules don’t ask for, and that row alone', async () => {
  world.seed();
  const pull = world.merged(
    { optOuts: [{ user: LOBBY }], guardrails: { 'required-approvals': 2 } },
    { approvedBy: ['bo-chen', 'cy-lee'] },
  );
  await expectRun(world, () => runHere(world), {
    status: 'partial',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${pull}`],
    inForce: [`+ opt-out ${LOBBY} until 2027-01-31`],
    says: [
      'required-approvals',
      '“Required approvals” of at least 2 in a ruleset, under Settings > Rules > Rulesets',
    ],
  });
});

test('lets no pull request that sets required-approvals to 0 escape the rules', async () => {
  world.seed();
  const pull = world.merged({ optOuts: [{ user: LOBBY }], guardrails: { 'required-approvals': 0 } });
  world.repo.rules('main', []);
  await expectRun(world, () => runHere(world), {
    status: 'held-back',
    github: ['ledger', `comment on ${pull}`],
    says: ['**the rule `required-approvals`**: waits for branch rules', WHERE],
  });
});

test('is green with a note while nothing waits', async () => {
  world.seed();
  world.repo.rules('main', without('non_fast_forward'));
  await expectRun(world, () => runHere(world), {
    status: 'no-changes',
    says: ['The next change waits for branch rules that are off: “Block force pushes”.', WHERE],
  });
});

test('names the rules that are off to who adopts', async () => {
  world.push({ optOuts: [{ user: LOBBY }] });
  world.repo.rules('main', []);
  await expectRun(world, () => runHere(world), {
    status: 'not-adopted',
    code: 0,
    says: ['“Restrict deletions”', WHERE],
  });
});
