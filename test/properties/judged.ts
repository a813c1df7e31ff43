import type { State } from '../../src/ledger/state.ts';
import type { World } from '../scenarios/world.ts';
import type { Authority } from './authority.ts';
import type { Git } from './git.ts';
import type { Memory } from './memory.ts';
import type { Subject } from './subject.ts';

/** One apply: what the ledger vouched for before and after it, and what it called the tenant for. */
export interface Observed {
  world: World;
  git: Git;
  memory: Memory;
  before: State;
  after: State;
  calls: readonly string[];
  /** It was cut off: the ledger may not say what it did. */
  died: boolean;
  /** When it began. */
  today: string;
}

export interface Judged {
  subject: Subject;
  authority: Authority | 'rewritten' | 'unreadable';
}

export function isGranted(judged: readonly Judged[], isIt: (subject: Subject) => boolean): boolean {
  return judged.some(({ subject, authority }) => authority === 'granted' && isIt(subject));
}
