import { type Entry, sameName } from '../policy/entry.ts';
import { dayOf, daysBetween, hasEnded, hasLapsed } from './dates.ts';
import type { InForce, Known, KnownUser } from './known.ts';
import type { Refusal, Row } from './row.ts';

/** Which calls can be made at all: a text says why one can't. */
export interface Readiness {
  enforceBody?: string;
  resetBody?: string;
}

export interface ResolveContext {
  inForce: InForce;
  known: Known;
  now: Date;
  readiness: Readiness;
  /** E-mails of protected accounts, of the file and in force together. */
  guarded: ReadonlySet<string>;
}

/** A reset's last day lies at most this many days ahead (design, section 5). */
const RESET_DAYS = 3;

/** Finds whom a row is about and why it can't be carried out; fills in the row's call, `live`, notes and refusals. */
export function resolveRow(row: Row, context: ResolveContext): void {
  const { before, after } = row;
  if (after?.kind === 'reset') resolveReset(row, after, context);
  else if (row.inForce) return;
  else if (after?.kind === 'opt-out') resolveOptOut(row, after, context);
  else if (before?.kind === 'opt-out') resolveOptIn(row, before, context);
  else if (row.call !== undefined) resolveEnforce(row, context);
}

type OptOutEntry = Entry & { kind: 'opt-out' };

function resolveEnforce(row: Row, { readiness }: ResolveContext): void {
  if (readiness.enforceBody !== undefined) refuse(row, 'no-enforce-body', readiness.enforceBody);
}

function resolveOptIn(row: Row, { user }: OptOutEntry, context: ResolveContext): void {
  const recorded = recordedId(row, context.inForce);
  if (recorded === undefined) {
    delete row.call;
    row.notes.push('not in force, nothing is sent');
    return;
  }
  row.call = { kind: 'set-opt-out', optOut: false, user, userId: recorded };
  if (!context.known.looked) return;
  refuseOwner(row, recorded, context.known.owner.userId);
  const member = context.known.members.get(recorded);
  if (member === 'gone') {
    row.notes.push('the user is gone');
    row.live = true;
    return;
  }
  row.live = member?.mfaOptOut === false && !context.inForce.doubted.has(recorded);
}

function resolveOptOut(row: Row, after: OptOutEntry, context: ResolveContext): void {
  if (context.guarded.has(after.user) && row.direction === 'loosen') {
    refuse(
      row,
      'protected',
      'This account is protected: it is never opted out while it stands under protected.',
    );
  }
  if (hasEnded(after.expires, context.now)) {
    refuse(row, 'date-passed', 'The end of this opt-out is not in the future. Set expires to a later date.');
  }
  const recorded = recordedId(row, context.inForce);
  if (recorded !== undefined && after.id !== undefined && after.id !== recorded) {
    refuse(
      row,
      'pin-differs',
      'The id differs from the user this opt-out was set on. End this opt-out first, then add a new one.',
    );
    return;
  }
  if (row.kind === 'amend' && row.direction === 'tighten') return;
  const user = findUser(row, after.user, after.id, context);
  if (user === undefined) return;
  if (recorded !== undefined && recorded !== user.id) {
    refuse(
      row,
      'other-user',
      'This e-mail now belongs to another user than the one this opt-out was set on. End it first, then add a new one.',
    );
    return;
  }
  if (row.call?.kind === 'set-opt-out') row.call.userId = user.id;
  row.live = row.call !== undefined && user.mfaOptOut === true && !context.inForce.doubted.has(user.id);
}

function resolveReset(row: Row, after: Entry & { kind: 'reset' }, context: ResolveContext): void {
  const request = context.inForce.requests.get(after.request);
  if (request !== undefined && row.inForce) {
    row.notes.push(`this request is settled: ${request.state}`);
    return;
  }
  if (request !== undefined) {
    refuse(row, 'request-reused', 'The ledger knows this request id with other content. Use a new id.');
    return;
  }
  if (context.guarded.has(after.user)) {
    refuse(row, 'protected', 'This account is protected: it is never reset while it stands under protected.');
  }
  if (hasLapsed(after.notAfter, context.now)) {
    refuse(row, 'lapsed', 'The last day of this request is over. Ask anew, under a new id.');
  } else if (daysBetween(dayOf(context.now), after.notAfter) > RESET_DAYS) {
    refuse(row, 'date-too-far', `not-after lies more than ${RESET_DAYS} days ahead. Choose an earlier day.`);
  }
  if (context.readiness.resetBody !== undefined) refuse(row, 'no-reset-body', context.readiness.resetBody);
  const user = findUser(row, after.user, after.id, context);
  if (user !== undefined) row.call = { kind: 'reset', user: after.user, userId: user.id };
}

/** The one user that an e-mail, and a pin where there is one, names; else refuses the row. */
function findUser(
  row: Row,
  email: string,
  pin: string | undefined,
  { known }: ResolveContext,
): KnownUser | undefined {
  if (!known.looked) return undefined;
  const users = known.users.get(email) ?? [];
  const [user] = pin === undefined ? users : users.filter(({ id }) => id === pin);
  if (users.length === 0) {
    refuse(
      row,
      'no-such-user',
      'No user of this Org has exactly this e-mail. Correct it, or take the entry out.',
    );
    return undefined;
  }
  if (user === undefined) {
    refuse(
      row,
      'pin-differs',
      'The user with this e-mail has another id than the one given. Correct the e-mail or the id.',
    );
    return undefined;
  }
  if (pin === undefined && users.length > 1) {
    refuse(row, 'two-users', 'More than one user has this e-mail. Name the one that is meant by its id.');
    return undefined;
  }
  refuseOwner(row, user.id, known.owner.userId);
  if (user.sso === true) row.notes.push('signs in by SSO, where MFA is not asked for');
  if (user.active === false) row.notes.push('is inactive');
  if (user.administrator === true) row.administrator = true;
  return user;
}

function refuseOwner(row: Row, userId: string, owner: string): void {
  if (userId === owner) {
    refuse(
      row,
      'key-owner',
      'The API key belongs to this user. The key’s own user is never changed; use the key of another account.',
    );
  }
}

function recordedId({ before }: Row, inForce: InForce): string | undefined {
  if (before === undefined) return undefined;
  return inForce.entries.find(({ entry }) => sameName(entry, before))?.userId;
}

function refuse(row: Row, code: Refusal['code'], message: string): void {
  row.refusals.push({ code, message });
}
