import { hasEnded } from '../plan/dates.ts';
import type { InForce } from '../plan/known.ts';
import type { Plan } from '../plan/plan.ts';
import { type Entry, sameName } from '../policy/entry.ts';
import { dateText } from './dates.ts';
import { code, join, type Markdown, md, words } from './markdown.ts';

/** Who is exempt from MFA, and how many may be. */
export interface Posture {
  exempt: readonly OptOutEntry[];
  /** `max-opt-outs` as it binds. */
  most: number;
}

type OptOutEntry = Entry & { kind: 'opt-out' };

/** Who would be exempt if everything in the plan that is not refused were applied. */
export function exemptAfter(
  { rows }: Pick<Plan, 'rows'>,
  inForce: InForce | undefined,
  now: Date,
): OptOutEntry[] {
  const current = (inForce?.entries ?? []).flatMap(({ entry }) => optOutIn(entry));
  const going = rows.filter(({ refusals }) => refusals.length === 0);
  const changed = going.flatMap(({ before, after }) => [...optOutIn(before), ...optOutIn(after)]);
  const left = current.filter((entry) => !changed.some((other) => sameName(entry, other)));
  return unexpired([...left, ...going.flatMap(({ after }) => optOutIn(after))], now);
}

/** The opt-outs among entries whose date has not come. */
export function exemptNow(entries: readonly Entry[], now: Date): OptOutEntry[] {
  return unexpired(entries.flatMap(optOutIn), now);
}

function unexpired(optOuts: readonly OptOutEntry[], now: Date): OptOutEntry[] {
  return optOuts.filter(({ expires }) => !hasEnded(expires, now));
}

function optOutIn(entry: Entry | undefined): OptOutEntry[] {
  return entry?.kind === 'opt-out' ? [entry] : [];
}

/** How many are exempt, how many may be, and which opt-out ends next. `when` is said of the number, such as `after merge`. */
export function postureText({ exempt, most }: Posture, when: string): Markdown {
  const count = md`Exempt ${words(when)}: **${exempt.length} of ${most}**`;
  const [next] = exempt.map(({ expires }) => expires).sort();
  if (next === undefined) return count;
  const ending = exempt.filter(({ expires }) => expires === next);
  const names = ending.slice(0, 1).map(({ user }) => code(user.replace(/@[^@]*$/, '')));
  const others = ending.length === 1 ? md`` : md` and ${ending.length - 1} more`;
  return md`${count} · next ends ${dateText(next)} (${join(names, md``)}${others})`;
}
