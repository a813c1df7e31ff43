import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyText } from '../sandbox/policy-text.ts';
import { expectAtRest, expectRun, LOBBY, optIn, optOut } from './expected.ts';
import { applyHere, runHere } from './in-process.ts';
import { applied } from './trail.ts';
import { World } from './world.ts';

/** One call per target, decided by what is in force afterwards: tenant and ledger agree, the next run sends nothing (T59l, T59u). */

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.close());

const FOYER = 'foyer.kiosk@acme.example';
const out = (user: string, until = '2027-01-31') => `opt-out ${user} until ${until}`;
const isExempt = (id: string) => world.tenant.state.users.get(id)?.optOut;

const READABLE = [
  ['shows', true],
  ['hides', false],
] as const;

async function start(mfaOptOutReadable: boolean): Promise<void> {
  await world.close();
  world = await World.start({ tenant: { mfaOptOutReadable } });
}

interface Successor {
  name: string;
  seed: PolicyText;
  /** What happens in the tenant before. */
  renamed: boolean;
  policy: PolicyText;
  inForce: string[];
}

const SUCCESSORS: Successor[] = [
  {
    name: 'an opt-out whose date has come, and a new one under the same e-mail',
    seed: { optOuts: [{ user: LOBBY, expires: '2026-11-24' }] },
    renamed: false,
    policy: { optOuts: [{ user: LOBBY }] },
    inForce: [`+ ${out(LOBBY)}`, `- ${out(LOBBY, '2026-11-24')}`],
  },
  {
    name: 'the end of an opt-out, and a new one under the e-mail that the user has now',
    seed: { optOuts: [{ user: LOBBY }] },
    renamed: true,
    policy: { optOuts: [{ user: FOYER }] },
    inForce: [`+ ${out(FOYER)}`, `- ${out(LOBBY)}`],
  },
  {
    name: 'an opt-out whose date has come, and a new one under the e-mail that the user has now',
    seed: { optOuts: [{ user: LOBBY, expires: '2026-11-24' }] },
    renamed: true,
    policy: { optOuts: [{ user: FOYER }] },
    inForce: [`+ ${out(FOYER)}`, `- ${out(LOBBY, '2026-11-24')}`],
  },
];

describe.each(SUCCESSORS)('$name, of one user', ({ seed, renamed, policy, inForce }) => {
  test.each(READABLE)('in a tenant that %s it: exempt before and after', async (_, readable) => {
    await start(readable);
    world.seed(seed);
    if (renamed) world.tenant.changeEmail(1732, FOYER);
    const pull = world.merged(policy);
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: readable ? [] : [optOut(1732)],
        github: [...(readable ? ['ledger'] : ['ledger', 'ledger']), `comment on ${pull}`],
        inForce,
      }),
    );
    expect(isExempt('1732')).toBe(true);
    await expectAtRest(world);
  });
});

describe('one of two opt-outs of one user that ends', () => {
  test.each(READABLE)('in a tenant that %s it: exempt by the other', async (_, readable) => {
    await start(readable);
    world.seed({ optOuts: [{ user: LOBBY }] });
    world.tenant.changeEmail(1732, FOYER);
    world.merged({ optOuts: [{ user: LOBBY }, { user: FOYER }] });
    await applyHere(world);
    const pull = world.merged({ optOuts: [{ user: FOYER }] });
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: readable ? [] : [optOut(1732)],
        github: [...(readable ? ['ledger'] : ['ledger', 'ledger']), `comment on ${pull}`],
        inForce: [`- ${out(LOBBY)}`],
      }),
    );
    expect(isExempt('1732')).toBe(true);
    await expectAtRest(world);
  });

  test('and the other one after it: MFA is required again', async () => {
    world.seed({ optOuts: [{ user: LOBBY }] });
    world.tenant.changeEmail(1732, FOYER);
    world.merged({ optOuts: [{ user: LOBBY }, { user: FOYER }] });
    await applyHere(world);
    const pull = world.merged({});
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: [optIn(1732)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [`- ${out(FOYER)}`, `- ${out(LOBBY)}`],
      }),
    );
    expect(isExempt('1732')).toBe(false);
    await expectAtRest(world);
  });
});

