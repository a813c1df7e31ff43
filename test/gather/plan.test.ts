import { describe, expect, test } from 'vitest';
import { TenantFault } from '../../src/faults.ts';
import { type LookUp, makePlanWith } from '../../src/gather/plan.ts';
import { emailOf } from '../apply/rows.ts';
import { listed, optOut, policy } from '../plan/entries.ts';
import { inForce, NOW, ORIGIN } from '../plan/plans.ts';
import { repositoryOf } from './reading.ts';

const OWNER = { userId: '9', orgId: '166' };
const WANTED = policy({ optOuts: [listed(optOut({ user: emailOf('1') }))] });

function lookUps(more: Partial<LookUp> = {}): LookUp {
  return {
    reader: {
      me: async () => OWNER,
      findUsers: async (email) => [{ id: '1', email, administrator: false }],
      membership: async () => ({ mfaOptOut: false }),
    },
    owner: async () => OWNER,
    skew: () => 0,
    further: [],
    ...more,
  };
}

function made(by: LookUp | undefined, of = WANTED, repository = repositoryOf({})) {
  const input = {
    origin: ORIGIN,
    sandboxHost: false,
    inForce: inForce(),
    policy: of,
    now: NOW,
    readiness: {},
    isPublic: false,
  };
  return makePlanWith(repository, input, by);
}

describe('a plan is made', () => {
  test('with whom the tenant names', async () => {
    const { plan, known } = await made(lookUps());
    expect(plan.rows).toMatchObject([{ kind: 'opt-out', userId: '1', need: 'call' }]);
    expect(known).toMatchObject({ looked: true, owner: OWNER });
  });

  test('without anybody where there is no key', async () => {
    const { plan, known } = await made(undefined);
    expect(plan.rows).toMatchObject([{ kind: 'opt-out', need: 'call' }]);
    expect(plan.rows[0]).not.toHaveProperty('userId');
    expect(known).toEqual({ looked: false });
  });

  test('with the accounts of approvers that come into force', async () => {
    const approvers = [...policy().approvers, { login: 'di-roe', user: 'di.roe@acme.example' }];
    const repository = repositoryOf({ accounts: async () => new Map([['di-roe', '5004']]) });
    const { plan } = await made(undefined, policy({ approvers }), repository);
    expect(plan.rows).toMatchObject([{ kind: 'rule', after: { login: 'di-roe' }, userId: '5004' }]);
  });
});

describe('a fault of the tenant', () => {
  const fault = new TenantFault('timed-out', 'The tenant did not answer in time.');

  test.each<[string, Partial<LookUp>]>([
    ['about the key', { owner: async () => Promise.reject(fault) }],
    ['about a user', { reader: { ...lookUps().reader, findUsers: async () => Promise.reject(fault) } }],
  ])('%s refuses the whole plan, in its own words', async (_words, more) => {
    const { plan, known } = await made(lookUps(more));
    expect(known).toEqual({ looked: false, failed: 'The tenant did not answer in time.' });
    expect(plan.refusals.map(({ code }) => code)).toEqual(['lookup-failed']);
    expect(plan.refusals[0]?.message).toContain('The tenant did not answer in time.');
  });

  test('is told from a bug, which goes on', async () => {
    const bug = lookUps({ owner: async () => Promise.reject(new TypeError('bug')) });
    await expect(made(bug)).rejects.toThrow(TypeError);
  });
});

describe('clocks that lie apart', () => {
  const refusals = async (skew: number | undefined) =>
    (await made(lookUps({ skew: () => skew }))).plan.rows.flatMap((row) =>
      row.refusals.map(({ code }) => code),
    );

  test.each([0, 300_000, -300_000, undefined])('by %s ms refuse nothing', async (skew) => {
    expect(await refusals(skew)).toEqual([]);
  });

  test.each([300_001, -300_001])('by %i ms refuse what loosens', async (skew) => {
    expect(await refusals(skew)).toEqual(['clock-skew']);
  });

  test('are compared once the tenant was asked: before, nobody knows', async () => {
    let skew: number | undefined;
    const by = lookUps({
      owner: async () => {
        skew = 600_000;
        return OWNER;
      },
      skew: () => skew,
    });
    expect((await made(by)).plan.rows[0]?.refusals).toMatchObject([{ code: 'clock-skew' }]);
  });
});
