import { afterEach, describe, expect, test } from 'vitest';
import { APPROVERS, type PolicyText } from '../sandbox/policy-text.ts';
import { type Expected, expectRun, LOBBY, optOut, reset } from './expected.ts';
import { runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
afterEach(() => world.close());

const WITH_LOBBY: PolicyText = { optOuts: [{ user: LOBBY }] };
const LOBBY_OUT = `+ opt-out ${LOBBY} until 2027-01-31`;

/** What a pull request of ana's lacks, whatever it changes. */
function heldBack(...says: string[]): Expected {
  return { status: 'held-back', github: ['ledger', 'comment on 1'], says };
}

const done: Expected = {
  status: 'applied',
  tenant: [optOut(1732)],
  github: ['ledger', 'ledger', 'comment on 1'],
  inForce: [LOBBY_OUT],
  baseline: 'tip',
};

interface Case {
  name: string;
  /** Left out: nothing but the usual. */
  seed?: PolicyText;
  approvals?: number;
  /** What the pull request says; left out, the kiosk of the lobby is opted out. */
  policy?: PolicyText;
  /** Who opens it; left out, ana. */
  by?: string;
  review(pull: number): void;
  expected: Expected;
}

const approve = (pull: number, by: string) => world.repo.review(pull, { by, state: 'APPROVED' });

const CASES: Case[] = [
  {
    name: 'holds back what nobody approved',
    review() {},
    expected: heldBack(
      `the opt-out of \`${LOBBY}\``,
      'pull request 1 needs 1 approval from `bo-chen` or `cy-lee`',
      'gh pr review 1 --approve',
      'gh run rerun 1001',
    ),
  },
  {
    name: 'refuses an approval by the author',
    review: (pull) => world.repo.review(pull, { by: 'ana-diaz', state: 'APPROVED', anyway: true }),
    expected: heldBack(
      'pull request 1 needs 1 approval from `bo-chen` or `cy-lee`; not counted: `ana-diaz` is the author',
    ),
  },
  {
    name: 'refuses an approval by a bot',
    seed: { approvers: { ...APPROVERS, 'kind-helper': 'cy.lee@acme.example', 'cy-lee': 'dee@acme.example' } },
    policy: {
      ...WITH_LOBBY,
      approvers: { ...APPROVERS, 'kind-helper': 'cy.lee@acme.example', 'cy-lee': 'dee@acme.example' },
    },
    review(pull) {
      world.repo.user('kind-helper', { type: 'Bot', permission: 'write' });
      approve(pull, 'kind-helper');
    },
    expected: heldBack('not counted: `kind-helper` is a bot'),
  },
  {
    name: 'refuses an approval by a writer who is not an approver',
    review: (pull) => approve(pull, 'wes-writer'),
    expected: heldBack('not counted: `wes-writer` is not an approver in force'),
  },
  {
    name: 'refuses an approval by an administrator of the repository who is not an approver',
    review: (pull) => approve(pull, 'olga-owner'),
    expected: heldBack('not counted: `olga-owner` is not an approver in force'),
  },
  {
    name: 'refuses an approval by an approver who can only read',
    review(pull) {
      approve(pull, 'bo-chen');
      world.repo.user('bo-chen', { permission: 'read' });
    },
    expected: heldBack('not counted: `bo-chen` can only read this repository'),
  },
  {
    name: 'refuses an approval by an approver whose account is gone',
    review(pull) {
      approve(pull, 'bo-chen');
      world.repo.user('bo-chen', { deleted: true });
    },
    expected: heldBack('not counted: `ghost` can only read this repository'),
  },
  {
    name: 'refuses an approval that was dismissed',
    review(pull) {
      approve(pull, 'bo-chen');
      world.repo.dismiss(pull, 'bo-chen');
    },
    expected: heldBack('not counted: `bo-chen` was dismissed'),
  },
  {
    name: 'refuses an approval that its author took back by requesting changes',
    review(pull) {
      approve(pull, 'bo-chen');
      world.repo.review(pull, { by: 'bo-chen', state: 'CHANGES_REQUESTED' });
    },
    expected: heldBack('not counted: `bo-chen` requests changes'),
  },
  {
    name: 'lets a comment after an approval change nothing',
    review(pull) {
      approve(pull, 'bo-chen');
      world.repo.review(pull, { by: 'bo-chen', state: 'COMMENTED' });
    },
    expected: { ...done, says: ['Pull request 1 by `ana-diaz`, approved by `bo-chen`'] },
  },
  {
    name: 'refuses the approval of one’s own opt-out',
    policy: { optOuts: [{ user: 'bo.chen@acme.example' }] },
    review: (pull) => approve(pull, 'bo-chen'),
    expected: heldBack(
      'pull request 1 needs 1 approval from `cy-lee`; not counted: `bo-chen` is the user concerned',
    ),
  },
  {
    name: 'refuses the approval of one’s own reset',
    policy: { resets: [{ request: 'INC-1', user: 'bo.chen@acme.example' }] },
    review: (pull) => approve(pull, 'bo-chen'),
    expected: heldBack(
      'pull request 1 needs 1 approval from `cy-lee`; not counted: `bo-chen` is the user concerned',
    ),
  },
  {
    name: 'lets another approver approve what concerns an approver',
    policy: { resets: [{ request: 'INC-1', user: 'bo.chen@acme.example' }] },
    review: (pull) => approve(pull, 'cy-lee'),
    expected: {
      status: 'applied',
      tenant: [reset(102)],
      github: ['ledger', 'ledger', 'comment on 1'],
      baseline: 'tip',
    },
  },
  {
    name: 'wants one more approval of what a bot opened',
    by: 'tidy[bot]',
    review: (pull) => approve(pull, 'bo-chen'),
    expected: heldBack('pull request 1 needs 1 more approval from `ana-diaz` or `cy-lee`'),
  },
  {
    name: 'carries out what a bot opened with one more approval',
    by: 'tidy[bot]',
    review(pull) {
      approve(pull, 'bo-chen');
      approve(pull, 'ana-diaz');
    },
    expected: { ...done, says: ['approved by `bo-chen`, `ana-diaz`'] },
  },
  {
    name: 'finds one approval too few where two are required',
    approvals: 2,
    seed: { guardrails: { 'required-approvals': 2 } },
    policy: { ...WITH_LOBBY, guardrails: { 'required-approvals': 2 } },
    review: (pull) => approve(pull, 'bo-chen'),
    expected: heldBack('pull request 1 needs 1 more approval from `cy-lee`'),
  },
  {
    name: 'carries out with two approvals where two are required',
    approvals: 2,
    seed: { guardrails: { 'required-approvals': 2 } },
    policy: { ...WITH_LOBBY, guardrails: { 'required-approvals': 2 } },
    review(pull) {
      approve(pull, 'bo-chen');
      approve(pull, 'cy-lee');
    },
    expected: done,
  },
  {
    name: 'says that too few approvers are left',
    seed: { approvers: { 'ana-diaz': 'ana.diaz@acme.example' } },
    policy: { ...WITH_LOBBY, approvers: { 'ana-diaz': 'ana.diaz@acme.example' } },
    review() {},
    expected: heldBack(
      'pull request 1 needs 1 approval, but no eligible approver is left; add one first, or an administrator of the repository adopts',
    ),
  },
  {
    name: 'compares logins without case',
    seed: { approvers: { ...APPROVERS, 'DEE-dow': 'dee.dow@acme.example' } },
    policy: { ...WITH_LOBBY, approvers: { ...APPROVERS, 'dee-DOW': 'dee.dow@acme.example' } },
    review(pull) {
      const dee = world.repo.user('dee-dow', { permission: 'write' });
      dee.login = 'Dee-Dow';
      approve(pull, 'Dee-Dow');
    },
    expected: { ...done, says: ['approved by `Dee-Dow`'] },
  },
  {
    name: 'knows no approver under a new login',
    review(pull) {
      const bo = world.repo.user('bo-chen');
      approve(pull, 'bo-chen');
      world.repo.user('bo-renamed', { permission: 'write' });
      bo.login = 'bo-renamed';
    },
    expected: heldBack('not counted: `bo-renamed` is not an approver in force'),
  },
  {
    name: 'counts nobody who becomes an approver by the same pull request',
    policy: { ...WITH_LOBBY, approvers: { ...APPROVERS, 'wes-writer': 'wes@acme.example' } },
    review: (pull) => approve(pull, 'wes-writer'),
    expected: heldBack(
      `the opt-out of \`${LOBBY}\`**: pull request 1 needs 1 approval from \`bo-chen\` or \`cy-lee\`; not counted: \`wes-writer\` is not an approver in force`,
      'the approver `wes-writer`**: pull request 1 needs 1 approval from',
    ),
  },
  {
    name: 'counts nobody who becomes an approver by the same, approved pull request for its other rows',
    approvals: 1,
    seed: { guardrails: { 'required-approvals': 1 } },
    policy: {
      optOuts: [{ user: 'bo.chen@acme.example' }],
      approvers: { ...APPROVERS, 'wes-writer': 'wes@acme.example' },
    },
    review(pull) {
      approve(pull, 'bo-chen');
      approve(pull, 'wes-writer');
    },
    expected: {
      status: 'partial',
      github: ['ledger', 'comment on 1'],
      inForce: ['+ approver wes-writer wes@acme.example'],
      says: [
        'not counted: `bo-chen` is the user concerned, `wes-writer` is not an approver in force',
        '⏳ **Held back**',
      ],
    },
  },
];

test.each(CASES)('$name', async ({ seed, approvals, policy, by, review, expected }) => {
  world = await World.start(approvals === undefined ? {} : { approvals });
  world.seed(seed);
  const pull = world.open(policy ?? { ...seed, ...WITH_LOBBY }, by);
  review(pull);
  world.repo.merge(pull, { by: 'wes-writer' });
  await expectRun(world, () => runHere(world), expected);
});

describe('over several pull requests', () => {
  const APPROVERS_AND_WES = { ...APPROVERS, 'wes-writer': 'wes@acme.example' };

  test('counts an approver whom an earlier pull request added, both before any apply', async () => {
    world = await World.start();
    world.seed();
    world.merged({ approvers: APPROVERS_AND_WES });
    world.merged({ ...WITH_LOBBY, approvers: APPROVERS_AND_WES }, { approvedBy: ['wes-writer'] });
    await expectRun(world, () => runHere(world), {
      status: 'applied',
      tenant: [optOut(1732)],
      github: ['ledger', 'ledger', 'comment on 1', 'comment on 2'],
      inForce: ['+ approver wes-writer wes@acme.example', LOBBY_OUT],
      baseline: 'tip',
      says: ['Pull request 2 by `ana-diaz`, approved by `wes-writer`'],
    });
  });

  test('counts no approver whom an unapproved pull request added', async () => {
    world = await World.start();
    world.seed();
    world.merged({ approvers: APPROVERS_AND_WES }, { approvedBy: [] });
    world.merged({ ...WITH_LOBBY, approvers: APPROVERS_AND_WES }, { approvedBy: ['wes-writer'] });
    await expectRun(world, () => runHere(world), {
      status: 'held-back',
      github: ['ledger', 'comment on 1', 'comment on 2'],
      says: ['not counted: `wes-writer` is not an approver in force'],
    });
  });

  test('lets the removal of an approver bind at once', async () => {
    world = await World.start();
    world.seed();
    const { 'cy-lee': _, ...left } = APPROVERS;
    world.merged({ approvers: left });
    world.merged({ ...WITH_LOBBY, approvers: left }, { approvedBy: ['cy-lee'] });
    await expectRun(world, () => runHere(world), {
      status: 'partial',
      github: ['ledger', 'comment on 1', 'comment on 2'],
      inForce: ['- approver cy-lee cy.lee@acme.example'],
      says: [
        'pull request 2 needs 1 approval from `bo-chen`; not counted: `cy-lee` is not an approver in force',
      ],
    });
  });

  test('lets an approver whose removal waits approve no other rule', async () => {
    world = await World.start();
    world.seed();
    const { 'cy-lee': _, ...left } = APPROVERS;
    world.merged({ approvers: left });
    world.merged({ approvers: { ...left, 'wes-writer': 'wes@acme.example' } }, { approvedBy: ['cy-lee'] });
    await expectRun(world, () => runHere(world), {
      status: 'partial',
      github: ['ledger', 'comment on 2', 'comment on 1'],
      inForce: ['- approver cy-lee cy.lee@acme.example'],
      says: [
        'the approver `wes-writer`**: pull request 2 needs 1 approval from `bo-chen`; not counted: `cy-lee` is not an approver in force',
      ],
    });
  });

  test('lets a raised number of approvals bind a rule that the same pull request loosens', async () => {
    world = await World.start({ approvals: 2 });
    world.seed();
    world.merged({ guardrails: { 'required-approvals': 2, 'max-opt-outs': 99 } });
    await expectRun(world, () => runHere(world), {
      status: 'partial',
      github: ['ledger', 'comment on 1'],
      inForce: ['+ required-approvals 2', '- required-approvals 1'],
      says: ['the rule `max-opt-outs`**: pull request 1 needs 1 more approval from `cy-lee`'],
    });
  });

  test('lets a raised number of approvals bind at once', async () => {
    world = await World.start({ approvals: 2 });
    world.seed();
    const guardrails = { 'required-approvals': 2 };
    world.merged({ ...WITH_LOBBY, guardrails });
    await expectRun(world, () => runHere(world), {
      status: 'partial',
      github: ['ledger', 'comment on 1'],
      inForce: ['+ required-approvals 2', '- required-approvals 1'].sort(),
      says: ['pull request 1 needs 1 more approval from `cy-lee`'],
    });
  });

  test('lets no lowered number of approvals serve its own pull request', async () => {
    world = await World.start({ approvals: 2 });
    world.seed({ guardrails: { 'required-approvals': 2 } });
    world.merged({ ...WITH_LOBBY, guardrails: { 'required-approvals': 1 } });
    await expectRun(world, () => runHere(world), {
      status: 'held-back',
      github: ['ledger', 'comment on 1'],
      says: ['the rule `required-approvals`**: pull request 1 needs 1 more approval from `cy-lee`'],
    });
  });

  test('carries out after a late approval, when it is run again', async () => {
    world = await World.start();
    world.seed();
    const pull = world.merged(WITH_LOBBY, { approvedBy: [] });
    await expectRun(world, () => world.applyPush({ runId: 5001 }), heldBack('gh run rerun 5001'));
    approve(pull, 'cy-lee');
    await expectRun(world, () => world.applyPush({ runId: 5001, attempt: 2 }), {
      ...done,
      github: ['ledger', 'ledger', 'comment again'],
    });
    expect(world.comment(pull)).toContain('approved by `cy-lee`');
    await expectRun(world, () => world.applyPush({ runId: 5001, attempt: 3 }), { status: 'no-changes' });
  });
});

describe('where no approval is required', () => {
  const guardrails = { 'required-approvals': 0 };
  const open: PolicyText = { guardrails, approvers: {} };

  test('carries out a merged pull request and asks for no rule', async () => {
    world = await World.start();
    world.repo.rules('main', []);
    world.seed(open);
    world.merged({ ...open, ...WITH_LOBBY }, { approvedBy: [] });
    await expectRun(world, () => runHere(world), {
      ...done,
      says: ['no approval needed'],
      silent: ['Rulesets'],
    });
  });

  test('carries out what a bot opened', async () => {
    world = await World.start();
    world.seed(open);
    world.merged({ ...open, ...WITH_LOBBY }, { approvedBy: [], by: 'tidy[bot]' });
    await expectRun(world, () => runHere(world), done);
  });

  test('still holds back what was pushed', async () => {
    world = await World.start();
    world.repo.rules('main', []);
    world.seed(open);
    const pushed = world.push({ ...open, ...WITH_LOBBY });
    await expectRun(world, () => runHere(world), {
      status: 'held-back',
      github: ['ledger', 'issue'],
      says: [`was pushed without a pull request in \`${pushed.slice(0, 7)}\``],
    });
  });
});
