import { describe, expect, test } from 'vitest';
import type { Review } from '../../src/approval/reviews.ts';
import { proposalOf } from '../../src/gather/proposal.ts';
import { DEFAULT_GUARDRAILS } from '../../src/policy/policy.ts';
import type { PlanMaterial, PolicyFile } from '../../src/ports/material.ts';
import { blobId } from '../../src/text/blob.ts';
import { oid, row } from '../apply/rows.ts';
import { enforce, guardrail } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { fileOf, repositoryOf } from './reading.ts';

const OFF = policyText({ enforce: false });
const ON = policyText({ enforce: true });
const BOTH = policyText({ enforce: true, guardrails: { 'max-resets': 2 } });
const RESETS = policyText({ enforce: false, guardrails: { 'max-resets': 2 } });
const OWN = [enforce(false), enforce()] as const;
const THEIRS = guardrail('max-resets', 2);

/** Commits: where the branch left the base, the base now, and those of the branch. */
const [LEFT, BASE, FIRST, HEAD] = [1, 2, 11, 12].map(oid) as [string, string, string, string];

function read(text: string): PolicyFile {
  return { kind: 'file', blob: blobId(text, oid(0)), bytes: new TextEncoder().encode(text) };
}

function review(commit: string | undefined, text = ON, more: Partial<Review> = {}): Review {
  return {
    id: '1',
    login: 'bo-chen',
    bot: false,
    canWrite: true,
    state: 'APPROVED',
    ...(commit !== undefined && { commit: { oid: commit, file: fileOf(text) } }),
    at: '2026-11-24T07:00:00Z',
    ...more,
  };
}

interface Case {
  /** What the file says where the branch left, at the base now, at the head and after the merge. */
  left?: string;
  base?: string;
  head?: string;
  merge?: string;
  reviews?: readonly Review[];
  /** The branch holds merges, so that where it left has to be asked for. */
  asks?: boolean;
  mergeBases?: Record<string, string>;
}

/** A pull request of two commits that enforces, and what is asked of GitHub for it. */
async function proposed({
  left = OFF,
  base = OFF,
  head = ON,
  merge = ON,
  reviews = [],
  asks = false,
  mergeBases = {},
}: Case = {}) {
  const asked: string[] = [];
  const number = (commit: string) => Number.parseInt(commit, 16);
  const repository = repositoryOf({
    mergeBase: async (commit, mainline) => {
      asked.push(`merge base of ${number(commit)} and ${number(mainline)}`);
      return mergeBases[commit];
    },
    file: async (commit) => {
      asked.push(`file at ${number(commit)}`);
      return { file: read(left), siblings: [] };
    },
    contents: async (blobs) => {
      asked.push(`contents ${blobs.length}`);
      const texts = [OFF, ON, BOTH, RESETS].map((text) => [blobId(text, oid(0)), text] as const);
      return new Map(
        texts.flatMap(([blob, text]) =>
          blobs.includes(blob) ? [[blob, new TextEncoder().encode(text)] as const] : [],
        ),
      );
    },
  });
  const commits = [
    { oid: FIRST, file: fileOf(head) },
    { oid: HEAD, file: fileOf(head) },
  ];
  const material: PlanMaterial = {
    repositoryId: '42',
    isPrivate: true,
    tip: { commit: BASE, file: read(base) },
    file: read(merge),
    base: read(base),
    baseCommit: BASE,
    siblings: [],
    ledgers: [],
    head: { oid: HEAD, file: read(head) },
    pull: {
      conversation: { state: 'open', head: HEAD, comments: [] },
      branch: { commits, ...(!asks && { left: { oid: LEFT, file: fileOf(left) } }) },
      source: {
        number: 7,
        author: { login: 'ana-diaz', bot: false },
        head: HEAD,
        mergedAt: '',
        reviews,
      },
    },
  };
  const proposal = await proposalOf(repository, material, NOW);
  if (proposal === undefined) throw new Error('a pull request is a proposal');
  const approvers = [{ login: 'bo-chen', user: 'bo.chen@acme.example' }];
  return {
    asked,
    isCrossed: proposal.isCrossed,
    judged: proposal.judge(row(...OWN), approvers, DEFAULT_GUARDRAILS),
    material,
    repository,
  };
}

