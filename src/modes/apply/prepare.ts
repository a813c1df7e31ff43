import { recover } from '../../apply/after.ts';
import { decide, toldOf } from '../../approval/decide.ts';
import { mergesAt } from '../../approval/mainline.ts';
import { missingLedgerRules, missingRules } from '../../approval/rules.ts';
import type { Decided, Restraint } from '../../approval/verdict.ts';
import { type Adoptedness, adoptednessOf } from '../../gather/adoptedness.ts';
import { gatherEvidence, type RowsToTrace, traceRows } from '../../gather/evidence.ts';
import { formerInForce, formerState } from '../../gather/former-state.ts';
import { type MainlineReader, mainlineReader } from '../../gather/mainline.ts';
import { makePlanWith } from '../../gather/plan.ts';
import { type ReadPolicy, readPolicy } from '../../gather/policy.ts';
import { type LedgerRead, ledgerHead, readLedger, scopeOf } from '../../ledger/branch/read.ts';
import { publicKeyOf, type Scope } from '../../ledger/signature.ts';
import { endOf, inForceOf, type State, standingOf } from '../../ledger/state.ts';
import type { Known } from '../../plan/known.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Row } from '../../plan/row.ts';
import { type Entry, entryKey, guardrailsOf } from '../../policy/entry.ts';
import type { Guardrails, Policy } from '../../policy/policy.ts';
import type { TipMaterial } from '../../ports/material.ts';
import { buried, otherKey, unnamedKey } from '../../report/ledger.ts';
import type { Markdown } from '../../report/markdown.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import { currentTip, newestPolicy } from './tip.ts';

/** What an apply has found out before it writes anything. */
export type Prepared =
  | {
      kind: 'refused';
      why: (string | Markdown)[];
      plan?: Plan;
      problems?: Extract<ReadPolicy, { kind: 'problems' }>['problems'];
      /** The pull request that made the tip, which is told of it, and the Org as far as it is known. */
      tell?: { org: string; pull: number };
    }
  | Ready;

export type Refused = Extract<Prepared, { kind: 'refused' }>;

export interface Ready {
  kind: 'ready';
  material: TipMaterial;
  /** What the tip says; where that can't be read, the newest policy of the mainline that can. */
  policy: Policy;
  /** The file at the tip. Absent where it can't be read: then nothing but ended opt-outs and doubts is applied. */
  file?: { blob: string; bytes: Uint8Array };
  /** What is wrong with the file at the tip. */
  problem?: Exclude<ReadPolicy, { kind: 'policy' }>;
  /** What the ledger's files are signed for. */
  scope: Scope;
  ledger: Exclude<LedgerRead, { kind: 'buried' }>;
  /** The state that is built upon, a dead run's intent already turned into doubt; absent where none verifies. */
  state?: State;
  /** A state that a key verifies that the policy named before; believed only as far as it tightens. */
  former?: State;
  adopted: Adoptedness | { kind: 'no-state' };
  plan: Plan;
  known: Known;
  /** The verdict on each row, under a valid state; at an adoption, none. */
  decided: readonly Decided[];
  /** At an adoption: the pull requests that are told of each row. */
  pulls: ReadonlyMap<Row, readonly number[]>;
  /** Branch rules that are off. */
  rulesMissing: readonly string[];
  /** How many commits the baseline lies behind the tip, and whether the file differs from that at the commit last seen. */
  distance: number;
  unseen: boolean;
  /** The merged pull request that made the tip, if one did. */
  pull?: number;
  startedAt: string;
}

