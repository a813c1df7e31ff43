import { z } from 'zod';
import { commitOf } from '../approval/authority.ts';
import type { Standing } from '../approval/binding.ts';
import type { InForce } from '../plan/known.ts';
import { entrySchema } from '../policy/entry.ts';
import type { Content } from './signature.ts';

const time = z.iso.datetime();
const oid = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
const userId = z.string().regex(/^[0-9]{1,20}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const login = z.string().min(1).max(120);

const approvalSchema = z.strictObject({ login, id: z.string().max(40), commit: oid, at: z.string().max(40) });

const stepSchema = z.strictObject({
  commit: oid,
  number: z.int().positive(),
  author: login,
  head: oid,
  mergedAt: z.string().max(40),
  approvals: z.array(approvalSchema),
});

/** By what an entry came into force, or a reset was claimed. */
const authoritySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approved'), steps: z.array(stepSchema).min(1) }),
  z.strictObject({ kind: z.literal('adoption'), commit: oid, by: z.array(login).min(1) }),
  z.strictObject({ kind: z.literal('date'), ended: z.string().max(10) }),
]);

/** A user, or the Org, that a call goes to. */
const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), userId, user: z.string().max(254) }),
  z.strictObject({ kind: z.literal('org') }),
]);

const claimSchema = z.strictObject({
  request: z.string().regex(/^[A-Z0-9][A-Z0-9-]{0,63}$/),
  state: z.enum(['claimed', 'done', 'unknown', 'lapsed', 'closed']),
  hash: sha256,
  user: z.string().max(254),
  userId: userId.exactOptional(),
  authority: authoritySchema,
  time,
});

const inForceSchema = z.strictObject({
  entry: entrySchema,
  userId: userId.exactOptional(),
  since: time,
  authority: authoritySchema,
});

const sendingSchema = z.strictObject({
  run: z.string().max(40),
  attempt: z.int().positive(),
  nonce: z.string().max(80),
  time,
  targets: z.array(targetSchema),
});

/** `state.json` of a ledger, without scope and signature, which belong to the file (design, section 8). */
const stateSchema = z.strictObject({
  schema: z.literal(1),
  /** Path of the policy in the repository. */
  policy: z.string().max(200),
  /** The newest commit of the mainline at which everything the file said was in force; absent until that is so. */
  baseline: oid.exactOptional(),
  adopted: z.strictObject({
    commit: oid,
    digest: sha256,
    by: z.array(login).min(1),
    time,
    /** Names of the entries that the adoption refused: each needs an approval of its own. */
    refused: z.array(z.string().max(400)),
  }),
  /** The newest commit of the mainline that an apply looked at. */
  seen: oid,
  /** When the apply began that wrote this: what happened to the branch before then was looked at. */
  time,
  inForce: z.array(inForceSchema),
  resets: z.array(claimSchema),
  sending: sendingSchema.exactOptional(),
  doubt: z.array(targetSchema),
  /** Pull requests whose comment does not say yet what became of them. */
  due: z.array(z.int().positive()).exactOptional(),
  record: z.strictObject({ path: z.string().max(120), blob: oid }).exactOptional(),
  /** Over the names and blob ids of all records: a record that was deleted, renamed or invented shows. */
  records: z.strictObject({ count: z.int().nonnegative(), sha256 }),
  onto: oid,
});

export type State = z.infer<typeof stateSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type InForceRecord = z.infer<typeof inForceSchema>;
export type Target = z.infer<typeof targetSchema>;

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

/** What is in force, with the commit of the mainline that each entry rests on. */
export function standingOf(state: State): Standing[] {
  return state.inForce.map(({ entry, userId: id, authority }) => {
    const commit = commitOf(authority);
    return { entry, ...(id !== undefined && { userId: id }), ...(commit !== undefined && { commit }) };
  });
}

/** The commit at which trails end: the baseline, or the adopted commit while there is none. */
export function endOf({ baseline, adopted }: State): string {
  return baseline ?? adopted.commit;
}
