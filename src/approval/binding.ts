import type { InForceEntry } from '../plan/known.ts';
import { guardrailsOf } from '../policy/entry.ts';
import { type GuardrailName, guardrailsFrom, guardrailValue, tighter } from '../policy/guardrails.ts';
import type { Guardrails, Policy } from '../policy/policy.ts';
import { type Approver, approversOf } from './approvers.ts';
import { type Mainline, positionOf } from './mainline.ts';
import type { Trail } from './trace.ts';

/** An entry in force, with the commit of the mainline that its authority rests on. */
export interface Standing extends InForceEntry {
  commit?: string;
}

/** Who approves a row, and within which limits. */
export interface Binding {
  guardrails: Guardrails;
  approvers: readonly Approver[];
}

/** Where a row stands on the mainline. */
export interface Place {
  /** How far behind the tip its newest step lies, or the adopted commit where no step came after it. */
  position: number;
  /** It rests on the adoption alone. */
  adopted: boolean;
  /** Where the file says what it said before that step; of the adopted commit, its own position. */
  from: number;
}

/** Where a row stands; undefined where it has no trail. */
export function placeOf(trail: Trail, mainline: Mainline, end: string): Place | undefined {
  if (trail.kind !== 'steps') return undefined;
  const [newest] = trail.steps;
  if (newest !== undefined) return { position: newest.position, adopted: false, from: newest.position + 1 };
  const position = positionOf(mainline, end);
  return position === undefined ? undefined : { position, adopted: true, from: position };
}

/**
 * What binds a row: what is in force, but a rule that came with this row's newest step or after it does not serve it (design, section
 * 9.5). Such an approver does not approve it, and of such a limit the tightest counts that the file has said since before the row's step.
 * What was adopted serves what was adopted with it.
 */
export function bindingOf(place: Place, standing: readonly Standing[], mainline: Mainline): Binding {
  const since = ({ commit }: Standing) => (commit === undefined ? undefined : positionOf(mainline, commit));
  const serves = (one: Standing): boolean => {
    const position = since(one);
    // Older than everything that was read.
    if (position === undefined || position > place.position) return true;
    return place.adopted && position === place.position;
  };
  const approvers = approversOf(standing.filter(serves));
  const limits = new Map<GuardrailName, Standing>();
  for (const one of standing) if (one.entry.kind === 'guardrail') limits.set(one.entry.name, one);
  const inForce = guardrailsFrom((name) => limitValue(limits.get(name)));
  const guardrails = guardrailsFrom((name) => {
    const limit = limits.get(name);
    const position = limit && since(limit);
    if (limit === undefined || position === undefined || serves(limit)) return guardrailValue(inForce, name);
    const said = saidBetween(place.from, position + 1, mainline).map((policy) => policy.guardrails);
    return guardrailValue(said.reduce(tighter, inForce), name);
  });
  return { approvers, guardrails };
}

/** What binds a plan: what is in force; what the file tightens binds at once, and whom it removes approves no more. */
export function proposedBinding(entries: readonly InForceEntry[], policy: Policy): Binding {
  const kept = new Map(policy.approvers.map(({ login, user }) => [login, user]));
  return {
    approvers: approversOf(entries).filter(({ login, user }) => kept.get(login) === user),
    guardrails: tighter(guardrailsOf(entries.map(({ entry }) => entry)), policy.guardrails),
  };
}

/** The accounts that the file has protected at any commit since before a row's newest step. */
export function protectedSince({ from }: Place, mainline: Mainline): ReadonlySet<string> {
  return new Set(saidBetween(from, 0, mainline).flatMap((policy) => policy.protected));
}

/**
 * Every policy that the file was from one place of the mainline up to a newer one. Where it can't be read at the first, the newest one
 * below counts there.
 */
function saidBetween(from: number, to: number, { commits, policyOf }: Mainline): Policy[] {
  const found = commits.slice(to, from + 1).flatMap(({ file }) => policyOf(file) ?? []);
  const start = commits[from];
  if (start === undefined || policyOf(start.file) !== undefined) return found;
  const below = commits.slice(from + 1).find(({ file }) => policyOf(file) !== undefined);
  return below === undefined
    ? found
    : [...found, ...[policyOf(below.file)].filter((one) => one !== undefined)];
}

function limitValue(limit: Standing | undefined): number | boolean | undefined {
  return limit?.entry.kind === 'guardrail' ? limit.entry.value : undefined;
}
