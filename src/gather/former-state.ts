import { readLedger } from '../ledger/branch/read.ts';
import type { Scope } from '../ledger/signature.ts';
import { inForceOf, type State } from '../ledger/state.ts';
import type { InForce } from '../plan/known.ts';
import { entriesOf, sameName } from '../policy/entry.ts';
import type { Policy } from '../policy/policy.ts';
import type { LedgerHead } from '../ports/ledger-branch.ts';
import type { Repository } from '../ports/repository.ts';
import type { MainlineReader } from './mainline.ts';

/**
 * The newest state that a key verifies which the policy named before, as the mainline shows them; the newest such key under which one does
 * (design, section 8). A state under any other key says nothing.
 */
export async function formerState(
  repository: Repository,
  reader: MainlineReader,
  head: LedgerHead,
  scope: Scope,
  publicKey: string,
): Promise<State | undefined> {
  const tried = new Set([publicKey]);
  for (let from = 0; ; ) {
    const page = reader.mainline().commits.slice(from);
    await reader.read(page.map(({ file }) => file));
    for (const { file } of page) {
      const policy = reader.policyIn(file);
      const key = policy?.org.id === scope.org ? policy.publicKey : undefined;
      if (key === undefined || tried.has(key)) continue;
      tried.add(key);
      const ledger = await readLedger(repository, head, scope, key);
      if (ledger.kind === 'valid') return ledger.state;
    }
    from += page.length;
    if (!(await reader.further())) return undefined;
  }
}

/** What is believed of a former state: only what tightens. Exemptions that the file does not name have to end; resets are never sent again. */
export function formerInForce(state: State, policy: Policy): InForce {
  const wanted = entriesOf(policy);
  const { entries, requests } = inForceOf(state);
  return {
    entries: entries.filter(
      ({ entry }) => entry.kind === 'opt-out' && !wanted.some((one) => sameName(one, entry)),
    ),
    requests,
    doubted: new Set(),
    former: true,
  };
}
