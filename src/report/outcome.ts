import type { InterruptedReset } from '../apply/after.ts';
import type { DoubtOutcome, ResultKind, RowOutcome } from '../apply/outcome.ts';
import type { ApplyStatus } from '../apply/status.ts';
import type { Unsettled } from '../apply/steps.ts';
import type { Plan } from '../plan/plan.ts';
import { byDanger } from '../plan/row.ts';
import { byAuthority } from './authority.ts';
import { rerunCommand } from './commands.ts';
import { type Earlier, earlierText } from './earlier.ts';
import { foot, type Made } from './foot.ts';
import { heldBack, missing, type WayOut } from './held-back.ts';
import { alert, code, compact, fence, join, link, list, type Markdown, md, words } from './markdown.ts';
import { pullPage } from './pages.ts';
import { foreignAlert } from './plan.ts';
import { type Posture, postureText } from './posture.ts';
import { type Line, rowTables } from './row-table.ts';
import { effect, title, who } from './rows.ts';
import { type Recorded, recordedText } from './sent.ts';
import { changes, orgText } from './verdict.ts';

/** What the text of an apply is made from. */
export interface OutcomeView {
  plan: Plan;
  outcomes: readonly RowOutcome[];
  doubts: readonly DoubtOutcome[];
  unsettled: readonly Unsettled[];
  /** Resets that a dead run may have sent. */
  interrupted: readonly InterruptedReset[];
  /** Of a pull request's comment: what earlier runs did of it. */
  earlier: readonly Earlier[];
  status: ApplyStatus;
  recorded: Recorded;
  foreign: readonly string[];
  /** The records beside the state are not those that it vouches for. */
  recordsDiffer: boolean;
  rulesMissing: readonly string[];
  /** Who is exempt now. */
  posture: Posture;
  made: Made;
  way: Omit<WayOut, 'runId' | 'digest' | 'isAdoptionTold'>;
  now: Date;
}

/** What an apply did, as the summary and the pull request's comment show it. */
export function outcomeText(view: OutcomeView): Markdown {
  const { outcomes, doubts, unsettled, made } = view;
  const { verdict, meaning } = told(view);
  const open = new Set(outcomes.filter(({ result: kind }) => isOpen(kind)).map(({ row }) => row));
  const way: WayOut = {
    ...view.way,
    runId: made.runId,
    digest: made.digest,
    isAdoptionTold: view.status === 'not-adopted',
  };
  return compact(
    join(
      [
        md`### ${verdict}\n\n${meaning}\n\n`,
        md`${orgText(view.plan)} · ${postureText(view.posture, 'now')}\n`,
        recordedText(view.recorded),
        foreignAlert(view.foreign),
        view.recordsDiffer ? alert(RECORDS_DIFFER) : md``,
        rowTables(
          [...outcomes].sort(byNeed).map((one) => lineOf(one, view)),
          [md`What and who`, md`Result`],
          ({ row }) => open.has(row),
        ),
        heldBack(outcomes, way),
        unknowns(outcomes, view.interrupted),
        doubts.length + unsettled.length > 0
          ? md`\n**In doubt since an earlier run**${list([...doubts.map(doubt), ...unsettled.map(() => words(UNSETTLED))])}`
          : md``,
        again(view),
        earlierText(view.earlier, made.site),
        notes(view),
        foot(made, []),
      ],
      md``,
    ),
  );
}

/** How it ended, in a title and in a sentence. */
function told({ status, recorded, outcomes }: OutcomeView): { verdict: Markdown; meaning: Markdown } {
  if (recorded === 'nowhere')
    return {
      verdict: md`❌ Not recorded`,
      meaning: md`The calls were made, but the ledger could not be written.`,
    };
  const done = outcomes.filter(({ result }) => result === 'done' || result === 'already').length;
  const waiting = outcomes.filter(({ result }) => result === 'held-back').length;
  const refused = outcomes.filter(({ result }) => result === 'refused').length;
  switch (status) {
    case 'applied':
      return { verdict: md`✅ Applied`, meaning: md`Everything that was approved is applied.` };
    case 'no-changes':
      return { verdict: md`✅ Nothing to do`, meaning: md`The file says what is in force.` };
    case 'held-back':
      return { verdict: md`⏳ Held back${notApplied(waiting)}`, meaning: NOTHING_NEW };
    case 'refused':
      return { verdict: md`⛔ Refused${notApplied(refused)}`, meaning: NOTHING_NEW };
    case 'partial':
      return {
        verdict: md`⚠️ Applied in part: ${done} of ${changes(outcomes.length)}`,
        meaning: md`Some changes are applied, others are not: see each row.`,
      };
    case 'failed':
      return { verdict: md`❌ Failed`, meaning: NOTHING_NEW };
    case 'not-adopted':
      return { verdict: md`⏳ Not adopted`, meaning: NOTHING_NEW };
    case 'unknown':
      return {
        verdict: md`❓ Unknown outcome`,
        meaning: md`The outcome of at least one call is unknown: what to do is explained below.`,
      };
  }
}

/** What is refused as a whole is told below, and not counted. */
function notApplied(count: number): Markdown {
  return count === 0 ? md`` : md`: ${changes(count)} not applied`;
}