describe('an entry is crossed', () => {
  const crossed = async (of: Case, entry: Parameters<Awaited<ReturnType<typeof proposed>>['isCrossed']>[0]) =>
    (await proposed(of)).isCrossed(entry);

  test('nowhere where the branch is up to date, or the default branch changed something else', async () => {
    expect(await crossed({}, enforce())).toBe(false);
    expect(await crossed({ base: RESETS, merge: BOTH }, enforce())).toBe(false);
  });

  test('where the default branch changed it, too, since the branch left', async () => {
    expect(await crossed({ left: ON, base: OFF, head: OFF, merge: ON }, enforce())).toBe(true);
    expect(await crossed({ base: RESETS, head: BOTH, merge: BOTH }, THEIRS)).toBe(true);
  });

  test('where the merge says something else of it than the head', async () => {
    expect(await crossed({ head: BOTH, merge: ON }, THEIRS)).toBe(true);
  });

  test('where nobody knows where the branch left', async () => {
    expect(await crossed({ asks: true }, enforce())).toBe(true);
    expect(await crossed({ asks: true, mergeBases: { [HEAD]: LEFT } }, enforce())).toBe(false);
  });
});

describe('an approval given already', () => {
  test('counts at the head, and at an earlier commit that makes the same change', async () => {
    expect((await proposed({ reviews: [review(HEAD)] })).judged).toMatchObject({ enough: true });
    expect((await proposed({ reviews: [review(FIRST)] })).judged).toMatchObject({ enough: true });
  });

  test.each<[string, Case]>([
    ['of another text', { reviews: [review(FIRST, OFF)] }],
    ['at a commit of which nobody knows where it left', { reviews: [review(oid(99))] }],
    ['of what crosses', { left: ON, base: OFF, reviews: [review(HEAD)] }],
  ])('does not count where it is one %s', async (_words, of) => {
    const { judged } = await proposed(of);
    expect(judged).toMatchObject({
      enough: false,
      approvals: [],
      discounted: [{ login: 'bo-chen', why: 'approved a different version of this: approve again' }],
    });
  });

  test('counts at a commit that is no longer of the branch, where that makes the same change', async () => {
    const { judged, asked } = await proposed({ reviews: [review(oid(99))], mergeBases: { [oid(99)]: LEFT } });
    expect(judged.enough).toBe(true);
    expect(asked).toEqual(['merge base of 99 and 2']);
  });
});

describe('what is asked of GitHub beside the plan’s own request', () => {
  test('is nothing where the branch is plain, and was approved at its own commits', async () => {
    const reviews = [
      review(HEAD),
      review(FIRST),
      review(undefined),
      review(oid(99), ON, { state: 'DISMISSED' }),
    ];
    expect((await proposed({ reviews })).asked).toEqual([]);
  });

  test('is where the branch left, once, with the file there', async () => {
    const mergeBases = { [HEAD]: LEFT };
    expect((await proposed({ asks: true, mergeBases, reviews: [review(HEAD)] })).asked).toEqual([
      'merge base of 12 and 2',
      'file at 1',
    ]);
  });

  test('are contents that did not come along, all at once', async () => {
    expect((await proposed({ left: RESETS, reviews: [review(FIRST, BOTH)] })).asked).toEqual(['contents 2']);
  });
});

test('outside of a pull request, and where the planned commit is no merge, nothing is proposed', async () => {
  const { material, repository } = await proposed();
  const { pull: _, ...queue } = material;
  const { head: __, ...plain } = material;
  expect(await proposalOf(repository, queue, NOW)).toBeUndefined();
  expect(await proposalOf(repository, plain, NOW)).toBeUndefined();
});
