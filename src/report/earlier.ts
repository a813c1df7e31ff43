import type { RowOutcome } from '../apply/outcome.ts';
import { type Authority, pullsOf } from '../approval/authority.ts';
import type { Claim, InForceRecord, State } from '../ledger/state.ts';
import { entryOf } from '../plan/row.ts';
import { sameName } from '../policy/entry.ts';
import { byAuthority } from './authority.ts';
import { dateText } from './dates.ts';
import { list, type Markdown, md } from './markdown.ts';
import type { Site } from './pages.ts';
import { entryTitle } from './rows.ts';

/** What earlier applies left of a pull request, as the ledger holds it. */
export type Earlier = InForceRecord | Claim;

/**
 * What a state says of a pull request beyond the rows of this apply: so its comment stays whole when a later run finishes what an
 * earlier one could not.
 */
export function earlierOf(state: State, pull: number, outcomes: readonly RowOutcome[]): Earlier[] {
  const handled = outcomes.map(({ row }) => entryOf(row));
  const isOf = ({ authority }: { authority: Authority }) => pullsOf(authority).includes(pull);
  const requests = new Set(handled.flatMap((entry) => (entry.kind === 'reset' ? [entry.request] : [])));
  return [
    ...state.inForce.filter((one) => isOf(one) && !handled.some((entry) => sameName(entry, one.entry))),
    ...state.resets.filter((one) => isOf(one) && !requests.has(one.request)),
  ];
}

export function earlierText(earlier: readonly Earlier[], site: Site): Markdown {
  if (earlier.length === 0) return md``;
  const items = earlier.map((one) =>
    'entry' in one
      ? md`✅ ${entryTitle(one.entry)}: in force since ${dateText(one.since.slice(0, 10))}. ${byAuthority(one.authority, site)}`
      : md`${settled(one)}. ${byAuthority(one.authority, site)}`,
  );
  return md`\n**By earlier runs**${list(items)}`;
}

function settled({ state, request, user, time }: Claim): Markdown {
  const reset = md`the reset ${request} of ${user}`;
  const day = dateText(time.slice(0, 10));
  switch (state) {
    case 'done':
      return md`✅ ${reset}: done on ${day}`;
    case 'lapsed':
      return md`⌛ ${reset}: its last day was over on ${day}, it was not applied`;
    case 'closed':
      return md`✅ ${reset}: closed on ${day} by an adoption, not applied`;
    default:
      return md`❓ ${reset}: its outcome on ${day} is unknown; it is never sent again`;
  }
}
