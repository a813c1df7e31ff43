import { describe, expect, test } from 'vitest';
import { accountsOf, lookUp, showsOptOuts } from '../../src/gather/users.ts';
import type { Row } from '../../src/plan/row.ts';
import type { Membership, TenantReader, TenantUser } from '../../src/ports/tenant.ts';
import { emailOf, enforceRow, optInRow, optOutRow, replacedRow, resetRow, row } from '../apply/rows.ts';
import { approver, guarded, optOut } from '../plan/entries.ts';
import { known } from '../plan/plans.ts';
import { repositoryOf } from './reading.ts';

const OWNER = { userId: '9', orgId: '166' };

/** A tenant that knows the users 1 to 9 by the e-mail of their number, and what was asked of it. */
function tenant(members: Record<string, Membership | 'gone' | Error> = {}) {
  const asked: string[] = [];
  const reader: TenantReader = {
    me: async () => OWNER,
    findUsers: async (email): Promise<TenantUser[]> => {
      asked.push(`find ${email}`);
      const id = /^user\.(\d)@/.exec(email)?.[1];
      return id === undefined ? [] : [{ id, email, administrator: false }];
    },
    membership: async (org, userId) => {
      asked.push(`membership ${org} ${userId}`);
      const member = members[userId] ?? {};
      if (member instanceof Error) throw member;
      return member;
    },
  };
  return { reader, asked, lookUp: (...rows: Row[]) => lookUp(reader, OWNER, '166', rows) };
}

describe('whom the tenant is asked for', () => {
  test('is everyone whose opt-out or reset is wanted, by e-mail, and everyone whose opt-out ends, by the recorded id', async () => {
    const { asked, lookUp: look } = tenant();
    await look(
      optOutRow('1'),
      optInRow('2'),
      resetRow('3'),
      row(optOut({ user: emailOf('4') }), optOut({ user: emailOf('4'), ticket: 'SEC-2' })),
      enforceRow(),
      row(undefined, guarded()),
    );
    expect(asked.sort()).toEqual([
      `find ${emailOf('1')}`,
      `find ${emailOf('3')}`,
      `find ${emailOf('4')}`,
      'membership 166 1',
      'membership 166 2',
    ]);
  });

  test('is whom an opt-out was set on, where its e-mail or id is somebody else’s now, by the recorded id', async () => {
    const { asked, lookUp: look } = tenant({ 7: 'gone' });
    const same = optOut({ user: emailOf('4') });
    const { members } = await look(
      replacedRow('7', '1'),
      row(same, { ...same, id: '4' }, { recorded: '4' }),
      row(same, { ...same, id: '8' }, { recorded: '4' }),
    );
    expect(asked.sort()).toEqual([`find ${emailOf('1')}`, `find ${emailOf('4')}`, 'membership 166 7']);
    expect(members).toEqual(new Map([['7', 'gone']]));
  });

  test('is nobody twice', async () => {
    const { asked, lookUp: look } = tenant();
    await look(resetRow('3', 'INC-1'), resetRow('3', 'INC-2'));
    expect(asked).toEqual([`find ${emailOf('3')}`]);
  });

  test('is nobody of whom nothing is wanted: in force already, or never set on anybody', async () => {
    const { asked, lookUp: look } = tenant();
    const { recorded: _, ...unset } = optInRow('2');
    await look(optOutRow('1', { need: 'in-force' }), unset);
    expect(asked).toEqual([]);
  });

  test('is nobody where the key is another Org’s', async () => {
    const { reader, asked } = tenant();
    const owner = { ...OWNER, orgId: '167' };
    expect(await lookUp(reader, owner, '166', [optOutRow('1')], ['a@acme.example'])).toEqual({
      looked: true,
      owner,
      users: new Map(),
      members: new Map(),
    });
    expect(asked).toEqual([]);
  });

  test('are further e-mails, too, whose state nobody wants to know', async () => {
    const { reader, asked } = tenant();
    const found = await lookUp(reader, OWNER, '166', [], [emailOf('5'), 'nobody@acme.example']);
    expect(found.users.get(emailOf('5'))).toEqual([{ id: '5', administrator: false }]);
    expect(found.users.get('nobody@acme.example')).toEqual([]);
    expect(asked).toEqual([`find ${emailOf('5')}`, 'find nobody@acme.example']);
  });
});

