import type { State } from '../../src/ledger/state.ts';
import { type Entry, sameEntry } from '../../src/policy/entry.ts';
import type { Act } from './acts.ts';
import type { Judged } from './judged.ts';
import type { Subject } from './subject.ts';

/** What histories contained and how it ended: whether a generator reaches what it is for can only be seen. */
export interface Census {
  act(act: Act, done: boolean): void;
  apply(status: string): void;
  rows(judged: readonly Judged[], after: State): void;
  toString(): string;
}

export function census(): Census {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    act: (act, done) => void count(`act   ${nameOf(act)}${done ? '' : ', impossible'}`),
    apply: (status) => void count(`apply ${status}`),
    rows(judged, after) {
      for (const { subject, authority } of judged) {
        const what = subject.is === undefined ? `end of ${subject.kind}` : subject.kind;
        count(`row   ${authority}, ${became(subject, after)}: ${what}`);
      }
    },
    toString: () =>
      [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, times]) => `${String(times).padStart(7)} ${name}`)
        .join('\n'),
  };
}

/** What the ledger says of a row afterwards; a reset is settled however it ended. */
function became({ is, was }: Subject, { inForce, resets }: State): string {
  if (is?.kind === 'reset')
    return resets.find(({ request }) => request === is.request)?.state ?? 'not carried out';
  const isThere = (entry: Entry) => inForce.some((one) => sameEntry(one.entry, entry));
  const isDone = is === undefined ? !was.some(isThere) : isThere(is);
  return isDone ? 'carried out' : 'not carried out';
}

function nameOf(act: Act): string {
  switch (act.act) {
    case 'open':
      return `open on ${act.on.on} into ${act.base}`;
    case 'push':
    case 'amend':
      return `${act.act} ${act.edit.edit}`;
    case 'merge':
    case 'queue':
      return `${act.act} by ${act.method}`;
    case 'join':
      return `join ${act.of.on}, ${act.take ?? 'both'}${act.swapped ? ', swapped' : ''}`;
    case 'revert':
      return `revert by ${act.via}`;
    case 'retarget':
      return `retarget ${act.how}`;
    case 'apply':
      return act.dies === undefined ? 'apply' : 'apply that dies';
    default:
      return act.act;
  }
}
