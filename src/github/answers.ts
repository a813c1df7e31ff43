import { z } from 'zod';

/** The answers to `queries.ts`, checked where they come in. What a query does not ask for is not here. */

const oid = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);
const actor = z
  .object({ login: z.string(), __typename: z.string().optional(), databaseId: z.int().nullish() })
  .nullable();

const file = z.object({ mode: z.int(), type: z.string(), oid }).nullable();
export const textSchema = z
  .object({
    mode: z.int(),
    type: z.string(),
    oid,
    object: z
      .object({
        byteSize: z.int().optional(),
        text: z.string().nullable().optional(),
        isTruncated: z.boolean().optional(),
      })
      .nullable(),
  })
  .nullable();

const links = z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid })) });
const records = z
  .object({
    object: z
      .object({ entries: z.array(z.object({ name: z.string(), type: z.string(), oid })).optional() })
      .nullable(),
  })
  .nullable();

const ledgerCommit = z.object({ oid, tree: z.object({ oid }), links, state: textSchema });
const ledgerHead = ledgerCommit.extend({ records });
const refs = z.object({ nodes: z.array(z.object({ name: z.string(), target: ledgerHead })) }).nullable();

const commentSchema = z.object({
  fullDatabaseId: z.string().regex(/^[0-9]+$/),
  body: z.string(),
  viewerDidAuthor: z.boolean(),
});
const conversation = z.object({
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  headRefOid: oid,
  comments: z.object({
    nodes: z.array(commentSchema),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

export const pullSchema = z.object({
  id: z.string(),
  number: z.int(),
  merged: z.boolean(),
  mergedAt: z.string().nullable(),
  baseRefName: z.string(),
  headRefOid: oid,
  baseRepository: z.object({ databaseId: z.int() }).nullable(),
  mergeCommit: z.object({ oid }).nullable(),
  last: z.object({ nodes: z.array(z.object({ commit: z.object({ oid, file }) })) }),
});

const lineCommit = z.object({
  oid,
  links,
  file,
  text: textSchema.optional(),
  associatedPullRequests: z.object({ nodes: z.array(pullSchema) }).nullable(),
});

/** A commit with its first parents inside it, as the nested query answers. */
interface Nested<T> {
  next?: { nodes: (T & Nested<T>)[] } | undefined;
}

const nestedLine: z.ZodType<LineAnswer & Nested<LineAnswer>> = lineCommit.extend({
  get next() {
    return z.object({ nodes: z.array(nestedLine) }).optional();
  },
});

export type LineAnswer = z.infer<typeof lineCommit>;
export type LedgerAnswer = z.infer<typeof ledgerCommit>;
export type LedgerHeadAnswer = z.infer<typeof ledgerHead>;
export type Refs = z.infer<typeof refs>;
export type RecordsAnswer = z.infer<typeof records>;
export type TextAnswer = z.infer<typeof textSchema>;
export type PullAnswer = z.infer<typeof pullSchema>;
export type OpinionsAnswer = z.infer<typeof opinions>;
export type BranchAnswer = { totalCount: number; nodes: { commit: z.infer<typeof branchCommit> }[] };
export type ConversationAnswer = z.infer<typeof conversation>;

/** The commits of a nested answer, newest first. */
export function unnest<T>(first: T & Nested<T>): T[] {
  const commits: T[] = [];
  let current: (T & Nested<T>) | undefined = first;
  while (current !== undefined) {
    commits.push(current);
    current = current.next?.nodes[0];
  }
  return commits;
}

const at = z.object({ file: textSchema }).nullable();
const opinions = z.object({
  number: z.int(),
  mergedAt: z.string().nullable(),
  headRefOid: oid,
  author: actor,
  retargeted: z.object({ nodes: z.array(z.object({ createdAt: z.string().optional() })) }),
  writers: z.object({ nodes: z.array(z.object({ fullDatabaseId: z.string() })) }),
  all: z.object({
    nodes: z.array(
      z.object({
        fullDatabaseId: z.string(),
        state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
        submittedAt: z.string().nullable(),
        author: actor,
        commit: z.object({ oid, file }).nullable(),
      }),
    ),
  }),
});

const branchCommit = z.object({
  oid,
  file,
  parents: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid, file })) }),
});

const names = z.object({ entries: z.array(z.object({ name: z.string() })).optional() });
/** The names beside the policy: of the tree itself, or of the folder that holds the policy. */
const siblings = { root: names.optional(), folder: z.object({ object: names.nullable() }).nullish() };

export interface Siblings {
  root?: z.infer<typeof names> | undefined;
  folder?: { object: z.infer<typeof names> | null } | null | undefined;
}

export const planAnswer = z.object({
  repository: z.object({
    databaseId: z.int(),
    isPrivate: z.boolean(),
    commit: z
      .object({
        file: textSchema,
        parents: z.object({ nodes: z.array(z.object({ oid, file: textSchema })) }).optional(),
        ...siblings,
      })
      .nullable(),
    base: at.optional(),
    defaultBranchRef: z.object({ target: z.object({ oid, file: textSchema }) }).nullable(),
    pullRequest: conversation
      .extend(opinions.shape)
      .extend({
        branch: z.object({ totalCount: z.int(), nodes: z.array(z.object({ commit: branchCommit })) }),
      })
      .nullable()
      .optional(),
    refs,
  }),
});

export const tipAnswer = z.object({
  repository: z.object({
    databaseId: z.int(),
    isPrivate: z.boolean(),
    defaultBranchRef: z
      .object({ name: z.string(), target: z.intersection(nestedLine, z.object(siblings)) })
      .nullable(),
    pullRequests: z.object({ nodes: z.array(pullSchema) }),
    refs,
  }),
});

export const headAnswer = z.object({
  repository: z.object({
    defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid }) }).nullable(),
  }),
});
export const lineAnswer = z.object({ repository: z.object({ object: nestedLine.nullable() }) });
export const ledgerAnswer = z.object({
  repository: z.object({
    ref: z.object({ prefix: z.string(), name: z.string(), target: ledgerHead }).nullable(),
  }),
});
export const ledgerHistoryAnswer = z.object({
  repository: z.object({
    object: z
      .object({
        history: z.object({
          nodes: z.array(ledgerCommit),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      })
      .nullable(),
  }),
});
export const ledgerRecordsAnswer = z.object({
  repository: z.object({ object: z.object({ records }).nullable() }),
});
export const fileAnswer = z.object({
  repository: z.object({ object: z.object({ file: textSchema, ...siblings }).nullable() }),
});
export const blobsAnswer = z.object({
  repository: z.record(
    z.string(),
    z.object({ oid, byteSize: z.int(), text: z.string().nullable(), isTruncated: z.boolean() }).nullable(),
  ),
});

export const reviewsAnswer = z.object({ nodes: z.array(opinions.nullable()) });

export const discussionAnswer = z.object({
  repository: z.object({ pullRequest: conversation.nullable() }),
});

export const commitAnswer = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid }) }) });

export const accountsAnswer = z.record(z.string(), z.object({ databaseId: z.int().nullable() }).nullable());
export const activityAnswer = z.array(
  z.object({
    activity_type: z.string(),
    before: z.string(),
    after: z.string(),
    timestamp: z.string(),
  }),
);
export const compareAnswer = z.object({ status: z.string(), merge_base_commit: z.object({ sha: oid }) });
