import type { InterruptedReset } from '../apply/after.ts';
import type { DoubtOutcome, RowOutcome } from '../apply/outcome.ts';
import type { ApplyStatus } from '../apply/status.ts';
import type { Unsettled } from '../apply/steps.ts';
import type { Plan } from '../plan/plan.ts';
import { byDanger, entryOf, type Row } from '../plan/row.ts';
import { byAuthority } from './authority.ts';
import { type Earlier, earlierText } from './earlier.ts';
import { heldBack, missing } from './held-back.ts';
import { alert, code, compact, join, list, type Markdown, md, table, words } from './markdown.ts';
import { foreignAlert, heading } from './plan.ts';
import { effect, title, UNTIL, until, who } from './rows.ts';
import { type Recorded, recordedText } from './sent.ts';

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
  commit: string;
  /** The file of this run's workflow. */
  workflow: string;
  runId: string;
  attempt: number;
  now: Date;
}

/** What an apply did, as the summary and the pull request's comment show it. */
export function outcomeText(view: OutcomeView): Markdown {
  const { outcomes, doubts, unsettled } = view;
  return compact(
    join(
      [
        heading(view.plan, md`MFA apply`),
        md`**${headline(view)}**\n\nCommit ${view.commit.slice(0, 7)}, run ${view.runId}, attempt ${view.attempt}.\n`,
        recordedText(view.recorded),
        foreignAlert(view.foreign),
        view.recordsDiffer ? alert(RECORDS_DIFFER) : md``,
        outcomes.length > 0 ? outcomeTable(outcomes, view.now) : md``,
        heldBack(outcomes, { runId: view.runId, workflow: view.workflow, digest: view.plan.digest }),
        unknowns(outcomes, view.interrupted),
        earlierText(view.earlier),
        doubts.length + unsettled.length > 0
          ? md`\n**In doubt since an earlier run**${list([...doubts.map(doubt), ...unsettled.map(() => words(UNSETTLED))])}`
          : md``,
        notes(view),
      ],
      md``,
    ),
  );
}

function headline({ status, recorded }: OutcomeView): Markdown {
  if (recorded === 'nowhere') return md`The calls were made, but the ledger could not be written.`;
  switch (status) {
    case 'applied':
      return md`Applied: everything that was approved is done.`;
    case 'no-changes':
      return md`Nothing to do: the file says what is in force.`;
    case 'held-back':
      return md`Held back: nothing new was applied. What was in force stays in force.`;
    case 'refused':
      return md`Refused: nothing new was applied. What was in force stays in force.`;
    case 'partial':
      return md`Applied in part: some changes are done, others are not. See each row.`;
    case 'failed':
      return md`Failed: nothing new was applied. Fix the cause, then run this again.`;
    case 'not-adopted':
      return md`Not adopted: nothing new was applied. What was in force stays in force.`;
    case 'unknown':
      return md`The outcome of at least one call is unknown. See the row.`;
  }
}

const RECORDS_DIFFER = md`**The records in the ledger are not those that its state vouches for.** Somebody deleted, renamed or added one. Look at the history of the ledger’s branch.`;

const UNSETTLED =
  'The Org: an earlier run died while it changed the enforcement of MFA, and nothing in force asks to enforce it. It is never lifted that way. Look at the Org in the tenant; propose `enforce: true` in a pull request, and if it is not to stay, a lift in the next.';

function outcomeTable(outcomes: readonly RowOutcome[], now: Date): Markdown {
  return table(
    [md`Result`, md`What`, md`Who`, UNTIL, md`By`],
    [...outcomes]
      .sort(byNeed)
      .map((one) => [result(one), what(one.row), who(one.row), until(one.row, now), authority(one)]),
  );
}

/** The effect; of a reset also its request, as one user may have several. */
function what(row: Row): Markdown {
  const entry = entryOf(row);
  return entry.kind === 'reset' ? md`${effect(row)}\nRequest ${entry.request}` : effect(row);
}

/** What needs somebody stands first, then what is done, the most dangerous of each first. */
function byNeed(a: RowOutcome, b: RowOutcome): number {
  return NEED.indexOf(a.result) - NEED.indexOf(b.result) || byDanger(a.row, b.row);
}

const NEED = ['unknown', 'failed', 'not-started', 'held-back', 'refused', 'done', 'already'];

function result({ result: kind, why }: RowOutcome): Markdown {
  const reason = why === undefined ? md`` : md`\n${words(why)}`;
  switch (kind) {
    case 'done':
      return md`✅ done${reason}`;
    case 'already':
      return md`✅ already so${reason}`;
    case 'failed':
      return md`❌ failed${reason}`;
    case 'unknown':
      return md`❓ unknown${reason}`;
    case 'not-started':
      return md`⏸️ not started${reason}`;
    case 'held-back':
      return md`⏳ held back`;
    case 'refused':
      return md`⛔ refused${reason}`;
  }
}

/** By what authority a row was applied, or which pull requests it came by. */
function authority({ verdict, pulls }: RowOutcome): Markdown {
  if (verdict.kind === 'go') return byAuthority(verdict.authority);
  if (pulls.length === 0) return md`–`;
  const numbers = pulls.map((number) => md`${number}`);
  return md`pull request ${join(numbers, md`, `)}`;
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
const SENT_AGAIN = 'the next run sends what is in force until an answer confirms it. Run this again.';

function doubt({ target, result: kind, why }: DoubtOutcome): Markdown {
  const name = target.kind === 'org' ? md`the Org` : code(target.user);
  const reason = why === undefined ? md`` : md` (${words(why)})`;
  return kind === 'done'
    ? md`${name}: what is in force was sent again and confirmed${reason}`
    : md`${name}: still in doubt, ${words(kind)}${reason}. Run this again`;
}

function notes({ rulesMissing, outcomes }: OutcomeView): Markdown {
  const items: Markdown[] = [];
  if (outcomes.some(isLeft)) items.push(words(LEFT));
  const named = outcomes.some(({ verdict }) => verdict.kind === 'held-back' && verdict.why.kind === 'rules');
  if (rulesMissing.length > 0 && !named)
    items.push(md`The next change ${missing({ kind: 'rules', missing: rulesMissing })}`);
  return items.length === 0 ? md`` : md`\n**Please note**${list(items)}`;
}

/** Approved, and still to be done: the next run finds its pull requests again. */
function isLeft({ result: kind, verdict, row }: RowOutcome): boolean {
  if (verdict.kind !== 'go') return false;
  return kind === 'failed' || kind === 'not-started' || (kind === 'unknown' && row.kind !== 'reset');
}

const LEFT =
  'What was approved and is not done is left for the next run, which updates this text. Run this again.';
