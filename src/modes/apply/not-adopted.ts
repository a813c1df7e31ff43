import { COMMENT_LIMIT, SUMMARY_LIMIT } from '../../report/plan.ts';
import type { Result } from '../result.ts';
import { comment } from './comments.ts';
import type { ApplyContext, ApplyTrigger } from './context.ts';
import { warningOf } from './effort.ts';
import type { Ready } from './prepare.ts';
import { messageOf } from './publish.ts';
import { adoptionText } from './views.ts';

/**
 * Shows the whole plan of an Org without a valid ledger, with the digest that adopts it. A push before there is any ledger just waits for
 * that; with a ledger's branch, that nothing in it verifies is a fault.
 */
export async function publishNotAdopted(
  context: ApplyContext,
  { by }: ApplyTrigger,
  ready: Ready,
): Promise<Result> {
  const waits = by === 'push' && ready.ledger.kind === 'none';
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
