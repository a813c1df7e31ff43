import type { Plan } from '../plan/plan.ts';
import type { Direction, Row } from '../plan/row.ts';
import { join, type Markdown, md, words } from './markdown.ts';
import type { Occasion } from './rows.ts';

/** Which Org a text is about. */
export function orgText({ org }: Pick<Plan, 'org'>): Markdown {
  const name = org.name === undefined ? md`` : md`${org.name}, `;
  return md`${name}Org ${org.id} (${words(org.environment)})`;
}

interface Counted {
  test(row: Row): boolean;
  sign: Markdown;
  one: string;
  many: string;
}

const isDirected = (direction: Direction) => (row: Row) => row.direction === direction;
const isLoosening = isDirected('loosen');
const isRule = ({ kind }: Row) => kind === 'rule';

const WEAKER: Counted = {
  test: (row) => isLoosening(row) && !isRule(row),
  sign: md`⚠️`,
  one: 'weakens sign-in',
  many: 'weaken sign-in',
};
const LOOSER: Counted = {
  test: (row) => isLoosening(row) && isRule(row),
  sign: md`⚠️`,
  one: 'loosens a rule',
  many: 'loosen a rule',
};
const CLEARED: Counted = {
  test: isDirected('reset'),
  sign: md`🔁`,
  one: 'clears an MFA profile',
  many: 'clear an MFA profile',
};
const CLOSED: Counted = { ...CLEARED, one: 'reset request is closed', many: 'reset requests are closed' };
const STRONGER: Counted = {
  test: isDirected('tighten'),
  sign: md`🔒`,
  one: 'strengthens',
  many: 'strengthen',
};
const RECORDED: Counted = {
  test: isDirected('neutral'),
  sign: md`✏️`,
  one: 'recorded setting',
  many: 'recorded settings',
};

/** What will happen, counted, what weakens sign-in first. What is refused will not, and is counted apart. */
export function counts(rows: readonly Row[], occasion: Occasion = 'change'): Markdown {
  const going = rows.filter(({ refusals }) => refusals.length === 0);
  const refused = rows.length - going.length;
  const kinds = [WEAKER, LOOSER, occasion === 'adoption' ? CLOSED : CLEARED, STRONGER, RECORDED];
  const parts = kinds.flatMap((kind) => counted(kind, going)).map(({ sign, text }) => md`${sign} ${text}`);
  if (refused > 0) parts.push(md`⛔ ${refused} refused`);
  return parts.length === 0 ? md`Nothing changes` : join(parts, md` · `);
}

function counted(
  { test, sign, one, many }: Counted,
  rows: readonly Row[],
): { sign: Markdown; text: Markdown }[] {
  const count = rows.filter(test).length;
  return count === 0 ? [] : [{ sign, text: md`${count} ${words(count === 1 ? one : many)}` }];
}

/** Whether there is something wrong with these rows, and else the worst that they do, after words such as `Ready for review`. */
export function verdictOn(rows: readonly Row[], ready: string): Markdown {
  if (rows.length === 0) return md`✅ No policy change`;
  const refused = rows.filter(({ refusals }) => refusals.length > 0).length;
  if (refused > 0) return md`⛔ Blocked: ${refused} of ${changes(rows.length)} refused`;
  const [worst] = [WEAKER, LOOSER, CLEARED].flatMap((kind) => counted(kind, rows));
  return worst === undefined ? md`🔒 ${words(ready)}` : md`${worst.sign} ${words(ready)}: ${worst.text}`;
}

export function changes(count: number): Markdown {
  return count === 1 ? md`1 change` : md`${count} changes`;
}
