import { type Evidence, mergedBy, type Unapproved, unapproved } from './approved.ts';
import type { Said } from './git.ts';
import { contentOf, type Subject } from './subject.ts';

/** Whether what the tip says of a subject was approved, from what is in force on; or what is missing. */
export type Authority = 'granted' | 'never in force' | 'merge without source' | Unapproved;

export interface From {
  /** What is in force of the subject. */
  inForce: string;
  /** The commit of an adoption of which something may still come into force. */
  adopted: string | undefined;
}

/**
 * Plays the line of the default branch from its oldest commit on, and keeps whether what it says of a subject just then may be carried
 * out. Whatever is in force, or was adopted, may. From there on each commit that says something else has to be approved; once one
 * was not, nothing that comes later makes up for it but the return to what is in force.
 */
export function authorityOf(subject: Subject, line: readonly Said[], from: From, evidence: Evidence) {
  let authority: Authority = 'never in force';
  let last: { content: string; said: Said } | undefined;
  let unreadable: Said[] = [];
  const lose = (why: Authority) => {
    if (authority === 'granted') authority = why;
  };
  for (const said of line) {
    if (hidesASide(said, evidence)) lose('merge without source');
    if (said.entries === undefined) {
      unreadable.push(said);
      continue;
    }
    const content = contentOf(said.entries, subject, evidence.today);
    if (content === from.inForce || said.oid === from.adopted) authority = 'granted';
    else if (last === undefined || content !== last.content) {
      const why = passage(subject, { last, unreadable, said, content }, evidence);
      if (why !== undefined) lose(why);
    }
    last = { content, said };
    unreadable = [];
  }
  return authority;
}

interface Passage {
  last: { content: string; said: Said } | undefined;
  /** What lies between and can't be read. */
  unreadable: readonly Said[];
  said: Said;
  content: string;
}

/** What is missing for the way from one readable commit to the next, which says something else: each commit that touched the file counts. */
function passage(subject: Subject, { last, unreadable, said, content }: Passage, evidence: Evidence) {
  let [onto, before] = [last?.said, last?.content];
  for (const commit of [...unreadable, said]) {
    const after = commit === said ? content : undefined;
    const isTouched = commit.text !== onto?.text;
    const why = isTouched ? unapproved({ subject, commit, onto, before, after }, evidence) : undefined;
    if (why !== undefined) return why;
    [onto, before] = [commit, after];
  }
  return undefined;
}

/** A merge that no pull request made: what the branch said before may hide behind its other parent. */
function hidesASide(said: Said, { world }: Evidence): boolean {
  return said.parents.length > 1 && mergedBy(said, world).length === 0;
}
