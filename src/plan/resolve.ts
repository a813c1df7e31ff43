import type { Entry } from '../policy/entry.ts';
import { dayOf, daysBetween, hasEnded, hasLapsed } from './dates.ts';
import { named } from './differences.ts';
import { findUser, KEY_OWNER } from './find-user.ts';
import type { InForce } from './known.ts';
import type { PlanInput } from './plan-input.ts';
import type { Call, Change, Need, Refusal, Row } from './row.ts';

/** A difference on its way to a row: classified, and not yet held against the tenant, the ledger and the rules. */
export interface Draft extends Change {
  before?: Entry;
  after?: Entry;
  origin: Row['origin'];
  /** What the pull request changes is a row even where the ledger says that it is in force already. */
  inForce: boolean;
  byDate?: string;
}

/** A reset's last day lies at most this many days ahead of the merge (design, section 5). */
export const RESET_DAYS = 3;

/** What is found out about a row. */
export interface Findings {
  need: Need;
  calls: readonly Call[];
  recorded?: string;
  userId?: string;
  administrator?: 'yes' | 'unknown';
  refusals: readonly Refusal[];
  notes: readonly string[];
}

const NOTHING: Findings = { need: 'nothing', calls: [], refusals: [], notes: [] };

/** Finds whom a difference is about, what it needs and why it can't be applied, and makes the row of it. Pure. */
export function rowOf(draft: Draft, input: PlanInput, inForce: InForce): Row {
  const { kind, before, after, origin, byDate } = draft;
  const { refusals, ...findings } = findingsOf(draft, input, inForce);
  // Two calls: somebody else becomes exempt.
  const direction = findings.calls.length > 1 ? 'loosen' : draft.direction;
  return {
    kind,
    direction,
    ...(before && { before }),
    ...(after && { after }),
    origin,
    ...(byDate !== undefined && { byDate }),
    ...findings,
    refusals: [...refusals, ...skewed(kind, direction, input), ...crossed(draft, input)],
  };
}

function findingsOf(draft: Draft, input: PlanInput, inForce: InForce): Findings {
  const { before, after } = draft;
  if (after?.kind === 'reset') return ofReset(draft, after, input, inForce);
  if (draft.inForce) return { ...NOTHING, need: 'in-force' };
  if (after?.kind === 'opt-out') return ofOptOut(draft, after, input, inForce);
  if (before?.kind === 'opt-out') return ofOptIn(before, input, inForce);
  if (after?.kind === 'approver') return ofApprover(after, input, inForce);
  if (after?.kind === 'guardrail' && draft.direction === 'tighten') return ofGuardrail(after, input);
  if (!draft.calls) return NOTHING;
  const { enforceBody } = input.readiness;
  return {
    ...NOTHING,
    need: 'call',
    calls: [{ kind: 'set-enforced', enforced: draft.kind === 'enforce' }],
    refusals: enforceBody === undefined ? [] : [{ code: 'no-enforce-body', message: enforceBody }],
  };
}

type OptOutEntry = Entry & { kind: 'opt-out' };

function ofOptIn(before: OptOutEntry, { known }: PlanInput, inForce: InForce): Findings {
  const recorded = recordedId(before, inForce);
  if (recorded === undefined) return { ...NOTHING, notes: ['not in force, nothing is sent'] };
  const { user } = before;
  const found: Findings = {
    ...NOTHING,
    need: 'call',
    recorded,
    calls: [{ kind: 'set-opt-out', optOut: false, user, userId: recorded }],
  };
  if (!known.looked) return found;
  const refusals = isOwner({ userId: recorded }, known) ? [KEY_OWNER] : [];
  const member = known.members.get(recorded);
  if (member === 'gone') return { ...found, need: 'already-so', refusals, notes: ['the user is gone'] };
  const isSo = member?.mfaOptOut === false && !inForce.doubted.has(recorded);
  return { ...found, need: isSo ? 'already-so' : 'call', refusals };
}

