import type { Traced } from '../approval/decide.ts';
import { type Mainline, mergesAt, type Pull } from '../approval/mainline.ts';
import type { Source } from '../approval/reviews.ts';
import { readingOf } from '../approval/said.ts';
import type { MergeBases } from '../approval/same-step.ts';
import type { Evidence } from '../approval/steps.ts';
import { type Step, type TrailInput, trace } from '../approval/trace.ts';
import type { Row } from '../plan/row.ts';
import type { Entry } from '../policy/entry.ts';
import type { Repository } from '../ports/repository.ts';
import type { MainlineReader } from './mainline.ts';

/** Requests to GitHub at once. */
const AT_ONCE = 8;
/** Where branches left the mainline is looked for so many commits behind the tip, on top of what trails need. */
const BRANCHES_REACH = 320;

export interface RowsToTrace {
  rows: readonly Row[];
  now: Date;
  /** As for one row; what an adoption did not approve is told row by row. */
  input: Omit<TrailInput, 'mainline' | 'adopted'>;
  /** Whether the adoption approved everything that these entries say. */
  isAdopted(entries: readonly Entry[]): boolean;
}

/** Traces rows from the tip back to where they meet what is in force. */
export async function traceRows(
  reader: MainlineReader,
  { rows, now, input, isAdopted }: RowsToTrace,
): Promise<Traced[]> {
  const end = reader.mainline().commits.findIndex(({ oid }) => oid === input.end);
  await reader.read(
    reader
      .mainline()
      .commits.slice(0, end + 1)
      .map(({ file }) => file),
  );
  const mainline = reader.mainline();
  const last = mainline.commits[end];
  return rows.map((row): Traced => {
    const reading = readingOf(row, mainline.policyOf, now);
    const sides = [row.before, row.after].filter((side) => side !== undefined);
    const adopted = isAdopted(last === undefined ? sides : [...sides, ...reading.ofFile(last.file).entries]);
    return { row, reading, trail: trace(row, reading, { ...input, mainline, adopted }) };
  });
}

/** Traces rows, and asks for everything that their steps are judged by: reviews, merge bases, and what the files there say. */
export async function gatherEvidence(
  repository: Repository,
  reader: MainlineReader,
  toTrace: RowsToTrace,
): Promise<{ traced: Traced[]; evidence: Evidence }> {
  if (toTrace.rows.length === 0)
    return { traced: [], evidence: evidenceOf(reader.mainline(), new Map(), new Map()) };
  const traced = await traceRows(reader, toTrace);
  const mainline = reader.mainline();
  const steps = unique(
    traced.flatMap(({ trail }) => (trail.kind === 'steps' ? trail.steps : [])),
    ({ commit }) => commit.oid,
  );
  const merges = steps.map((step) => ({ step, pulls: mergesAt(step.commit, mainline) }));
  const pulls = unique(
    merges.flatMap((one) => one.pulls),
    ({ number }) => String(number),
  );
  const heads = merges.flatMap(({ step, pulls: some }) => some.map((pull) => pairOf(pull.head, step)));
  const [sources, bases] = await Promise.all([repository.sources(pulls), mergeBases(repository, heads)]);
  const reviewed = merges.flatMap(({ step, pulls: some }) =>
    some.flatMap((pull) => reviewedIn(sources.get(pull.number), pull).map((oid) => pairOf(oid, step))),
  );
  for (const [key, base] of await mergeBases(repository, reviewed)) bases.set(key, base);

  for (const base of new Set(bases.values()))
    if (base !== undefined) await reader.reach(base, BRANCHES_REACH);
  const known = reader.mainline();
  const places = new Set(bases.values());
  await reader.read([
    ...known.commits.filter(({ oid }) => places.has(oid)).map(({ file }) => file),
    ...pulls.flatMap(({ file }) => (file ? [file] : [])),
    ...[...sources.values()].flatMap(({ reviews }) =>
      reviews.flatMap(({ commit }) => (commit ? [commit.file] : [])),
    ),
  ]);
  return { traced, evidence: evidenceOf(reader.mainline(), sources, bases) };
}

function evidenceOf(
  mainline: Mainline,
  sources: ReadonlyMap<number, Source>,
  bases: ReadonlyMap<string, string | undefined>,
): Evidence {
  const lookUp: MergeBases = (commit, at) => bases.get(`${commit} ${at}`);
  return { mainline, sources, mergeBases: lookUp };
}

interface Pair {
  commit: string;
  mainline: string | undefined;
}

function pairOf(commit: string, { commit: { parent } }: Step): Pair {
  return { commit, mainline: parent };
}

/** Commits at which a pull request was approved, other than its head. */
function reviewedIn(source: Source | undefined, { head }: Pull): string[] {
  const commits = (source?.reviews ?? []).flatMap(({ state, commit }) =>
    state === 'APPROVED' && commit !== undefined ? [commit.oid] : [],
  );
  return [...new Set(commits)].filter((oid) => oid !== head);
}

async function mergeBases(
  repository: Repository,
  pairs: readonly Pair[],
): Promise<Map<string, string | undefined>> {
  const found = new Map<string, string | undefined>();
  const wanted = unique(pairs, ({ commit, mainline }) => `${commit} ${mainline}`).values();
  const lane = async () => {
    for (const { commit, mainline } of wanted) {
      if (mainline !== undefined)
        found.set(`${commit} ${mainline}`, await repository.mergeBase(commit, mainline));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return found;
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
