import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import {
  digestOf,
  type Expected,
  expectRun,
  HALL,
  LOBBY,
  optIn,
  optOut,
  reset,
  resetsOf,
  YARD,
} from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const push = () => runHere(world);
const ADMIN = 'root.admin@acme.example';
const outs = (...users: string[]) => users.map((user) => ({ user }));
const asks = (...requests: string[]) => requests.map((request) => ({ request, user: 'cy.lee@acme.example' }));
const out = (user: string, until = '2027-01-31') => `opt-out ${user} until ${until}`;

interface Limit {
  name: string;
  seed: PolicyText;
  policy: PolicyText;
  expected: Expected;
}

const done = (tenant: string[], inForce: string[] = []): Expected => ({
  status: 'applied',
  tenant,
  github: ['ledger', 'ledger', 'comment on 1'],
  inForce,
  baseline: 'tip',
});
const refused = (...says: string[]): Expected => ({
  status: 'refused',
  github: ['ledger', 'comment on 1'],
  says,
});

const two = { guardrails: { 'max-opt-outs': 2 } };
const days = { guardrails: { 'max-opt-out-days': 30 } };
const resets = { guardrails: { 'max-resets': 2 } };
const MEND = 'merge a higher limit first, then propose this again';

const LIMITS: Limit[] = [
  {
    name: 'max-opt-outs: carries out as many as are allowed',
    seed: { ...two, optOuts: outs(LOBBY) },
    policy: { ...two, optOuts: outs(LOBBY, HALL) },
    expected: done([optOut(1733)], [`+ ${out(HALL)}`]),
  },
  {
    name: 'max-opt-outs: refuses one more, none favoured',
    seed: { ...two, optOuts: outs(LOBBY) },
    policy: { ...two, optOuts: outs(LOBBY, HALL, YARD) },
    expected: refused('There would be 3 opt-outs; `max-opt-outs` allows 2', HALL, YARD, MEND),
  },
  {
    name: 'max-opt-outs: lets one take the place of another at the limit',
    seed: { ...two, optOuts: outs(LOBBY, HALL) },
    policy: { ...two, optOuts: outs(LOBBY, YARD) },
    expected: done([optIn(1733), optOut(1734)], [`+ ${out(YARD)}`, `- ${out(HALL)}`]),
  },
  {
    name: 'max-opt-outs: counts none whose date has come',
    seed: { ...two, optOuts: [{ user: LOBBY, expires: '2026-11-24' }, { user: HALL }] },
    policy: { ...two, optOuts: outs(HALL, YARD) },
    expected: done([optIn(1732), optOut(1734)], [`+ ${out(YARD)}`, `- ${out(LOBBY, '2026-11-24')}`]),
  },
  {
    name: 'max-opt-out-days: carries out as many days as are allowed',
    seed: days,
    policy: { ...days, optOuts: [{ user: LOBBY, expires: '2026-12-24' }] },
    expected: done([optOut(1732)], [`+ ${out(LOBBY, '2026-12-24')}`]),
  },
  {
    name: 'max-opt-out-days: refuses one day more',
    seed: days,
    policy: { ...days, optOuts: [{ user: LOBBY, expires: '2026-12-25' }] },
    expected: refused('`expires` is 31 days ahead; `max-opt-out-days` allows 30', MEND),
  },
  {
    name: 'max-opt-out-days: refuses a later date beyond it, and the earlier one stays in force',
    seed: { ...days, optOuts: [{ user: LOBBY, expires: '2026-12-01' }] },
    policy: { ...days, optOuts: [{ user: LOBBY, expires: '2026-12-25' }] },
    expected: refused('`expires` is 31 days ahead; `max-opt-out-days` allows 30'),
  },
  {
    name: 'max-resets: carries out as many as are allowed',
    seed: resets,
    policy: { ...resets, resets: asks('INC-1', 'INC-2') },
    expected: done([reset(103), reset(103)]),
  },
  {
    name: 'max-resets: refuses one more, all of them',
    seed: resets,
    policy: { ...resets, resets: asks('INC-1', 'INC-2', 'INC-3') },
    expected: refused('This pull request asks for 3 resets; `max-resets` allows 2', MEND),
  },
  {
    name: 'allow-admin-opt-outs: refuses an administrator of the Org',
    seed: {},
    policy: { optOuts: outs(ADMIN) },
    expected: refused('This user is an administrator of the Org; `allow-admin-opt-outs` is off'),
  },
  {
    name: 'allow-admin-opt-outs: carries out where it is on',
    seed: { guardrails: { 'allow-admin-opt-outs': true } },
    policy: { guardrails: { 'allow-admin-opt-outs': true }, optOuts: outs(ADMIN) },
    expected: done([optOut(105)], [`+ ${out(ADMIN)}`]),
  },
  {
    name: 'allow-lift: refuses the end of enforcement',
    seed: {},
    policy: { enforce: false },
    expected: refused('Enforcement is lifted only while `allow-lift` is on'),
  },
  {
    name: 'allow-lift: carries out where it is on',
    seed: { guardrails: { 'allow-lift': true } },
    policy: { enforce: false, guardrails: { 'allow-lift': true } },
    expected: done(['PUT /user/org/mfa {"enforceMfa":false}'], ['+ enforce false', '- enforce true']),
  },
  {
    name: 'protected: refuses an opt-out',
    seed: { protected: [LOBBY] },
    policy: { protected: [LOBBY], optOuts: outs(LOBBY) },
    expected: refused('This account is protected: it is never opted out'),
  },
  {
    name: 'protected: refuses a reset',
    seed: { protected: ['cy.lee@acme.example'] },
    policy: { protected: ['cy.lee@acme.example'], resets: asks('INC-1') },
    expected: refused('This account is protected: it is never reset'),
  },
  {
    name: 'never opts the key’s own user out',
    seed: {},
    policy: { optOuts: outs('mfa.service@acme.example') },
    expected: refused('The key’s own user is never changed'),
  },
];

