import type { Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import type { ApprovedStep } from './authority.ts';
import type { Binding } from './binding.ts';
import { type Mainline, mergesAt, type Pull } from './mainline.ts';
import { type Judgement, judgeReviews, type Source } from './reviews.ts';
import type { Reading } from './said.ts';
import { type MergeBases, makesStep, pullMakesStep } from './same-step.ts';
import type { Step } from './trace.ts';

/** What a step lacks. */
export type Lack =
  /**
   * Nothing that could be reviewed made it. `pushed`: no pull request was merged there; `merge`: nor was one by this merge, and nobody
   * knows what it hides; `other-step`: the pull request makes another change of this entry than the one that came of it; `gone`: its
   * head is gone.
   */
  | { kind: 'no-source'; commit: string; cause: 'pushed' | 'merge' }
  | { kind: 'no-source'; commit: string; cause: 'other-step' | 'gone'; pull: number }
  | { kind: 'approvals'; commit: string; pull: number; judgement: Judgement };

/** What is known beside the mainline. */
export interface Evidence {
  mainline: Mainline;
  mergeBases: MergeBases;
  /** By number: the pull requests that may be sources, with the opinions on them. */
  sources: ReadonlyMap<number, Source>;
}

/** The pull requests that may be the source of a step: merged there, and making the very step (design, section 9.2). */
function candidatesOf(
  step: Step,
  reading: Reading,
  { mainline, mergeBases }: Omit<Evidence, 'sources'>,
): Pull[] {
  return mergesAt(step.commit, mainline).filter((pull) =>
    pullMakesStep(pull, step, reading, mainline, mergeBases),
  );
}

/** Judges one step: approved, by any of the pull requests that make it, or what it lacks. */
export function judgeStep(
  row: Row,
  step: Step,
  reading: Reading,
  { approvers, guardrails }: Binding,
  evidence: Evidence,
): { kind: 'approved'; step: ApprovedStep } | Lack {
  const { mainline, mergeBases, sources } = evidence;
  const commit = step.commit.oid;
  const merges = mergesAt(step.commit, mainline);
  const candidates = candidatesOf(step, reading, evidence).flatMap((pull) => sources.get(pull.number) ?? []);
  const entries: (Entry | undefined)[] = [
    row.before,
    row.after,
    ...step.before.entries,
    ...step.after.entries,
  ];
  const judged = candidates.map((source) => {
    const sawStep: Parameters<typeof judgeReviews>[0]['sawStep'] = (at) =>
      makesStep(at, step, reading, mainline, mergeBases);
    return { source, judgement: judgeReviews({ source, entries, approvers, guardrails, sawStep }) };
  });
  judged.sort((a, b) => b.judgement.approvals.length - a.judgement.approvals.length);
  const [best] = judged;
  const found = judged.find(({ judgement }) => judgement.enough);
  if (found !== undefined) {
    const { number, author, head, mergedAt } = found.source;
    const { approvals } = found.judgement;
    return { kind: 'approved', step: { commit, number, author: author.login, head, mergedAt, approvals } };
  }
  if (best !== undefined)
    return { kind: 'approvals', commit, pull: best.source.number, judgement: best.judgement };
  const [merge] = merges;
  if (merge === undefined)
    return { kind: 'no-source', commit, cause: step.commit.others.length > 0 ? 'merge' : 'pushed' };
  const cause = merge.file === undefined ? 'gone' : 'other-step';
  return { kind: 'no-source', commit, cause, pull: merge.number };
}
