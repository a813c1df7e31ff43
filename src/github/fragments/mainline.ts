import { z } from 'zod';
import type { Commit } from '../../approval/mainline.ts';
import { oid } from '../oid.ts';
import { fileAt, fileEntry, textEntry } from './file.ts';
import { pullOf, pullRequest } from './pull.ts';

/** Commits of the mainline that one request reads. */
export const PAGE = 16;

export const LINE_COMMIT = `fragment LineCommit on Commit {
  oid
  links: parents(first: 3) { totalCount nodes { oid } }
  file(path: $policy) { ...File }
  associatedPullRequests(first: 10, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { ...Pull } }
}`;

/** A page of commits by first parents: the selection of one, within it that of its parent, and so on. */
export function chain(selection: (index: number) => string): string {
  let text = '';
  for (let index = PAGE - 1; index >= 0; index -= 1) {
    const next = text === '' ? '' : ` next: parents(first: 1) { nodes { ${text} } }`;
    text = `${selection(index)}${next}`;
  }
  return text;
}

const lineCommit = z.object({
  oid,
  links: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid })) }),
  file: fileEntry,
  text: textEntry.optional(),
  associatedPullRequests: z.object({ nodes: z.array(pullRequest) }).nullable(),
});

type LineCommit = z.infer<typeof lineCommit>;

/** A commit with its first parents inside it, as the nested query answers. */
interface Nested {
  next?: { nodes: (LineCommit & Nested)[] } | undefined;
}

export const nestedLine: z.ZodType<LineCommit & Nested> = lineCommit.extend({
  get next() {
    return z.object({ nodes: z.array(nestedLine) }).optional();
  },
});

/** The commits of a nested answer, newest first. */
export function unnest(first: LineCommit & Nested): LineCommit[] {
  const commits: LineCommit[] = [];
  let current: (LineCommit & Nested) | undefined = first;
  while (current !== undefined) {
    commits.push(current);
    current = current.next?.nodes[0];
  }
  return commits;
}

/** A commit of the mainline, without those behind it. */
export function mainlineCommit({ oid, links, file, associatedPullRequests }: LineCommit): Commit {
  const [parent, ...others] = links.nodes.map((node) => node.oid);
  return {
    oid,
    parent,
    others,
    file: fileAt(file),
    pulls: (associatedPullRequests?.nodes ?? []).map(pullOf),
  };
}