test.each(LIMITS)('$name', async ({ seed, policy, expected }) => {
  world.seed(seed);
  world.merged(policy);
  await expectRun(world, push, expected);
  if (expected.status === 'refused') expect(resetsOf(world)).toEqual({});
});

test('counts the resets of each pull request by itself', async () => {
  world.seed(resets);
  world.merged({ ...resets, resets: asks('INC-1', 'INC-2') });
  world.merged({ ...resets, resets: asks('INC-1', 'INC-2', 'INC-3') });
  await expectRun(world, push, {
    status: 'applied',
    tenant: [reset(103), reset(103), reset(103)],
    github: ['ledger', 'ledger', 'comment on 1', 'comment on 2'],
    baseline: 'tip',
  });
});

test('counts the opt-outs of all pull requests together', async () => {
  world.seed(two);
  world.merged({ ...two, optOuts: outs(LOBBY) });
  world.merged({ ...two, optOuts: outs(LOBBY, HALL) });
  world.merged({ ...two, optOuts: outs(LOBBY, HALL, YARD) });
  const seen = await expectRun(world, push, {
    status: 'refused',
    github: ['ledger', 'comment on 2', 'comment on 1', 'comment on 3'],
    says: ['There would be 3 opt-outs; `max-opt-outs` allows 2'],
  });
  expect(seen.summary.match(/⛔ \*\*Refused\*\*/g)).toHaveLength(3);
});

/** A rule loosened, and what needs it loosened. */
interface Loosened {
  name: string;
  seed: PolicyText;
  loosened: PolicyText;
  used: PolicyText;
  /** The same use, in other words. */
  again: PolicyText;
  rule: string[];
  tenant: string[];
  inForce: string[];
  says: string;
  /** Where the rule stays in force; left out, the same. */
  saysInForce?: string;
}

const one = { guardrails: { 'max-opt-outs': 0 } };
const ask = (request: string): PolicyText => ({
  guardrails: { 'max-resets': 1 },
  resets: [{ request, user: 'cy.lee@acme.example' }],
});
const reworded = (user: string) => [{ user, ticket: 'SEC-1999' }];

