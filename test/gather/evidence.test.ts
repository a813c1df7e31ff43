import { describe, expect, test } from 'vitest';
import type { Commit, FileAt, Pull } from '../../src/approval/mainline.ts';
import type { Review, Source } from '../../src/approval/reviews.ts';
import { gatherEvidence, type RowsToTrace } from '../../src/gather/evidence.ts';
import type { Row } from '../../src/plan/row.ts';
import { entriesOf } from '../../src/policy/entry.ts';
import { oid, row } from '../apply/rows.ts';
import { enforce, guardrail } from '../plan/entries.ts';
import { NOW } from '../plan/plans.ts';
import { policyOf } from '../policy/policies.ts';
import { policyText } from '../sandbox/policy-text.ts';
import { fileOf, mainlineOf, readingOf } from './reading.ts';

const OFF = policyText({ enforce: false });
const ON = policyText({ enforce: true });
const FEWER = policyText({ enforce: true, guardrails: { 'max-resets': 2 } });

/** What is asked of GitHub beside the mainline and the texts. */
interface Asked {
  sources: number[][];
  mergeBases: string[];
}

function pull(number: number, mergeCommit: string, file: FileAt = fileOf(ON)): Pull {
  return {
    id: `PR_${number}`,
    number,
    merged: true,
    base: 'main',
    repositoryId: '42',
    mergeCommit,
    head: oid(1_000 + number),
    file,
  };
}

function review(commit: string | undefined, more: Partial<Review> = {}): Review {
  return {
    id: '1',
    login: 'bo-chen',
    bot: false,
    canWrite: true,
    state: 'APPROVED',
    ...(commit !== undefined && { commit: { oid: commit, file: fileOf(ON) } }),
    at: '2026-11-24T07:00:00Z',
    ...more,
  };
}

function source(number: number, reviews: readonly Review[]): Source {
  return {
    number,
    author: { login: 'ana-diaz', bot: false },
    head: oid(1_000 + number),
    mergedAt: '2026-11-24T08:00:00Z',
    reviews,
  };
}

/** A mainline with these pull requests at its commits, by number. */
function withPulls(commits: readonly Commit[], pulls: Record<number, readonly Pull[]>): Commit[] {
  return commits.map((commit, index) => ({ ...commit, pulls: pulls[commits.length - index] ?? [] }));
}

const ENFORCE = row(enforce(false), enforce());
const RESETS = row(guardrail('max-resets', 5), guardrail('max-resets', 2));

/** What is gathered of rows whose trails begin where the file said `OFF`, and what was asked for it. */
async function gathered(
  commits: readonly Commit[],
  rows: readonly Row[],
  {
    sources = [],
    mergeBase = () => oid(1),
    texts = [],
    more = {},
  }: {
    sources?: readonly Source[];
    mergeBase?: (commit: string) => string | undefined;
    texts?: readonly string[];
    more?: Partial<RowsToTrace>;
  } = {},
) {
  const asked: Asked = { sources: [], mergeBases: [] };
  const reading = readingOf(commits, [OFF, ON, FEWER, ...texts], {
    sources: async (pulls) => {
      asked.sources.push(pulls.map(({ number }) => number));
      return new Map(sources.map((one) => [one.number, one]));
    },
    mergeBase: async (commit, mainline) => {
      asked.mergeBases.push(`${Number.parseInt(commit, 16)} ${Number.parseInt(mainline, 16)}`);
      return mergeBase(commit);
    },
  });
  const found = await gatherEvidence(reading.repository, reading.reader, {
    rows,
    now: NOW,
    input: { inForce: entriesOf(policyOf(OFF)), end: oid(1) },
    isAdopted: () => false,
    ...more,
  });
  return { ...found, asked: { ...asked, mergeBases: asked.mergeBases.sort() }, texts: reading.asked };
}

const trailsOf = ({ traced }: Awaited<ReturnType<typeof gathered>>) =>
  traced.map(({ trail }) =>
    trail.kind === 'steps' ? trail.steps.map(({ position }) => position) : trail.kind,
  );

describe('nothing is asked for', () => {
  test('where there are no rows', async () => {
    const { traced, asked, texts } = await gathered(mainlineOf(3, { 1: OFF, 3: ON }), []);
    expect([traced, asked, texts]).toEqual([[], { sources: [], mergeBases: [] }, []]);
  });

  test('but the reviews of nobody, where a step was pushed', async () => {
    const all = await gathered(mainlineOf(3, { 1: OFF, 3: ON }), [ENFORCE]);
    expect(trailsOf(all)).toEqual([[0]]);
    expect(all.asked).toEqual({ sources: [[]], mergeBases: [] });
  });
});