function ofOptOut(draft: Draft, after: OptOutEntry, input: PlanInput, inForce: InForce): Findings {
  const { known, now } = input;
  const before = draft.before?.kind === 'opt-out' ? draft.before : undefined;
  const recorded = before && recordedId(before, inForce);
  const refusals: Refusal[] = [];
  const found = findUser(after.user, after.id, known);
  const userId = found.kind === 'user' ? found.user.id : found.kind === 'not-looked' ? after.id : undefined;
  const former =
    before && recorded !== undefined && userId !== undefined && userId !== recorded
      ? { user: before.user, userId: recorded }
      : undefined;
  if (guarded(input, inForce).has(after.user) && (draft.direction === 'loosen' || former !== undefined))
    refusals.push(PROTECTED_OPT_OUT);
  if (hasEnded(after.expires, now)) refusals.push(ENDED);
  const base: Findings = { ...NOTHING, refusals, ...(recorded !== undefined && { recorded }) };
  const set: Call = { kind: 'set-opt-out', optOut: true, user: after.user };
  // Another user than before: the exemption of the one ends, that of the other begins.
  const isGone = known.looked && former !== undefined && known.members.get(former.userId) === 'gone';
  const end: Call[] =
    former === undefined || isGone ? [] : [{ kind: 'set-opt-out', optOut: false, ...former }];
  switch (found.kind) {
    case 'not-looked':
      return draft.calls || former !== undefined ? { ...base, need: 'call', calls: [...end, set] } : base;
    case 'refused':
      // An exemption that only gets shorter can be shortened, whoever has the e-mail now.
      if (draft.kind === 'amend' && draft.direction === 'tighten' && before?.id === after.id) return base;
      return {
        ...base,
        need: draft.calls ? 'call' : 'nothing',
        calls: draft.calls ? [set] : [],
        refusals: [...refusals, found.refusal],
      };
    case 'user': {
      const { user, refusals: more, notes } = found;
      const to: Call = { ...set, userId: user.id };
      const findings: Findings = {
        ...base,
        userId: user.id,
        notes,
        refusals: [...refusals, ...more, ...(isOwner(former, known) ? [KEY_OWNER] : [])],
        ...(user.administrator !== false && { administrator: user.administrator ? 'yes' : 'unknown' }),
      };
      if (former !== undefined) return { ...findings, need: 'call', calls: [...end, to] };
      if (!draft.calls) return findings;
      const isSo = user.mfaOptOut === true && !inForce.doubted.has(user.id);
      return { ...findings, need: isSo ? 'already-so' : 'call', calls: [to] };
    }
  }
}

function isOwner(user: { userId: string } | undefined, known: PlanInput['known']): boolean {
  return known.looked && user?.userId === known.owner.userId;
}

function ofReset(
  draft: Draft,
  after: Entry & { kind: 'reset' },
  input: PlanInput,
  inForce: InForce,
): Findings {
  const { known, now, readiness } = input;
  const request = inForce.requests.get(after.request);
  if (request !== undefined && draft.inForce)
    return { ...NOTHING, need: 'in-force', notes: [`this request is settled: ${request.state}`] };
  const call: Call = { kind: 'reset', user: after.user };
  const base: Findings = { ...NOTHING, need: 'call', calls: [call] };
  if (request !== undefined) return { ...base, refusals: [REQUEST_REUSED] };
  const refusals: Refusal[] = [];
  if (guarded(input, inForce).has(after.user)) refusals.push(PROTECTED_RESET);
  if (hasLapsed(after.notAfter, now)) refusals.push(LAPSED);
  else if (daysBetween(dayOf(now), after.notAfter) > RESET_DAYS) refusals.push(TOO_FAR);
  if (readiness.resetBody !== undefined)
    refusals.push({ code: 'no-reset-body', message: readiness.resetBody });
  const found = findUser(after.user, after.id, known);
  if (found.kind === 'refused') return { ...base, refusals: [...refusals, found.refusal] };
  if (found.kind === 'not-looked') return { ...base, refusals };
  const { user, refusals: more, notes } = found;
  return {
    ...base,
    calls: [{ ...call, userId: user.id }],
    userId: user.id,
    refusals: [...refusals, ...more],
    notes,
  };
}

