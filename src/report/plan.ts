import type { Judgement } from '../approval/reviews.ts';
import type { Plan } from '../plan/plan.ts';
import type { Request } from '../plan/request.ts';
import type { Row } from '../plan/row.ts';
import type { Warning } from '../plan/warnings.ts';
import { entryKey } from '../policy/entry.ts';
import { rerunCommand } from './commands.ts';
import { foot, type Made } from './foot.ts';
import { approvalText } from './held-back.ts';
import {
  alert,
  code,
  codePoints,
  compact,
  details,
  fence,
  join,
  list,
  type Markdown,
  md,
  utf8Bytes,
  words,
} from './markdown.ts';
import { linePage } from './pages.ts';
import { type Posture, postureText } from './posture.ts';
import { requestsBlock } from './requests.ts';
import { type Line, lineOf, rowTables, type Telling } from './row-table.ts';
import { title } from './rows.ts';
import { counts, orgText, verdictOn } from './verdict.ts';

/** What a plan is shown for: to those who review a pull request, in a merge queue, or to the one who adopts. */
export type Audience =
  /** `approvals`: what those given so far are worth for each change that is not refused; absent while the Org is not adopted. */
  | {
      kind: 'review';
      openedByBot: boolean;
      approvals?: readonly { row: Row; judgement: Judgement }[];
    }
  | { kind: 'queue' }
  | { kind: 'adoption' };

/** What the text of a plan is made from. */
export interface PlanView {
  plan: Plan;
  now: Date;
  audience: Audience;
  posture: Posture;
  made: Made;
  /** Where each entry stands in the file at this commit, by its key. */
  lines: { commit: string; places: ReadonlyMap<string, { line: number }> };
  /** Commits of the ledger that do not fit, above the one that does. */
  foreign: readonly string[];
  /** Why the ledger can't be believed. */
  obstacle?: Markdown;
  /** It changes the key that the ledger is verified by, the Org, or which file is the policy. */
  needsAdoption?: 'key' | 'org' | 'path';
  /** What is sent to the tenant. */
  requests: readonly Request[];
}

/** Both of GitHub's limits on a comment, with room to spare (threats and faults, section 3), also for the first line. */
export const COMMENT_LIMIT = { codePoints: 59_500, bytes: 239_000 };

/** The summary of a step holds this much (threats and faults, section 3). */
export const SUMMARY_LIMIT = { codePoints: 800_000, bytes: 900_000 };

/**
 * The plan as a reviewer reads it, within the limit: links to the file go first, then rows from the harmless end, so that loosening ones
 * go last, and the counts are never cut.
 */
export function planText(view: PlanView, limit: { codePoints: number; bytes: number }): Markdown {
  const fits = (text: Markdown) =>
    codePoints(text.text) <= limit.codePoints && utf8Bytes(text.text) <= limit.bytes;
  const top = topOf(view);
  const linked = linesOf(view);
  const whole = render(view, top, linked);
  if (fits(whole)) return whole;
  const plain = linesOf({ ...view, lines: { ...view.lines, places: new Map() } });
  const first = (count: number) => render(view, top, plain.slice(0, count));
  const all = plain.length;
  if (fits(first(all))) return first(all);
  let [fewest, most] = [0, all];
  while (fewest < most - 1) {
    const middle = Math.floor((fewest + most) / 2);
    if (fits(first(middle))) fewest = middle;
    else most = middle;
  }
  return first(fewest);
}

/** What stands above the rows, and is never cut. */
function topOf(view: PlanView): Markdown {
  return join(
    [
      view.audience.kind === 'adoption' ? md`` : md`### ${verdict(view)}\n\n`,
      needsAdoption(view),
      posture(view),
      foreignAlert(view.foreign),
      refusals(view),
      approvals(view),
    ],
    md``,
  );
}

function render(view: PlanView, top: Markdown, lines: readonly Line[]): Markdown {
  // Refused rows are never folded away, whoever brought them.
  const isOpen = ({ row }: Line) => isOwn(row, view.audience) || row.refusals.length > 0;
  const waiting = lines.filter((line) => !isOpen(line));
  const left = view.plan.rows.length - lines.length;
  return compact(
    join(
      [
        top,
        tables(lines.filter(isOpen)),
        left > 0
          ? md`\n\n… and ${left} more, none of them more dangerous than those shown: **the full plan is in the summary of this run.**\n\n`
          : md``,
        waiting.length > 0
          ? details(`Already waiting on the default branch: ${waiting.length}`, tables(waiting))
          : md``,
        requestsBlock(view.requests),
        warnings(view),
        foot(view.made, [md`tenant ${view.plan.origin}`, ...unchecked(view)]),
      ],
      md``,
    ),
  );
}

/** Whether a row is this pull request's, or the audience makes no difference. */
function isOwn({ origin }: Row, { kind }: Audience): boolean {
  return origin === 'introduced' || kind === 'adoption';
}

function isBlocked({ plan, obstacle }: PlanView): boolean {
  return plan.refusals.length > 0 || obstacle !== undefined;
}

function verdict(view: PlanView): Markdown {
  const own = view.plan.rows.filter((row) => isOwn(row, view.audience));
  const isRowRefused = own.some(({ refusals: some }) => some.length > 0);
  if (isBlocked(view)) return md`⛔ Blocked: none of these changes can be applied`;
  if (view.needsAdoption !== undefined && !isRowRefused) return md`⚠️ Needs adoption`;
  return verdictOn(own, view.audience.kind === 'review' ? 'Ready for review' : 'Ready to merge');
}

