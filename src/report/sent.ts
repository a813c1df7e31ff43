import type { StepResult } from '../apply/execute.ts';
import type { Step } from '../apply/steps.ts';
import { alert, join, list, type Markdown, md, words } from './markdown.ts';

/** What of an apply the ledger holds: what is in force and the evidence, or without the evidence, or nothing of its outcome. */
export type Recorded = 'whole' | 'without-evidence' | 'nowhere';

/** What the ledger lacks, and what to do about it. */
export function recordedText(recorded: Recorded): Markdown {
  switch (recorded) {
    case 'whole':
      return md``;
    case 'without-evidence':
      return alert(words(WITHOUT_EVIDENCE));
    case 'nowhere':
      return alert(words(NOWHERE));
  }
}

const WITHOUT_EVIDENCE =
  'The ledger holds what is in force now, but not the record of this apply: a bug in this action kept it from being written. Keep this summary as the evidence, and report the bug.';
const NOWHERE =
  'What this run sent to the tenant is shown here and nowhere else. The next run finds the intent in the ledger: it sends every setting again; resets are never repeated. Keep this summary, then run the apply again.';

/** What was sent and how it ended, in the plainest form: where a bug keeps the usual text from being made. */
export function sentText(results: ReadonlyMap<Step, StepResult>, recorded: Recorded): Markdown {
  const items = [...results].map(([step, { kind }]) => md`${name(step)}: ${words(kind.replace('-', ' '))}`);
  const title = md`### ❌ Failed\n\n**A bug in this action kept the usual summary from being made.** This is what became of each call:`;
  return join([title, list(items), recordedText(recorded)], md``);
}

function name({ call }: Step): Markdown {
  switch (call.kind) {
    case 'set-enforced':
      return call.enforced ? md`Enforcing MFA` : md`Lifting enforcement`;
    case 'set-opt-out':
      return call.optOut ? md`The opt-out of ${call.user}` : md`Ending the opt-out of ${call.user}`;
    case 'reset':
      return md`The reset of ${call.user}`;
  }
}