describe('another date for an e-mail that the tenant has given to another user', () => {
  test.each([
    ['a later one', '2027-01-31'],
    ['an earlier one', '2026-12-01'],
  ])('%s: ends at the user it was set on, and begins at the other', async (_, expires) => {
    world.seed({ optOuts: [{ user: LOBBY, expires: '2026-12-20' }] });
    world.tenant.changeEmail(1732, 'renamed.kiosk@acme.example');
    world.tenant.addUser({ id: 1999, email: LOBBY });
    const pull = world.merged({ optOuts: [{ user: LOBBY, expires }] });
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: [optIn(1732), optOut(1999)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [`+ ${out(LOBBY, expires)}`, `- ${out(LOBBY, '2026-12-20')}`],
      }),
    );
    expect([isExempt('1732'), isExempt('1999')]).toEqual([false, true]);
    const record = world.vouched()?.inForce.find(({ entry }) => entry.kind === 'opt-out');
    expect(record?.userId).toBe('1999');
    await expectAtRest(world);
  });
});

describe('a pinned opt-out that gets the new e-mail of its user, and another for whoever has the former e-mail now', () => {
  test.each(READABLE)('in a tenant that %s it: both are in force', async (_, readable) => {
    await start(readable);
    world.seed({ optOuts: [{ user: LOBBY, id: '1732' }] });
    world.tenant.changeEmail(1732, FOYER);
    world.tenant.addUser({ id: 1999, email: LOBBY });
    const pull = world.merged({ optOuts: [{ user: FOYER, id: '1732' }, { user: LOBBY }] });
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: [optOut(1999)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [`+ ${out(FOYER)}`],
      }),
    );
    const exempt = world.vouched()?.inForce.filter(({ entry }) => entry.kind === 'opt-out');
    expect(exempt?.map(({ userId }) => userId).sort()).toEqual(['1732', '1999']);
    await expectAtRest(world);
  });
});

test.each([
  ['', {}],
  [' who is named by the id', { id: '1999' }],
])(
  'an opt-out whose user is gone, and whose e-mail is another user’s now%s: begins there, and nobody is asked to end it',
  async (_, pin) => {
    world.seed({ optOuts: [{ user: LOBBY }] });
    world.tenant.removeUser(1732);
    world.tenant.addUser({ id: 1999, email: LOBBY });
    const pull = world.merged({ optOuts: [{ user: LOBBY, ticket: 'SEC-1300', ...pin }] });
    await expectRun(
      world,
      () => runHere(world),
      applied({
        tenant: [optOut(1999)],
        github: ['ledger', 'ledger', `comment on ${pull}`],
        inForce: [],
        says: ['**Opt-out changed:** **passes to another user**, id `1999`, from id `1732`, who is gone; '],
      }),
    );
    const record = world.vouched()?.inForce.find(({ entry }) => entry.kind === 'opt-out');
    expect(record?.userId).toBe('1999');
    await expectAtRest(world);
  },
);

test('an e-mail that a refused change keeps is nobody else’s: what is in force can always be put back', async () => {
  world.seed({ optOuts: [{ user: LOBBY, id: '1732' }] });
  const pull = world.merged({ optOuts: [{ user: FOYER, id: '1732' }, { user: LOBBY }] });
  await expectRun(world, () => runHere(world), {
    status: 'refused',
    github: ['ledger', `comment on ${pull}`],
    says: [
      'No user of this Org has exactly this e-mail.',
      'Another opt-out under this e-mail is in force, and the change that would end or rename it is not applied. Fix that change first, then run this again.',
    ],
  });
});