const LOOSENED: Loosened[] = [
  {
    name: 'max-opt-outs',
    seed: one,
    loosened: { guardrails: { 'max-opt-outs': 1 } },
    used: { guardrails: { 'max-opt-outs': 1 }, optOuts: outs(LOBBY) },
    again: { guardrails: { 'max-opt-outs': 1 }, optOuts: reworded(LOBBY) },
    rule: ['+ max-opt-outs 1', '- max-opt-outs 0'],
    tenant: [optOut(1732)],
    inForce: [`+ ${out(LOBBY)}`],
    says: 'There would be 1 opt-outs; `max-opt-outs` allows 0',
  },
  {
    name: 'max-opt-out-days',
    seed: days,
    loosened: { guardrails: { 'max-opt-out-days': 90 } },
    used: { guardrails: { 'max-opt-out-days': 90 }, optOuts: outs(LOBBY) },
    again: { guardrails: { 'max-opt-out-days': 90 }, optOuts: reworded(LOBBY) },
    rule: ['+ max-opt-out-days 90', '- max-opt-out-days 30'],
    tenant: [optOut(1732)],
    inForce: [`+ ${out(LOBBY)}`],
    says: '`max-opt-out-days` allows 30',
  },
  {
    name: 'max-resets',
    seed: { guardrails: { 'max-resets': 0 } },
    loosened: { guardrails: { 'max-resets': 1 } },
    used: ask('INC-1'),
    again: ask('INC-2'),
    rule: ['+ max-resets 1', '- max-resets 0'],
    tenant: [reset(103)],
    inForce: [],
    says: '`max-resets` allows 0',
  },
  {
    name: 'allow-admin-opt-outs',
    seed: {},
    loosened: { guardrails: { 'allow-admin-opt-outs': true } },
    used: { guardrails: { 'allow-admin-opt-outs': true }, optOuts: outs(ADMIN) },
    again: { guardrails: { 'allow-admin-opt-outs': true }, optOuts: reworded(ADMIN) },
    rule: ['+ allow-admin-opt-outs true', '- allow-admin-opt-outs false'],
    tenant: [optOut(105)],
    inForce: [`+ ${out(ADMIN)}`],
    says: '`allow-admin-opt-outs` is off',
  },
  {
    name: 'protected',
    seed: { protected: [LOBBY] },
    loosened: {},
    used: { optOuts: outs(LOBBY) },
    again: { optOuts: reworded(LOBBY) },
    rule: [`- protected ${LOBBY}`],
    tenant: [optOut(1732)],
    inForce: [`+ ${out(LOBBY)}`],
    says: 'This account was protected when the pull request was merged, or later. Merge its removal from `protected` first',
    saysInForce: 'This account is protected: it is never opted out',
  },
  {
    name: 'protected, for a reset,',
    seed: { protected: ['cy.lee@acme.example'] },
    loosened: {},
    used: { resets: asks('INC-1') },
    again: { resets: asks('INC-2') },
    rule: ['- protected cy.lee@acme.example'],
    tenant: [reset(103)],
    inForce: [],
    says: 'This account was protected when the pull request was merged, or later. Merge its removal from `protected` first',
  },
];

describe.each(LOOSENED)('$name loosened', (row) => {
  const { seed, used, again, rule, tenant, inForce, says } = row;
  test('does not serve its own pull request, on the second run neither, until that is proposed again', async () => {
    world.seed(seed);
    world.merged(used);
    await expectRun(world, push, {
      status: 'partial',
      github: ['ledger', 'comment on 1'],
      inForce: rule,
      says: [says, 'then propose this again'],
    });
    expect(await applyHere(world)).toMatchObject({ status: 'refused' });
    const proposed = world.merged(again);
    // An opt-out in other words came by both pull requests; a reset under another id is another entry.
    const earlier = used.optOuts === undefined ? [] : ['comment again'];
    await expectRun(world, push, {
      status: 'applied',
      tenant,
      github: ['ledger', 'ledger', `comment on ${proposed}`, ...earlier],
      inForce,
      baseline: 'tip',
    });
  });
});

describe.each(
  LOOSENED.filter(({ name }) => ['max-opt-outs', 'allow-admin-opt-outs', 'protected'].includes(name)),
)('$name loosened first', (row) => {
  const { seed, loosened, used, rule, tenant, inForce, says } = row;
  test('serves a pull request that was merged after it, both before any apply', async () => {
    world.seed(seed);
    world.merged(loosened);
    world.merged(used);
    await expectRun(world, push, {
      status: 'applied',
      tenant,
      github: ['ledger', 'ledger', 'comment on 1', 'comment on 2'],
      inForce: [...rule, ...inForce].sort(),
      baseline: 'tip',
    });
  });

  test('serves nobody when it was pushed', async () => {
    world.seed(seed);
    world.push(loosened);
    world.merged(used);
    await expectRun(world, push, {
      status: 'held-back',
      github: ['ledger', 'comment on 1', 'issue'],
      says: [row.saysInForce ?? says, 'was pushed without a pull request'],
    });
  });
});

test('allow-lift loosened and used at once is refused, until the lift is proposed again', async () => {
  const guardrails = { 'allow-lift': true };
  world.seed();
  world.merged({ enforce: false, guardrails });
  const refusal = {
    says: ['Enforcement is lifted only while `allow-lift` is on', 'then propose this again'],
  };
  await expectRun(world, push, {
    ...refusal,
    status: 'partial',
    github: ['ledger', 'comment on 1'],
    inForce: ['+ allow-lift true', '- allow-lift false'],
  });
  await expectRun(world, push, { ...refusal, status: 'refused', github: ['comment again'] });
  world.merged({ guardrails });
  const proposed = world.merged({ enforce: false, guardrails });
  await expectRun(world, push, {
    status: 'applied',
    tenant: ['PUT /user/org/mfa {"enforceMfa":false}'],
    github: ['ledger', 'ledger', `comment on ${proposed}`],
    inForce: ['+ enforce false', '- enforce true'],
    baseline: 'tip',
  });
});