/** Reads the tip, the ledger, the mainline and the tenant, and judges each row; writes nothing. */
export async function prepare(context: ApplyContext, trigger: ApplyTrigger): Promise<Prepared> {
  const { repository, settings, clock } = context;
  const startedAt = clock.now().toISOString();
  const material = await currentTip(context, trigger);
  if (material === undefined) {
    return refused(
      'GitHub still shows an older state of the default branch than the one that started this run. Nothing was written. Run it again in a few minutes.',
    );
  }
  if (material.defaultBranch !== trigger.defaultBranch) {
    return refused(
      'The branch that this run was started for is no longer the default branch. Nothing was written. Run the workflow on the default branch.',
    );
  }
  let org: string | undefined;
  const reader = mainlineReader(repository, material, () => org);
  const read = readPolicy(material.file, settings.policy, material.siblings, context.redact);
  const policy =
    read.kind === 'policy' ? read.policy : await newestPolicy(reader, material.file, context.redact);
  const [newest] = material.mainline;
  const pull = newest === undefined ? undefined : mergesAt(newest, reader.mainline())[0]?.number;
  const told = (refusal: Refused): Refused =>
    pull === undefined ? refusal : { ...refusal, tell: { org: org ?? 'unknown', pull } };
  if (policy === undefined) return told(unreadable(read));
  org = policy.org.id;

  const { publicKey } = policy;
  const own = publicKeyOf(context.signing);
  if (publicKey === undefined) return told(refused(unnamedKey(own)));
  if (publicKey !== own) return told(refused(otherKey(publicKey, own)));
  const scope = scopeOf(settings, org, material.repositoryId);
  const head = await ledgerHead(repository, settings, material.ledgers, org);
  const ledger = await readLedger(repository, head, scope, publicKey);
  const former =
    head === undefined || ledger.kind === 'valid'
      ? undefined
      : await formerState(repository, reader, head, scope, publicKey);
  if (ledger.kind === 'buried' && former === undefined)
    return told(refused(buried(scope.branch, ledger.why, ledger.putBack)));
  const alive = ledger.kind === 'valid' ? activeRun(ledger.state, context) : undefined;
  if (alive !== undefined) return refused(alive);
  const state = ledger.kind === 'valid' ? recover(ledger.state) : undefined;
  if (state === undefined && read.kind !== 'policy') return told(unreadable(read));
  const adopted =
    state === undefined
      ? ({ kind: 'no-state' } as const)
      : await adoptednessOf(state, settings.policy, reader, repository);

  const [rules, ledgerRules] = await Promise.all([
    repository.rules(material.defaultBranch),
    repository.rules(scope.branch),
  ]);
  const { plan, known } = await planOf(context, {
    policy,
    material,
    state,
    former,
    isReadable: read.kind === 'policy',
    branchApprovals: rules.approvals,
    isAdoption: adopted.kind !== 'adopted' || settings.adopt !== '',
  });
  if (plan.refusals.length > 0)
    return told({ kind: 'refused', why: plan.refusals.map(({ message }) => message), plan });
  const rulesMissing = [
    ...missingRules(rules, bindingGuardrails(state, policy)),
    ...missingLedgerRules(ledgerRules, settings.ledgerBranch),
  ];
  const ready: Ready = {
    kind: 'ready',
    material,
    policy,
    ...(read.kind === 'policy' ? { file: { blob: read.blob, bytes: read.bytes } } : { problem: read }),
    scope,
    ledger:
      ledger.kind === 'buried'
        ? {
            kind: 'unverified',
            head: head?.commit.oid ?? '',
            foreign: ledger.foreign,
            records: head?.records ?? [],
          }
        : ledger,
    ...(state && { state }),
    ...(former && { former }),
    adopted,
    plan,
    known,
    decided: [],
    pulls: new Map(),
    rulesMissing,
    distance: 0,
    unseen: false,
    ...(pull !== undefined && { pull }),
    startedAt,
  };
  // What an adoption approves needs no trail.
  if (state === undefined || settings.adopt !== '')
    return { ...ready, pulls: await pullsOf(reader, ready, clock.now()) };
  const restraint = restraintOf(ready);
  const decided = await decidedOf(context, reader, state, plan.rows, restraint);
  const isAdopted = adopted.kind === 'adopted';
  return { ...ready, decided, ...(isAdopted && behind(state, reader)) };
}

/** Why nothing but ended opt-outs and doubts is applied (design, section 9): decided here alone. */
function restraintOf({ problem, adopted, rulesMissing }: Ready): Restraint | undefined {
  if (adopted.kind !== 'adopted') return { kind: 'not-adopted' };
  if (problem !== undefined) return { kind: 'unreadable' };
  return rulesMissing.length > 0 ? { kind: 'rules', missing: rulesMissing } : undefined;
}

/** The pull requests by which rows came, where the mainline leads to what is in force; else the one that made the tip. */
async function pullsOf(
  reader: MainlineReader,
  { plan, state, adopted, pull }: Ready,
  now: Date,
): Promise<ReadonlyMap<Row, readonly number[]>> {
  const tip = pull === undefined ? [] : [pull];
  if (state === undefined || adopted.kind !== 'adopted')
    return new Map(plan.rows.map((row) => [row, tip] as const));
  const traced = await traceRows(reader, toTrace(plan.rows, state, now));
  return new Map(traced.map(({ row, trail }) => [row, toldOf(trail, reader.mainline())] as const));
}

function toTrace(rows: readonly Row[], state: State, now: Date): RowsToTrace {
  const entries = inForceOf(state).entries.map(({ entry }) => entry);
  const adopting = state.baseline === undefined;
  return {
    rows,
    now,
    input: { inForce: entries, end: endOf(state) },
    isAdopted: (entries) => adopting && !entries.some((entry) => wasRefused(entry, state)),
  };
}