function ofApprover(
  after: Entry & { kind: 'approver' },
  { accounts }: PlanInput,
  inForce: InForce,
): Findings {
  // Whoever has the login now is the approver only where nobody came into force by it.
  const account = recordedAccount(after.login, inForce) ?? accounts.get(after.login);
  if (accounts.get(after.login) === null) return { ...NOTHING, refusals: [NO_SUCH_LOGIN] };
  return account == null ? NOTHING : { ...NOTHING, userId: account };
}

function ofGuardrail(after: Entry & { kind: 'guardrail' }, { branchApprovals }: PlanInput): Findings {
  const beyond =
    after.name === 'required-approvals' &&
    branchApprovals !== undefined &&
    branchApprovals < Number(after.value);
  if (!beyond) return NOTHING;
  const message = `The rules of the default branch ask for fewer approvals, so every change would wait. First set “Required approvals” of at least ${String(after.value)} in a ruleset, under Settings > Rules > Rulesets, then propose this again.`;
  return { ...NOTHING, refusals: [{ code: 'branch-rules', message }] };
}

function recordedAccount(login: string, inForce: InForce): string | undefined {
  return inForce.entries.find(({ entry }) => entry.kind === 'approver' && entry.login === login)?.userId;
}

/** E-mails of protected accounts, of the file and in force together. */
function guarded({ policy }: PlanInput, inForce: InForce): ReadonlySet<string> {
  const current = inForce.entries.flatMap(({ entry }) => (entry.kind === 'protected' ? [entry.user] : []));
  return new Set([...policy.protected, ...current]);
}

function recordedId(before: Entry, inForce: InForce): string | undefined {
  const entries = inForce.entries.map(({ entry }) => entry);
  const found = entries.includes(before) ? before : named(entries, before);
  return inForce.entries.find(({ entry }) => entry === found)?.userId;
}

function skewed(kind: Row['kind'], direction: Row['direction'], input: PlanInput): Refusal[] {
  return input.skewed && (direction === 'loosen' || kind === 'reset') ? [SKEWED] : [];
}

function crossed({ origin, before, after }: Draft, { isCrossed }: PlanInput): Refusal[] {
  if (origin !== 'introduced' || isCrossed === undefined) return [];
  const changed = [before, after].some((entry) => entry !== undefined && isCrossed(entry));
  return changed ? [CROSSED] : [];
}

const PROTECTED_OPT_OUT: Refusal = {
  code: 'protected',
  message: 'This account is protected: it is never opted out while it is listed under `protected`.',
};
const PROTECTED_RESET: Refusal = {
  code: 'protected',
  message: 'This account is protected: it is never reset while it is listed under `protected`.',
};
const ENDED: Refusal = {
  code: 'date-passed',
  message: 'The end of this opt-out is not in the future. Set `expires` to a later date.',
};
const REQUEST_REUSED: Refusal = {
  code: 'request-reused',
  message: 'The ledger knows this request id with other content. Use a new id.',
};
const LAPSED: Refusal = {
  code: 'lapsed',
  message: 'The last day of this request is over. Open a new request, under a new id.',
};
const TOO_FAR: Refusal = {
  code: 'date-too-far',
  message: `\`not-after\` is more than ${RESET_DAYS} days ahead. Choose an earlier day.`,
};
const NO_SUCH_LOGIN: Refusal = {
  code: 'no-such-login',
  message: 'No GitHub account has this login. Correct it, or remove this approver.',
};
const SKEWED: Refusal = {
  code: 'clock-skew',
  message:
    'The clocks of this runner and of the tenant are more than 5 minutes apart. Nothing is loosened or reset by a clock that may be wrong.',
};
const CROSSED: Refusal = {
  code: 'crossed',
  message:
    'The default branch changed this entry, too: update the branch of this pull request, then have it approved again.',
};