const NOTHING_NEW = md`Nothing new was applied. What was in force stays in force.`;

const RECORDS_DIFFER = md`**The records in the ledger are not those that its state vouches for.** Somebody deleted, renamed or added one. Look at the history of the ledger’s branch.`;

const UNSETTLED =
  'The Org: an earlier run died while it changed the enforcement of MFA, and nothing in force asks to enforce it. It is never lifted that way. Look at the Org in the tenant; propose `enforce: true` in a pull request, and if MFA should not stay enforced, lift it in the next one.';

const NEED = ['unknown', 'failed', 'not-started', 'held-back', 'refused', 'done', 'already'];

/** Whether somebody has to look at a row: it is never folded away. */
function isOpen(kind: ResultKind): boolean {
  return kind !== 'done' && kind !== 'already';
}

/** What needs somebody stands first, then what is done, the most dangerous of each first. */
function byNeed(a: RowOutcome, b: RowOutcome): number {
  return NEED.indexOf(a.result) - NEED.indexOf(b.result) || byDanger(a.row, b.row);
}

function lineOf(one: RowOutcome, view: OutcomeView): Line {
  const { row } = one;
  const whom = who(row);
  const by = authority(one, view);
  return {
    row,
    what: effect(row, view.now),
    ...(whom && { whom }),
    why: by === undefined ? result(one) : md`${result(one)}\n${by}`,
  };
}

function result({ result: kind, why }: RowOutcome): Markdown {
  const reason = why === undefined ? md`` : md`\n${words(why)}`;
  switch (kind) {
    case 'done':
      return md`✅ **Done**${reason}`;
    case 'already':
      return md`✅ **Already so**${reason}`;
    case 'failed':
      return md`❌ **Failed**${reason}`;
    case 'unknown':
      return md`❓ **Unknown**${reason}`;
    case 'not-started':
      return md`⏸️ **Not started**${reason}`;
    case 'held-back':
      return md`⏳ **Held back**`;
    case 'refused':
      return md`⛔ **Refused**${reason}`;
  }
}

/** By what authority a row was applied, or which pull requests it came by. */
function authority({ verdict, pulls }: RowOutcome, { made }: OutcomeView): Markdown | undefined {
  if (verdict.kind === 'go') return byAuthority(verdict.authority, made.site);
  if (pulls.length === 0) return undefined;
  const numbers = pulls.map((number) => link(md`${number}`, pullPage(made.site, number)));
  return md`Pull request ${join(numbers, md`, `)}`;
}

function unknowns(outcomes: readonly RowOutcome[], interrupted: readonly InterruptedReset[]): Markdown {
  const found = outcomes.filter(({ result: kind }) => kind === 'unknown');
  const items = [
    ...interrupted.map(
      ({ request, user }) =>
        md`the reset ${request} of ${user}, which an earlier run was sending when it died: ${words(RESET_UNKNOWN)}`,
    ),
    ...found.map(({ row }) =>
      row.kind === 'reset'
        ? md`${title(row)}: ${words(RESET_UNKNOWN)}`
        : md`${title(row)}: ${words(SENT_AGAIN)}`,
    ),
  ];
  return items.length === 0 ? md`` : md`\n**What to do about unknown outcomes**${list(items)}`;
}

const RESET_UNKNOWN =
  'it is never sent again under this request. Ask the user whether enrolment is asked for at sign-in. If it is not, open a new request under a new id.';
const SENT_AGAIN = 'the next run sends what is in force until an answer confirms it.';

function doubt({ target, result: kind, why }: DoubtOutcome): Markdown {
  const name = target.kind === 'org' ? md`the Org` : code(target.user);
  const reason = why === undefined ? md`` : md` (${words(why)})`;
  return kind === 'done'
    ? md`${name}: what is in force was sent again and confirmed${reason}`
    : md`${name}: still in doubt, ${words(kind.replace('-', ' '))}${reason}`;
}

/** The command that does what is left to do. */
function again({ outcomes, doubts, made }: OutcomeView): Markdown {
  const isLeftOver = outcomes.some(isLeft);
  if (!isLeftOver && doubts.every(({ result: kind }) => kind === 'done')) return md``;
  const left = isLeftOver
    ? md`What was approved and is not done is left for the next run, which updates this text. `
    : md``;
  return md`\n${left}Fix the cause, then run this again:${fence(rerunCommand(made.runId))}`;
}

/** Approved, and still to be done: the next run finds its pull requests again. */
function isLeft({ result: kind, verdict, row }: RowOutcome): boolean {
  if (verdict.kind !== 'go') return false;
  return kind === 'failed' || kind === 'not-started' || (kind === 'unknown' && row.kind !== 'reset');
}

function notes({ rulesMissing, outcomes }: OutcomeView): Markdown {
  const named = outcomes.some(({ verdict }) => verdict.kind === 'held-back' && verdict.why.kind === 'rules');
  if (rulesMissing.length === 0 || named) return md``;
  return md`\n**Please note**${list([md`The next change ${missing({ kind: 'rules', missing: rulesMissing })}`])}`;
}
