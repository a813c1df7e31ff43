import { dayOf, daysBetween } from '../plan/dates.ts';
import { code, type Markdown, md, words } from './markdown.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date of the policy as people write it, never broken over two lines: `31 Jan 2027`. */
export function dateText(date: string): Markdown {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? code(date) : md`${Number(day)}\u00a0${words(name)}\u00a0${Number(year)}`;
}

/** How long it is until a date: `68 days`. */
export function daysUntil(date: string, now: Date): Markdown {
  const count = daysBetween(dayOf(now), date);
  return count === 1 ? md`1 day` : md`${count} days`;
}
