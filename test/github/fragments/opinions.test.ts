import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../src/github/fragments/opinions.ts';
import { oid } from '../../apply/rows.ts';

describe('a source', () => {
  const review = (fields: object) => ({
    fullDatabaseId: '1',
    state: 'APPROVED' as const,
    submittedAt: '2026-11-24T08:00:00Z',
    author: { login: 'bo-chen', __typename: 'User', databaseId: 5002 },
    commit: { oid: oid(3), file: { mode: 0o100644, type: 'blob', oid: oid(6) } },
    ...fields,
  });
  const node = {
    number: 7,
    mergedAt: '2026-11-24T09:00:00Z',
    headRefOid: oid(3),
    author: { login: 'ana-diaz', __typename: 'User', databaseId: 5001 },
    retargeted: { nodes: [] as { createdAt?: string }[] },
    writers: { nodes: [{ fullDatabaseId: '1' }] },
    all: { nodes: [review({}), review({ fullDatabaseId: '2', state: 'COMMENTED' })] },
  };

  test('has the reviews that are an opinion, each with whether its author can write', () => {
    expect(sourceOf(node)).toEqual({
      number: 7,
      author: { login: 'ana-diaz', account: '5001', bot: false },
      head: oid(3),
      mergedAt: '2026-11-24T09:00:00Z',
      reviews: [
        {
          id: '1',
          login: 'bo-chen',
          account: '5002',
          bot: false,
          canWrite: true,
          state: 'APPROVED',
          commit: { oid: oid(3), file: { kind: 'file', blob: oid(6) } },
          at: '2026-11-24T08:00:00Z',
        },
      ],
    });
  });

  test('gives no one who is gone a name that could approve', () => {
    const gone = sourceOf({
      ...node,
      author: null,
      mergedAt: null,
      all: { nodes: [review({ fullDatabaseId: '3', author: null, commit: null, submittedAt: null })] },
    });
    expect(gone).toMatchObject({ author: { login: 'ghost', bot: false }, mergedAt: '' });
    expect(gone.author).not.toHaveProperty('account');
    expect(gone.reviews).toEqual([
      { id: '3', login: 'ghost', bot: false, canWrite: false, state: 'APPROVED', at: '' },
    ]);
  });

  test('knows when its base branch last became another one, if it ever did', () => {
    const changed = '2026-11-24T07:30:00Z';
    expect(sourceOf({ ...node, retargeted: { nodes: [{ createdAt: changed }] } }).baseChangedAt).toBe(
      changed,
    );
    expect(sourceOf(node)).not.toHaveProperty('baseChangedAt');
    // A kind of event that was not asked for says nothing.
    expect(sourceOf({ ...node, retargeted: { nodes: [{}] } })).not.toHaveProperty('baseChangedAt');
  });

  test('knows bots by their type', () => {
    const bots = sourceOf({
      ...node,
      author: { login: 'helper', __typename: 'Bot' },
      all: { nodes: [review({ author: { login: 'helper', __typename: 'Bot' } })] },
    });
    expect([bots.author.bot, bots.reviews[0]?.bot]).toEqual([true, true]);
  });
});
