/** Dates of the policy: `YYYY-MM-DD`, whole days of UTC. */

const DAY = 86_400_000;

/** The UTC day of a moment. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Whole days from one date to another; negative when `to` lies before `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** An opt-out's `expires` is exclusive: on that day MFA is asked for again. */
export function hasEnded(expires: string, now: Date): boolean {
  return expires <= dayOf(now);
}

/** A reset's `not-after` is inclusive: the request lapses when that UTC day is over. */
export function hasLapsed(notAfter: string, now: Date): boolean {
  return notAfter < dayOf(now);
}
