import { z } from 'zod';
import type { InForce } from '../plan/known.ts';
import { entrySchema } from '../policy/entry.ts';
import type { Content } from './signature.ts';

const time = z.iso.datetime();
const oid = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
const userId = z.string().regex(/^[0-9]{1,20}$/);
const login = z.string().min(1).max(120);

export const approvalSchema = z.strictObject({
  login,
  id: z.string().max(40),
  commit: oid.exactOptional(),
  at: z.string().max(40),
});

/** Where an entry's authority comes from. */
export const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pull-request'),
    number: z.int().positive(),
    author: login,
    headCommit: oid,
    mergeCommit: oid,
    mergedAt: z.string().max(40),
  }),
  z.strictObject({ kind: z.literal('adoption'), commit: oid, by: z.array(login).min(1) }),
  z.strictObject({ kind: z.literal('date'), ended: z.string().max(10) }),
  z.strictObject({ kind: z.literal('approved'), commit: oid }),
]);

/** A user, or the Org, that a call goes to. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), userId, user: z.string().max(254) }),
  z.strictObject({ kind: z.literal('org') }),
]);

const claimSchema = z.strictObject({
  request: z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,63}$/),
  state: z.enum(['claimed', 'done', 'unknown', 'lapsed', 'closed']),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  user: z.string().max(254),
  userId: userId.exactOptional(),
  source: sourceSchema,
  time,
});

const inForceSchema = z.strictObject({
  entry: entrySchema,
  userId: userId.exactOptional(),
  since: time,
  source: sourceSchema,
  approvals: z.array(approvalSchema),
});

const sendingSchema = z.strictObject({
  run: z.string().max(40),
  attempt: z.int().positive(),
  nonce: z.string().max(80),
  time,
  targets: z.array(targetSchema),
});

/** `state.json` of a ledger, without scope and signature, which belong to the file (design, section 8). */
export const stateSchema = z.strictObject({
  schema: z.literal(1),
  approved: oid,
  inForce: z.array(inForceSchema),
  resets: z.array(claimSchema),
  sending: sendingSchema.exactOptional(),
  doubt: z.array(targetSchema),
  record: z.strictObject({ path: z.string().max(120), blob: oid }).exactOptional(),
  /** Over the names and blob ids of all records: a record that was deleted, renamed or invented shows. */
  records: z.strictObject({ count: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  onto: oid,
});

export type State = z.infer<typeof stateSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type InForceRecord = z.infer<typeof inForceSchema>;
export type RecordedSource = z.infer<typeof sourceSchema>;
export type Target = z.infer<typeof targetSchema>;
export type Sending = z.infer<typeof sendingSchema>;

/** A state of 2 000 opt-outs has some 2 MB. What is longer was not written by this program. */
export const MOST_STATE_BYTES = 8 * 1024 * 1024;

/** The verified content of `state.json` as a state; undefined when it is none of this version. */
export function readState(content: Content): State | undefined {
  return stateSchema.safeParse(content).data;
}

/** A state as the JSON that is signed. */
export function stateJson(state: State): Content {
  return state as unknown as Content;
}

/** The same target, whatever its e-mail is now. */
export function sameTarget(a: Target, b: Target): boolean {
  return a.kind === 'org' ? b.kind === 'org' : b.kind === 'user' && a.userId === b.userId;
}

/** What a plan needs to know of a state. */
export function inForceOf(state: State): InForce {
  return {
    entries: state.inForce.map(({ entry, userId: id }) => ({
      entry,
      ...(id !== undefined && { userId: id }),
    })),
    requests: new Map(state.resets.map(({ request, state: is, hash }) => [request, { state: is, hash }])),
    doubted: new Set(state.doubt.flatMap((target) => (target.kind === 'user' ? [target.userId] : []))),
  };
}
