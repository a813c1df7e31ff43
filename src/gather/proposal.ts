import type { FileAt } from '../approval/mainline.ts';
import { type Approver, type Judgement, judgeReviews } from '../approval/reviews.ts';
import { readingOf, type Sides } from '../approval/said.ts';
import type { Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import type { Guardrails, Policy } from '../policy/policy.ts';
import { MOST_POLICY_BYTES } from '../policy/text.ts';
import type { PlanMaterial, PolicyFile } from '../ports/material.ts';
import type { Repository } from '../ports/repository.ts';
import { policyOf } from './policy.ts';

/** The step that the merge of a pull request would make, judged by the very functions that an apply judges it by later. */
export interface Proposal {
  /** Whether the default branch changed this entry, too, since the branch left it: what would come of both, nobody has seen. */
  isCrossed(entry: Entry): boolean;
  /** What the approvals given so far are worth for a row. */
  judge(row: Row, approvers: readonly Approver[], guardrails: Guardrails): Judgement;
}

/** Reads what the branch says where it left its base, at its head and where it was approved; undefined outside of a pull request. */
export async function proposalOf(
  repository: Repository,
  material: PlanMaterial,
  now: Date,
): Promise<Proposal | undefined> {
  const { pull, head, baseCommit } = material;
  if (pull === undefined || head === undefined) return undefined;
  const { source, branch } = pull;
  const policies = new Map<string, Policy | undefined>();
  for (const file of [material.file, material.base, head.file]) {
    if (file.kind === 'file') policies.set(file.blob, policyOf(file.bytes));
  }
  const at = new Map<string, FileAt>([
    [baseCommit, plain(material.base)],
    [head.oid, plain(head.file)],
  ]);
  if (branch.left) at.set(branch.left.oid, branch.left.file);
  for (const { oid, file } of branch.commits) at.set(oid, file);
  const bases = new Map<string, string | undefined>();
  const approved = source.reviews.flatMap(({ state, commit }) =>
    state === 'APPROVED' && commit ? [commit.oid] : [],
  );
  for (const oid of new Set([head.oid, ...approved])) {
    const isOwn = oid === head.oid || branch.commits.some((commit) => commit.oid === oid);
    const base = branch.left && isOwn ? branch.left.oid : await repository.mergeBase(oid, baseCommit);
    bases.set(oid, base);
    if (base !== undefined && !at.has(base)) at.set(base, plain((await repository.file(base)).file));
  }
  const files = [...at.values(), ...source.reviews.flatMap(({ commit }) => (commit ? [commit.file] : []))];
  const missing = files.flatMap((file) =>
    file.kind === 'file' && !policies.has(file.blob) ? [file.blob] : [],
  );
  if (missing.length > 0) {
    const texts = await repository.contents([...new Set(missing)], MOST_POLICY_BYTES);
    for (const blob of missing) policies.set(blob, policyOf(texts.get(blob)));
  }

  const read = (file: FileAt) => (file.kind === 'file' ? policies.get(file.blob) : undefined);
  const step = (sides: Sides) => {
    const reading = readingOf(sides, read, now);
    const said = (file: FileAt) => reading.ofFile(file);
    const [before, after] = [said(plain(material.base)), said(plain(material.file))];
    const makes = ({ oid, file }: { oid: string; file: FileAt }): boolean => {
      const base = at.get(bases.get(oid) ?? '');
      return base !== undefined && said(base).text === before.text && said(file).text === after.text;
    };
    return { before, after, makes };
  };
  return {
    isCrossed: (entry) => !step({ after: entry }).makes({ oid: head.oid, file: plain(head.file) }),
    judge(row, approvers, guardrails) {
      const { before, after, makes } = step(row);
      const entries = [row.before, row.after, ...before.entries, ...after.entries];
      return judgeReviews({ source, entries, approvers, guardrails, sawStep: makes });
    },
  };
}

function plain(file: PolicyFile): FileAt {
  if (file.kind === 'missing' || file.kind === 'irregular') return { kind: file.kind };
  return { kind: 'file', blob: file.blob };
}
