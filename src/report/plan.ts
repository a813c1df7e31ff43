import type { Judgement } from '../approval/reviews.ts';
import type { Plan } from '../plan/plan.ts';
import type { Request } from '../plan/request.ts';
import type { Row } from '../plan/row.ts';
import { approvalText } from './held-back.ts';
import {
  alert,
  code,
  codePoints,
  compact,
  details,
  join,
  list,
  type Markdown,
  md,
  table,
  utf8Bytes,
  words,
} from './markdown.ts';
import { requestsBlock } from './requests.ts';
import { effect, mark, title, UNTIL, until, who, why } from './rows.ts';

/** What the text of a plan is made from. */
export interface PlanView {
  plan: Plan;
  now: Date;
  /** Who opened the pull request; absent outside of one. */
  author?: { login: string; bot: boolean };
  /** What the approvals given so far are worth for each change that is not refused; absent while the Org is not adopted. */
  approvals?: readonly { row: Row; judgement: Judgement }[];
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
 * The plan as a reviewer reads it, within the limit: rows are left out from the harmless end, so that loosening ones go last,
 * and the counts are never cut.
 */
export function planText(view: PlanView, limit: { codePoints: number; bytes: number }): Markdown {
  const fits = (text: Markdown) =>
    codePoints(text.text) <= limit.codePoints && utf8Bytes(text.text) <= limit.bytes;
  const all = view.plan.rows.length;
  const whole = render(view, all);
  if (fits(whole)) return whole;
  let [fewest, most] = [0, all];
  while (fewest < most - 1) {
    const middle = Math.floor((fewest + most) / 2);
    if (fits(render(view, middle))) fewest = middle;
    else most = middle;
  }
  return render(view, fewest);
}

function render(view: PlanView, shown: number): Markdown {
  const { plan } = view;
  const rows = plan.rows.slice(0, shown);
  const introduced = rows.filter(({ origin }) => origin === 'introduced' || view.author === undefined);
  const waiting = rows.filter((row) => !introduced.includes(row));
  const left = plan.rows.length - rows.length;
  return compact(
    join(
      [
        heading(plan, md`MFA plan`),
        needsAdoption(view),
        headline(view),
        foreignAlert(view.foreign),
        refusals(view),
        approvals(view),
        introduced.length > 0 ? rowTable(introduced, view.now) : md``,
        left > 0
          ? md`\n\n… and ${left} more, none of them more dangerous than those shown: **the full plan is in the summary of this run.**\n\n`
          : md``,
        waiting.length > 0
          ? details(`Already waiting on the default branch: ${waiting.length}`, rowTable(waiting, view.now))
          : md``,
        requestsBlock(view.requests),
        warnings(view),
        md`\n\nPlan ${plan.digest.slice(0, 12)} for ${plan.origin}.\n`,
      ],
      md``,
    ),
  );
}

/** Which Org, in the first line that people see. */
export function heading({ org }: Pick<Plan, 'org'>, what: Markdown): Markdown {
  const name = org.name === undefined ? md`` : md`${org.name}, `;
  return md`### ${what}: ${name}Org ${org.id} (${words(org.environment)})\n\n`;
}

/** Counts, what weakens sign-in first. */
export function counts(rows: readonly Row[]): Markdown {
  const count = (test: (row: Row) => boolean) => rows.filter(test).length;
  const parts = [
    {
      n: count(({ direction, kind }) => direction === 'loosen' && kind !== 'rule'),
      one: 'weakens sign-in',
      many: 'weaken sign-in',
      sign: md`⚠️ `,
    },
    {
      n: count(({ direction, kind }) => direction === 'loosen' && kind === 'rule'),
      one: 'loosens a rule',
      many: 'loosen a rule',
      sign: md`⚠️ `,
    },
    {
      n: count(({ direction }) => direction === 'reset'),
      one: 'resets an MFA profile',
      many: 'reset an MFA profile',
      sign: md`🔁 `,
    },
    {
      n: count(({ direction }) => direction === 'tighten'),
      one: 'strengthens',
      many: 'strengthen',
      sign: md`🔒 `,
    },
    {
      n: count(({ direction }) => direction === 'neutral'),
      one: 'recorded setting',
      many: 'recorded settings',
      sign: md`✏️ `,
    },
  ];
  const shown = parts
    .filter(({ n }) => n > 0)
    .map(({ n, one, many, sign }) => md`${sign}${n} ${words(n === 1 ? one : many)}`);
  return shown.length === 0 ? md`Nothing changes` : join(shown, md` · `);
}

function needsAdoption({ needsAdoption: what }: PlanView): Markdown {
  if (what === undefined) return md``;
  return alert(
    md`**Needs adoption.** ${CHANGED[what]} After the merge nothing is applied, and no opt-out ends, until an administrator of the repository adopts the plan.`,
  );
}

const CHANGED = {
  key: md`This changes the key that the ledger is verified by.`,
  org: md`This makes the file the policy of another Org.`,
  path: md`The ledger is about another policy file than this one.`,
};

function headline({ plan, author }: PlanView): Markdown {
  const rows = author === undefined ? plan.rows : plan.rows.filter(({ origin }) => origin === 'introduced');
  const lead = author === undefined ? md`` : md`When this is merged: `;
  return md`${lead}**${counts(rows)}.**\n\n`;
}

function refusals({ plan, obstacle }: PlanView): Markdown {
  const found = [...plan.refusals.map(({ message }) => words(message)), ...(obstacle ? [obstacle] : [])];
  if (found.length === 0) return md``;
  return join([alert(md`None of these changes will be applied.`), list(found)], md``);
}

/** Who may approve, and what counts already; row by row only where rows differ. */
function approvals({ author, approvals: judged }: PlanView): Markdown {
  if (author === undefined || judged === undefined || judged.length === 0) return md``;
  if (judged.every(({ judgement }) => judgement.needed === 0))
    return md`No approval is needed: \`required-approvals\` is 0.\n\n`;
  const bot = author.bot ? md` One more than usual, because a bot opened this.` : md``;
  const groups = new Map<string, { text: Markdown; rows: Row[] }>();
  for (const { row, judgement } of judged) {
    const text = approvalText(judgement);
    const group = groups.get(text.text) ?? { text, rows: [] };
    group.rows.push(row);
    groups.set(text.text, group);
  }
  const texts = [...groups.values()];
  if (texts.length === 1)
    return md`**Approval:** ${join(
      texts.map(({ text }) => text),
      md``,
    )}.${bot}\n\n`;
  const items = texts.slice(0, FEW).map(({ text, rows }) => md`${titles(rows)}: ${text}`);
  const left = texts.length - items.length;
  if (left > 0) items.push(md`${left} more, each in its own way: the summary of the apply says how`);
  return md`**Approval:**${bot}${list(items)}`;
}

/** So many are named before the rest is only counted. */
const FEW = 8;

function titles(rows: readonly Row[]): Markdown {
  const named = join(rows.slice(0, FEW).map(title), md`, `);
  return rows.length > FEW ? md`${named} and ${rows.length - FEW} more` : named;
}

/** Rows as a reviewer reads them, most dangerous first. */
export function rowTable(rows: readonly Row[], now: Date): Markdown {
  return table(
    [md`What happens on merge`, md`Who`, UNTIL, md`Why, and who owns it`],
    rows.map((row) => [
      md`${mark(row)}
${effect(row)}`,
      who(row),
      until(row, now),
      why(row),
    ]),
  );
}

function warnings({ plan }: PlanView): Markdown {
  const items = plan.warnings.map(({ message, subject }) =>
    subject === undefined ? words(message) : md`${subject}: ${words(message)}`,
  );
  return items.length === 0 ? md`` : md`\n\n**Please note**${list(items)}`;
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