async function decidedOf(
  { repository, clock }: ApplyContext,
  reader: MainlineReader,
  state: State,
  rows: readonly Row[],
  restraint: Restraint | undefined,
): Promise<Decided[]> {
  const now = clock.now();
  // Without a mainline that leads to what is in force, and without a file, nothing can be traced.
  const isTraced = restraint === undefined || restraint.kind === 'rules';
  const { traced, evidence } = await gatherEvidence(
    repository,
    reader,
    toTrace(isTraced ? rows : [], state, now),
  );
  const ends = isTraced ? [] : rows.map((row) => untraced(row));
  return decide({
    traced: [...traced, ...ends],
    evidence,
    inForce: inForceOf(state),
    standing: standingOf(state),
    ...(state.baseline === undefined && {
      adoption: { commit: state.adopted.commit, by: state.adopted.by },
    }),
    end: endOf(state),
    restraint,
    now,
  });
}

function untraced(row: Row) {
  const trail =
    row.byDate === undefined
      ? ({ kind: 'none', steps: [] } as const)
      : ({ kind: 'date', ended: row.byDate } as const);
  const nothing = { text: '', entries: [] };
  return { row, trail, reading: { ofEntries: () => nothing, ofFile: () => nothing } };
}

/** What an adoption refused needs an approval of its own. */
function wasRefused(entry: Entry, { adopted }: State): boolean {
  return adopted.refused.includes(entryKey(entry));
}

function behind(state: State, reader: MainlineReader): { distance: number; unseen: boolean } {
  const { commits } = reader.mainline();
  const [tip] = commits;
  const at = (oid: string) => commits.findIndex((commit) => commit.oid === oid);
  const seen = commits[at(state.seen)];
  const blob = (commit: typeof tip) => (commit?.file.kind === 'file' ? commit.file.blob : commit?.file.kind);
  return { distance: Math.max(0, at(endOf(state))), unseen: blob(tip) !== blob(seen) };
}

interface Found {
  policy: Policy;
  material: TipMaterial;
  state: State | undefined;
  former: State | undefined;
  isReadable: boolean;
  /** Approvals that the rules of the default branch ask for. */
  branchApprovals: number;
  /** Whether an adoption would judge the rows, by the file's own limits. */
  isAdoption: boolean;
}

function planOf(context: ApplyContext, found: Found): Promise<{ plan: Plan; known: Known }> {
  const { settings, clock, tenant, repository } = context;
  const { policy, state, former, isReadable, branchApprovals } = found;
  const inForce = state ? inForceOf(state) : former && formerInForce(former, policy);
  const limits: Guardrails = {
    ...policy.guardrails,
    ...(state && { allowLift: guardrailsOf(state.inForce.map(({ entry }) => entry)).allowLift }),
  };
  return makePlanWith(
    repository,
    {
      origin: settings.origin,
      sandboxHost: settings.sandboxHost,
      ...(inForce && { inForce }),
      policy,
      ...(!isReadable && inForce && { wanted: inForce.entries.map(({ entry }) => entry) }),
      now: clock.now(),
      readiness: settings.readiness,
      isPublic: !found.material.isPrivate,
      branchApprovals,
      ...(found.isAdoption && { limits }),
    },
    { reader: tenant, skew: context.skew, further: [] },
  );
}

/** How long the intent of another run is taken for alive (design, section 8). */
const INTENT_ALIVE_MS = 20 * 60_000;

/** Whether another run is applying changes; in words that say when to run again. */
function activeRun({ sending }: State, { run, clock }: ApplyContext): string | undefined {
  if (sending === undefined) return undefined;
  if (sending.run === run.runId && sending.attempt < run.attempt) return undefined;
  const until = Date.parse(sending.time) + INTENT_ALIVE_MS;
  if (clock.now().getTime() >= until) return undefined;
  const time = new Date(until).toISOString().slice(11, 16);
  return `Another run is applying changes, or died while it did. Nothing was written. If it does not finish, run this again after ${time} UTC: it then takes over.`;
}

/** What binds: what is in force; where nothing is, what the file says. */
function bindingGuardrails(state: State | undefined, policy: Policy): Guardrails {
  return state === undefined ? policy.guardrails : guardrailsOf(state.inForce.map(({ entry }) => entry));
}

function unreadable(read: ReadPolicy): Refused {
  if (read.kind === 'problems') return { kind: 'refused', why: [], problems: read.problems };
  return refused(`${read.kind === 'refused' ? read.why : ''} Nothing was written.`);
}

function refused(why: string | Markdown): Refused {
  return { kind: 'refused', why: [why] };
}
