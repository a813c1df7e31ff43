import { sameEntry } from '../../src/policy/entry.ts';
import { isGranted, type Judged, type Observed } from './judged.ts';
import { hasEnded } from './subject.ts';

/** Calls that no approved change, no doubt and no date asked for. */
export function unjustified(observed: Observed, judged: readonly Judged[]): string[] {
  return observed.calls
    .filter((call) => !isJustified(call, observed, judged))
    .map((call) => `nobody approved ${call}`);
}

function isJustified(call: string, observed: Observed, judged: readonly Judged[]): boolean {
  const [, path = '', body = ''] = call.split(' ');
  const on = body.includes('true');
  if (path === '/user/org/mfa') {
    const isAsked = isGranted(judged, ({ is }) => is?.kind === 'enforce' && is.enforce === on);
    // The Org is never lifted because of a doubt (design, section 8).
    return isAsked || (on && isDoubted('org', observed));
  }
  if (path.endsWith('/reset')) return isResetAsked(/\d+/.exec(body)?.[0] ?? '', observed, judged);
  const id = path.split('/')[3] ?? '';
  if (isDoubted(id, observed)) return true;
  return on
    ? isOptOutAsked(id, observed, judged) || (isEndAsked(id, observed, judged) && isStillOut(id, observed))
    : isEndAsked(id, observed, judged);
}

function isDoubted(id: string, { before }: Observed): boolean {
  const targets = [...before.doubt, ...(before.sending?.targets ?? [])];
  return targets.some((one) => (one.kind === 'org' ? 'org' : one.userId) === id);
}

function emailOf(id: string, { world }: Observed): string | undefined {
  return world.tenant.state.users.get(id)?.email;
}

function isResetAsked(id: string, observed: Observed, judged: readonly Judged[]): boolean {
  const email = emailOf(id, observed);
  return isGranted(
    judged,
    ({ is }) => is?.kind === 'reset' && is.user === email && is.notAfter >= observed.today,
  );
}

function isOptOutAsked(id: string, observed: Observed, judged: readonly Judged[]): boolean {
  const email = emailOf(id, observed);
  return isGranted(
    judged,
    ({ is }) =>
      is?.kind === 'opt-out' && !hasEnded(is, observed.today) && (is.user === email || is.id === id),
  );
}

/** One of the opt-outs that are set on this user is to be otherwise, or its date has come. */
function isEndAsked(id: string, { before, today }: Observed, judged: readonly Judged[]): boolean {
  const set = before.inForce.filter(({ entry, userId }) => entry.kind === 'opt-out' && userId === id);
  return set.some(
    ({ entry }) =>
      hasEnded(entry, today) || isGranted(judged, ({ was }) => was.some((one) => sameEntry(one, entry))),
  );
}

/** What a user should be after an apply decides the call, whichever row asks for one (design, section 10.4). */
function isStillOut(id: string, { after, today }: Observed): boolean {
  return after.inForce.some(
    ({ entry, userId }) => entry.kind === 'opt-out' && userId === id && !hasEnded(entry, today),
  );
}

/** Calls stand in the order of design, section 10.4. */
export function outOfOrder(calls: readonly string[]): string[] {
  const ranks = calls.map((call) => {
    if (call.includes('mfaOptOut')) return call.includes(':false}') ? 0 : 1;
    return call.includes('/org/mfa') ? 2 : 3;
  });
  const isInOrder = ranks.every((rank, index) => index === 0 || rank >= (ranks[index - 1] ?? 0));
  return isInOrder ? [] : [`calls in another order: ${calls.join(', ')}`];
}
