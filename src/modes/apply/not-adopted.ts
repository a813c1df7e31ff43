import { COMMENT_LIMIT, SUMMARY_LIMIT } from '../../report/plan.ts';
import type { Result } from '../result.ts';
import { comment } from './comments.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import { warningOf } from './effort.ts';
import type { Ready } from './prepare.ts';
import { messageOf } from './publish.ts';
import { adoptionText } from './views.ts';

/**
 * Shows the whole plan of an Org without a valid ledger, with the digest that adopts it. A push before this tenant has
 * any ledger here just waits for that. With one, of whichever Org, it is a fault: what was in force is no longer looked after.
 */
export async function publishNotAdopted(
  context: ApplyContext,
  { by }: ApplyTrigger,
  ready: Ready,
): Promise<Result> {
  const waits = by === 'push' && ready.material.ledgers.length === 0;
  const effort =
    ready.pull === undefined
      ? undefined
      : await comment(context, ready, ready.pull, () => adoptionText(context, ready, COMMENT_LIMIT));
  return {
    status: 'not-adopted',
    message: waits
      ? 'Waiting for adoption: nothing was applied. An administrator of the repository reads the plan in the summary and approves it by its digest.'
      : messageOf('not-adopted', ''),
    ...(waits && { waits }),
    summary: adoptionText(context, ready, SUMMARY_LIMIT),
    annotations: effort === undefined ? [] : warningOf(effort),
    plan: ready.plan,
  };
}
