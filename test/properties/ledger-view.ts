import type { State } from '../../src/ledger/state.ts';
import { entryKey } from '../../src/policy/entry.ts';
import type { Subject } from './subject.ts';

/** What the histories read of a state beside what is in force: all of it here, because it is what changes with the format. */

/** The commit that the newest adoption, or everything since, is known by. */
export function standingOn(state: State): string {
  const { adopted, approved } = state as { adopted?: { commit: string }; approved?: string };
  return adopted?.commit ?? approved ?? '';
}

/** Whether the newest adoption refused what the tip says of a subject: it is not approved by it. */
export function refusedAtAdoption(state: State, { is }: Subject): boolean {
  const { adopted } = state as { adopted?: { refused?: readonly string[] } };
  return is !== undefined && adopted?.refused?.includes(entryKey(is)) === true;
}