function needsAdoption({ needsAdoption: what }: PlanView): Markdown {
  if (what === undefined) return md``;
  return alert(
    md`**Needs adoption.** ${CHANGED[what]} After the merge nothing new is applied until an administrator of the repository adopts the plan.`,
  );
}

const CHANGED = {
  key: md`This changes the key that the ledger is verified by.`,
  org: md`This makes the file the policy of another Org.`,
  path: md`The ledger is about another policy file than this one.`,
};

/** Which Org, who would be exempt in it, and what changes. */
function posture(view: PlanView): Markdown {
  const { plan, audience } = view;
  const org = orgText(plan);
  if (isBlocked(view)) return md`${org}\n\n`;
  const occasion = audience.kind === 'adoption' ? 'adoption' : 'change';
  const when = audience.kind === 'adoption' ? 'after the adoption' : 'after merge';
  const own = plan.rows.filter((row) => isOwn(row, audience));
  return md`${org} · ${postureText(view.posture, when)}\n\n${counts(own, occasion)}\n\n`;
}

function refusals(view: PlanView): Markdown {
  const { plan, obstacle, made } = view;
  const found = [...plan.refusals.map(({ message }) => words(message)), ...(obstacle ? [obstacle] : [])];
  if (found.length === 0) return md``;
  const again = plan.refusals.some(({ code: which }) => which === 'lookup-failed')
    ? md`When the tenant answers again, run this again:${fence(rerunCommand(made.runId))}`
    : md``;
  return join([alert(md`None of these changes will be applied.`), list(found), again], md``);
}

/** Who may approve, and what counts already; row by row only where rows differ. Where nothing can be applied, nobody is asked. */
function approvals(view: PlanView): Markdown {
  const { audience } = view;
  if (audience.kind !== 'review' || isBlocked(view) || view.needsAdoption !== undefined) return md``;
  const judged = audience.approvals ?? [];
  if (judged.length === 0) return md``;
  if (judged.every(({ judgement }) => judgement.needed === 0))
    return md`No approval is needed: \`required-approvals\` is 0.\n\n`;
  const bot = audience.openedByBot ? md` One more than usual, because a bot opened this.` : md``;
  const groups = [...Map.groupBy(judged, ({ judgement }) => approvalText(judgement).text).values()].map(
    (group) => ({ text: join(group.slice(0, 1).map(textOf), md``), rows: group.map(({ row }) => row) }),
  );
  const most = groups.reduce((a, b) => (b.rows.length > a.rows.length ? b : a));
  if (groups.length === 1) return md`**Approval:** ${most.text}.${bot}\n\n`;
  const rest = most.rows.length > 1 ? [md`all other changes: ${most.text}`] : [];
  const named = rest.length > 0 ? groups.filter((group) => group !== most) : groups;
  const items = named.slice(0, FEW).map(({ text, rows }) => md`${titles(rows)}: ${text}`);
  const left = named.length - items.length;
  if (left > 0) items.push(md`${left} more, each in its own way: the summary of the apply says how`);
  return md`**Approval:**${bot}${list([...items, ...rest])}`;
}

function textOf({ judgement }: { judgement: Judgement }): Markdown {
  return approvalText(judgement);
}

/** So many are named before the rest is only counted. */
const FEW = 4;

function titles(rows: readonly Row[]): Markdown {
  const named = join(rows.slice(0, FEW).map(title), md`, `);
  return rows.length > FEW ? md`${named} and ${rows.length - FEW} more` : named;
}

const HEADS = [md`What and who`, md`Why`] as const;

function linesOf({ plan, now, audience, lines, made }: PlanView): Line[] {
  const telling: Telling = {
    now,
    occasion: audience.kind === 'adoption' ? 'adoption' : 'change',
    placeOf({ after }) {
      const place = after && lines.places.get(entryKey(after));
      const page = place && linePage(made.site, lines.commit, place.line);
      return place && page !== undefined ? { line: place.line, page } : undefined;
    },
  };
  return plan.rows.map((row) => {
    const line = lineOf(row, telling);
    const isElsewhere = row.refusals.length > 0 && !isOwn(row, audience);
    return isElsewhere ? { ...line, why: md`${line.why}\n${WAITING}` } : line;
  });
}

function tables(lines: readonly Line[]): Markdown {
  return rowTables(lines, HEADS, ({ row }) => row.refusals.length > 0);
}

const WAITING = md`Waiting on the default branch, not part of this pull request`;

/** What the foot says, and what the one who adopts is told already, is not said again. */
function warnings({ plan, audience }: PlanView): Markdown {
  const isSaid = ({ code: which }: Warning) =>
    which === 'not-looked-up' || (which === 'not-adopted' && audience.kind === 'adoption');
  const items = plan.warnings
    .filter((warning) => !isSaid(warning))
    .map(({ message, subject }) =>
      subject === undefined ? words(message) : md`${subject}: ${words(message)}`,
    );
  return items.length === 0 ? md`` : md`\n\n**Please note**${list(items)}`;
}

function unchecked({ plan }: PlanView): Markdown[] {
  const isUnasked = plan.warnings.some(({ code: which }) => which === 'not-looked-up');
  return isUnasked ? [md`users are looked up by the apply: this job has no API key`] : [];
}

/** Commits on the ledger that nobody with the key wrote. */
export function foreignAlert(foreign: readonly string[]): Markdown {
  if (foreign.length === 0) return md``;
  const shown = join(
    foreign.slice(0, 5).map((oid) => code(oid.slice(0, 12))),
    md`, `,
  );
  const more = foreign.length > 5 ? md` and ${foreign.length - 5} more` : md``;
  return alert(
    md`**Foreign commits on the ledger**, not written by an apply with the key; they are ignored and written over: ${shown}${more}. Find out who wrote them.`,
  );
}
