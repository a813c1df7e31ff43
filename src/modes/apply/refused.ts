import type { Plan } from '../../plan/plan.ts';
import { rerunCommand } from '../../report/commands.ts';
import { firstSentence } from '../../report/first-reason.ts';
import { fence, type Markdown, md } from '../../report/markdown.ts';
import { firstProblem, NOTHING_APPLIED, problemsText, refusalText } from '../../report/problems.ts';
import { problemMarks } from '../marks.ts';
import type { Result } from '../result.ts';
import { tellRefusal } from './comments.ts';
import type { ApplyContext } from './context.ts';
import { warningOf } from './effort.ts';
import type { Refused } from './prepare.ts';

/** Shows why nothing was applied at all, also on the pull request that made the tip. */
export async function publishRefused(context: ApplyContext, prepared: Refused): Promise<Result> {
  const text =
    prepared.problems === undefined
      ? refusalText([...prepared.why, ...againAfter(context, prepared.plan)])
      : problemsText(context.settings.policy, prepared.problems, NOTHING_APPLIED);
  const reason =
    prepared.problems === undefined
      ? prepared.why.slice(0, 1).map(firstSentence).join('')
      : firstProblem(prepared.problems);
  const effort = prepared.tell && (await tellRefusal(context, prepared.tell, text));
  return {
    status: 'refused',
    message: `Refused, nothing was sent to the tenant: ${reason}`,
    summary: text,
    annotations: [
      ...(prepared.problems === undefined ? [] : problemMarks(prepared.problems)),
      ...(effort === undefined ? [] : warningOf(effort)),
    ],
    ...(effort?.bug && { broken: true as const }),
    ...(prepared.plan && { plan: prepared.plan }),
  };
}

/** What to do once the tenant answers again. */
function againAfter({ run }: ApplyContext, plan: Plan | undefined): Markdown[] {
  if (!plan?.refusals.some(({ code }) => code === 'lookup-failed')) return [];
  return [
    md`Nothing was sent that changes the tenant. When it answers again, run this again:${fence(rerunCommand(run.runId))}`,
  ];
}