describe('what the tenant shows of them', () => {
  test.each<[string, Membership | 'gone', object]>([
    ['exempt', { mfaOptOut: true }, { mfaOptOut: true }],
    ['not exempt', { mfaOptOut: false }, { mfaOptOut: false }],
    ['nothing', {}, {}],
    ['gone', 'gone', {}],
  ])('is told of a user who is to be opted out: %s', async (_words, member, shown) => {
    const { users } = await tenant({ '1': member }).lookUp(optOutRow('1'));
    expect(users.get(emailOf('1'))).toEqual([{ id: '1', administrator: false, ...shown }]);
  });

  test.each<[string, Membership | 'gone']>([
    ['exempt', { mfaOptOut: true }],
    ['nothing', {}],
    ['gone', 'gone'],
  ])('is told of a user whose opt-out ends: %s', async (_words, member) => {
    const { members } = await tenant({ '2': member }).lookUp(optInRow('2'));
    expect([...members]).toEqual([['2', member]]);
  });

  test.each<[string, Membership | 'gone', number]>([
    ['does not show the first one', {}, 1],
    ['shows the first one', { mfaOptOut: true }, 3],
    ['knows the first one no longer', 'gone', 3],
  ])('is read no further of those to be opted out where a tenant %s', async (_words, first, reads) => {
    const { asked, lookUp: look } = tenant({ '1': first });
    await look(optOutRow('1'), optOutRow('2'), optOutRow('3'));
    expect(asked.filter((one) => one.startsWith('membership'))).toHaveLength(reads);
  });

  test('is never made up: a fault ends it all', async () => {
    const broken = tenant({ '2': new Error('broken') });
    await expect(broken.lookUp(optOutRow('1'), optInRow('2'))).rejects.toThrow('broken');
  });

  test('is not asked of somebody to whom an opt-out passes: that call is made', async () => {
    const { asked, lookUp: look } = tenant();
    await look(replacedRow('1', '2'));
    expect(asked).toEqual([`find ${emailOf('2')}`, 'membership 166 1']);
  });
});

describe('that its opt-outs can’t be read', () => {
  test.each<[string, Parameters<typeof showsOptOuts>[0], boolean]>([
    ['nobody was looked at', known(), false],
    ['nobody could be asked', { looked: false }, false],
    ['somebody’s is known', known({}, { '1': {}, '2': { mfaOptOut: false } }), false],
    ['all who were looked at are gone', known({}, { '1': 'gone' }), false],
    ['nobody’s is known', known({}, { '1': {}, '2': 'gone' }), true],
  ])('is what a tenant has shown where %s: %s', (_words, of, expected) => {
    expect(showsOptOuts(of)).toBe(!expected);
  });
});

describe('the accounts of approvers', () => {
  test('are asked for where they are to come into force, each once', async () => {
    const asked: (readonly string[])[] = [];
    const accounts = new Map([['bo-chen', '5002']]);
    const repository = repositoryOf({
      accounts: async (logins) => {
        asked.push(logins);
        return accounts;
      },
    });
    const rows = [
      row(undefined, approver('bo-chen')),
      row(approver('bo-chen'), approver('bo-chen', 'new@acme.example')),
      row(approver('cy-lee'), undefined),
    ];
    expect(await accountsOf(repository, rows)).toBe(accounts);
    expect(asked).toEqual([['bo-chen']]);
  });

  test('are not asked for where none comes', async () => {
    expect(await accountsOf(repositoryOf({}), [row(approver(), undefined), enforceRow()])).toEqual(new Map());
  });
});
