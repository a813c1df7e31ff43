import type { Decided, Verdict } from '../../src/apply/decide.ts';
import type { Said, Stretch, Traced } from '../../src/apply/source.ts';
import type { Source } from '../../src/plan/reviews.ts';
import { type Call, classify, type Row } from '../../src/plan/row.ts';
import { type Entry, entriesOf } from '../../src/policy/entry.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Pull } from '../../src/ports.ts';
import { enforce, optOut, reset } from '../plan/entries.ts';

/** Rows, verdicts and stretches of the line for tests of an apply. */

export const REPOSITORY = '42';

export function oid(n: number): string {
  return n.toString(16).padStart(40, '0');
}

export function row(before: Entry | undefined, after: Entry | undefined, more: Partial<Row> = {}): Row {
  const { kind, direction } = classify(before, after);
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin: 'waiting',
    inForce: false,
    live: false,
    refusals: [],
    notes: [],
    ...more,
  };
}

/** The opt-out of a user, who was looked up. */
export function optOutRow(userId: string, more: Partial<Row> = {}): Row {
  const user = `user.${userId}@acme.example`;
  const call: Call = { kind: 'set-opt-out', optOut: true, user, userId };
  return row(undefined, optOut({ user }), { call, ...more });
}

export function optInRow(userId: string, more: Partial<Row> = {}): Row {
  const user = `user.${userId}@acme.example`;
  const call: Call = { kind: 'set-opt-out', optOut: false, user, userId };
  return row(optOut({ user }), undefined, { call, ...more });
}

export function enforceRow(is = true, more: Partial<Row> = {}): Row {
  return row(enforce(!is), enforce(is), { call: { kind: 'set-enforced', enforced: is }, ...more });
}

export function resetRow(userId: string, request = `INC-${userId}`, more: Partial<Row> = {}): Row {
  const user = `user.${userId}@acme.example`;
  return row(undefined, reset({ request, user }), { call: { kind: 'reset', user, userId }, ...more });
}

export const GO: Verdict = { kind: 'go', source: { kind: 'approved', commit: oid(1) }, approvals: [] };

export function decided(of: Row, verdict: Verdict = GO, traced: Traced = { kind: 'approved' }): Decided {
  return { row: of, traced, verdict };
}

export function merged(number: number, commit: string, more: Partial<Pull> = {}): Pull {
  return {
    id: `PR_${number}`,
    number,
    merged: true,
    base: 'main',
    repositoryId: REPOSITORY,
    head: 'c'.repeat(40),
    mergeCommit: commit,
    ...more,
  };
}

/** A commit of the line, the tip having the highest number; the pull request that made it bears the same number. */
export function at(n: number, of: Policy | undefined, pulls: readonly Pull[] = [merged(n, oid(n))]): Said {
  const file = { kind: 'file', blob: oid(n) } as const;
  const commit = { oid: oid(n), parent: oid(n - 1), others: [], file, pulls };
  return { commit, policy: of, entries: of === undefined ? [] : entriesOf(of) };
}

export function stretch(commits: readonly Said[], recent: readonly Pull[] = []): Stretch {
  return { commits, recent, repositoryId: REPOSITORY, defaultBranch: 'main' };
}

/** A pull request by ana, merged, with bo's approval. */
export function approved(number: number, more: Partial<Source> = {}): Source {
  return {
    number,
    author: { login: 'ana-diaz', bot: false },
    headCommit: oid(100 + number),
    mergeCommit: oid(number),
    mergedAt: '2026-11-24T08:00:00Z',
    reviews: [
      {
        id: '1',
        login: 'bo-chen',
        bot: false,
        canWrite: true,
        state: 'APPROVED',
        at: '2026-11-24T07:00:00Z',
      },
    ],
    ...more,
  };
}
