import type { Row, RowKind } from '../plan/row.ts';
import { details, join, link, type Markdown, md, table } from './markdown.ts';
import { effect, type Occasion, sign, who, why } from './rows.ts';

/** A row as it is shown: what and who, and beside it why, or what became of it. */
export interface Line {
  row: Row;
  what: Markdown;
  /** Whom it is about, where it is about somebody. */
  whom?: Markdown;
  why: Markdown;
}

/** How rows are told. */
export interface Telling {
  now: Date;
  occasion: Occasion;
  /** The line of the policy that says it, with its page; undefined where there is none to show. */
  placeOf(row: Row): { line: number; page: string } | undefined;
}

/** The line of a row that is to happen. Whom it is about leads to its line of the policy. */
export function lineOf(row: Row, { now, occasion, placeOf }: Telling): Line {
  const place = placeOf(row);
  const whom = who(row, place?.page);
  const refused = row.refusals.length > 0 ? md`**Refused:** ` : md``;
  const what = md`${sign(row)} ${refused}${effect(row, now, occasion)}`;
  if (whom !== undefined) return { row, what, whom, why: why(row) };
  const at = place === undefined ? md`` : md` (${link(md`line ${place.line}`, place.page)})`;
  return { row, what: md`${what}${at}`, why: why(row) };
}

/** Above this, rows of a kind are folded, and those that say the same stand together. */
const FEW_ROWS = 15;

/**
 * Rows, in the order in which they are given, as tables of two columns. Those that `stays` say need somebody's eyes are never folded away;
 * of the others rules are folded, and where there are many rows, every kind. What concerns the whole Org is not, for it is one row.
 */
export function rowTables(
  lines: readonly Line[],
  heads: readonly [Markdown, Markdown],
  stays: (line: Line) => boolean,
): Markdown {
  const many = lines.length > FEW_ROWS;
  const folds = new Map<string, Line[]>();
  const open: Line[] = [];
  for (const line of lines) {
    const fold = stays(line) ? undefined : foldOf(line.row, many);
    if (fold === undefined) open.push(line);
    else folds.set(fold, [...(folds.get(fold) ?? []), line]);
  }
  const tableOf = (some: readonly Line[]) => table(heads, many ? grouped(some) : some.map(cells));
  return join(
    [
      open.length > 0 ? tableOf(open) : md``,
      ...[...folds].map(([fold, some]) => details(`${fold}: ${countOf(some)}`, tableOf(some))),
    ],
    md``,
  );
}

function foldOf({ kind, direction }: Row, many: boolean): string | undefined {
  if (kind === 'rule') return 'Rules';
  if (!many || kind === 'enforce' || kind === 'lift') return undefined;
  if (kind !== 'amend') return KINDS[kind];
  return direction === 'loosen' ? 'Opt-outs that become weaker' : 'Opt-outs that change';
}

const KINDS: Record<Exclude<RowKind, 'rule' | 'enforce' | 'lift' | 'amend'>, string> = {
  'opt-out': 'Exempt from MFA',
  'opt-in': 'MFA required again',
  reset: 'MFA profiles',
};

/** How many lines are folded away; of rules, how many of them loosen. */
function countOf(lines: readonly Line[]): string {
  const looser = lines.filter(({ row }) => row.kind === 'rule' && row.direction === 'loosen').length;
  return looser === 0 ? `${lines.length}` : `${lines.length}, ${looser} of them looser`;
}

function cells({ what, whom, why: because }: Line): Markdown[] {
  return [whom === undefined ? what : md`${what}\n${whom}`, because];
}

/** One row of a table for all that say the same of different people. */
function grouped(lines: readonly Line[]): Markdown[][] {
  const groups = Map.groupBy(lines, ({ what, why: because }) => `${what.text}\n${because.text}`);
  return [...groups.values()].flatMap((group) => {
    const whom = group.flatMap((line) => line.whom ?? []);
    return group
      .slice(0, 1)
      .map((first) => cells({ ...first, ...(whom.length > 0 && { whom: join(whom, md`, `) }) }));
  });
}