describe('what is asked for of a step', () => {
  const commits = withPulls(mainlineOf(3, { 1: OFF, 3: ON }), { 3: [pull(7, oid(3))] });

  test('is one question for reviews, and one merge base for the head that was approved', async () => {
    const head = oid(1_007);
    const all = await gathered(commits, [ENFORCE], { sources: [source(7, [review(head), review(head)])] });
    expect(trailsOf(all)).toEqual([[0]]);
    expect(all.asked).toEqual({ sources: [[7]], mergeBases: ['1007 2'] });
    expect(all.evidence.mergeBases(head, oid(2))).toBe(oid(1));
    expect(all.evidence.mergeBases(head, oid(1))).toBeUndefined();
    expect(all.evidence.sources.get(7)?.reviews).toHaveLength(2);
  });

  test('is one merge base more for each further commit that was approved, and for no other opinion', async () => {
    const reviews = [
      review(oid(1_001)),
      review(oid(1_001)),
      review(oid(1_002), { state: 'DISMISSED' }),
      review(oid(1_003), { state: 'CHANGES_REQUESTED' }),
      review(undefined),
    ];
    const { asked, evidence } = await gathered(commits, [ENFORCE], { sources: [source(7, reviews)] });
    expect(asked).toEqual({ sources: [[7]], mergeBases: ['1001 2', '1007 2'] });
    expect(evidence.mergeBases(oid(1_001), oid(2))).toBe(oid(1));
  });

  test('is a merge base with the parent of each commit that is a step', async () => {
    const some = policyText({ enforce: false, guardrails: { 'max-resets': 4 } });
    const twice = withPulls(mainlineOf(4, { 1: OFF, 2: some, 4: FEWER }), {
      2: [pull(5, oid(2), fileOf(some))],
      4: [pull(7, oid(4), fileOf(FEWER))],
    });
    const all = await gathered(twice, [RESETS], { texts: [some] });
    expect(trailsOf(all)).toEqual([[0, 2]]);
    expect(all.asked).toEqual({ sources: [[7, 5]], mergeBases: ['1005 1', '1007 3'] });
  });

  test('is asked for once, however many rows share the step', async () => {
    const shared = withPulls(mainlineOf(3, { 1: OFF, 3: FEWER }), { 3: [pull(7, oid(3), fileOf(FEWER))] });
    const all = await gathered(shared, [ENFORCE, RESETS], { sources: [source(7, [review(oid(1_007))])] });
    expect(trailsOf(all)).toEqual([[0], [0]]);
    expect(all.asked).toEqual({ sources: [[7]], mergeBases: ['1007 2'] });
  });

  test('are all pull requests that were merged there, and no other that GitHub lists beside it', async () => {
    const twins = withPulls(mainlineOf(3, { 1: OFF, 3: ON }), {
      3: [pull(7, oid(3)), pull(8, oid(3)), pull(9, oid(2)), { ...pull(10, oid(3)), base: 'decoy' }],
    });
    const { asked } = await gathered(twins, [ENFORCE]);
    expect(asked).toEqual({ sources: [[7, 8]], mergeBases: ['1007 2', '1008 2'] });
  });
});

describe('what the files say', () => {
  test('is read at every commit down to the end of trails, at merge bases, heads and reviewed commits, and nowhere else', async () => {
    const text = (resets: number) => policyText({ enforce: false, guardrails: { 'max-resets': resets } });
    const [old, base, head, reviewed] = [1, 2, 3, 4].map(text) as [string, string, string, string];
    const commits = withPulls(mainlineOf(9, { 1: old, 3: base, 7: OFF, 9: ON }), {
      9: [pull(7, oid(9), fileOf(head))],
    });
    const { evidence } = await gathered(commits, [ENFORCE], {
      sources: [source(7, [review(oid(1_001), { commit: { oid: oid(1_001), file: fileOf(reviewed) } })])],
      texts: [old, base, head, reviewed],
      mergeBase: () => oid(5),
      more: { input: { inForce: entriesOf(policyOf(OFF)), end: oid(7) } },
    });
    const { policyOf: said } = evidence.mainline;
    for (const known of [OFF, ON, base, head, reviewed]) expect(said(fileOf(known))).toEqual(policyOf(known));
    expect(said(fileOf(old))).toBeUndefined();
  });

  test('is read of a mainline further back, where a branch left it there', async () => {
    const commits = withPulls(mainlineOf(60, { 1: OFF, 60: ON }), { 60: [pull(7, oid(60))] });
    const all = await gathered(commits, [ENFORCE], {
      mergeBase: () => oid(20),
      more: { input: { inForce: entriesOf(policyOf(OFF)), end: oid(58) } },
    });
    expect(trailsOf(all)).toEqual([[0]]);
    expect(all.evidence.mainline.commits.map((commit) => commit.oid)).toContain(oid(20));
    expect(all.texts).toEqual(['contents 2', 'mainline 44', 'mainline 28']);
  });

  test.each([
    [320, true],
    [400, false],
  ])('is looked for in a mainline of %i commits back: %s', async (distance, expected) => {
    const tip = 600;
    const commits = withPulls(mainlineOf(tip, { 1: OFF, [tip]: ON }), { [tip]: [pull(7, oid(tip))] });
    const { evidence } = await gathered(commits, [ENFORCE], {
      mergeBase: () => oid(tip - distance),
      more: { input: { inForce: entriesOf(policyOf(OFF)), end: oid(tip - 2) } },
    });
    const known = evidence.mainline.commits.some((commit) => commit.oid === oid(tip - distance));
    expect(known).toBe(expected);
  });
});

test('what an adoption did not approve is told row by row', async () => {
  const commits = mainlineOf(3, { 1: FEWER });
  const all = await gathered(commits, [ENFORCE, RESETS], {
    more: { isAdopted: (entries) => entries.every(({ kind }) => kind === 'guardrail') },
  });
  expect(trailsOf(all)).toEqual(['none', []]);
});