test('a limit loosened does not serve what an adoption refused: that is put back, then proposed', async () => {
  world.push({ ...one, optOuts: outs(LOBBY) });
  const adopt = await digestOf(world);
  await expectRun(world, () => world.applyByHand({ inputs: { adopt } }), {
    status: 'partial',
    tenant: ['PUT /user/org/mfa {"enforceMfa":true}'],
    github: ['git trees', 'git commits', 'git refs', 'ledger', 'ledger'],
    inForce: expect.arrayContaining(['+ enforce true', '+ max-opt-outs 0']),
    baseline: 'none',
    says: ['`max-opt-outs` allows 0'],
  });
  const guardrails = { 'max-opt-outs': 1 };
  const words = `**the opt-out of \`${LOBBY}\`**: the default branch does not lead from what is in force to this\n`;
  world.merged({ guardrails, optOuts: outs(LOBBY) });
  await expectRun(world, push, {
    status: 'partial',
    github: ['ledger', 'comment on 1', 'issue'],
    inForce: ['+ max-opt-outs 1', '- max-opt-outs 0'],
    says: [words],
  });
  const rewords = world.merged({ guardrails, optOuts: reworded(LOBBY) });
  await expectRun(world, push, {
    status: 'held-back',
    github: ['ledger', `comment on ${rewords}`],
    says: [words],
  });
  const [issue] = world.repo.issues();
  world.merged({ guardrails });
  await expectRun(world, push, {
    status: 'no-changes',
    github: ['ledger', `issue ${issue?.number} again`],
    baseline: 'tip',
  });
  const proposed = world.merged({ guardrails, optOuts: outs(LOBBY) });
  await expectRun(world, push, {
    status: 'applied',
    tenant: [optOut(1732)],
    github: ['ledger', 'ledger', `comment on ${proposed}`],
    inForce: [`+ ${out(LOBBY)}`],
    baseline: 'tip',
  });
});

describe('a limit that a pull request lowers', () => {
  test('binds its own opt-outs at once', async () => {
    world.seed({ optOuts: outs(LOBBY) });
    world.merged({ optOuts: outs(LOBBY, HALL), guardrails: { 'max-opt-outs': 1 } });
    await expectRun(world, push, {
      status: 'partial',
      github: ['ledger', 'comment on 1'],
      inForce: ['+ max-opt-outs 1', '- max-opt-outs 10'],
      says: ['There would be 2 opt-outs; `max-opt-outs` allows 1'],
    });
  });

  test('ends no opt-out that is in force', async () => {
    world.seed({ optOuts: outs(LOBBY, HALL) });
    world.merged({ optOuts: outs(LOBBY, HALL), guardrails: { 'max-opt-outs': 1 } });
    await expectRun(world, push, {
      status: 'applied',
      github: ['ledger', 'comment on 1'],
      inForce: ['+ max-opt-outs 1', '- max-opt-outs 10'],
      baseline: 'tip',
    });
  });

  test('protects at once', async () => {
    world.seed();
    world.merged({ protected: [LOBBY] });
    world.merged({ protected: [LOBBY], optOuts: outs(LOBBY) });
    await expectRun(world, push, {
      status: 'partial',
      github: ['ledger', 'comment on 1', 'comment on 2'],
      inForce: [`+ protected ${LOBBY}`],
      says: ['This account is protected'],
    });
  });
});

describe('the plan of a pull request', () => {
  const RED = /max-opt-outs: .*one more|max-resets: .*one more|administrator|own user/;
  test.each(
    LIMITS.filter(({ name, expected }) => expected.status === 'refused' && RED.test(name)).map(
      ({ name, ...limit }) => ({ name: name.replace(': ', ', which '), ...limit }),
    ),
  )('is red for $name', async ({ seed, policy, expected }) => {
    world.seed(seed);
    const pull = world.open(policy);
    await expectRun(world, () => world.plan(pull, { key: true }), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: [...(expected.says ?? []), '⛔ **Refused:**'],
    });
  });

  test('is red for a limit that it loosens and uses at once', async () => {
    world.seed(two);
    const pull = world.open({ guardrails: { 'max-opt-outs': 9 }, optOuts: outs(LOBBY, HALL, YARD) });
    await expectRun(world, () => world.plan(pull), {
      status: 'refused',
      github: [`comment on ${pull}`],
      says: ['There would be 3 opt-outs; `max-opt-outs` allows 2'],
    });
  });

  test('is green at the limit', async () => {
    world.seed(two);
    const pull = world.open({ ...two, optOuts: outs(LOBBY, HALL) });
    await expectRun(world, () => world.plan(pull), { status: 'planned', github: [`comment on ${pull}`] });
  });
});
